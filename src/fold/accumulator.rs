//! The accumulator: decides what an item is, and hands its chunks to the merger.

use super::item::Item;
use super::stream::{Stream, check_item};
use crate::completion::{Completion, Warning};
use crate::error::{Error, Result};
use crate::grammar::Grammar;
use crate::json::{Cursor, Document};
use crate::merge::Options;
use crate::recording::Payload;
use crate::sse::{Event, Reader};

/// Merges the items of one stream as they come, whatever their form.
///
/// Of which family they are, the first item tells that can be told from others; until one does, a
/// few are kept. A stream in which none does is merged as a chat.
///
/// Items come whole ([`push`](Self::push), [`push_value`](Self::push_value)) or as the bytes of an
/// event stream in any split ([`feed`](Self::feed)). Each takes time in its own length only.
///
/// After an error everything before the bad item stays merged and nothing of the item itself is:
/// it can be left out, and [`snapshot`](Self::snapshot) and [`finish`](Self::finish) work. Bytes
/// are the exception in one way: there is no telling what follows a bad event, so every later
/// `feed` fails too.
///
/// ```
/// use deltafold::fold::Accumulator;
/// use deltafold::merge::Options;
/// let mut merged = Accumulator::new(Options::default());
/// merged.push(br#"{"choices": [{"index": 0, "delta": {"content": "Hel"}}]}"#)?;
/// merged.push(br#"data: {"choices": [{"index": 0, "delta": {"content": "lo"}}]}"#)?;
/// merged.push(b"data: [DONE]")?;
/// assert!(merged.is_done());
/// let json = String::from_utf8_lossy(&merged.finish()?.to_json()).into_owned();
/// assert!(json.contains("Hello"));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Debug)]
pub struct Accumulator {
    merged: Stream,
    /// Reads what is fed.
    stream: Reader,
    /// Reads pushed lines; between pushes it holds the name of an event whose data is to come.
    lines: Reader,
    finished: bool,
    /// What was fed ended within an event, which was thrown away.
    cut: bool,
}

impl Accumulator {
    /// An accumulator that nothing was pushed to.
    pub fn new(options: Options) -> Self {
        Self::of(None, options)
    }

    /// An accumulator for a stream of this family; without one, the items tell it.
    pub fn of(grammar: Option<&'static Grammar>, options: Options) -> Self {
        let merged = Stream::new(grammar, options);
        let (stream, lines) = (Reader::new(), Reader::new());
        Accumulator { merged, stream, lines, finished: false, cut: false }
    }

    /// Merges one whole item: the text of a JSON object, or a line of server-sent events.
    ///
    /// Lines may be `data: {…}`, `data: [DONE]`, `[DONE]` alone, comments, other fields, and blank;
    /// their line ends may be there or not. A whole event of several lines is one item too. White
    /// space around the item, and a byte order mark before it, are passed over.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`], with the place in the item, for what is no JSON and no line, or no UTF-8;
    /// [`Error::Merge`] for JSON that is no object, for anything but blank lines and comments
    /// after `[DONE]`, for everything after [`finish`](Self::finish), and for what
    /// [`crate::grammar::Merger::push`] refuses.
    pub fn push(&mut self, item: &[u8]) -> Result<()> {
        self.refuse_if_finished()?;
        match Item::of(item)? {
            Item::Blank => {
                // The end of an event: what named it names nothing any longer.
                self.lines = Reader::new();
                Ok(())
            }
            Item::Json => {
                self.merged.refuse_if_done()?;
                self.merged.push(Document::parse(item.to_vec())?.root())
            }
            Item::Done => self.merged.take(Payload::Done),
            Item::Lines { start } => self.push_lines(item, start),
        }
    }

    /// Merges one chunk that is parsed already.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if it is no object, after `[DONE]` or [`finish`](Self::finish), and as
    /// [`crate::grammar::Merger::push`].
    pub fn push_value(&mut self, chunk: Cursor<'_>) -> Result<()> {
        self.refuse_if_finished()?;
        self.merged.refuse_if_done()?;
        check_item(chunk)?;
        self.merged.push(chunk)
    }

    /// Merges the next bytes of a stream of server-sent events, which may be split anywhere.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push), with places counted over everything fed. Events before the bad one
    /// are merged, nothing after it is read, and every later call fails.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        self.refuse_if_finished()?;
        let Self { stream, merged, .. } = self;
        stream.feed(bytes, |event| merged.take(Payload::of(&event).parsed(&event)?))
    }

    /// The family of the stream: that of a chat until an item has told another.
    pub fn grammar(&self) -> &'static Grammar {
        self.merged.grammar()
    }

    /// Whether `[DONE]` came.
    pub fn is_done(&self) -> bool {
        self.merged.is_done()
    }

    /// The completion of what was merged so far; bytes of an event that has not ended are not in.
    pub fn snapshot(&self) -> Completion {
        let mut completion = self.merged.snapshot();
        if self.cut {
            let detail = "the stream ends within an event, which is left out".to_owned();
            let warning = Warning { code: "stream_cut", choice: None, detail };
            completion.merge_info.warnings.push(warning);
        }
        completion
    }

    /// Ends the stream: the completion of everything.
    ///
    /// A stream of bytes that stops within a line was cut: what is left of that line is merged if
    /// it is whole, and thrown away, with a warning `stream_cut`, if not.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] when called again; as [`feed`](Self::feed) for a last event that is whole
    /// but bad, and, if the options say strict, for a cut one. That event is then gone, and
    /// calling again gives the completion without it.
    pub fn finish(&mut self) -> Result<Completion> {
        self.refuse_if_finished()?;
        let stream = std::mem::take(&mut self.stream);
        let may_be_cut = stream.is_within_line() && !self.merged.is_strict();
        if !stream.is_broken() {
            match stream.finish(|event| self.merged.take(Payload::of(&event).parsed(&event)?)) {
                Err(Error::Parse(_)) if may_be_cut => self.cut = true,
                result => result?,
            }
        }
        self.finished = true;
        Ok(self.snapshot())
    }

    fn push_lines(&mut self, item: &[u8], start: usize) -> Result<()> {
        let (before, text) = item.split_at_checked(start).unwrap_or((item, b""));
        // Everything is read before anything is merged: an item is refused whole.
        let mut payloads = Vec::new();
        let mut collect = |event: Event<'_>| {
            payloads.push(Payload::of(&event).parsed(&event)?);
            Ok(())
        };
        let mut lines = self.lines.clone();
        lines.skip(before);
        lines.feed(text, &mut collect)?;
        lines.end_item(&mut collect)?;
        self.merged.refuse_after_done(&payloads)?;
        self.merged.try_items(&payloads)?;
        self.lines = lines;
        payloads.into_iter().try_for_each(|payload| self.merged.take(payload))
    }

    fn refuse_if_finished(&self) -> Result<()> {
        if self.finished {
            return Err(Error::merge("nothing can be merged after finish"));
        }
        Ok(())
    }
}
