//! A text in, in WTF-8; the text without what changes from run to run out.
//!
//! Five regular expressions of the recorder, one after the other, each written out as the scanner
//! that finds what Python's `re` finds: leftmost matches, as long as possible.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr3_iter, memmem};

use super::characters::{is_digit, is_space, run_end, run_start};
use super::numbers::rounded_text;

const SCORE: &[u8] = b"score:";
const ATTRIBUTES: &[u8] = b"attributes:";
const DOCUMENT_ID: &[u8] = b"document_id:";
const UUID_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

type Find = fn(&[u8], &mut dyn FnMut(Range<usize>));
type Write = fn(&[u8], &mut Vec<u8>);

/// What is looked for, and how a match is written, in the order in which it is done.
const PATTERNS: [(Find, Write); PATTERN_COUNT] = [
    (scores, |_, out| out.extend_from_slice(b"score: __NORMALIZED__")),
    (attributes, |_, _| ()),
    (document_ids, |_, out| out.extend_from_slice(b"document_id: __NORMALIZED__")),
    (marked_ids, |_, out| out.extend_from_slice(b"<|__NORMALIZED__|>")),
    (long_fractions, rounded_text),
];

/// How many patterns there are.
pub(super) const PATTERN_COUNT: usize = 5;

/// The text as it is hashed.
pub(super) fn normalized(text: &[u8]) -> Cow<'_, [u8]> {
    normalized_by(text, |_| true)
}

/// The text as it is hashed by those patterns, by their numbers, that `holds` accepts.
pub(super) fn normalized_by(text: &[u8], holds: impl Fn(usize) -> bool) -> Cow<'_, [u8]> {
    if !may_match(text) {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    for (number, (find, write)) in PATTERNS.into_iter().enumerate() {
        if holds(number)
            && let Some(changed) = replaced(&text, find, write)
        {
            text = Cow::Owned(changed);
        }
    }
    text
}

/// Whether any pattern may have a match: none has without one of three characters in its place.
fn may_match(text: &[u8]) -> bool {
    memchr3_iter(b':', b'.', b'|', text).any(|at| match text.get(at) {
        Some(b'.') => {
            let maybe_digit = |byte: &u8| byte.is_ascii_digit() || *byte >= 0x80;
            text.get(at + 1..at + 5).is_some_and(|next| next.iter().all(maybe_digit))
        }
        Some(b'|') => at > 0 && text.get(at - 1) == Some(&b'<'),
        _ => {
            let upto = text.get(..=at).unwrap_or_default();
            upto.ends_with(SCORE) || upto.ends_with(ATTRIBUTES) || upto.ends_with(DOCUMENT_ID)
        }
    })
}

/// The text with each match that `find` reports, in order, as `write` writes it; `None` if there
/// is none.
fn replaced(text: &[u8], find: Find, write: Write) -> Option<Vec<u8>> {
    let (mut out, mut copied) = (Vec::new(), 0);
    find(text, &mut |found| {
        out.extend_from_slice(text.get(copied..found.start).unwrap_or_default());
        write(text.get(found.clone()).unwrap_or_default(), &mut out);
        copied = found.end;
    });
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some(out)
}

/// `score:\s*[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?`
fn scores(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    for start in memmem::find_iter(text, SCORE) {
        let number = run_end(text, start + SCORE.len(), is_space);
        if let Some(end) = number_end(text, after_sign(text, number)) {
            found(start..exponent_end(text, end));
        }
    }
}

/// `\d*\.?\d+`: digits, a point and digits, or what of these there is; a point needs some behind.
fn number_end(text: &[u8], start: usize) -> Option<usize> {
    let whole = run_end(text, start, is_digit);
    if text.get(whole) == Some(&b'.') {
        let end = run_end(text, whole + 1, is_digit);
        if end > whole + 1 {
            return Some(end);
        }
    }
    (whole > start).then_some(whole)
}

/// `(?:[eE][-+]?\d+)?`
fn exponent_end(text: &[u8], at: usize) -> usize {
    if !matches!(text.get(at), Some(b'e' | b'E')) {
        return at;
    }
    let digits = after_sign(text, at + 1);
    let end = run_end(text, digits, is_digit);
    if end > digits { end } else { at }
}

fn after_sign(text: &[u8], at: usize) -> usize {
    at + usize::from(matches!(text.get(at), Some(b'-' | b'+')))
}

/// `,?\s*attributes:\s*\{[^}]*\}`
fn attributes(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    let mut last = 0;
    for name in memmem::find_iter(text, ATTRIBUTES) {
        if name < last {
            continue;
        }
        let open = run_end(text, name + ATTRIBUTES.len(), is_space);
        if text.get(open) != Some(&b'{') {
            continue;
        }
        // Where no brace closes, none will for a later match either.
        let rest = text.get(open..).unwrap_or_default();
        let Some(length) = memchr(b'}', rest) else { return };
        let mut start = run_start(text, last, name, is_space);
        if start > last && text.get(start - 1) == Some(&b',') {
            start -= 1;
        }
        last = open + length + 1;
        found(start..last);
    }
}

/// `document_id:\s*` and a UUID
fn document_ids(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    for start in memmem::find_iter(text, DOCUMENT_ID) {
        let id = run_end(text, start + DOCUMENT_ID.len(), is_space);
        if let Some(end) = uuid_end(text, id) {
            found(start..end);
        }
    }
}

/// `<\|`, a UUID, `\|>`
fn marked_ids(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    for start in memmem::find_iter(text, b"<|") {
        let Some(end) = uuid_end(text, start + 2) else { continue };
        if text.get(end..).is_some_and(|rest| rest.starts_with(b"|>")) {
            found(start..end + 2);
        }
    }
}

/// Where the UUID in lowercase ends that begins at `at`.
fn uuid_end(text: &[u8], mut at: usize) -> Option<usize> {
    for (number, length) in UUID_GROUPS.into_iter().enumerate() {
        if number > 0 {
            at += usize::from(text.get(at) == Some(&b'-'));
            text.get(at - 1).filter(|byte| **byte == b'-')?;
        }
        let group = text.get(at..at + length)?;
        group.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).then_some(())?;
        at += length;
    }
    Some(at)
}

/// `-?\d+\.\d{4,}`
fn long_fractions(text: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    let mut last = 0;
    for point in memchr_iter(b'.', text) {
        // Only a point can end these digits: no two runs overlap, whatever comes of them.
        let (mut end, mut digits) = (point + 1, 0);
        while let Some((code, length)) = super::characters::after(text, end)
            && is_digit(code)
        {
            digits += 1;
            end += length;
        }
        if digits < 4 || point < last {
            continue;
        }
        let mut start = run_start(text, last, point, is_digit);
        if start == point {
            continue;
        }
        if start > last && text.get(start - 1) == Some(&b'-') {
            start -= 1;
        }
        last = end;
        found(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(text: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&normalized(text.as_bytes())), expected);
    }

    #[test]
    fn scores_are_found_however_they_are_written() {
        for number in ["1", "-.5", "+1.25", "1.5e10", "٣.٤E-٥", "5.", "\u{1c}\n7", "1e", "1.e5"]
        {
            let text = normalized(format!("score:{number}").as_bytes()).into_owned();
            let rest = match number {
                "5." => ".",
                "1e" => "e",
                "1.e5" => ".e5",
                _ => "",
            };
            assert_eq!(String::from_utf8_lossy(&text), format!("score: __NORMALIZED__{rest}"));
        }
        for other in ["score: ", "score:", "score: -", "score: .", "score: x1", "Score: 1"] {
            becomes(other, other);
        }
        becomes("score:score: 1", "score:score: __NORMALIZED__");
    }

    #[test]
    fn attributes_go_with_the_comma_before_them() {
        becomes("a, attributes: {'x': 1}, b", "a, b");
        becomes("a,,\u{2003}\nattributes:{}}", "a,}");
        becomes("attributes: {\n} attributes: {}", "");
        becomes("attributes: attributes:{}x", "attributes:x");
        becomes("attributes: {attributes: {x}", "");
        becomes("attributes: {", "attributes: {");
        becomes("attributes: x}", "attributes: x}");
        becomes("1.attributes:{}23456", "1.23456");
    }

    #[test]
    fn ids_are_lowercase_and_whole() {
        let id = "01234567-89ab-cdef-0123-456789abcdef";
        becomes(&format!("document_id:\n{id}x"), "document_id: __NORMALIZED__x");
        becomes(&format!("<|{id}|>"), "<|__NORMALIZED__|>");
        for other in [
            format!("document_id: {}", id.to_uppercase()),
            format!("document_id: {}", &id[..35]),
            format!("<|{id}|"),
            format!("<| {id}|>"),
            format!("<|{}|>", id.replacen('-', "--", 1)),
        ] {
            becomes(&other, &other);
        }
    }

    #[test]
    fn long_fractions_are_rounded() {
        for (text, expected) in [
            ("1.2345", "1.23450"),
            ("x-1.234567y", "x-1.23457y"),
            ("--0.0000001", "--0.00000"),
            ("1.234.56789", "1.234.56789"),
            ("1.2345.6789", "1.23450.6789"),
            ("1.2345-6.78901", "1.23450-6.78901"),
            ("٠.١٢٣٤٥٦", "0.12346"),
            (".12345", ".12345"),
            ("1.2.34567.89012", "1.2.34567.89012"),
            ("5.015625", "5.01562"),
        ] {
            becomes(text, expected);
        }
        becomes(&format!("-{}.0000", "9".repeat(400)), "-inf");
    }

    #[test]
    fn lone_surrogates_are_like_any_other_character() {
        let text = b"\xED\xA0\x801.23456\xED\xB0\x80";
        assert_eq!(&*normalized(text), b"\xED\xA0\x801.23456\xED\xB0\x80");
        assert_eq!(&*normalized(b"score: 1\xED\xA0\x80"), b"score: __NORMALIZED__\xED\xA0\x80");
    }
}
