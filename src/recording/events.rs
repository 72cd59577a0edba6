//! Bodies that are the lines of a server-sent event stream: lines in, the data of each event out.

use crate::error::{Error, Result};
use crate::json::{Document, FoldedDocument};
use crate::sse::Reader;

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
