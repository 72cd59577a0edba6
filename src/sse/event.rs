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
    /// Where the data has bytes that are not UTF-8, each of which became a U+FFFD.
    pub invalid: Option<&'a ParseError>,
    /// Where each line of the data starts in the stream.
    pub(super) places: &'a [Place],
}

impl Event<'_> {
    /// Whether this is the `[DONE]` that ends a stream of chunks.
    pub fn is_done(&self) -> bool {
        is_done(self.data)
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

/// Whether data is the marker that ends a stream. Some servers leave out the brackets, and some write
/// it as JSON; `"done"` is a key, which may be on a line of its own.
pub(crate) fn is_done(data: &str) -> bool {
    const MARKERS: [&str; 3] = ["[DONE]", "DONE", "\"[DONE]\""];
    let data = data.trim_ascii();
    data.len() <= MARKERS[2].len() && MARKERS.iter().any(|it| data.eq_ignore_ascii_case(it))
}

/// Whether the JSON in one line cannot be continued by another, so that they are two values.
pub(crate) fn are_apart(line: &str, next: &str) -> bool {
    Ends::default().and(line).are_apart_from(next)
}

/// The ends of an event's data without white space around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    first: Option<u8>,
    last: u8,
    is_done: bool,
}

impl Ends {
    /// The ends after one more line.
    pub(super) fn and(self, line: &str) -> Self {
        let text = line.trim_ascii().as_bytes();
        let (Some(first), Some(last)) = (text.first(), text.last()) else { return self };
        match self.first {
            None => Ends { first: Some(*first), last: *last, is_done: is_done(line) },
            first => Ends { first, last: *last, is_done: false },
        }
    }

    /// Whether the data may be a whole value.
    pub(super) fn may_be_whole(self) -> bool {
        self.last == b'}' || self.is_done
    }

    /// Whether `next` cannot continue the JSON in the data, so that they are two events. Some tools
    /// leave out the blank lines between events.
    pub(super) fn are_apart_from(self, next: &str) -> bool {
        let Some(start) = next.trim_ascii_start().as_bytes().first() else { return false };
        match self.first {
            None => false,
            Some(b':') => true,
            _ => {
                self.is_done
                    || (self.last == b'}' && !b",}]".contains(start))
                    || (*start == b'{' && !b":,[".contains(&self.last))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_has_several_forms() {
        for data in ["[DONE]", " [done] ", "DONE", "\"[DONE]\""] {
            assert!(is_done(data), "{data}");
        }
        for data in ["", "[DONE", "{}", "[\"DONE\"]", "DONE.", "\"\""] {
            assert!(!is_done(data), "{data}");
        }
    }

    #[test]
    fn lines_of_one_value_stay_together() {
        for (data, next) in [
            ("{\"a\":", "{\"b\": 1}}"),
            ("[", "{}"),
            ("{\"a\": {}", ", \"b\": 1}"),
            ("{\"a\": {}", "}"),
            ("[{}", "]"),
            ("one", "two"),
            ("", "{}"),
            ("{}", ""),
            ("\0", ":"),
        ] {
            assert!(!Ends::default().and(data).are_apart_from(next), "{data} | {next}");
        }
        for (data, next) in [
            ("{}", "{}"),
            ("{}", "[DONE]"),
            ("{}", ": ping"),
            (": ping", "{}"),
            ("[DONE]", "[DONE]"),
            ("{\"a\": tr", "{}"),
        ] {
            assert!(Ends::default().and(data).are_apart_from(next), "{data} | {next}");
        }
    }
}
