//! JSON that arrived in pieces and is not JSON in the end, for which there is exactly one reading
//! that is.

use super::identity::starts_with;
use crate::json::{Document, Layout, Text, write};

/// Whether each piece of a text begins with the one before it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pieces {
    /// Where the last piece starts.
    last: usize,
    /// Whether there were several pieces.
    are_several: bool,
    differ: bool,
}

impl Pieces {
    /// Notes a piece that is about to be appended to `text`; both are escaped.
    #[inline]
    pub(crate) fn note(&mut self, text: &[u8], piece: &[u8]) {
        if !self.differ && !piece.is_empty() && !text.is_empty() {
            self.compare(text, piece);
        }
    }

    fn compare(&mut self, text: &[u8], piece: &[u8]) {
        let before = text.get(self.last..).unwrap_or_default();
        self.differ = !starts_with(escaped(piece), escaped(before));
        self.last = text.len();
        self.are_several = true;
    }

    /// Notes that the pieces are not in their order.
    pub(crate) fn mix(&mut self) {
        self.differ = true;
    }

    /// The last piece of `text`, if there were several and each begins with the one before it.
    fn last_of(self, text: Text<'_>) -> Option<Text<'_>> {
        let last = text.raw().get(self.last..)?;
        (self.are_several && !self.differ).then_some(Text::new(last, text.is_escaped()))
    }
}

fn escaped(raw: &[u8]) -> Text<'_> {
    Text::new(raw, memchr::memchr(b'\\', raw).is_some())
}

/// The only reading of a text that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repaired {
    /// The JSON, in WTF-8.
    pub(crate) json: Vec<u8>,
    /// What was done, in words.
    pub(crate) how: &'static str,
}

/// The only reading of `text` that is an object or a list, if `text` is not JSON: what follows
/// empty objects, a value that is there several times, or the last of pieces that each repeat the
/// one before.
pub(crate) fn repaired(text: Text<'_>, pieces: Pieces) -> Option<Repaired> {
    let whole = text.to_wtf8();
    let last = pieces.last_of(text).map(|last| last.to_wtf8().into_owned());
    let last = last.filter(|last| dense(last).is_some()).map(|json| Repaired {
        json,
        how: "each piece repeats the one before: the last one is kept",
    });
    let parts = one_of_parts(&whole);
    match (parts, last) {
        (Some(one), Some(two)) => (dense(&one.json) == dense(&two.json)).then_some(one),
        (one, two) => one.or(two),
    }
}

/// The value that is left when empty objects before it and its repetitions are left out.
fn one_of_parts(text: &[u8]) -> Option<Repaired> {
    let values = values_in(text)?;
    let dense: Vec<_> = values.iter().map(|value| dense(value)).collect::<Option<_>>()?;
    if values.len() < 2 {
        return None;
    }
    let is_empty = |value: &Vec<u8>| value == b"{}";
    let first = dense.iter().position(|value| !is_empty(value)).unwrap_or(0);
    let is_same = dense.iter().skip(first).all(|value| Some(value) == dense.get(first));
    is_same.then_some(Repaired {
        json: values.get(first)?.to_vec(),
        how: match (first, values.len() - first) {
            (0, _) => "the same value came again: it is kept once",
            (_, 1) => "an empty object before the value is left out",
            _ => "an empty object before the value, and its repetition, are left out",
        },
    })
}

/// The objects and lists of which a text consists, by their brackets.
fn values_in(text: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut values, mut start, mut depth) = (Vec::new(), None, 0usize);
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if depth > 0 => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                start = start.or(Some(at));
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    values.push(text.get(start.take()?..=at)?);
                }
            }
            _ if depth == 0 && !byte.is_ascii_whitespace() => return None,
            _ => {}
        }
    }
    (depth == 0).then_some(values)
}

/// A text that is an object or a list, in the form in which equal ones are equal.
fn dense(text: &[u8]) -> Option<Vec<u8>> {
    let value = Document::parse(text.to_vec()).ok()?;
    let root = value.root();
    if !root.is_object() && !root.is_array() {
        return None;
    }
    let mut dense = Vec::new();
    write(root, Layout::Dense, &mut dense);
    Some(dense)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::TextBuf;

    fn read(parts: &[&str]) -> Option<String> {
        let (mut text, mut pieces) = (TextBuf::new(), Pieces::default());
        for part in parts {
            let piece = TextBuf::from(*part);
            pieces.note(text.as_text().raw(), piece.as_text().raw());
            text.push(piece.as_text());
        }
        let repaired = repaired(text.as_text(), pieces)?;
        Some(String::from_utf8_lossy(&repaired.json).into_owned())
    }

    #[test]
    fn one_reading_is_taken() {
        for (parts, expected) in [
            (&["{}", "{\"a\":", "1}"][..], "{\"a\":1}"),
            (&["{}{}{\"a\":1}"], "{\"a\":1}"),
            (&["{\"a\":1}", "{\"a\": 1}"], "{\"a\":1}"),
            (&["{}", "{}"], "{}"),
            (&["[1]", "[1]", "[1]"], "[1]"),
            (&["{", "{\"a\"", "{\"a\":\"x\"", "{\"a\":\"x\"}"], "{\"a\":\"x\"}"),
            (&["{\"a\":\"}{\"}", "{\"a\":\"}{\"}"], "{\"a\":\"}{\"}"),
        ] {
            assert_eq!(read(parts).as_deref(), Some(expected), "{parts:?}");
        }
    }

    #[test]
    fn more_or_no_readings_are_left() {
        for parts in [
            &["{\"a\":1}{\"b\":2}"][..],
            &["{\"a\":1}", "{}"],
            &["{\"a\":", "{\"b\":"],
            &["1", "1"],
            &["{\"a\":1}x"],
            &["}{"],
            &["{\"a\":1}"],
            &[""],
        ] {
            assert_eq!(read(parts), None, "{parts:?}");
        }
    }
}
