//! A document with the elements of one long list folded away, each unfolded when asked for.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use super::element::{Element, Unfolded, no_memory};
use super::elements::Elements;
use super::first_elements::{Found, fold};
use super::holder::Holders;
use crate::error::{BEYOND, Error, Grow, OutOfMemory, ParseError, Result, read_all};
use crate::json::cursor::{Cursor, ValueKind};
use crate::json::document::{Document, Source};
use crate::json::parse::parser::{Folded, MAX_BYTES};

/// A text of so many bytes is read piece by piece.
const LONG: u64 = 1 << 20;

/// A parsed document in which one list shows empty; its elements are kept apart, in little more
/// memory than their bytes.
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
    /// Where the elements stood in the head's text.
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

    /// The same. `text` is taken only if no list was folded: otherwise it is left, for who wants
    /// to use its memory again.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`]; `text` is left as it was then.
    pub fn parse_in(text: &mut Vec<u8>, path: &[&str]) -> Result<Self> {
        Self::parse_from(Source::Taken(text), path)
    }

    /// The same for a text that is only lent: it is copied if no list was folded.
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

    /// The document `head` with the list that was folded out of it.
    pub(crate) fn of(head: Document, Folded { elements, place }: Folded) -> Self {
        FoldedDocument { head, elements: Arc::new(elements), place: place.start }
    }

    /// Parses all that `source` has, without holding it all at once where it is long. `room` is
    /// memory to read into, for who reads one source after the other.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`], and [`Error::Io`] without a path for what `source` refuses.
    pub fn read(
        source: &mut (impl Read + Seek),
        path: &[&str],
        room: &mut Vec<u8>,
    ) -> Result<Self> {
        // Pipes have no size: they are read whole.
        let size = source.seek(SeekFrom::End(0)).and_then(|size| source.rewind().map(|()| size));
        let size = size.unwrap_or(0);
        room.clear();
        if size >= LONG {
            match fold(source, path, size, room)? {
                Found::List(list) => return Ok(Self::of(list.0, list.1)),
                // The room has what was read: the rest is all that is missed.
                Found::Nothing { at_start: true } => {}
                Found::Nothing { at_start: false } => {
                    // Whatever it was, the whole text shows it, with its place.
                    room.clear();
                    source.rewind().map_err(Error::io)?;
                }
            }
        }
        // One byte more than a document may have is enough to refuse it.
        let most = (MAX_BYTES + 1).saturating_sub(room.len());
        let left = size.saturating_sub(room.len() as u64);
        room.try_room(left.min(most as u64) as usize + BEYOND)?;
        read_all(source, most as u64, room).map_err(Error::io)?;
        if room.is_empty() {
            return Err(ParseError::at(b"", 0, "the file is empty").into());
        }
        Self::parse_in(room, path)
    }

    /// The document, its folded list empty.
    pub fn head(&self) -> &Document {
        &self.head
    }

    /// How many elements are folded away.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// How many bytes of text the elements are held in.
    pub(crate) fn held(&self) -> usize {
        self.elements.bytes().len()
    }

    /// One element, as a document of its own; none if there are fewer.
    ///
    /// Without memory for it this ends the process; [`FoldedDocument::try_element`] does not.
    pub fn element(&self, number: usize) -> Option<Document> {
        self.try_element(number).unwrap_or_else(|_| no_memory())
    }

    /// The same.
    ///
    /// # Errors
    ///
    /// If there is no memory for it.
    pub fn try_element(&self, number: usize) -> Result<Option<Document>, OutOfMemory> {
        if number >= self.len() {
            return Ok(None);
        }
        let (mut text, mut tokens) = (Vec::new(), Vec::new());
        self.elements.unfold(number, &mut text, &mut tokens)?;
        Ok(Some(Document::new(text, tokens)))
    }

    /// What holds each element without putting it together.
    pub fn holders(&self) -> Holders {
        Holders::of(&self.elements)
    }

    /// What one element is, without unfolding it.
    pub fn element_kind(&self, number: usize) -> Option<ValueKind> {
        self.elements.lead(number).map(ValueKind::of)
    }

    /// Whether one element is a string without text.
    pub(crate) fn is_empty_text(&self, number: usize) -> bool {
        self.element_kind(number) == Some(ValueKind::String) && self.elements.length(number) == 2
    }

    /// Shows one element, still folded; none if there are fewer.
    pub fn with_element<T>(&self, number: usize, show: impl FnOnce(Element<'_>) -> T) -> Option<T> {
        let mut unfolded = Unfolded::default();
        (number < self.len()).then(|| show(Element::new(&self.elements, number, &mut unfolded)))
    }

    /// Calls `visit` with each element in turn until it fails.
    ///
    /// # Errors
    ///
    /// Those of `visit`, and if there is no memory to unfold an element.
    pub fn try_each<E: From<OutOfMemory>>(
        &self,
        mut visit: impl FnMut(Cursor<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.try_each_element(|mut element| visit(element.unfold()))
    }

    /// The same with elements that are still folded, for who can do with what differs in them.
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

    /// The whole document, nothing folded.
    ///
    /// # Errors
    ///
    /// If there is no memory for it: the bytes were parsed before.
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
