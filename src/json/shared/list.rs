//! Builds a document with a folded list, element by element.

use super::document::FoldedDocument;
use super::elements::Elements;
use crate::error::{OutOfMemory, ParseError, Result, joined};
use crate::json::document::{Document, check_utf8};
use crate::json::parse::fault::Fault;
use crate::json::parse::parser::{Folded, MAX_BYTES, Token, parse_element};
use crate::json::parse::scan::skip_space;

/// How deeply the elements will be nested in the document, so that its depth limit applies.
const DEPTH: usize = 3;

/// Builds a list element by element, stored in folded form: for similar elements, little more than
/// what differs.
///
/// ```
/// use deltafold::internals::json::ListBuilder;
/// let mut list = ListBuilder::new();
/// list.push(br#"{"n": 1}"#)?;
/// list.push(br#"{"n": 2}"#)?;
/// let document = list.finish(br#"{"response": {"body": ["#, b"]}}")?;
/// assert_eq!(document.len(), 2);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct ListBuilder {
    elements: Elements,
    tokens: Vec<Token>,
    /// The number of bytes of the elements, written one after another.
    bytes: usize,
}

impl ListBuilder {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the element whose JSON text is `json`; white space around it is skipped.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], with the location in `json`; the list is unchanged then.
    pub fn push(&mut self, json: &[u8]) -> Result<()> {
        // Each element also counts a comma.
        let bytes = self.bytes.saturating_add(json.len() + 1);
        if bytes > MAX_BYTES {
            let what = format!("lists may have at most {MAX_BYTES} bytes");
            return Err(ParseError::at(&[], 0, what).into());
        }
        self.add(json)?;
        self.bytes = bytes;
        Ok(())
    }

    fn add(&mut self, json: &[u8]) -> Result<()> {
        check_utf8(json)?;
        let start = skip_space(json, 0);
        if let Some(end) = self.elements.repeat(json, start)? {
            if skip_space(json, end) == json.len() {
                return Ok(());
            }
            self.elements.pop(end - start);
        }
        match self.parse(json, start) {
            Ok(()) => Ok(()),
            Err(Fault::OutOfMemory) => Err(OutOfMemory.into()),
            // Reports what is wrong, unless that is only a duplicate key.
            Err(Fault::Wrong { .. }) => {
                let unique = Document::parse(joined(&[json])?)?;
                let text = unique.root().raw();
                self.parse(text, 0).map_err(|fault| fault.in_text(text))
            }
        }
    }

    fn parse(&mut self, json: &[u8], start: usize) -> Result<(), Fault> {
        self.tokens.clear();
        let end = parse_element(json, start, DEPTH, &mut self.tokens)?;
        let rest = skip_space(json, end);
        if rest < json.len() {
            return Err(Fault::at(rest, TRAILING));
        }
        Ok(self.elements.push(json, start..end, &self.tokens)?)
    }

    /// The document that begins with `before`, up to and including the list's opening bracket, and
    /// ends with `after`, from the closing bracket on.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], for the concatenation of `before` and `after`.
    pub fn finish(mut self, before: &[u8], after: &[u8]) -> Result<FoldedDocument> {
        let head = Document::parse(joined(&[before, after])?)?;
        self.elements.shrink();
        let place = before.len()..before.len();
        Ok(FoldedDocument::of(head, Folded { elements: self.elements, place }))
    }
}

const TRAILING: &str = "expected the end of the document";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_refuses_what_a_document_refuses_and_stays_whole(
            elements in prop::collection::vec(
                prop_oneof![
                    "[0-9]{1,3}".prop_map(|n| format!(r#" {{"id": "a", "n": {n}, "x": [null]}}"#)),
                    "[a-z]{0,5}".prop_map(|x| format!(r#"{{"id": "{x}", "n": 1, "x": [null]}} "#)),
                    r#"[\[\]{}",:a1 ]{0,9}"#.prop_map(|x| format!(r#"{{"id": "a", "n": {x}"#)),
                    r#"[\[\]{}",:a1 ]{0,9}"#.prop_map(|x| format!(r#"{{"id": "a", "n": 1, "x": [null]}}{x}"#)),
                    Just(r#"{"a": 1, "a": 2}"#.to_owned()),
                    Just("7".to_owned()),
                ],
                0..20,
            )
        ) {
            let mut list = ListBuilder::new();
            let mut taken = Vec::new();
            for element in &elements {
                let alone = Document::parse(element.clone().into_bytes());
                let pushed = list.push(element.as_bytes());
                prop_assert_eq!(
                    pushed.map_err(|error| error.to_string()),
                    alone.as_ref().map(|_| ()).map_err(|error| error.to_string())
                );
                taken.extend(alone.ok().map(|document| document.root().raw().to_vec()));
            }
            let document = list.finish(b"{\"x\": [", b"]}").unwrap();
            let whole = [b"{\"x\": [".to_vec(), taken.join(&b','), b"]}".to_vec()].concat();
            prop_assert_eq!(document.len(), taken.len());
            prop_assert_eq!(document.unfolded().unwrap().bytes().to_vec(), whole);
        }
    }

    #[test]
    fn depth_is_that_of_the_whole() {
        let deep = |depth| [vec![b'['; depth], vec![b']'; depth]].concat();
        let mut list = ListBuilder::new();
        assert!(list.push(&deep(997)).is_ok());
        assert!(list.push(&deep(998)).is_err());
    }
}
