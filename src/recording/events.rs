//! Bodies that are the lines of a server-sent event stream: lines in, the data of each event out.

use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, FoldedDocument};
use crate::sse::{Event, Reader};

/// The events of a body.
#[derive(Clone, Debug)]
pub(super) struct Events {
    /// The data of each event, as the elements of a list.
    pub(super) list: FoldedDocument,
    /// What is wrong with the event after the last one in the list.
    pub(super) error: Option<String>,
}

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

impl Events {
    /// The events in the lines that `body` has, up to `[DONE]` or to what is no event.
    ///
    /// # Errors
    ///
    /// None in practice: what is put together from valid values is valid.
    pub(super) fn of(body: &FoldedDocument) -> Result<Self> {
        let mut reading = Reading { list: b"{\"items\":[".to_vec(), ended: false };
        let read = reading.read(body);
        reading.list.extend_from_slice(b"]}");
        Ok(Events {
            list: FoldedDocument::parse(reading.list, &["items"])?,
            error: read.err().map(|error| error.to_string()),
        })
    }
}

/// The text of a list that grows event by event.
struct Reading {
    list: Vec<u8>,
    ended: bool,
}

impl Reading {
    fn read(&mut self, body: &FoldedDocument) -> Result<()> {
        let mut reader = Reader::new();
        let mut number = 0;
        body.try_each(|line| {
            let place = number;
            number += 1;
            if self.ended {
                return Ok(());
            }
            let line = [text_of(line, place)?.as_bytes(), b"\n"].concat();
            reader.feed(&line, |event| self.take(&event)).map_err(|error| in_line(error, place))
        })?;
        if self.ended {
            return Ok(());
        }
        reader.finish(|event| self.take(&event)).map_err(|error| in_line(error, number))
    }

    fn take(&mut self, event: &Event<'_>) -> Result<()> {
        if self.ended {
            return Ok(());
        }
        match Payload::of(event)? {
            Payload::Item(item) => {
                if !self.list.ends_with(b"[") {
                    self.list.push(b',');
                }
                self.list.extend_from_slice(item.root().raw());
            }
            Payload::Done => self.ended = true,
            Payload::Nothing => {}
        }
        Ok(())
    }
}

fn text_of(line: Cursor<'_>, place: usize) -> Result<std::borrow::Cow<'_, str>> {
    match line.as_text() {
        Some(text) => Ok(text.to_str()),
        None => {
            let found = line.kind().described();
            Err(in_body(place, &format_args!("expected a string, found {found}")))
        }
    }
}

/// An error in the decoded lines, each of which is an item of the body.
fn in_line(error: Error, last: usize) -> Error {
    match error {
        Error::Parse(error) => {
            let what = format_args!("{}: column {}", error.what, error.column);
            in_body(last.min(error.line.saturating_sub(1)), &what)
        }
        other => other,
    }
}

fn in_body(place: usize, what: &dyn std::fmt::Display) -> Error {
    Error::recording(format!("response.body[{place}]: {what}"))
}
