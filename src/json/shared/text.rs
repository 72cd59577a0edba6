//! Locates all values in a text, comparing repeated list elements instead of parsing them. For
//! callers that change a few bytes of a text and keep all others.

use std::ops::Range;

use super::element::{Element, Unfolded};
use super::elements::Elements;
use crate::error::{OutOfMemory, Result};
use crate::json::cursor::Cursor;
use crate::json::document::parse_utf8;
use crate::json::parse::parser::Token;
use crate::json::write::canonical::Check;

/// A parsed text in which one list is empty; the elements of that list are kept separately.
///
/// Unlike a [`super::document::FoldedDocument`] it borrows the text, and a [`Cursor`] over
/// [`FoldedText::head`] gives locations in the whole text.
///
/// ```
/// use deltafold::internals::json::FoldedText;
/// let text = b"{\n  \"list\": [\n    1,\n    2\n  ]\n}\n";
/// let folded = FoldedText::parse(text, &["list"])?.ok_or_else(|| deltafold::Error::merge("twice"))?;
/// assert_eq!((folded.len(), folded.canonical_places()), (2, Some(vec![18, 25])));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Debug)]
pub struct FoldedText<'t> {
    text: &'t [u8],
    tokens: Vec<Token>,
    elements: Elements,
    /// The number of the list's token, if a list was folded.
    list: Option<usize>,
}

impl<'t> FoldedText<'t> {
    /// Parses `text`, folding the list to which the keys of `path` lead, if they lead to one.
    /// `None` if an object has a duplicate key.
    ///
    /// # Errors
    ///
    /// As [`crate::json::document::Document::parse`].
    pub fn parse(text: &'t [u8], path: &[&str]) -> Result<Option<Self>> {
        let mut tokens = Vec::new();
        let parsed = parse_utf8(text, &mut tokens, path)?;
        if parsed.duplicate_keys {
            return Ok(None);
        }
        let (elements, list) = match parsed.folded {
            Some(folded) => (folded.elements, list_before(&tokens, &folded.place)),
            None => (Elements::default(), None),
        };
        Ok(Some(FoldedText { text, tokens, elements, list }))
    }

    /// The outermost value; the folded list is empty in it.
    pub fn head(&self) -> Cursor<'_> {
        self.at(0)
    }

    /// The value of the head with this [`Cursor::index`].
    ///
    /// # Panics
    ///
    /// When used, if `index` is not one of the head's.
    pub fn at(&self, index: u32) -> Cursor<'_> {
        Cursor::new(self.text, &self.tokens, index as usize)
    }

    /// The [`Cursor::index`] of the folded list, if it has elements.
    pub fn list(&self) -> Option<u32> {
        self.list.map(|list| list as u32)
    }

    /// The number of folded elements.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Calls `visit` with each element in turn until it fails.
    ///
    /// # Errors
    ///
    /// Those of `visit`, and if there is not enough memory to unfold an element.
    pub fn try_each_element<E: From<OutOfMemory>>(
        &self,
        mut visit: impl FnMut(usize, Element<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut unfolded = Unfolded::default();
        unfolded.make_room(&self.elements)?;
        for number in 0..self.len() {
            unfolded.clear();
            visit(number, Element::new(&self.elements, number, &mut unfolded))?;
        }
        Ok(())
    }

    /// Where each folded element starts, if the text is what Python's `json.dump(…, indent=2)` and
    /// a line end would write for its value; `None` otherwise.
    pub fn canonical_places(&self) -> Option<Vec<usize>> {
        Check::new(self.text, self.list.map(|list| (list, &self.elements)))?.document(self.head())
    }
}

/// The list's own token is the last one before its elements.
fn list_before(tokens: &[Token], place: &Range<usize>) -> Option<usize> {
    tokens.partition_point(|token| (token.pos as usize) < place.start).checked_sub(1)
}
