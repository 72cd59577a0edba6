//! The bytes or the text of a response's body in, what the OGX recorder would have stored out.

use super::super::events::{Payload, in_stream};
use super::sniff::starts_like_events;
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, FoldedList};
use crate::sse::{Event, Reader};

/// A body as it stands in an envelope.
pub(super) enum Body {
    /// The items of a stream.
    Items(FoldedList),
    /// The JSON text of anything else.
    Value(Vec<u8>),
}

impl Body {
    /// `null`.
    pub(super) fn null() -> Self {
        Body::Value(b"null".to_vec())
    }

    /// The JSON value as it is; a list is a stream.
    pub(super) fn of_value(value: Cursor<'_>) -> Self {
        Body::Value(value.raw().to_vec())
    }

    /// An error body: `{"error": error}`.
    pub(super) fn of_error(error: Cursor<'_>) -> Self {
        let mut json = Builder::new();
        json.begin_object();
        json.key("error");
        json.value(error);
        json.end_object();
        Body::Value(json.finish())
    }

    pub(super) fn is_streaming(&self) -> bool {
        match self {
            Body::Items(_) => true,
            Body::Value(text) => text.starts_with(b"["),
        }
    }

    /// What the text of a response says: an event stream, JSON, or JSON lines, as some servers
    /// stream; any other text is a string.
    pub(super) fn of_text(text: &[u8]) -> Result<Self> {
        if starts_like_events(text) {
            return events(text);
        }
        match Document::parse(text.to_vec()) {
            Ok(value) if !text.trim_ascii().is_empty() => Ok(Self::of_value(value.root())),
            _ => match lines(text) {
                Some(items) => Ok(Body::Items(items)),
                None => Ok(string(text)),
            },
        }
    }
}

fn string(text: &[u8]) -> Body {
    let mut json = Builder::new();
    json.str(&String::from_utf8_lossy(text));
    Body::Value(json.finish())
}

/// The items of JSON lines, if there are several and each is an object.
fn lines(text: &[u8]) -> Option<FoldedList> {
    let mut items = FoldedList::default();
    for line in text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii) {
        if line.starts_with(b"{") {
            items.push_bytes(line).ok()?;
        } else if !line.is_empty() {
            return None;
        }
    }
    (items.len() > 1).then_some(items)
}

/// The items of an event stream. If there is one that is no JSON, the lines of the stream: they
/// say what is wrong when they are read.
fn events(text: &[u8]) -> Result<Body> {
    let mut items = EventItems::default();
    match items.read(text) {
        Ok(()) => Ok(Body::Items(items.list)),
        Err(Error::Parse(_)) => {
            let text = String::from_utf8_lossy(text);
            let mut list = FoldedList::default();
            for line in text.trim_start_matches('\u{FEFF}').lines() {
                let mut json = Builder::new();
                json.str(line);
                list.push_bytes(&json.finish())?;
            }
            Ok(Body::Items(list))
        }
        Err(other) => Err(other),
    }
}

/// The items of one stream, up to its `[DONE]`.
#[derive(Default)]
pub(super) struct EventItems {
    pub(super) list: FoldedList,
    pub(super) is_done: bool,
}

impl EventItems {
    fn read(&mut self, text: &[u8]) -> Result<()> {
        let mut reader = Reader::new();
        reader.feed(text, |event| self.take(&event))?;
        reader.finish(|event| self.take(&event))
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<()> {
        if self.is_done {
            return Ok(());
        }
        if push_item(event, &mut self.list)? == Pushed::Done {
            self.is_done = true;
        }
        Ok(())
    }
}

/// What an event was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    Item,
    Done,
    Nothing,
}

/// Adds the item that an event has to the list.
///
/// # Errors
///
/// [`crate::error::ParseError`] with the place in the stream for data that is no JSON.
pub(super) fn push_item(event: &Event<'_>, list: &mut FoldedList) -> Result<Pushed> {
    match Payload::of(event) {
        Payload::Done => Ok(Pushed::Done),
        Payload::Nothing => Ok(Pushed::Nothing),
        Payload::Item(text) => match list.push(&text) {
            Ok(()) => Ok(Pushed::Item),
            Err(error) => push_lines(event.data, list).ok_or_else(|| in_stream(error, event)),
        },
    }
}

/// Adds each line of data as an item, if that is what it is: some tools leave out the blank lines
/// between events.
fn push_lines(data: &str, list: &mut FoldedList) -> Option<Pushed> {
    let (data, pushed) = match data.trim_ascii_end().strip_suffix("[DONE]") {
        Some(data) => (data, Pushed::Done),
        None => (data, Pushed::Item),
    };
    let mut lines = data.lines().filter(|line| !line.is_empty());
    let is_item = |line: &str| line.starts_with('{') && Document::parse(line.into()).is_ok();
    if !lines.clone().all(is_item) {
        return None;
    }
    lines.try_for_each(|line| list.push(line)).ok()?;
    Some(pushed)
}
