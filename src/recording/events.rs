//! Bodies that are the lines of a server-sent event stream: lines in, the data of each event out.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, FoldedDocument, FoldedList, Text};
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
pub enum Payload<T> {
    /// An item of the stream.
    Item(T),
    /// The `[DONE]` that ends a stream.
    Done,
    /// Data that is empty or blank, which some servers send to keep a connection open.
    Nothing,
}

impl<'e> Payload<Cow<'e, str>> {
    /// The payload of an event, as text that should be an object in JSON. The data of an event
    /// named `error` is the value of a key `error`, unless it is an object that has one, or that
    /// names itself an error; data that is no JSON is the message itself: losing it to a parse
    /// error would hide what went wrong.
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

    /// The same, the text parsed.
    ///
    /// # Errors
    ///
    /// [`crate::error::ParseError`] with the place in the stream for data that is no JSON.
    pub fn parsed(self, event: &Event<'_>) -> Result<Payload<Document>> {
        Ok(match self {
            Payload::Done => Payload::Done,
            Payload::Nothing => Payload::Nothing,
            Payload::Item(text) => match Document::parse(text.into_owned().into_bytes()) {
                Ok(item) => Payload::Item(item),
                Err(error) => return Err(in_stream(error, event)),
            },
        })
    }
}

/// An error in the data of an event with its place in the stream.
pub(super) fn in_stream(error: Error, event: &Event<'_>) -> Error {
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
        let mut reading = Reading { list: FoldedList::default(), ended: false };
        let error = reading.read(body).err().map(|error| error.to_string());
        Ok(Events { list: reading.list.finish()?, error })
    }
}

/// A list that grows event by event.
struct Reading {
    list: FoldedList,
    ended: bool,
}

impl Reading {
    fn read(&mut self, body: &FoldedDocument) -> Result<()> {
        let mut reader = Reader::new();
        let mut number = 0;
        let has_blanks = has_blank_lines(body);
        // Each line is fed with its end, from the same memory.
        let mut fed = Vec::new();
        let read = body.try_each(|line| {
            let place = number;
            number += 1;
            if self.ended {
                return Ok(());
            }
            fed.clear();
            fed.extend_from_slice(text_of(line, place)?.as_bytes());
            fed.push(b'\n');
            if !has_blanks && fed.starts_with(b"data") {
                fed.push(b'\n');
            }
            reader.feed(&fed, |event| self.take(&event)).map_err(|error| in_line(error, place))
        });
        // An event that was open before what is no line is one nevertheless.
        if self.ended || reader.is_broken() {
            return read;
        }
        let ended = reader.finish(|event| self.take(&event));
        read.and(ended.map_err(|error| in_line(error, number)))
    }

    fn take(&mut self, event: &Event<'_>) -> Result<()> {
        if self.ended {
            return Ok(());
        }
        match Payload::of(event) {
            Payload::Item(text) => {
                self.list.push(&text).map_err(|error| in_stream(error, event))?;
            }
            Payload::Done => self.ended = true,
            Payload::Nothing => {}
        }
        Ok(())
    }
}

/// Whether events are set apart from each other. Some recorders leave blank lines out: then each
/// line of data is an event.
fn has_blank_lines(body: &FoldedDocument) -> bool {
    let is_blank = |line: Cursor<'_>| line.as_text().is_some_and(Text::is_empty);
    body.try_each(|line| if is_blank(line) { Err(()) } else { Ok(()) }).is_err()
}

fn text_of(line: Cursor<'_>, place: usize) -> Result<Cow<'_, str>> {
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
