//! A server-sent event in, what it has for the merger out.

use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document};
use crate::sse::Event;

/// What an event carries.
#[derive(Debug)]
pub(super) enum Payload {
    /// A chunk: an object.
    Chunk(Document),
    /// The end of the stream.
    Done,
    /// Data that is empty or blank, which some servers send to keep a connection open.
    Nothing,
}

impl Payload {
    /// # Errors
    ///
    /// [`crate::error::ParseError`] with the place in the stream for data that is no JSON,
    /// [`Error::Merge`] for JSON that is no object.
    pub(super) fn of(event: &Event<'_>) -> Result<Self> {
        if event.is_done() {
            return Ok(Payload::Done);
        }
        if event.data.trim_ascii().is_empty() {
            return Ok(Payload::Nothing);
        }
        if event.event == Some("error") {
            return error_chunk(event.data).map(Payload::Chunk);
        }
        let chunk = Document::parse(event.data.into()).map_err(|error| match error {
            Error::Parse(error) => event.in_stream(error).into(),
            other => other,
        })?;
        check_chunk(chunk.root())?;
        Ok(Payload::Chunk(chunk))
    }
}

/// Refuses what is no object.
pub(super) fn check_chunk(chunk: Cursor<'_>) -> Result<()> {
    if chunk.is_object() {
        return Ok(());
    }
    Err(Error::merge(format!("expected a chunk, an object, found {}", chunk.kind().described())))
}

/// The data of an event named `error` as a chunk with the key `error`. Data that is no JSON is
/// the message itself: losing it to a parse error would hide what went wrong.
fn error_chunk(data: &str) -> Result<Document> {
    let parsed = Document::parse(data.into()).ok();
    if let Some(object) = &parsed
        && object.root().get("error").is_some_and(|error| !error.is_null())
    {
        return Ok(object.clone());
    }
    let mut chunk = Builder::new();
    chunk.begin_object();
    chunk.key("error");
    match &parsed {
        Some(value) => chunk.value(value.root()),
        None => chunk.str(data),
    }
    chunk.end_object();
    Document::parse(chunk.finish())
}
