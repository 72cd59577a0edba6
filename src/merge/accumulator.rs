//! The accumulator: decides what an item is, and hands its chunks to the merger.

use super::completion::Completion;
use super::events::{StreamEvent, Watcher};
use super::family::Family;
use super::merge_info::Warning;
use super::options::Options;
use super::payload::{Parsed, Payload, read_event};
use super::pushed::Item;
use super::reasoning_tags::ReasoningTags;
use super::stream::Stream;
use crate::error::{Error, ParseError, Result, ensure, joined};
use crate::json::{Cursor, Document};
use crate::sse::{Event, Reader};

/// Merges the items of one stream as they arrive, in any form.
///
/// The first item that fits only one family decides the family; earlier items are kept until then.
/// If no item decides it, items that could be chat chunks are merged as such, and anything else is
/// an error of [`finish`](Self::finish). Items and data that do not belong to the stream are left
/// out with a warning, or refused in strict mode.
///
/// Items are passed whole ([`push`](Self::push), [`push_value`](Self::push_value)) or as the bytes
/// of an event stream, split anywhere ([`feed`](Self::feed)). The time for each depends on its own
/// length only.
///
/// Before an item is merged, the memory for it is checked: too little is an error, too.
///
/// After an error, everything before the bad item is unchanged and nothing of the item itself is
/// merged: the item can be left out, and [`snapshot`](Self::snapshot) and [`finish`](Self::finish)
/// work. Bytes are an exception: after an error every later `feed` fails, too.
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
    /// Reads fed bytes.
    stream: Reader,
    /// Reads pushed lines; between pushes it holds the name of an event whose data has not arrived
    /// yet.
    lines: Reader,
    finished: bool,
    /// Feeding was interrupted: further bytes would not continue the earlier ones.
    interrupted: bool,
    /// The fed bytes ended within an event, which was discarded.
    cut: bool,
    /// The tags whose contents are moved from the text to the reasoning.
    reasoning_tags: Option<ReasoningTags>,
}

impl Accumulator {
    /// An empty accumulator.
    pub fn new(options: Options) -> Self {
        Self::of(None, options)
    }

    /// An accumulator for a stream of this family; without one, it is detected from the items.
    pub fn of(family: Option<&'static Family>, options: Options) -> Self {
        let merged = Stream::new(family, options);
        let (stream, lines) = (Reader::new(), Reader::new());
        Accumulator {
            merged,
            stream,
            lines,
            finished: false,
            interrupted: false,
            cut: false,
            reasoning_tags: None,
        }
    }

    /// The same; completions have the reasoning in these tags apart from their text.
    #[must_use]
    pub fn with_reasoning_tags(mut self, tags: ReasoningTags) -> Self {
        self.reasoning_tags = Some(tags);
        self
    }

    /// Merges one whole item: the text of a JSON object, or a line of server-sent events.
    ///
    /// Lines may be `data: {…}`, `data: [DONE]`, `[DONE]` alone, comments, other fields, and blank;
    /// line ends are optional. A whole event of several lines is one item, too. White space around
    /// the item, and a byte order mark before it, are skipped.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`], with the place in the item, for text that is neither JSON nor a line;
    /// [`Error::Merge`] for JSON that is not an object, for everything after
    /// [`finish`](Self::finish), and for items that [`super::family::Merger::push`] refuses. In
    /// strict mode also for lines with other data, for items after `[DONE]`, and for bytes that are
    /// not UTF-8.
    pub fn push(&mut self, item: &[u8]) -> Result<()> {
        self.refuse_if_finished()?;
        match Item::of(item)? {
            Item::Blank => {
                // The end of an event: its name does not apply to the next one.
                self.lines = Reader::new();
                Ok(())
            }
            Item::Json => match Document::parse(joined(&[item])?) {
                Ok(document) => self.merged.push(document.root()),
                Err(error) => self.push_mended(item, error),
            },
            Item::Done => self.merged.take(&[Payload::Done]),
            Item::Lines { start } => self.push_lines(item, start),
        }
    }

    /// Merges one chunk that is parsed already.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if it is not an object, after [`finish`](Self::finish), in strict mode after
    /// `[DONE]`, and as [`super::family::Merger::push`].
    pub fn push_value(&mut self, chunk: Cursor<'_>) -> Result<()> {
        self.refuse_if_finished()?;
        self.merged.push(chunk)
    }

    /// Merges the next bytes of a stream of server-sent events, which may be split anywhere.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push), with positions counted over everything fed. Events before the bad
    /// one are merged, nothing after it is read, and every later call fails. Data that is not JSON
    /// or not UTF-8 is only an error in strict mode.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        self.refuse_if_finished()?;
        if self.interrupted {
            return Err(Error::merge("feeding was interrupted: the rest of that input is missing"));
        }
        let Self { stream, merged, .. } = self;
        let mut payloads = Parsed::default();
        stream.feed(bytes, |event| {
            payloads.0.clear();
            read_event(&event, &mut payloads)?;
            merged.take(&payloads.0)
        })
    }

    /// Keeps the events of what is merged from here on, until [`take_events`](Self::take_events).
    ///
    /// Watching costs what an item adds, not what is there. Reasoning tags must be set before.
    pub fn watch(&mut self) {
        self.merged.watch(self.reasoning_tags.clone());
    }

    /// The events since the last call. After an error, those of what was merged before it.
    ///
    /// See [`StreamEvent`] for an example.
    pub fn take_events(&mut self) -> Vec<StreamEvent> {
        self.merged.watcher().map(Watcher::take).unwrap_or_default()
    }

    /// Whether the stream has had errors and nothing else but pings.
    pub fn has_only_errors(&self) -> bool {
        self.merged.has_only_errors()
    }

    /// Notes that some bytes could not be fed: no more can be fed.
    pub fn interrupt(&mut self) {
        self.interrupted = true;
    }

    /// The family of the stream: chat until an item has decided another.
    pub fn family(&self) -> &'static Family {
        self.merged.family()
    }

    /// Whether `[DONE]` arrived.
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

    /// The completion merged so far, without the bytes of an event that has not ended.
    pub fn snapshot(&self) -> Completion {
        let mut completion = self.merged.snapshot();
        if self.cut {
            let detail = "the stream ends within an event, which is left out".to_owned();
            let warning = Warning { code: "stream_cut", choice: None, detail };
            completion.merge_info.warnings.push(warning);
        }
        match &self.reasoning_tags {
            Some(tags) => tags.apart(completion),
            None => completion,
        }
    }

    /// Ends the stream and returns the completion.
    ///
    /// A byte stream that stops within a line was cut: the last line is merged if it is a whole
    /// item, and discarded with a warning `stream_cut` if not.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] when called again; if the stream had only pings or only errors, the last of
    /// which is named; and if no item is of a known family. As [`feed`](Self::feed) for a last
    /// event that is whole but bad, and, in strict mode, for a cut one. That event is then dropped,
    /// and calling again returns the completion without it.
    pub fn finish(&mut self) -> Result<Completion> {
        self.refuse_if_finished()?;
        let stream = std::mem::take(&mut self.stream);
        let may_be_cut = stream.is_within_line() && !self.merged.is_strict();
        if !stream.is_broken() {
            let (merged, cut) = (&mut self.merged, &mut self.cut);
            let ended = stream.finish(|event| {
                let mut payloads = payloads_of(&event)?;
                // The last line may be incomplete.
                if may_be_cut {
                    *cut = payloads.iter().any(|it| matches!(it, Payload::Unreadable(_)));
                    payloads.retain(|it| !*cut || matches!(it, Payload::Item(_) | Payload::Done));
                }
                merged.take(&payloads)
            });
            ended?;
        }
        self.merged.conclude()?;
        let completion = self.try_snapshot()?;
        if self.merged.watcher().is_some() {
            ensure(completion.length().saturating_mul(4))?;
        }
        self.finished = true;
        if let Some(watcher) = self.merged.watcher() {
            watcher.finish(&completion);
        }
        Ok(completion)
    }

    /// Merges an object that cannot be read for the reason `error`, if only because it is not UTF-8.
    #[cold]
    fn push_mended(&mut self, item: &[u8], error: Error) -> Result<()> {
        let Err(invalid) = std::str::from_utf8(item) else { return Err(error) };
        ensure(item.len().saturating_mul(3))?;
        let document = Document::parse(String::from_utf8_lossy(item).as_bytes().into())?;
        let place = ParseError::at(item, invalid.valid_up_to(), "invalid UTF-8");
        self.merged.take(&[Payload::Mended(place), Payload::Item(document)])
    }

    fn push_lines(&mut self, item: &[u8], start: usize) -> Result<()> {
        let (before, text) = item.split_at_checked(start).unwrap_or((item, b""));
        // Everything is read before anything is merged: an item is refused as a whole.
        let mut payloads = Vec::new();
        let mut collect = |event: Event<'_>| {
            payloads.extend(payloads_of(&event)?);
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

fn payloads_of(event: &Event<'_>) -> Result<Vec<Payload<Document>>> {
    let mut payloads = Parsed::default();
    read_event(event, &mut payloads)?;
    Ok(payloads.0)
}
