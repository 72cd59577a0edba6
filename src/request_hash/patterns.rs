//! Removes from a text in WTF-8 what changes from run to run.
//!
//! Applies five regular expressions of the recorder, one after the other. Python's `re` matches
//! characters, so `\d` is any decimal digit and `\s` any white space, including the four separators
//! of ASCII. Wildcards match bytes, since a lone surrogate is not UTF-8.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr3_iter;
use regex::bytes::Regex;

use super::numbers::rounded_text;

/// How many patterns there are.
pub(super) const PATTERN_COUNT: usize = 5;

/// The patterns, in the order in which they are applied.
const PATTERNS: [&str; PATTERN_COUNT] = [
    r"score:[\s\x1C-\x1F]*[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?",
    r",?[\s\x1C-\x1F]*attributes:[\s\x1C-\x1F]*\{(?-u:[^}])*\}",
    r"document_id:[\s\x1C-\x1F]*[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
    r"<\|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\|>",
    r"-?\d+\.\d{4,}",
];

/// The part of the first three patterns that is the same in every match.
const NAMES: [&[u8]; 3] = [b"score:", b"attributes:", b"document_id:"];

/// The replacement of each match; a match of the last pattern is replaced by itself, rounded.
const REPLACEMENTS: [&[u8]; PATTERN_COUNT - 1] =
    [b"score: __NORMALIZED__", b"", b"document_id: __NORMALIZED__", b"<|__NORMALIZED__|>"];

static COMPILED: LazyLock<[Option<Regex>; PATTERN_COUNT]> =
    LazyLock::new(|| PATTERNS.map(|pattern| Regex::new(pattern).ok()));

/// The text as it is hashed.
pub(super) fn normalized(text: &[u8]) -> Cow<'_, [u8]> {
    normalized_by(text, |_| true)
}

/// The text as it is hashed if only the patterns whose numbers `holds` accepts are applied.
pub(super) fn normalized_by(text: &[u8], holds: impl Fn(usize) -> bool) -> Cow<'_, [u8]> {
    if !may_match(text) {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    for (number, pattern) in COMPILED.iter().enumerate() {
        if let Some(pattern) = pattern.as_ref().filter(|_| holds(number))
            && let Some(changed) = replaced(&text, pattern, REPLACEMENTS.get(number).copied())
        {
            text = Cow::Owned(changed);
        }
    }
    text
}

/// A bit for each pattern that matches somewhere in the text.
pub(super) fn matching(text: &[u8]) -> u8 {
    if !may_match(text) {
        return 0;
    }
    let matches = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|p| p.is_match(text));
    let bits =
        COMPILED.iter().enumerate().map(|(number, pattern)| u8::from(matches(pattern)) << number);
    bits.sum()
}

/// Whether any pattern may match: each match needs one of three characters in the right context.
fn may_match(text: &[u8]) -> bool {
    memchr3_iter(b':', b'.', b'|', text).any(|at| match text.get(at) {
        Some(b'.') => {
            let maybe_digit = |byte: &u8| byte.is_ascii_digit() || *byte >= 0x80;
            text.get(at + 1..at + 5).is_some_and(|next| next.iter().all(maybe_digit))
        }
        Some(b'|') => at > 0 && text.get(at - 1) == Some(&b'<'),
        _ => {
            let upto = text.get(..=at).unwrap_or_default();
            NAMES.iter().any(|name| upto.ends_with(name))
        }
    })
}

/// The text with each match replaced, or rounded without a replacement; `None` if there is no
/// match.
fn replaced(text: &[u8], pattern: &Regex, replacement: Option<&[u8]>) -> Option<Vec<u8>> {
    let (mut out, mut copied) = (Vec::new(), 0);
    for found in pattern.find_iter(text) {
        out.extend_from_slice(text.get(copied..found.start()).unwrap_or_default());
        match replacement {
            Some(replacement) => out.extend_from_slice(replacement),
            None => rounded_text(found.as_bytes(), &mut out),
        }
        copied = found.end();
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some(out)
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
