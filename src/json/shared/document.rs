//! A document that keeps the elements of one long list folded, and unfolds each on request.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use super::element::{Element, Unfolded, no_memory};
use super::elements::Elements;
use super::first_elements::{FirstElements, fold};
use super::holder::Holders;
use crate::error::{BEYOND, Error, Grow, OutOfMemory, ParseError, Result, joined, read_all};
use crate::json::cursor::{Cursor, ValueKind};
use crate::json::document::{Document, Source};
use crate::json::parse::parser::{Folded, MAX_BYTES};

/// Texts of at least this size are read piece by piece.
const LONG: u64 = 1 << 20;

/// A parsed document in which one list is empty. The elements of that list are kept separately, in
/// little more memory than their bytes.
///
/// ```
/// use deltafold::internals::json::FoldedDocument;
/// let text = br#"{"response": {"body": [{"n": 1}, {"n": 2}, 3]}}"#.to_vec();
/// let folded = FoldedDocument::parse(text, &["response", "body"])?;
/// assert_eq!(folded.len(), 3);
/// assert_eq!(folded.element(1).and_then(|two| two.root().get("n")?.as_i64()), Some(2));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct FoldedDocument {
    head: Document,
    elements: Arc<Elements>,
    /// Where the elements were in the head's text.
    place: usize,
}

impl FoldedDocument {
    /// Parses `text`, folding the list to which the keys of `path` lead, if they lead to one.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn parse(text: Vec<u8>, path: &[&str]) -> Result<Self> {
        Self::parse_in(&mut { text }, path)
    }

    /// The same. `text` is taken only if no list was folded; otherwise it is left to the caller, so
    /// that its memory can be reused.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`]; `text` is left unchanged then.
    pub fn parse_in(text: &mut Vec<u8>, path: &[&str]) -> Result<Self> {
        Self::parse_from(Source::Taken(text), path)
    }

    /// The same for borrowed text, which is copied if no list was folded.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn parse_lent(text: &[u8], path: &[&str]) -> Result<Self> {
        Self::parse_from(Source::Lent(text), path)
    }

    fn parse_from(source: Source<'_>, path: &[&str]) -> Result<Self> {
        let (head, folded) = Document::parse_folding(source, path)?;
        Ok(match folded {
            Some(folded) => Self::of(head, folded),
            None => FoldedDocument { head, elements: Arc::new(Elements::default()), place: 0 },
        })
    }

    /// The document `head` with the list that was folded in it.
    pub(crate) fn of(head: Document, Folded { elements, place }: Folded) -> Self {
        FoldedDocument { head, elements: Arc::new(elements), place: place.start }
    }

    /// Parses everything in `source`, without holding it in memory as a whole if it is long. `room`
    /// is memory to read into, for callers that read one source after another.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], and [`Error::Io`] without a path if reading `source` fails.
    pub fn read(
        source: &mut (impl Read + Seek),
        path: &[&str],
        room: &mut Vec<u8>,
    ) -> Result<Self> {
        // Pipes have no size, so they are read whole.
        let size = source.seek(SeekFrom::End(0)).and_then(|size| source.rewind().map(|()| size));
        let size = size.unwrap_or(0);
        room.clear();
        if size >= LONG {
            match fold(source, path, size, room)? {
                FirstElements::List(list) => return Ok(Self::of(list.0, list.1)),
                // The room has everything that was read, so only the rest is missing.
                FirstElements::Nothing { at_start: true } => {}
                FirstElements::Nothing { at_start: false } => {
                    // Parsing the whole text reports the error, if any, with its location.
                    room.clear();
                    source.rewind().map_err(Error::io)?;
                }
            }
        }
        // One byte more than the maximum size of a document is enough to reject it.
        let most = (MAX_BYTES + 1).saturating_sub(room.len());
        let left = size.saturating_sub(room.len() as u64);
        room.try_room(left.min(most as u64) as usize + BEYOND)?;
        read_all(source, most as u64, room).map_err(Error::io)?;
        if room.is_empty() {
            return Err(ParseError::at(b"", 0, "the file is empty").into());
        }
        Self::parse_in(room, path)
    }

    /// The same list in another document, whose text is `before` up to and including the list's
    /// opening bracket, and `after` from the closing bracket on.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], for the concatenation of `before` and `after`.
    pub(crate) fn with_ends(&self, before: &[u8], after: &[u8]) -> Result<Self> {
        let head = Document::parse(joined(&[before, after])?)?;
        Ok(FoldedDocument { head, elements: Arc::clone(&self.elements), place: before.len() })
    }

    /// The document, with its folded list empty.
    pub fn head(&self) -> &Document {
        &self.head
    }

    /// The number of folded elements.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// The number of bytes in which the elements are kept.
    pub(crate) fn held(&self) -> usize {
        self.elements.bytes().len()
    }

    /// One element, as a document of its own; `None` if there are fewer elements.
    ///
    /// If memory runs out, this aborts the process; [`FoldedDocument::try_element`] does not.
    pub fn element(&self, number: usize) -> Option<Document> {
        self.try_element(number).unwrap_or_else(|_| no_memory())
    }

    /// The same.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it.
    pub fn try_element(&self, number: usize) -> Result<Option<Document>, OutOfMemory> {
        if number >= self.len() {
            return Ok(None);
        }
        let (mut text, mut tokens) = (Vec::new(), Vec::new());
        self.elements.unfold(number, &mut text, &mut tokens)?;
        Ok(Some(Document::new(text, tokens)))
    }

    /// Holders of the elements, which do not unfold them.
    pub fn holders(&self) -> Holders {
        Holders::of(&self.elements)
    }

    /// The type of one element, without unfolding it.
    pub fn element_kind(&self, number: usize) -> Option<ValueKind> {
        self.elements.lead(number).map(ValueKind::of)
    }

    /// Passes one element to `show`, still folded; returns `None` if there are fewer elements.
    pub fn with_element<T>(&self, number: usize, show: impl FnOnce(Element<'_>) -> T) -> Option<T> {
        let mut unfolded = Unfolded::default();
        (number < self.len()).then(|| show(Element::new(&self.elements, number, &mut unfolded)))
    }

    /// Calls `visit` with each element in turn until it fails.
    ///
    /// # Errors
    ///
    /// Those of `visit`, and if there is not enough memory to unfold an element.
    pub fn try_each<E: From<OutOfMemory>>(
        &self,
        mut visit: impl FnMut(Cursor<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.try_each_element(|mut element| visit(element.unfold()))
    }

    /// The same with elements that are still folded, for callers that need only what differs in
    /// them.
    ///
    /// # Errors
    ///
    /// As [`FoldedDocument::try_each`].
    pub fn try_each_element<E: From<OutOfMemory>>(
        &self,
        mut visit: impl FnMut(Element<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut unfolded = Unfolded::default();
        unfolded.make_room(&self.elements)?;
        for number in 0..self.len() {
            unfolded.clear();
            visit(Element::new(&self.elements, number, &mut unfolded))?;
        }
        Ok(())
    }

    /// The whole document, without a folded list.
    ///
    /// # Errors
    ///
    /// Only if there is not enough memory, since the bytes were parsed before.
    pub fn unfolded(&self) -> Result<Document> {
        let (before, after) = self.head.bytes().split_at(self.place);
        let mut text = Vec::new();
        text.try_room(before.len() + after.len() + self.elements.all_lengths())?;
        text.extend_from_slice(before);
        for number in 0..self.len() {
            if number > 0 {
                text.try_push(b',')?;
            }
            self.elements.write(number, &mut text)?;
        }
        text.try_extend(after)?;
        Document::parse(text)
    }
}
