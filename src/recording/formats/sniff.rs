//! Detects what a file may be from its first bytes.

use std::borrow::Cow;
use std::iter;

use memchr::memmem;

use super::compressed::Compression;
use crate::error::Grow;
use crate::json::Document;
use crate::merge::{Form, form_alone, objects_in};
use crate::sse::{Brackets, are_apart};

/// What the first bytes of a file look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::recording) enum Guess {
    /// Compressed data.
    Compressed(Compression),
    /// JSON lines: at least two, each an object.
    Lines,
    /// A JSON object, or JSON lines of which the first is longer than the bytes.
    Object,
    /// A JSON list.
    List,
    /// An event stream; `sure` if the data of one of its events is an object.
    Events { sure: bool },
    /// A cassette in YAML.
    Yaml,
    /// None of these.
    Unknown,
}

/// How many lines are inspected.
const MOST_LINES: usize = 32;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What `head`, the start of a file or all of it, looks like.
pub(in crate::recording) fn sniff(head: &[u8]) -> Guess {
    if let Some(compression) = Compression::of(head) {
        return Guess::Compressed(compression);
    }
    let text = head.strip_prefix(MARK).unwrap_or(head).trim_ascii_start();
    match text.first() {
        Some(b'{') if are_lines(text) => Guess::Lines,
        Some(b'{') => Guess::Object,
        Some(b'[') => Guess::List,
        _ if is_cassette(text) => Guess::Yaml,
        _ if starts_like_events(text) => Guess::Events { sure: has_object(text) },
        _ => Guess::Unknown,
    }
}

/// Whether the first line is an object, and another object begins in the next line.
fn are_lines(text: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', text) else { return false };
    let (line, rest) = text.split_at(end);
    let rest = rest.trim_ascii_start();
    // An indented document has only a bracket in its first line.
    line.trim_ascii_end().ends_with(b"}")
        && (rest.starts_with(b"{") || rest.starts_with(b"[DONE]"))
        && Document::parse_lent(line).is_ok()
}

/// Whether one of the next lines of a text is an object, and the first line is a value of its own,
/// whole or broken; or whether the first line is an item of a stream, or has several objects.
pub(in crate::recording) fn goes_on_in_lines(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let lines = lines.filter(|line| !line.is_empty()).take(MOST_LINES);
    // Where the memory for one ends, the text ends.
    let mut lines = lines.map_while(lossy);
    let Some(mut before) = lines.next() else { return false };
    let first = Document::parse_lent(before.as_bytes()).ok();
    if objects_in(&before).is_some() {
        return true;
    }
    let is_whole = first.is_some();
    let is_item = first.is_some_and(|first| form_alone(first.root()) == Some(Form::Item));
    let mut is_first = true;
    for line in lines {
        if is_item {
            return true;
        }
        // The first line may begin a value on several lines, which is not a stream.
        if is_first && !is_whole && !are_apart(&before, &line) {
            return false;
        }
        is_first = false;
        if line.starts_with('{') && Document::parse_lent(line.as_bytes()).is_ok() {
            return true;
        }
        before = line;
    }
    false
}

/// A line with a mark in place of what is not UTF-8; `None` if there is not enough memory for it.
fn lossy(line: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = str::from_utf8(line) {
        return Some(text.into());
    }
    let mut text = Vec::new();
    for chunk in line.utf8_chunks() {
        text.try_extend(chunk.valid().as_bytes()).ok()?;
        if !chunk.invalid().is_empty() {
            text.try_extend("\u{FFFD}".as_bytes()).ok()?;
        }
    }
    String::from_utf8(text).ok().map(Cow::from)
}

/// Whether a line after the first is one of an event stream, or objects on several lines follow each
/// other as events may. A line within the brackets of the first object is one of a broken document.
pub(in crate::recording) fn goes_on_in_events(text: &[u8]) -> bool {
    let starts: [&[u8]; 4] = [b"data:", b"event:", b"error:", b"[DONE]"];
    let mut brackets = Brackets::default();
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 && starts.iter().any(|start| line.starts_with(start)) {
            return !brackets.are_open();
        }
        brackets.read(line);
    }
    are_objects(text)
}

/// Whether a text begins with an item of a stream on several lines, after which another object begins.
fn are_objects(text: &[u8]) -> bool {
    let text = text.strip_prefix(MARK).unwrap_or(text).trim_ascii_start();
    let Some(end) = memmem::find(text, b"\n}").map(|end| end + 2) else { return false };
    let (first, rest) = text.split_at(end);
    (rest.starts_with(b"\n") || rest.starts_with(b"\r\n"))
        && rest.trim_ascii_start().starts_with(b"{")
        && Document::parse_lent(first)
            .is_ok_and(|first| form_alone(first.root()) == Some(Form::Item))
}

/// Whether the first non-blank line is a field or a comment of an event stream.
pub(in crate::recording) fn starts_like_events(text: &[u8]) -> bool {
    let text = text.strip_prefix(MARK).unwrap_or(text).trim_ascii_start();
    let starts: [&[u8]; 6] = [b"data:", b"event:", b"id:", b"retry:", b"error:", b":"];
    starts.iter().any(|start| text.starts_with(start))
}

/// Whether a data line contains an object.
fn has_object(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.any(|line| {
        let data = line.strip_prefix(b"data:").or_else(|| line.strip_prefix(b"error:"));
        data.is_some_and(|data| {
            let data = data.trim_ascii_start();
            let starts: [&[u8]; 3] = [b"{", b"[DONE]", b"data:"];
            starts.iter().any(|start| data.starts_with(start))
        })
    })
}

/// Whether a line begins a list of interactions or of responses. The key may be quoted.
fn is_cassette(text: &[u8]) -> bool {
    const KEYS: [&[u8]; 3] = [b"interactions", b"http_interactions", b"responses"];
    fn after_key(line: &[u8]) -> Option<&[u8]> {
        KEYS.iter().find_map(|key| line.strip_prefix(*key))
    }
    // Event streams get here too, so only the start of each line is read.
    let starts = memchr::memchr2_iter(b'\n', b'\r', text).map(|end| end + 1);
    iter::once(0).chain(starts).any(|start| match &text[start..] {
        // Most lines of event streams and of JSON begin as no key does.
        [b'a'..=b'g' | b'{', ..] => false,
        [mark @ (b'\'' | b'"'), line @ ..] => {
            let rest = after_key(line).and_then(|rest| rest.strip_prefix(&[*mark]));
            rest.is_some_and(|rest| {
                rest.iter().find(|byte| !b" \t\x0C".contains(byte)) == Some(&b':')
            })
        }
        line => after_key(line).is_some_and(|rest| rest.starts_with(b":")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_stream_is_told_by_its_first_line() {
        for events in ["data: {}", "\n\n: hello\ndata: {}", "\u{feff}event: x\n", "data:{}"] {
            assert!(starts_like_events(events.as_bytes()), "{events}");
        }
        for other in ["", "{}", "data", "[\"data: {}\"]", "hello: x"] {
            assert!(!starts_like_events(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn each_looks_like_itself() {
        for (text, guess) in [
            ("{\"a\": 1}\n{\"b\"", Guess::Lines),
            ("\u{feff}{\"a\": 1}\r\n\r\n{\"b\"", Guess::Lines),
            ("{\"a\": 1}\n", Guess::Object),
            ("{\n\"a\": 1}\n{}", Guess::Object),
            ("{\"a\": }\n{}", Guess::Object),
            (" [1]", Guess::List),
            ("data: {\"a\"", Guess::Events { sure: true }),
            ("data: a\n  key: b\n", Guess::Events { sure: false }),
            ("---\ninteractions:\n- request", Guess::Yaml),
            ("# made by hand\nversion: 1\ninteractions: []", Guess::Yaml),
            ("id: 1\ninteractions: []", Guess::Yaml),
            ("\"interactions\":\n- \"request\"", Guess::Yaml),
            ("'version': 1\r\n'interactions' : []", Guess::Yaml),
            ("'interactions'\t: []", Guess::Yaml),
            ("'interactions'\n: []", Guess::Unknown),
            ("7", Guess::Unknown),
            ("", Guess::Unknown),
            ("\u{1f}", Guess::Unknown),
        ] {
            assert_eq!(sniff(text.as_bytes()), guess, "{text}");
        }
        assert_eq!(sniff(b"\x1F\x8B\x08"), Guess::Compressed(Compression::Gzip));
        assert_eq!(sniff(b"\x28\xB5\x2F\xFD"), Guess::Compressed(Compression::Zstd));
    }
}
