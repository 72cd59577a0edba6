//! A single element, and others that differ from it only in scalars.

use super::element::{Element, Unfolded};
use super::elements::Elements;
use crate::json::cursor::Cursor;
use crate::json::parse::parser::parse_element;

/// An element that others are compared with, wherever they come from.
///
/// ```
/// use deltafold::Document;
/// use deltafold::internals::json::Pattern;
/// let one = Document::parse(br#"{"index": 1, "text": "a"}"#.to_vec())?;
/// let mut pattern = Pattern::of(one.root()).expect("unique keys");
/// let changes = pattern.repeated(br#"{"index": 1, "text": "b"}"#, |it| it.changes().count());
/// assert_eq!(changes, Some(1));
/// assert_eq!(pattern.repeated(br#"{"index": 1, "text": []}"#, |it| it.changes().count()), None);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Debug)]
pub struct Pattern {
    elements: Elements,
}

impl Pattern {
    /// The pattern of the value at `at`; `None` unless that is an object or a list.
    pub fn of(at: Cursor<'_>) -> Option<Self> {
        let (text, mut tokens) = (at.raw(), Vec::new());
        parse_element(text, 0, 0, &mut tokens).ok()?;
        let mut elements = Elements::sharing_always();
        elements.push(text, 0..text.len(), &tokens).ok()?;
        (at.is_object() || at.is_array()).then_some(Pattern { elements })
    }

    /// Passes the element in `text` to `show` if it repeats this one; `text` must be valid JSON.
    pub fn repeated<T>(&mut self, text: &[u8], show: impl FnOnce(Element<'_>) -> T) -> Option<T> {
        let mut unfolded = Unfolded::default();
        let known = self.elements.bytes().len();
        // If memory runs out, the caller compares in another way.
        let end = self.elements.repeat(text, 0).ok().flatten()?;
        let whole = end == text.len() && unfolded.make_room(&self.elements).is_ok();
        let shown = whole.then(|| show(Element::new(&self.elements, 1, &mut unfolded)));
        self.elements.pop(end);
        self.elements.truncate_bytes(known);
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::document::Document;

    fn pattern(text: &str) -> Pattern {
        Pattern::of(Document::parse(text.as_bytes().to_vec()).unwrap().root()).unwrap()
    }

    #[test]
    fn one_after_the_other_is_held_against_the_first() {
        let mut pattern = pattern(r#"{"a": "x", "b": [1, null]}"#);
        for (text, changed) in [
            (r#"{"a": "x", "b": [1, null]}"#, Some(vec![])),
            (r#"{"a": "yy", "b": [1, true]}"#, Some(vec![r#""yy""#, "true"])),
            (r#"{"a": "x", "b": [1, null, 2]}"#, None),
            (r#"{"a": "x", "b": [12, null]}"#, Some(vec!["12"])),
            (r#"{"a": "x", "b": [1, null]} "#, None),
            (r#"{"a":"x", "b": [1, null]}"#, None),
        ] {
            let found = pattern.repeated(text.as_bytes(), |element| {
                let raw = |at: Cursor<'_>| String::from_utf8(at.raw().to_vec()).unwrap();
                element.changes().map(|at| element.scalar(at, raw).unwrap()).collect::<Vec<_>>()
            });
            let changed = changed.map(|all| all.into_iter().map(str::to_owned).collect());
            assert_eq!(found, changed, "{text}");
        }
    }

    #[test]
    fn tokens_are_those_of_a_document() {
        let text = r#"{"a": "x", "b": [1, {"c": null}]}"#;
        let document = Document::parse(text.as_bytes().to_vec()).unwrap();
        let mut pattern = pattern(text);
        let other = text.replace("null", "false");
        pattern.repeated(other.as_bytes(), |element| {
            for at in element.changes() {
                assert_eq!(document.at(at).raw(), b"null");
            }
        });
    }
}
