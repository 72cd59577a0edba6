//! Detects the form of a pushed item from its first bytes.

use crate::error::{Error, ParseError, Result};
use crate::json::Document;
use crate::sse::is_done;

/// The forms that an item can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Only white space.
    Blank,
    /// The text of a JSON object.
    Json,
    /// The end of the stream, without `data:` before it.
    Done,
    /// One or more lines of server-sent events, after `start` bytes of white space.
    Lines { start: usize },
}

/// The fields of server-sent events; a line that begins otherwise is an error.
const FIELDS: [&[u8]; 5] = [b"data", b"event", b"id", b"retry", b"error"];

impl Item {
    /// # Errors
    ///
    /// [`Error::Merge`] for JSON that is not an object, [`ParseError`] for other text.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self> {
        let mark = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let text = bytes.get(mark..).unwrap_or_default();
        let Some(space) = text.iter().position(|byte| !blank(byte)) else { return Ok(Item::Blank) };
        let text = text.get(space..).unwrap_or_default();
        match text.first() {
            Some(b'{') => Ok(Item::Json),
            _ if std::str::from_utf8(text).is_ok_and(is_done) => Ok(Item::Done),
            _ if begins_with_field(text) => Ok(Item::Lines { start: mark + space }),
            _ => Err(refused(bytes, mark + space)),
        }
    }
}

fn begins_with_field(text: &[u8]) -> bool {
    let name_end = memchr::memchr3(b':', b'\r', b'\n', text).unwrap_or(text.len());
    let name = text.get(..name_end).unwrap_or_default();
    FIELDS.contains(&name) || text.starts_with(b":")
}

#[cold]
fn refused(bytes: &[u8], start: usize) -> Error {
    const EXPECTED: &str = "expected a JSON object or a line of server-sent events";
    match Document::parse(bytes.to_vec()) {
        Ok(value) => Error::merge(format!("{EXPECTED}, found {}", value.root().kind().described())),
        Err(_) => ParseError::at(bytes, start, EXPECTED).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() -> Result<()> {
        for text in ["", " \r\n\t", "\u{FEFF}"] {
            assert_eq!(Item::of(text.as_bytes())?, Item::Blank, "{text:?}");
        }
        for text in ["{", " {}", "\u{FEFF}\n{"] {
            assert_eq!(Item::of(text.as_bytes())?, Item::Json, "{text:?}");
        }
        for text in ["[DONE]", " [DONE]\n", "DONE"] {
            assert_eq!(Item::of(text.as_bytes())?, Item::Done, "{text:?}");
        }
        for text in ["data:x", "data", "event: a\ndata: {}", ": ping", ":", "id", "retry: 1"] {
            assert_eq!(Item::of(text.as_bytes())?, Item::Lines { start: 0 }, "{text:?}");
        }
        assert_eq!(Item::of(b"\n  data: x")?, Item::Lines { start: 3 });
        Ok(())
    }

    #[test]
    fn other_json_and_other_text_are_errors_of_two_kinds() {
        for text in ["[1]", "12", "null", "\"data: {}\"", "[\"DONE\"]"] {
            assert!(matches!(Item::of(text.as_bytes()), Err(Error::Merge { .. })), "{text}");
        }
        for text in ["[DONE", "hello", "Data: {}", "database: {}", "\u{FFFD}"] {
            assert!(matches!(Item::of(text.as_bytes()), Err(Error::Parse(_))), "{text}");
        }
        assert!(matches!(Item::of(b"\n \xFF"), Err(Error::Parse(ParseError { byte: 2, .. }))));
    }
}
