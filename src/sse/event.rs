//! An event as the reader hands it out, borrowed.

use super::place::Place;
use crate::error::ParseError;

/// One server-sent event.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// The value of the `event` field, unless it is empty.
    pub event: Option<&'a str>,
    /// The data; several lines of it are joined by `\n`.
    pub data: &'a str,
    /// The last id so far. As in a browser, it stays valid until another event sets or empties it.
    pub id: Option<&'a str>,
    /// The last reconnection time so far, in milliseconds.
    pub retry: Option<u64>,
    /// Where each line of the data starts in the stream.
    pub(super) places: &'a [Place],
}

impl Event<'_> {
    /// Whether this is the `[DONE]` that ends a stream of chunks.
    pub fn is_done(&self) -> bool {
        self.data.trim_ascii() == "[DONE]"
    }

    /// An error in [`Event::data`], with its location in the stream.
    #[must_use]
    pub fn in_stream(&self, error: ParseError) -> ParseError {
        let data_line = error.line.saturating_sub(1);
        let Some(place) = self.places.get(data_line).or(self.places.last()) else { return error };
        let before = self.data.as_bytes().get(..error.byte).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        place.moved(ParseError { byte: error.byte - line_start, line: 1, ..error })
    }
}
