//! Reads the streams in the text of event streams.

use std::io::BufRead;

use super::Format;
use super::compressed::reason;
use super::record::One;
use super::streams::{By, Streams};
use crate::error::{ParseError, Result};
use crate::sse::Reader;

/// The streams of a text: a single one, or one up to each `[DONE]` or to each event that ends one.
///
/// A text that ends within a line was cut; an event that is incomplete because of that is left out,
/// and so is data that is not JSON, with a warning.
///
/// # Errors
///
/// [`Error::Parse`] with the location of unreadable data if there is no item and the text is not
/// surely an event stream; those of `source`.
pub(in crate::recording) fn read_events(mut source: impl BufRead, sure: bool) -> Result<Vec<One>> {
    let mut streams = Streams::default();
    let mut reader = Reader::new();
    loop {
        let bytes = source.fill_buf().map_err(|error| reason(error, &[]))?;
        if bytes.is_empty() {
            break;
        }
        let count = bytes.len();
        reader.feed(bytes, |event| streams.take(&event))?;
        source.consume(count);
    }
    end_events(reader, &mut streams)?;
    if !sure && streams.list.is_empty() {
        // Any text may happen to start as an event stream does.
        let what = "expected a recording, found an event stream without chunks";
        return Err(match streams.unreadable {
            None => ParseError::at(b"", 0, what),
            Some(error) => ParseError { what: format!("{what}: {}", error.what), ..error },
        }
        .into());
    }
    streams.finish(By::Done, Format::Sse)
}

/// Takes the last event of a text. A text that ends within a line was cut.
///
/// # Errors
///
/// As [`Reader::finish`].
pub(super) fn end_events(reader: Reader, streams: &mut Streams) -> Result<()> {
    streams.may_be_cut = reader.is_within_line();
    reader.finish(|event| streams.take(&event))
}
