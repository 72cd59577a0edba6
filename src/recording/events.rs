//! Reads events from bodies whose items are the lines of a server-sent event stream.

use std::borrow::Cow;

use crate::error::{Error, Grow, Result};
use crate::json::{Cursor, FoldedDocument, ValueKind};
use crate::merge::{EventItems, Warning};
use crate::sse::Reader;

/// The events of a body.
#[derive(Clone, Debug)]
pub(super) struct Events {
    /// The data of each event, as the elements of a list.
    pub(super) list: FoldedDocument,
    /// Warnings about events that were skipped.
    pub(super) warnings: Vec<Warning>,
    /// The error of the event after the last one in the list.
    pub(super) error: Option<String>,
}

/// Whether the items of `body` are lines of text.
fn are_lines(body: &FoldedDocument) -> bool {
    body.element_kind(0) == Some(ValueKind::String)
}

impl Events {
    /// The events in the lines of `body`, up to an item that is not a line; `None` if the items are
    /// not lines.
    ///
    /// # Errors
    ///
    /// Only if there is not enough memory for them, since JSON built from valid values is valid.
    pub(super) fn of(body: &FoldedDocument) -> Result<Option<Self>> {
        if !are_lines(body) {
            return Ok(None);
        }
        let mut items = EventItems::default();
        let error = match read(body, &mut items) {
            Err(Error::OutOfMemory(error)) => return Err(error.into()),
            read => read.err().map(|error| error.to_string()),
        };
        let warnings = items.warnings.into_iter().map(|warning| Warning {
            code: warning.code,
            choice: None,
            detail: warning.detail,
        });
        let warnings = warnings.collect();
        Ok(Some(Events { list: items.list.finish(b"[", b"]")?, warnings, error }))
    }
}

/// Reads the events in the lines of `body`, as those of a text. Some recorders leave out the blank
/// lines between events.
fn read(body: &FoldedDocument, items: &mut EventItems) -> Result<()> {
    let mut reader = Reader::new();
    let mut number = 0;
    // Each line is fed with a line end, using the same memory.
    let mut fed = Vec::new();
    let read = body.try_each(|line| {
        let place = number;
        number += 1;
        fed.clear();
        fed.try_extend(text_of(line, place)?.as_bytes())?;
        fed.push(b'\n');
        reader.feed(&fed, |event| items.take(&event)).map_err(|error| in_line(error, place))
    });
    // An open event before an item that is not a line still counts.
    if reader.is_broken() {
        return read;
    }
    let ended = reader.finish(|event| items.take(&event));
    read.and(ended.map_err(|error| in_line(error, number)))
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
