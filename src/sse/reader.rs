//! The reader, which keeps only those bytes that the next event still needs.

mod mended;

use super::brackets::Brackets;
use super::event::Event;
use super::line::Line;
use super::open::{Open, set};
use super::place::Place;
use crate::error::{Error, Grow, ParseError, Result};

/// The default size limit of one line, and of the data of one event (256 MiB).
pub const DEFAULT_LIMIT: usize = 256 << 20;

/// Reads server-sent events from bytes that are split anywhere.
///
/// Lines end with `\n`, `\r` or `\r\n`. A byte order mark at the very start, comments and unknown
/// fields are skipped. A blank line ends an event, which is emitted if it has data. These things
/// differ from a browser, because streams are sent and recorded so:
///
/// - an event without its blank line at the end of the stream is emitted by [`Reader::finish`];
/// - bytes that are not UTF-8 are read as U+FFFD, and the event says where its data has some;
/// - lines of data that cannot be parts of one JSON value are separate events;
/// - the comment of an event named `error` that has no data is its data;
/// - JSON without `data:`, an object or a list on one line or several, is an event, and so are
///   another line that cannot be a field, and a field `error`, whose event has that name.
///
/// The data of an event is borrowed from the bytes fed if it is a single line that lies within
/// them. Time is linear in the number of bytes, however they are split; memory is bounded by the
/// limit.
///
/// ```
/// use deltafold::internals::sse::Reader;
/// let mut reader = Reader::new();
/// let mut texts = Vec::new();
/// for bytes in [&b"data: on"[..], b"e\n\ndata: two\r", b"\n\r\n: no event\n\ndata: [DO", b"NE]"] {
///     reader.feed(bytes, |event| {
///         texts.push(event.data.to_owned());
///         Ok(())
///     })?;
/// }
/// reader.finish(|event| {
///     assert!(event.is_done());
///     Ok(())
/// })?;
/// assert_eq!(texts, ["one", "two"]);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    limit: usize,
    /// The start of a line whose end has not been read yet.
    carry: Vec<u8>,
    /// Where the current line starts.
    here: Place,
    /// The last line ended with `\r`, so a `\n` that comes next belongs to it.
    after_return: bool,
    open: Open,
    /// The brackets of JSON without `data:`, while it is being read.
    bare: Option<Brackets>,
    /// The open event has data without open brackets.
    is_closed: bool,
    /// Where the line that is being read is not UTF-8.
    invalid: Option<ParseError>,
    id: String,
    retry: Option<u64>,
    broken: Option<ParseError>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader at the start of a stream, with [`DEFAULT_LIMIT`].
    pub fn new() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }

    /// A reader that rejects lines of more than `limit` bytes, and events with more data.
    ///
    /// Every data line of an event after the first counts 24 bytes more than its length.
    pub fn with_limit(limit: usize) -> Self {
        Reader {
            limit,
            carry: Vec::new(),
            here: Place::START,
            after_return: false,
            open: Open::default(),
            bare: None,
            is_closed: false,
            invalid: None,
            id: String::new(),
            retry: None,
            broken: None,
        }
    }

    /// Reads the next bytes of the stream; `on_event` gets every event that ends in them.
    ///
    /// # Errors
    ///
    /// [`ParseError`], with the location in the whole stream, for a line that exceeds the limit;
    /// [`Error::OutOfMemory`]; and the errors of `on_event`. Events before the
    /// error have been emitted and the bytes after it are not read. Every later call fails too.
    pub fn feed(
        &mut self,
        bytes: &[u8],
        mut on_event: impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        self.guarded(|reader| reader.read(bytes, &mut on_event))
    }

    /// Ends the stream; `on_event` gets the last event if it is still open.
    ///
    /// # Errors
    ///
    /// As for [`Reader::feed`].
    pub fn finish(mut self, on_event: impl FnMut(Event<'_>) -> Result<()>) -> Result<()> {
        self.end(true, on_event)
    }

    /// Whether the bytes fed so far end inside a line.
    pub fn is_within_line(&self) -> bool {
        !self.carry.is_empty()
    }

    /// Whether an error has ended reading.
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Whether an event has begun and has not ended.
    pub(crate) fn is_within_event(&self) -> bool {
        self.is_within_line() || self.open.has_data() || self.open.has_any_name()
    }

    /// Sets the location of the next line, by the number of bytes and lines before it.
    pub(crate) fn at(&mut self, byte: usize, lines: usize) {
        self.here = Place { byte, line: lines + 1, column: 1 };
    }

    /// Advances the location past `prefix`, without reading it.
    pub(crate) fn skip(&mut self, prefix: &[u8]) {
        let end = ParseError::at(prefix, prefix.len(), "");
        self.here = Place { byte: end.byte, line: end.line, column: end.column };
    }

    /// Treats the bytes fed so far as whole lines: an event that has data is emitted, while the
    /// name of an event without data is kept for the data that follows. Locations are counted anew
    /// from here.
    pub(crate) fn end_item(&mut self, on_event: impl FnMut(Event<'_>) -> Result<()>) -> Result<()> {
        self.end(false, on_event)
    }

    fn end(
        &mut self,
        is_last: bool,
        mut on_event: impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        self.guarded(|reader| {
            if reader.is_within_line() {
                reader.carried_line(&[], &mut on_event)?;
            }
            if is_last {
                reader.open.end_comment(reader.here)?;
            }
            if reader.open.has_data() {
                reader.dispatch(None, &mut on_event)?;
            }
            reader.here = Place::START;
            Ok(())
        })
    }

    /// Does nothing after an error, and remembers a new one.
    fn guarded(&mut self, read: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if let Some(error) = &self.broken {
            return Err(error.clone().into());
        }
        let result = read(self);
        if let Err(error) = &result {
            self.broken = Some(match error {
                Error::Parse(error) => error.clone(),
                _ => self.here.error("nothing can be read after an error"),
            });
        }
        result
    }

    fn read<'a>(
        &mut self,
        mut rest: &'a [u8],
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        // The open event's data while it is a single line of these bytes.
        let mut data: Option<&'a str> = None;
        loop {
            if self.after_return && !rest.is_empty() {
                self.after_return = false;
                if let Some(after) = rest.strip_prefix(b"\n") {
                    rest = after;
                    self.here.byte += 1;
                }
            }
            let Some(end) = memchr::memchr2(b'\r', b'\n', rest) else { break };
            let (line, after) = (&rest[..end], &rest[end + 1..]);
            self.after_return = rest[end] == b'\r';
            rest = after;
            if self.is_within_line() {
                self.carried_line(line, on_event)?;
            } else {
                self.line(line, &mut data, on_event)?;
            }
        }
        self.open.keep(data)?;
        if self.carry.len() + rest.len() > self.limit {
            return Err(self.too_long().into());
        }
        self.carry.try_extend(rest)?;
        Ok(())
    }

    /// Reads the line that started in earlier bytes and ends with `end`.
    #[inline(never)]
    fn carried_line(
        &mut self,
        end: &[u8],
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        if self.carry.len() + end.len() > self.limit {
            return Err(self.too_long().into());
        }
        let mut line = std::mem::take(&mut self.carry);
        line.try_extend(end)?;
        let mut data = None;
        self.line(&line, &mut data, on_event)?;
        self.open.keep(data)?;
        line.clear();
        self.carry = line;
        Ok(())
    }

    fn line<'a>(
        &mut self,
        line: &'a [u8],
        data: &mut Option<&'a str>,
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        if line.len() > self.limit {
            return Err(self.too_long().into());
        }
        match std::str::from_utf8(line) {
            Ok(text) => self.text_line(text, data, on_event)?,
            Err(error) => {
                let error = ParseError::at(line, error.valid_up_to(), "invalid UTF-8");
                self.mended_line(line, error, data, on_event)?;
            }
        }
        self.here = self.here.next_line(line.len() + 1);
        Ok(())
    }

    fn text_line<'a>(
        &mut self,
        text: &'a str,
        data: &mut Option<&'a str>,
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        let (text, start) = match text.strip_prefix('\u{FEFF}') {
            Some(text) if self.here == Place::START => (text, self.here.plus(3, 1)),
            _ => (text, self.here),
        };
        let line_read = Line::of(text);
        if self.bare.is_some() && !matches!(line_read, Line::Bare | Line::Other) {
            // Whatever ends an object that is not closed yet, the object is an event.
            self.end_open(data, on_event)?;
        }
        match line_read {
            Line::Blank => {
                self.open.end_comment(start)?;
                self.dispatch(data.take(), on_event)?;
            }
            // Field names are ASCII, so there are as many columns as bytes.
            Line::Data { value, offset } => {
                if self.open.ends.are_apart_from(value) {
                    self.end_open(data, on_event)?;
                }
                self.data_line(value, start.plus(offset, offset), data)?;
            }
            Line::Error { value, offset } => {
                self.end_open(data, on_event)?;
                self.open.name("error")?;
                self.data_line(value, start.plus(offset, offset), data)?;
            }
            Line::Bare | Line::Other => {
                let is_start = line_read == Line::Bare;
                self.bare_line(text, is_start, start, data, on_event)?;
            }
            Line::Event(name) => {
                if self.open.has_name() && self.open.ends.may_be_whole() {
                    self.end_open(data, on_event)?;
                }
                self.open.name(name)?;
            }
            Line::Id(id) => set(&mut self.id, id)?,
            Line::Retry(milliseconds) => self.retry = Some(milliseconds),
            Line::Comment(comment) => self.open.comment(comment)?,
            Line::Ignored => {}
        }
        Ok(())
    }

    fn data_line<'a>(
        &mut self,
        value: &'a str,
        place: Place,
        data: &mut Option<&'a str>,
    ) -> Result<()> {
        self.open.data_line(value, place, data)?;
        if let Some(invalid) = self.invalid.take() {
            self.open.invalid.get_or_insert(invalid);
        }
        self.is_closed = false;
        if self.open.size() > self.limit {
            return Err(self.too_long().into());
        }
        Ok(())
    }

    /// Reads a line without a field name: one of a JSON object, or one to be skipped.
    #[cold]
    fn bare_line<'a>(
        &mut self,
        text: &'a str,
        is_start: bool,
        place: Place,
        data: &mut Option<&'a str>,
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        let is_apart = self.open.ends.are_apart_from(text);
        if self.bare.is_none() && self.open.has_data() && !is_apart && !self.is_closed {
            // Only the first line of an object may have its `data:`.
            let mut brackets = Brackets::default();
            self.open.data(*data).lines().for_each(|line| brackets.read(line.as_bytes()));
            self.is_closed = !brackets.are_open();
            self.bare = brackets.are_open().then_some(brackets);
        }
        if self.bare.is_none() || (is_start && is_apart) {
            if !is_start {
                return Ok(());
            }
            self.end_open(data, on_event)?;
        }
        let mut brackets = self.bare.unwrap_or_default();
        brackets.read(text.as_bytes());
        self.data_line(text, place, data)?;
        self.bare = Some(brackets);
        if !brackets.are_open() {
            self.end_open(data, on_event)?;
        }
        Ok(())
    }

    /// Emits the open event, if it has data, without a blank line that ends it.
    fn end_open(
        &mut self,
        data: &mut Option<&str>,
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        if self.open.has_data() {
            let next = self.open.keep_late_name();
            self.dispatch(data.take(), on_event)?;
            self.open.name(&next)?;
        }
        Ok(())
    }

    fn dispatch(
        &mut self,
        data: Option<&str>,
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        if let Some(event) = self.open.event(data, &self.id, self.retry) {
            on_event(event)?;
        }
        self.open.clear();
        (self.bare, self.is_closed) = (None, false);
        Ok(())
    }

    #[cold]
    fn too_long(&self) -> ParseError {
        self.here.error(format!("event of more than {} bytes", self.limit))
    }
}
