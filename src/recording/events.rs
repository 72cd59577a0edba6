//! Bodies that are the lines of a server-sent event stream: lines in, the data of each event out.

use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, FoldedDocument};
use crate::sse::{Event, Reader};

/// What one event has for who reads the stream.
#[derive(Debug)]
pub enum Payload {
    /// An item of the stream, mostly an object.
    Item(Document),
    /// The `[DONE]` that ends a stream.
    Done,
    /// Data that is empty or blank, which some servers send to keep a connection open.
    Nothing,
}

impl Payload {
    /// Reads the data of an event. That of an event named `error` is the value of a key `error`,
    /// unless it is an object that has one, or that names itself an error.
    ///
    /// # Errors
    ///
    /// [`crate::error::ParseError`] with the place in the stream for data that is no JSON.
    pub fn of(event: &Event<'_>) -> Result<Self> {
        if event.is_done() {
            return Ok(Payload::Done);
        }
        if event.data.trim_ascii().is_empty() {
            return Ok(Payload::Nothing);
        }
        if event.event == Some("error") {
            return error_item(event.data).map(Payload::Item);
        }
        match Document::parse(event.data.into()) {
            Ok(item) => Ok(Payload::Item(item)),
            Err(Error::Parse(error)) => Err(event.in_stream(error).into()),
            Err(other) => Err(other),
        }
    }
}

/// Data that is no JSON is the message itself: losing it to a parse error would hide what went
/// wrong.
fn error_item(data: &str) -> Result<Document> {
    let parsed = Document::parse(data.into()).ok();
    let names_itself = |object: Cursor<'_>| {
        let says = |key| object.get(key).and_then(Cursor::as_text).is_some_and(|it| it == *"error");
        says("type") || object.get("error").is_some_and(|error| !error.is_null())
    };
    if let Some(object) = &parsed
        && names_itself(object.root())
    {
        return Ok(object.clone());
    }
    let mut item = Builder::new();
    item.begin_object();
    item.key("error");
    match &parsed {
        Some(value) => item.value(value.root()),
        None => item.str(data),
    }
    item.end_object();
    Document::parse(item.finish())
}

/// Whether the items of `body` are lines of text.
pub(super) fn are_lines(body: &FoldedDocument) -> bool {
    body.element(0).is_some_and(|first| first.root().as_text().is_some())
}

/// The data of each event up to `[DONE]`, parsed; events without data are passed over.
///
/// # Errors
///
/// [`Error::Recording`] for an item that is no string and for data that is no JSON.
pub(super) fn parse_events(body: &FoldedDocument) -> Result<Vec<Document>> {
    let mut reader = Reader::new();
    let (mut events, mut done) = (Vec::new(), false);
    let mut number = 0;
    body.try_each(|line| {
        let place = number;
        number += 1;
        let in_body = |error: &dyn std::fmt::Display| {
            Error::recording(format!("response.body[{place}]: {error}"))
        };
        let Some(text) = line.as_text() else {
            let found = line.kind().described();
            return Err(in_body(&format_args!("expected a string, found {found}")));
        };
        let line = [text.to_str().as_bytes(), b"\n"].concat();
        reader.feed(&line, |event| take(event.data, &mut events, &mut done)).map_err(|error| {
            match error {
                Error::Parse(error) => in_body(&error.what),
                other => other,
            }
        })
    })?;
    reader.finish(|event| take(event.data, &mut events, &mut done))?;
    Ok(events)
}

fn take(data: &str, events: &mut Vec<Document>, done: &mut bool) -> Result<()> {
    *done |= data.trim_ascii() == "[DONE]";
    if !*done && !data.trim_ascii().is_empty() {
        events.push(Document::parse(data.into())?);
    }
    Ok(())
}
