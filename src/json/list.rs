//! Values that come one by one, kept like the elements of a list that was folded.

use super::document::Document;
use super::elements::Elements;
use super::folded::FoldedDocument;
use super::parse::{Folded, MAX_BYTES, Token, parse_element};
use super::scan::skip_space;
use crate::error::{ParseError, Result};

/// How deep the values stand in a document that they are put into, at most.
const DEPTH: usize = 3;

/// A list of values that grows.
///
/// ```
/// use deltafold::json::FoldedList;
/// let mut list = FoldedList::default();
/// list.push(r#"{"n": 1}"#)?;
/// list.push(r#" {"n": 2} "#)?;
/// assert!(list.push("{} {}").is_err());
/// let list = list.finish()?;
/// assert_eq!(list.len(), 2);
/// assert_eq!(list.element(1).and_then(|two| two.root().get("n")?.as_i64()), Some(2));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct FoldedList {
    elements: Elements,
    tokens: Vec<Token>,
}

impl FoldedList {
    /// Adds the value that is all of `text`.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], with the place in `text`; the list is as it was then.
    pub fn push(&mut self, text: &str) -> Result<()> {
        let bytes = text.as_bytes();
        if self.elements.bytes().len() + bytes.len() > MAX_BYTES {
            return Err(ParseError::at(&[], 0, "streams may have at most 2 GiB").into());
        }
        let start = skip_space(bytes, 0);
        if self.push_repeat(bytes, start) || self.push_parsed(bytes, start) {
            return Ok(());
        }
        // Something is wrong with it, or a key stands twice.
        let document = Document::parse(bytes.to_vec())?;
        if !self.push_parsed(document.bytes(), skip_space(document.bytes(), 0)) {
            return Err(ParseError::at(bytes, start, "expected a value nested less deeply").into());
        }
        Ok(())
    }

    /// The same for bytes, which need not be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`FoldedList::push`].
    pub fn push_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.push(text),
            Err(error) => Err(ParseError::at(bytes, error.valid_up_to(), "invalid UTF-8").into()),
        }
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    fn push_repeat(&mut self, text: &[u8], start: usize) -> bool {
        match self.elements.repeat(text, start) {
            Some(end) if skip_space(text, end) == text.len() => true,
            Some(_) => {
                self.elements.forget_last();
                false
            }
            None => false,
        }
    }

    fn push_parsed(&mut self, text: &[u8], start: usize) -> bool {
        self.tokens.clear();
        match parse_element(text, start, DEPTH, &mut self.tokens) {
            Ok(end) if skip_space(text, end) == text.len() => {
                self.elements.push(text, start..end, self.tokens.drain(..));
                true
            }
            _ => false,
        }
    }

    /// The values, as the elements of a list.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn finish(mut self) -> Result<FoldedDocument> {
        self.elements.shrink();
        FoldedDocument::of_elements(self.elements)
    }

    /// The values as the elements of a list in a document that begins with `before`, up to and
    /// with the list's bracket, and ends with `after`, from the other bracket on.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], for `before` and `after` put together, whose keys must be unique.
    pub fn finish_in(mut self, before: &[u8], after: &[u8]) -> Result<FoldedDocument> {
        self.elements.shrink();
        let head = Document::parse([before, after].concat())?;
        let place = before.len()..before.len();
        Ok(FoldedDocument::of(head, Folded { elements: self.elements, place }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(list: &FoldedDocument) -> Vec<Vec<u8>> {
        let elements = (0..list.len()).filter_map(|number| list.element(number));
        elements.map(|element| element.root().raw().to_vec()).collect()
    }

    proptest! {
        #[test]
        fn what_is_pushed_is_what_parsing_alone_gives(
            texts in prop::collection::vec(r#"[ ]?(\{"a": ?[0-9]{0,2}(,"a":1)?\}|[0-9]|"x"|nul{1,2}|\[\])[ ]?(x|\{\})?"#, 0..20)
        ) {
            let mut list = FoldedList::default();
            let mut expected = Vec::new();
            for text in &texts {
                let alone = Document::parse(text.clone().into_bytes());
                let pushed = list.push(text);
                prop_assert_eq!(pushed.map_err(|e| e.to_string()), alone.as_ref().map(drop).map_err(|e| e.to_string()));
                expected.extend(alone.map(|document| document.root().raw().to_vec()));
            }
            prop_assert_eq!(values(&list.finish().unwrap()), expected);
        }
    }

    #[test]
    fn values_stand_in_a_document() -> Result<()> {
        let mut list = FoldedList::default();
        list.push_bytes(br#"{"a": 1}"#)?;
        list.push_bytes(br#"{"a": 22}"#)?;
        assert!(list.push_bytes(b"\"\xFF\"").is_err());
        assert_eq!(list.len(), 2);
        let document = list.finish_in(b"{\"x\": [", b"], \"y\": 0}")?;
        assert_eq!(document.unfolded()?.bytes(), br#"{"x": [{"a": 1},{"a": 22}], "y": 0}"#);
        Ok(())
    }

    #[test]
    fn depth_is_that_of_the_whole() {
        let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
        let mut list = FoldedList::default();
        assert!(list.push(&deep(997)).is_ok());
        assert!(list.push(&deep(998)).is_err());
    }
}
