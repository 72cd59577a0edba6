//! Finds the end of strings, numbers and white space in JSON bytes.

use super::decimal::digits_end;
use super::fault::{Fault, UNTERMINATED};
use super::vector::{self, BLOCK};

/// The bytes from `at` on that are searched at once; `None` if fewer are left.
#[inline(always)]
fn block(text: &[u8], at: usize) -> Option<&[u8; BLOCK]> {
    text.get(at..)?.first_chunk()
}

/// The offset of the first byte from `at` on that is not white space.
#[inline(always)]
pub(crate) fn skip_space(text: &[u8], mut at: usize) -> usize {
    match text.get(at) {
        Some(b' ' | b'\n' | b'\r' | b'\t') => {}
        _ => return at,
    }
    // Mostly a single space.
    at += 1;
    if text.get(at).is_some_and(|byte| *byte > b' ') {
        return at;
    }
    // Indentation: a line break, then a run of spaces.
    loop {
        while let Some(block) = block(text, at) {
            let spaces = vector::spaces(block);
            at += spaces;
            if spaces < BLOCK {
                break;
            }
        }
        match text.get(at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// The end of a string: the location of its closing quote, and whether it has escapes.
pub(crate) struct StringEnd {
    pub(crate) quote: usize,
    pub(crate) escaped: bool,
}

/// Validates the string whose first byte after the opening quote is `start`.
#[inline(always)]
pub(crate) fn string_end(text: &[u8], start: usize) -> Result<StringEnd, Fault> {
    let mut at = start;
    let mut escaped = false;
    loop {
        while let Some(block) = block(text, at) {
            let plain = vector::plain(block);
            at += plain;
            if plain < BLOCK {
                break;
            }
        }
        match text.get(at) {
            Some(b'"') => return Ok(StringEnd { quote: at, escaped }),
            Some(b'\\') => {
                escaped = true;
                at = escape_end(text, at, start)?;
            }
            Some(0..0x20) => {
                return Err(Fault::at(at, "control characters in a string must be escaped"));
            }
            Some(_) => at += 1,
            None => return Err(unterminated(start)),
        }
    }
}

#[cold]
fn unterminated(start: usize) -> Fault {
    Fault::at(start - 1, UNTERMINATED)
}

/// The end of the escape whose backslash is at `at`, in the string whose text starts at `start`.
fn escape_end(text: &[u8], at: usize, start: usize) -> Result<usize, Fault> {
    match text.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            let hex = text.get(at + 2..at + 6).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
            hex.map(|_| at + 6)
                .ok_or(Fault::at(at + 1, "expected four hexadecimal digits after '\\u'"))
        }
        Some(_) => Err(Fault::at(at, "expected one of \" \\ / b f n r t u after a backslash")),
        None => Err(unterminated(start)),
    }
}

/// A number's end and whether it is written as an integer; `None` if there is no number at `at`.
///
/// As in Python, the longest valid prefix is the number: for `01` that is `0`.
#[inline]
pub(crate) fn number_end(text: &[u8], at: usize) -> Option<(usize, bool)> {
    let digits = |at| digits_end(text, at);
    let start = at + usize::from(text.get(at) == Some(&b'-'));
    let mut end = match text.get(start) {
        Some(b'0') => start + 1,
        Some(b'1'..=b'9') => digits(start + 1),
        _ => return None,
    };
    let mut integer = true;
    if text.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction > end + 1 {
            (end, integer) = (fraction, false);
        }
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            (end, integer) = (exponent, false);
        }
    }
    Some((end, integer))
}
