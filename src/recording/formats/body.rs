//! Converts a response body to what the OGX recorder would have stored.

use base64::prelude::{BASE64_STANDARD, Engine};

use super::read_warnings::as_list;
use super::sniff::starts_like_events;
use crate::error::{Error, OutOfMemory, Result, ensure, joined};
use crate::json::{Builder, Cursor, FoldedDocument, ListBuilder};
use crate::merge::EventItems;
use crate::sse::Reader;

/// A body as it is written in an envelope.
pub(super) enum Body {
    /// The items of a stream, and the warnings about its reading as a JSON list.
    Items(Box<ListBuilder>, Option<Vec<u8>>),
    /// The JSON text of any other value.
    Value(Vec<u8>),
}

impl Body {
    /// `null`.
    pub(super) fn null() -> Self {
        Body::Value(b"null".to_vec())
    }

    /// The JSON value unchanged; a list is a stream.
    pub(super) fn of_value(value: Cursor<'_>) -> Result<Self> {
        Ok(Body::Value(joined(&[value.raw()])?))
    }

    /// The items of a stream.
    pub(super) fn of_items(items: EventItems) -> Self {
        let warnings = as_list(items.warnings.iter());
        Body::Items(items.list.into(), warnings)
    }

    /// An error body: `{"error": error}`.
    pub(super) fn of_error(error: Cursor<'_>) -> Result<Self> {
        let mut json = Builder::new();
        json.begin_object();
        json.key("error");
        json.value(error);
        json.end_object();
        Ok(Body::Value(json.try_finish()?))
    }

    pub(super) fn is_streaming(&self) -> bool {
        match self {
            Body::Items(..) => true,
            Body::Value(text) => text.starts_with(b"["),
        }
    }

    /// The body in a response text: an event stream, JSON, or JSON lines, which some servers
    /// stream. Any other text is a string.
    pub(super) fn of_text(text: &[u8]) -> Result<Self> {
        if text.trim_ascii().is_empty() {
            return Ok(Self::null());
        }
        if starts_like_events(text) {
            return events(text);
        }
        match FoldedDocument::parse_lent(text, &[]) {
            Ok(value) => return Self::of_value(value.head().root()),
            Err(Error::OutOfMemory(error)) => return Err(error.into()),
            Err(_) => {}
        }
        match lines(text)? {
            Some(items) => Ok(items),
            None => Ok(Body::Value(string(text)?)),
        }
    }
}

/// A string: text unchanged, or non-text bytes in base64.
pub(super) fn string(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    let mut json = Builder::new();
    match std::str::from_utf8(bytes) {
        Ok(text) => json.str(text),
        Err(_) => {
            ensure(bytes.len().saturating_mul(2))?;
            json.str(&BASE64_STANDARD.encode(bytes));
        }
    }
    json.try_finish()
}

/// The items of JSON lines, if there are several, most of which are objects.
fn lines(text: &[u8]) -> Result<Option<Body>> {
    let mut items = EventItems::default();
    let read = match text.trim_ascii_start().first() {
        Some(b'{') => read(text, &mut items),
        _ => return Ok(None),
    };
    match read {
        Err(Error::Parse(_)) => return Ok(None),
        read => read?,
    }
    let count = items.list.len();
    Ok((count > 1 && count > items.warnings.len()).then(|| Body::of_items(items)))
}

/// The items of an event stream.
fn events(text: &[u8]) -> Result<Body> {
    let mut items = EventItems::default();
    read(text, &mut items)?;
    Ok(Body::of_items(items))
}

fn read(text: &[u8], items: &mut EventItems) -> Result<()> {
    let mut reader = Reader::new();
    reader.feed(text, |event| items.take(&event))?;
    reader.finish(|event| items.take(&event))
}
