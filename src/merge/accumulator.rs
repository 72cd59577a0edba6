//! The accumulator: decides what an item is, and hands its chunks to the merger.

use super::completion::Completion;
use super::family::Family;
use super::merge_info::Warning;
use super::options::Options;
use super::payload::Payload;
use super::pushed::Item;
use super::stream::Stream;
use crate::error::{Error, Result, joined};
use crate::json::{Cursor, Document};
use crate::sse::{Event, Reader};

/// Merges the items of one stream as they come, whatever their form.
///
/// The first item that can only be of one family decides it; the items before that one are kept
/// until then. If no item does, those that may be of a chat are merged as one, and anything else
/// is an error of [`finish`](Self::finish).
///
/// Items come whole ([`push`](Self::push), [`push_value`](Self::push_value)) or as the bytes of an
/// event stream in any split ([`feed`](Self::feed)). Each takes time in its own length only.
///
/// Before an item is merged, memory for it is looked for: that there is none is an error, too.
///
/// After an error everything before the bad item stays as it was and nothing of the item itself is merged:
/// it can be left out, and [`snapshot`](Self::snapshot) and [`finish`](Self::finish) work. Bytes
/// are the exception in one way: there is no telling what follows a bad event, so every later
/// `feed` fails too.
///
/// ```
/// use deltafold::{Accumulator, Options};
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
    /// Feeding was broken off: what follows is not what comes next.
    interrupted: bool,
    /// What was fed ended within an event, which was thrown away.
    cut: bool,
}

impl Accumulator {
    /// An accumulator that nothing was pushed to.
    pub fn new(options: Options) -> Self {
        Self::of(None, options)
    }

    /// An accumulator for a stream of this family; without one, the items tell it.
    pub fn of(family: Option<&'static Family>, options: Options) -> Self {
        let merged = Stream::new(family, options);
        let (stream, lines) = (Reader::new(), Reader::new());
        Accumulator { merged, stream, lines, finished: false, interrupted: false, cut: false }
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
    /// [`super::family::Merger::push`] refuses.
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
                self.merged.push(&[Document::parse(joined(&[item])?)?.root()])
            }
            Item::Done => self.merged.take(&[Payload::Done]),
            Item::Lines { start } => self.push_lines(item, start),
        }
    }

    /// Merges one chunk that is parsed already.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if it is no object, after `[DONE]` or [`finish`](Self::finish), and as
    /// [`super::family::Merger::push`].
    pub fn push_value(&mut self, chunk: Cursor<'_>) -> Result<()> {
        self.refuse_if_finished()?;
        self.merged.refuse_if_done()?;
        self.merged.push(&[chunk])
    }

    /// Merges the next bytes of a stream of server-sent events, which may be split anywhere.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push), with places counted over everything fed. Events before the bad one
    /// are merged, nothing after it is read, and every later call fails.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        self.refuse_if_finished()?;
        if self.interrupted {
            return Err(Error::merge("feeding was interrupted: the rest of that input is missing"));
        }
        let Self { stream, merged, .. } = self;
        stream.feed(bytes, |event| merged.take(&[Payload::of(&event).parsed(&event)?]))
    }

    /// Notes that not all of what was to be fed could be: no more can be fed.
    pub fn interrupt(&mut self) {
        self.interrupted = true;
    }

    /// The family of the stream: that of a chat until an item has told another.
    pub fn family(&self) -> &'static Family {
        self.merged.family()
    }

    /// Whether `[DONE]` came.
    pub fn is_done(&self) -> bool {
        self.merged.is_done()
    }

    /// The same as [`snapshot`](Self::snapshot), if there is memory for it.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is not.
    pub fn try_snapshot(&self) -> Result<Completion> {
        self.merged.ensure_room()?;
        Ok(self.snapshot())
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
    /// [`Error::Merge`] when called again; if nothing came but pings, or nothing but errors, the
    /// last of which it names; and if no item is of a family that is known. As
    /// [`feed`](Self::feed) for a last event that is whole but bad, and, if the options say
    /// strict, for a cut one. That event is then gone, and calling again gives the completion
    /// without it.
    pub fn finish(&mut self) -> Result<Completion> {
        self.refuse_if_finished()?;
        let stream = std::mem::take(&mut self.stream);
        let may_be_cut = stream.is_within_line() && !self.merged.is_strict();
        if !stream.is_broken() {
            match stream.finish(|event| self.merged.take(&[Payload::of(&event).parsed(&event)?])) {
                Err(Error::Parse(_)) if may_be_cut => self.cut = true,
                result => result?,
            }
        }
        self.merged.conclude()?;
        let completion = self.try_snapshot()?;
        self.finished = true;
        Ok(completion)
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
        self.merged.take(&payloads)?;
        self.lines = lines;
        Ok(())
    }

    fn refuse_if_finished(&self) -> Result<()> {
        if self.finished {
            return Err(Error::merge("nothing can be merged after finish"));
        }
        Ok(())
    }
}
