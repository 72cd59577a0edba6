//! Objects in the data of events, of which one piece may have several.

use super::kind::Kind;
use crate::json::Document;
use crate::sse::is_done;

pub(super) fn is_whole(line: &str) -> bool {
    is_done(line) || is_object(line)
}

pub(super) fn is_object(text: &str) -> bool {
    text.starts_with('{') && Document::parse_lent(text.as_bytes()).is_ok()
}

/// At most this many places are tried at which an object may follow a cut one.
const MOST_TRIED: usize = 32;

/// The objects in a text that has several in a row, the first of which may be cut: all of them, and
/// before them what is cut.
pub(super) fn objects_after(text: &str) -> Option<(&str, Vec<&str>)> {
    if let Some(objects) = objects_in(text) {
        return Some(("", objects));
    }
    let starts = memchr::memmem::find_iter(text.as_bytes(), b"{\"").skip_while(|start| *start == 0);
    let mut cuts = starts.take(MOST_TRIED).filter_map(|start| text.split_at_checked(start));
    cuts.find_map(|(cut, rest)| {
        let objects = objects_in(rest).or_else(|| is_object(rest).then(|| vec![rest]))?;
        // Where a value is expected, an object may be a part of the cut one.
        let may_be_part = cut.trim_ascii_end().ends_with([':', ',', '[']);
        let is_item = |text: &&str| {
            Document::parse_lent(text.as_bytes()).is_ok_and(|it| Kind::of_item(it.root()).is_some())
        };
        (!may_be_part || objects.first().is_some_and(is_item)).then_some((cut, objects))
    })
}

/// The objects in a text that has several in a row, between which only line ends and framing were
/// lost; the last one may be the end of the stream.
pub(crate) fn objects_in(text: &str) -> Option<Vec<&str>> {
    let (mut objects, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        if is_done(rest) {
            objects.push(rest);
            break;
        }
        let end = object_end(rest)?;
        let (object, after) = rest.split_at_checked(end)?;
        objects.push(object);
        rest = without_framing(after);
    }
    (objects.len() > 1 && objects.iter().all(|object| is_whole(object))).then_some(objects)
}

/// The end of the object with which a text begins, by its brackets.
fn object_end(text: &str) -> Option<usize> {
    let (mut open, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => open += 1,
            b'}' | b']' => {
                open = open.checked_sub(1)?;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Data that a gateway has framed once more, without that.
pub(super) fn without_framing(data: &str) -> &str {
    let mut data = data.trim_ascii();
    while let Some(inner) = data.strip_prefix("data:") {
        data = inner.trim_ascii_start();
    }
    data
}
