//! Separates the items of several streams that are interleaved in a file. The streams are ordered
//! by their first items.

use std::collections::HashMap;

use super::read_warnings::after_list;
use super::record::One;
use super::signs::{Places, Sign};
use super::{Format, claude};
use crate::error::{Error, Grow, OutOfMemory, ParseError, Result, ensure_little, joined};
use crate::json::{Cursor, Element, FoldedDocument, ListBuilder};
use crate::merge::{
    INVALID, MOST_WARNINGS, Payloads, ReadWarning, after_done, mended, push_item, read_event,
    unreadable, unwrapped, whole_family,
};
use crate::recording::model::BODY;
use crate::sse::Event;

/// How the stream of an item is determined, unless it is one of events, whose first and last event
/// are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// By the item's id.
    Id,
    /// Only by `[DONE]`: all items came over one connection, and some servers give each item an id
    /// of its own.
    Done,
}

const BEFORE: &[u8] = b"{\"response\":{\"body\":[";

/// Items in the order of the file.
#[derive(Default)]
pub(super) struct Streams {
    pub(super) list: ListBuilder,
    /// The number of items read before each `[DONE]`.
    ends: Vec<usize>,
    warnings: Vec<ReadWarning>,
    /// The first data that is not JSON.
    pub(super) unreadable: Option<ParseError>,
    /// Whether the text ends within the line that is being read.
    pub(super) may_be_cut: bool,
    /// Whether the file ends within an item.
    pub(super) is_cut: bool,
}

impl Payloads for Streams {
    fn item(&mut self, text: &str) -> Result<()> {
        push_item(text, &mut self.list)
    }

    fn done(&mut self) -> Result<()> {
        self.end();
        Ok(())
    }

    fn unreadable(&mut self, error: ParseError) -> Result<()> {
        if self.may_be_cut {
            self.is_cut = true;
            let next = self.list.len() + 1;
            self.warnings.pop_if(|it| it.code == INVALID && it.items == next);
        } else {
            self.warn(self.list.len(), "unreadable_event", unreadable(&error));
        }
        self.unreadable.get_or_insert(error);
        Ok(())
    }

    fn mended(&mut self, error: &ParseError) -> Result<()> {
        self.warn(self.list.len() + 1, INVALID, mended(error));
        Ok(())
    }
}

impl Streams {
    fn warn(&mut self, items: usize, code: &'static str, detail: String) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(ReadWarning { items, code, detail });
        }
    }

    /// Adds an item that is a line of its own; returns false, with nothing added, if it is not JSON.
    ///
    /// # Errors
    ///
    /// As [`ListBuilder::push`].
    pub(super) fn push_line(&mut self, line: &[u8]) -> Result<bool> {
        match self.list.push(line) {
            Err(Error::Parse(_)) => Ok(false),
            pushed => pushed.map(|()| true),
        }
    }

    /// # Errors
    ///
    /// As [`ListBuilder::push`].
    pub(super) fn push(&mut self, item: &[u8]) -> Result<()> {
        self.list.push(item)
    }

    /// Adds the items in an event, or notes the end of a stream.
    ///
    /// # Errors
    ///
    /// If the list would become too long, or there is not enough memory.
    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<()> {
        read_event(event, self)
    }

    /// Notes that a stream has ended.
    pub(super) fn end(&mut self) {
        self.ends.push(self.list.len());
    }

    /// Each stream as an envelope. There is at least one.
    ///
    /// # Errors
    ///
    /// None in practice, since every item was accepted before.
    pub(super) fn finish(self, by: By, format: Format) -> Result<Vec<One>> {
        let all = self.list.finish(BEFORE, b"]}}")?;
        let mut sorting = Sorting { by, ends: self.ends.into_iter().peekable(), ..Sorting::new() };
        let mut of_item = Vec::new();
        of_item.try_room(all.len())?;
        all.try_each_element(|element| {
            of_item.push(sorting.stream_of(of_item.len(), element)?);
            Ok::<(), OutOfMemory>(())
        })?;
        let mut warnings = self.warnings;
        if sorting.is_claude {
            return claude::sessions(&all, &warnings);
        }
        let count = sorting.streams.len().max(1);
        warnings.append(&mut sorting.warnings);
        let mut lists = Vec::new();
        lists.try_room(count)?;
        lists.resize_with(count, ListBuilder::new);
        if count > 1 {
            let mut places = of_item.iter();
            all.try_each(|item| match places.next().and_then(|stream| lists.get_mut(*stream)) {
                Some(list) => list.push(item.raw()),
                None => Ok(()),
            })?;
        }
        // The last item of the file belongs to the last stream that got one.
        let last = of_item.last().copied().unwrap_or_default();
        let mut ones = Vec::new();
        for (number, list) in lists.into_iter().enumerate() {
            let stream_of = |items: usize| of_item.get(items.saturating_sub(1)).copied();
            let own = warnings.iter().filter(|it| stream_of(it.items).unwrap_or(0) == number);
            let after = after_list(self.is_cut && number == last, own);
            let list = match count {
                1 => all.with_ends(BEFORE, &after)?,
                _ => list.finish(BEFORE, &after)?,
            };
            ones.try_push(One::new(whole(list, format)?, format))?;
        }
        Ok(ones)
    }
}

/// An event stream whose only item is a whole response, as that response.
fn whole(list: FoldedDocument, format: Format) -> Result<FoldedDocument> {
    let only = if list.len() == 1 && format == Format::Sse { list.element(0) } else { None };
    match only.filter(|item| whole_family(item.root()).is_some()) {
        None => Ok(list),
        Some(item) => {
            let (before, after) = (b"{\"response\":{\"body\":", b",\"is_streaming\":false}}");
            let text = joined(&[before, item.root().raw(), after])?;
            FoldedDocument::parse(text, &BODY)
        }
    }
}

/// A stream while items are assigned.
#[derive(Clone, Copy, Default)]
struct Stream {
    is_named: bool,
    /// An event ended it.
    has_ended: bool,
    /// `[DONE]` ended it.
    is_done: bool,
    /// Its last item with choices gives a role, as usually only the first one does.
    gives_role: bool,
    was_after_done: bool,
}

struct Sorting<I: Iterator<Item = usize>> {
    by: By,
    ends: std::iter::Peekable<I>,
    streams: Vec<Stream>,
    of_id: HashMap<String, usize>,
    /// The stream of the last item, and the raw id that determined it.
    current: Option<usize>,
    current_id: Vec<u8>,
    shapes: Vec<Option<Places>>,
    warnings: Vec<ReadWarning>,
    /// Whether they are the lines of a log of Claude Code.
    is_claude: bool,
}

impl Sorting<std::vec::IntoIter<usize>> {
    fn new() -> Self {
        Sorting {
            by: By::Id,
            ends: Vec::new().into_iter().peekable(),
            streams: Vec::new(),
            of_id: HashMap::new(),
            current: None,
            current_id: Vec::new(),
            shapes: Vec::new(),
            warnings: Vec::new(),
            is_claude: false,
        }
    }
}

impl<I: Iterator<Item = usize>> Sorting<I> {
    /// The number of the stream to which the item with this number belongs.
    fn stream_of(&mut self, number: usize, mut element: Element<'_>) -> Result<usize, OutOfMemory> {
        while self.ends.next_if(|end| *end <= number).is_some() {
            if let Some(stream) = self.current_stream() {
                stream.is_done = true;
            }
        }
        let places = self.places(&mut element)?;
        let sign = places.sign(&element);
        // An empty id does not count: some servers send one before the stream has its own.
        let text =
            |id: Cursor<'_>| id.as_text().filter(|id| !id.is_empty()).map(|_| id.raw().to_vec());
        let id = places.id.and_then(|place| element.scalar(place, text).flatten());
        let stream = match (sign, id) {
            (Sign::Opening, _) => self.opened()?,
            (Sign::Event | Sign::Ending, _) => self.continued()?,
            (_, id) if self.goes_on_after_done(&places, id.as_deref()) => self.continued()?,
            (_, Some(id)) if self.by == By::Id => self.named(id)?,
            (_, id) => {
                let stream = self.continued_or_next()?;
                self.current_id = id.unwrap_or_else(|| std::mem::take(&mut self.current_id));
                stream
            }
        };
        self.current = Some(stream);
        self.note(number, &places, sign);
        Ok(stream)
    }

    /// Notes what an item says about its stream, which is the current one.
    fn note(&mut self, number: usize, places: &Places, sign: Sign) {
        let Some(stream) = self.current_stream() else { return };
        if places.has_choices {
            stream.gives_role = places.has_role;
        }
        stream.has_ended |= matches!(sign, Sign::Ending | Sign::Done);
        if stream.is_done && !std::mem::replace(&mut stream.was_after_done, true) {
            let detail = after_done(number + 1);
            self.warnings.push(ReadWarning { items: number + 1, code: "after_done", detail });
        }
    }

    fn places(&mut self, element: &mut Element<'_>) -> Result<Places, OutOfMemory> {
        let shape = element.shape() as usize;
        if self.shapes.len() <= shape {
            self.shapes.try_room(shape + 1 - self.shapes.len())?;
            self.shapes.resize(shape + 1, None);
        }
        if let Some(Some(known)) = self.shapes.get(shape) {
            return Ok(*known);
        }
        let item = element.unfold();
        self.is_claude |= claude::is(item);
        let places = Places::of(unwrapped(item));
        if let Some(place) = self.shapes.get_mut(shape) {
            *place = Some(places);
        }
        Ok(places)
    }

    /// Whether an item without events continues the stream that `[DONE]` ended: its id is the same,
    /// or it has neither an id nor choices; and it is not the first one of another stream.
    fn goes_on_after_done(&self, places: &Places, id: Option<&[u8]>) -> bool {
        let stream = self.current.and_then(|current| self.streams.get(current));
        let Some(stream) = stream.filter(|stream| stream.is_done) else { return false };
        match id {
            Some(id) => id == self.current_id && (!places.has_role || stream.gives_role),
            None => places.is_chunk && !places.has_choices,
        }
    }

    /// The stream of an event that begins one: the current one until it has ended, since gateways
    /// begin again within a stream.
    fn opened(&mut self) -> Result<usize, OutOfMemory> {
        match self.open() {
            Some(open) => Ok(open),
            None => self.begin(),
        }
    }

    /// The current stream, even if it has ended.
    fn continued(&mut self) -> Result<usize, OutOfMemory> {
        match self.current {
            Some(current) => Ok(current),
            None => self.begin(),
        }
    }

    /// The current stream, or a new one if it has ended.
    fn continued_or_next(&mut self) -> Result<usize, OutOfMemory> {
        if let Some(open) = self.open() {
            return Ok(open);
        }
        self.current_id.clear();
        self.begin()
    }

    fn named(&mut self, raw: Vec<u8>) -> Result<usize, OutOfMemory> {
        if raw == self.current_id
            && let Some(current) = self.open()
        {
            return Ok(current);
        }
        let id = String::from_utf8_lossy(&raw).into_owned();
        self.current_id = raw;
        if let Some(stream) = self.of_id.get(&id).copied() {
            return Ok(stream);
        }
        // Items before the first id belong to its stream.
        let nameless = self
            .open()
            .filter(|open| self.streams.get(*open).is_some_and(|stream| !stream.is_named));
        let stream = match nameless {
            Some(stream) => stream,
            None => self.begin()?,
        };
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.is_named = true;
        }
        self.of_id.try_reserve(1)?;
        self.of_id.insert(id, stream);
        Ok(stream)
    }

    fn current_stream(&mut self) -> Option<&mut Stream> {
        self.streams.get_mut(self.current?)
    }

    /// The current stream unless it has ended.
    fn open(&self) -> Option<usize> {
        let current = self.current?;
        let stream = self.streams.get(current)?;
        (!stream.has_ended && !stream.is_done).then_some(current)
    }

    fn begin(&mut self) -> Result<usize, OutOfMemory> {
        // The id of each stream is stored too.
        ensure_little()?;
        self.streams.try_push(Stream::default())?;
        Ok(self.streams.len() - 1)
    }
}
