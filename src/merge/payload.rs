//! The payload of a server-sent event.

use std::borrow::Cow;

use crate::error::{Error, Result, joined};
use crate::json::{Builder, Cursor, Document, ListBuilder};
use crate::sse::Event;

/// What one event contains for the reader of the stream.
#[derive(Debug)]
pub enum Payload<T> {
    /// An item of the stream.
    Item(T),
    /// The `[DONE]` that ends a stream.
    Done,
    /// Empty or blank data, which some servers send to keep a connection open.
    Nothing,
}

impl<'e> Payload<Cow<'e, str>> {
    /// The payload of an event, as text that should be a JSON object. The data of an event named
    /// `error` becomes the value of a key `error`, unless it is an object that has this key or a
    /// `type` of `error`; data that is not JSON becomes the message itself: a parse error would
    /// hide what went wrong.
    pub fn of(event: &Event<'e>) -> Self {
        if event.is_done() {
            return Payload::Done;
        }
        match event.data.trim_ascii() {
            "" => Payload::Nothing,
            _ if event.event == Some("error") => Payload::Item(error_item(event.data)),
            _ => Payload::Item(Cow::Borrowed(event.data)),
        }
    }

    /// The same, with the text parsed.
    ///
    /// # Errors
    ///
    /// [`crate::error::ParseError`] with the place in the stream for data that is not JSON.
    pub fn parsed(self, event: &Event<'_>) -> Result<Payload<Document>> {
        Ok(match self {
            Payload::Done => Payload::Done,
            Payload::Nothing => Payload::Nothing,
            Payload::Item(text) => match Document::parse(owned(text)?) {
                Ok(item) => Payload::Item(item),
                Err(error) => return Err(in_stream(error, event)),
            },
        })
    }
}

fn owned(text: Cow<'_, str>) -> Result<Vec<u8>> {
    match text {
        Cow::Borrowed(text) => Ok(joined(&[text.as_bytes()])?),
        Cow::Owned(text) => Ok(text.into_bytes()),
    }
}

/// An error in the data of an event, with its place in the stream.
fn in_stream(error: Error, event: &Event<'_>) -> Error {
    match error {
        Error::Parse(error) => event.in_stream(error).into(),
        other => other,
    }
}

fn error_item(data: &str) -> Cow<'_, str> {
    let parsed = Document::parse(data.into()).ok();
    let names_itself = |object: Cursor<'_>| {
        let says = |key| object.get(key).and_then(Cursor::as_text).is_some_and(|it| it == *"error");
        says("type") || object.get("error").is_some_and(|error| !error.is_null())
    };
    if parsed.as_ref().is_some_and(|object| names_itself(object.root())) {
        return Cow::Borrowed(data);
    }
    let mut item = Builder::new();
    item.begin_object();
    item.key("error");
    match &parsed {
        Some(value) => item.value(value.root()),
        None => item.str(data),
    }
    item.end_object();
    Cow::Owned(String::from_utf8_lossy(&item.finish()).into_owned())
}

/// The items of one stream, up to its `[DONE]`.
#[derive(Default)]
pub(crate) struct EventItems {
    pub(crate) list: ListBuilder,
    pub(crate) is_done: bool,
}

impl EventItems {
    /// Adds the item of an event, if it has one and the stream has not ended.
    ///
    /// # Errors
    ///
    /// As [`push_item`].
    pub(crate) fn take(&mut self, event: &Event<'_>) -> Result<()> {
        if !self.is_done && matches!(push_item(event, &mut self.list)?, Payload::Done) {
            self.is_done = true;
        }
        Ok(())
    }
}

/// Adds the item of an event to `list`, and returns what the event was.
///
/// # Errors
///
/// [`crate::error::ParseError`] with the place in the stream for data that is not JSON.
pub(crate) fn push_item(event: &Event<'_>, list: &mut ListBuilder) -> Result<Payload<()>> {
    Ok(match Payload::of(event) {
        Payload::Item(text) => match list.push(text.as_bytes()) {
            Ok(()) => Payload::Item(()),
            Err(error) => push_lines(event.data, list).ok_or_else(|| in_stream(error, event))?,
        },
        Payload::Done => Payload::Done,
        Payload::Nothing => Payload::Nothing,
    })
}

/// Adds each line of data as an item, if each is one: some tools leave out the blank lines between
/// events.
fn push_lines(data: &str, list: &mut ListBuilder) -> Option<Payload<()>> {
    let (data, payload) = match data.trim_ascii_end().strip_suffix("[DONE]") {
        Some(data) => (data, Payload::Done),
        None => (data, Payload::Item(())),
    };
    let mut lines = data.lines().filter(|line| !line.is_empty());
    let is_item = |line: &str| line.starts_with('{') && Document::parse(line.into()).is_ok();
    if !lines.clone().all(is_item) {
        return None;
    }
    lines.try_for_each(|line| list.push(line.as_bytes())).ok()?;
    Some(payload)
}
