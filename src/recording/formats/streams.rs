//! Separates the items of several streams that are interleaved in a file. The streams are ordered
//! by their first items.

use std::collections::HashMap;

use super::Format;
use super::record::One;
use crate::error::{Grow, OutOfMemory, Result, ensure_little};
use crate::json::{Cursor, Element, FoldedDocument, ListBuilder};
use crate::merge::{Payload, push_item, unwrapped};
use crate::sse::Event;

/// How the stream of an item is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// By the item's id.
    Id,
    /// Only by the beginning of a new message: all items came over one connection, and some servers
    /// give each item an id of its own.
    Beginning,
}

const BEFORE: &[u8] = b"{\"response\":{\"body\":[";
const AFTER: &[u8] = b"],\"is_streaming\":true}}";
/// For a stream whose last event was cut off by the end of the file.
const AFTER_CUT: &[u8] = b"],\"is_streaming\":true,\"is_cut\":true}}";

/// Items in the order of the file.
#[derive(Default)]
pub(super) struct Streams {
    pub(super) list: ListBuilder,
    /// The number of items read before each `[DONE]`.
    ends: Vec<usize>,
    /// Whether the file ends within an item.
    pub(super) is_cut: bool,
}

impl Streams {
    /// # Errors
    ///
    /// As [`ListBuilder::push`].
    pub(super) fn push(&mut self, item: &[u8]) -> Result<()> {
        self.list.push(item)
    }

    /// Adds the item in an event, or notes the end of a stream.
    ///
    /// # Errors
    ///
    /// As [`push_item`].
    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<()> {
        if let Payload::Done = push_item(event, &mut self.list)? {
            self.end();
        }
        Ok(())
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
        let after = if self.is_cut { AFTER_CUT } else { AFTER };
        let all = self.list.finish(BEFORE, after)?;
        let mut sorting = Sorting { by, ends: self.ends.into_iter().peekable(), ..Sorting::new() };
        let mut of_item = Vec::new();
        of_item.try_room(all.len())?;
        all.try_each_element(|element| {
            of_item.push(sorting.stream_of(of_item.len(), element)?);
            Ok::<(), OutOfMemory>(())
        })?;
        let envelopes = match sorting.streams.len() {
            0 | 1 => vec![all],
            count => apart(&all, &of_item, count, after)?,
        };
        Ok(envelopes.into_iter().map(|envelope| One::new(envelope, format)).collect())
    }
}

fn apart(
    all: &FoldedDocument,
    of_item: &[usize],
    count: usize,
    after: &[u8],
) -> Result<Vec<FoldedDocument>> {
    let mut lists = Vec::new();
    lists.try_room(count)?;
    lists.resize_with(count, ListBuilder::new);
    let mut places = of_item.iter();
    all.try_each(|item| match places.next().and_then(|stream| lists.get_mut(*stream)) {
        Some(list) => list.push(item.raw()),
        None => Ok(()),
    })?;
    // The last item of the file belongs to the last stream that got one.
    let cut = of_item.last().copied();
    let envelopes = lists
        .into_iter()
        .enumerate()
        .map(|(number, list)| list.finish(BEFORE, if Some(number) == cut { after } else { AFTER }));
    envelopes.collect()
}

/// A stream while items are assigned.
#[derive(Clone, Copy, Default)]
struct Stream {
    is_named: bool,
    has_ended: bool,
    /// Whether its message has ended: the beginning of another one begins another stream.
    has_stopped: bool,
}

/// Where the items of one shape have the values that determine their stream.
#[derive(Clone, Copy, Default)]
struct Places {
    id: Option<u32>,
    done: Option<u32>,
    /// The type of an event, and what its members say if it has none.
    kind: Option<u32>,
    edge: Option<Edge>,
}

/// The events that begin and end a message, in families whose messages have no id of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    Stop,
}

impl Edge {
    fn of_kind(kind: Cursor<'_>) -> Option<Self> {
        let kind = kind.as_text()?;
        match () {
            () if kind == *"message-start" => Some(Edge::Start),
            () if kind == *"message-end" => Some(Edge::Stop),
            () => None,
        }
    }

    fn of_members(item: Cursor<'_>) -> Option<Self> {
        let has = |key| item.get(key).is_some_and(Cursor::is_object);
        match () {
            () if has("messageStart") => Some(Edge::Start),
            () if has("messageStop") => Some(Edge::Stop),
            () => None,
        }
    }
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
        }
    }
}

impl<I: Iterator<Item = usize>> Sorting<I> {
    /// The number of the stream to which the item with this number belongs.
    fn stream_of(&mut self, number: usize, mut element: Element<'_>) -> Result<usize, OutOfMemory> {
        while self.ends.next_if(|end| *end <= number).is_some() {
            self.end_current();
        }
        let places = self.places(&mut element)?;
        let edge = places.kind.and_then(|place| element.scalar(place, Edge::of_kind).flatten());
        let edge = edge.or(places.edge);
        let has_stopped = |open: usize| self.streams.get(open).is_some_and(|it| it.has_stopped);
        if edge == Some(Edge::Start) && self.open().is_some_and(has_stopped) {
            self.end_current();
        }
        // An empty id does not count: some servers send one before the stream has its own.
        let told =
            |id: Cursor<'_>| id.as_text().filter(|id| !id.is_empty()).map(|_| id.raw().to_vec());
        let id = places.id.and_then(|place| element.scalar(place, told).flatten());
        let stream = match id {
            Some(id) => self.named(id)?,
            None => self.unnamed()?,
        };
        self.current = Some(stream);
        if edge == Some(Edge::Stop)
            && let Some(stream) = self.streams.get_mut(stream)
        {
            stream.has_stopped = true;
        }
        let is_done = |place| element.scalar(place, |done| done.as_bool() == Some(true));
        if places.id.is_none() && places.done.and_then(is_done) == Some(true) {
            self.end_current();
        }
        Ok(stream)
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
        let item = unwrapped(element.unfold());
        let own = || {
            let keys = ["id", "response_id", "responseId"];
            keys.iter().find_map(|key| scalar_in(item, key))
        };
        let nested = || {
            let keys = ["response", "message", "interaction"];
            keys.iter().find_map(|key| scalar_in(item.get(key)?, "id"))
        };
        let id = match self.by {
            By::Id => own().or_else(nested),
            By::Beginning => nested(),
        };
        let places = Places {
            id,
            done: item.get("done").map(Cursor::index),
            kind: scalar_in(item, "type"),
            edge: Edge::of_members(item),
        };
        if let Some(place) = self.shapes.get_mut(shape) {
            *place = Some(places);
        }
        Ok(places)
    }

    fn named(&mut self, raw: Vec<u8>) -> Result<usize, OutOfMemory> {
        if raw == self.current_id
            && let Some(current) = self.open()
        {
            return Ok(current);
        }
        let id = String::from_utf8_lossy(&raw).into_owned();
        self.current_id = raw;
        if let Some(stream) = self.of_id.get(&id).copied()
            && (self.by == By::Id || self.streams.get(stream).is_some_and(|it| !it.has_ended))
        {
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

    fn unnamed(&mut self) -> Result<usize, OutOfMemory> {
        if let Some(open) = self.open() {
            return Ok(open);
        }
        self.current_id.clear();
        self.begin()
    }

    /// The current stream unless it has ended.
    fn open(&self) -> Option<usize> {
        let current = self.current?;
        self.streams.get(current).is_some_and(|stream| !stream.has_ended).then_some(current)
    }

    fn begin(&mut self) -> Result<usize, OutOfMemory> {
        // The id of each stream is stored too.
        ensure_little()?;
        self.streams.try_push(Stream::default())?;
        Ok(self.streams.len() - 1)
    }

    fn end_current(&mut self) {
        if let Some(stream) = self.current.and_then(|current| self.streams.get_mut(current)) {
            stream.has_ended = true;
        }
    }
}

/// The index of a member of `object` that is neither a list nor an object.
fn scalar_in(object: Cursor<'_>, key: &str) -> Option<u32> {
    object.get(key).filter(|value| !value.is_object() && !value.is_array()).map(Cursor::index)
}
