//! A document with the elements of one long list folded away, each unfolded when asked for.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use super::cursor::Cursor;
use super::document::Document;
use super::elements::{Change, Elements};
use super::parse::{Folded, MAX_BYTES, Token};
use super::stream::fold;
use crate::error::{Error, Result};

/// A text of so many bytes is read piece by piece.
const LONG: u64 = 1 << 20;

/// A parsed document in which one list shows empty; its elements are kept apart, in little more
/// memory than their bytes.
///
/// ```
/// use deltafold::json::FoldedDocument;
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
        let (head, folded) = Document::parse_folding(text, path)?;
        Ok(match folded {
            Some(folded) => Self::of(head, folded),
            None => FoldedDocument { head, elements: Arc::new(Elements::default()), place: 0 },
        })
    }

    /// The document `head` with the list that was folded out of it.
    pub(super) fn of(head: Document, Folded { elements, place }: Folded) -> Self {
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
        let io = |source| Error::Io { path: None, source };
        // Pipes have no size: they are read whole.
        let size = source.seek(SeekFrom::End(0)).and_then(|size| source.rewind().map(|()| size));
        let size = size.unwrap_or(0);
        if size >= LONG {
            if let Some((head, Folded { elements, place })) = fold(source, path).map_err(io)? {
                let elements = Arc::new(elements);
                return Ok(FoldedDocument { head, elements, place: place.start });
            }
            // Whatever it was, the whole text shows it, with its place.
            source.rewind().map_err(io)?;
        }
        // One byte more than a document may have is enough to refuse it.
        let most = MAX_BYTES as u64 + 1;
        room.clear();
        room.reserve(size.min(most) as usize);
        source.take(most).read_to_end(room).map_err(io)?;
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

    /// One element, as a document that shares the bytes.
    pub fn element(&self, number: usize) -> Option<Document> {
        (number < self.len()).then(|| {
            let (mut text, mut tokens) = (Vec::new(), Vec::new());
            self.elements.unfold(number, &mut text, &mut tokens);
            Document::new(text, tokens)
        })
    }

    /// Shows one element, still folded.
    pub fn with_element<T>(&self, number: usize, show: impl FnOnce(Element<'_>) -> T) -> Option<T> {
        let mut unfolded = Unfolded::default();
        (number < self.len()).then(|| show(Element::new(&self.elements, number, &mut unfolded)))
    }

    /// Calls `visit` with each element in turn until it fails.
    ///
    /// # Errors
    ///
    /// Those of `visit`.
    pub fn try_each<E>(&self, mut visit: impl FnMut(Cursor<'_>) -> Result<(), E>) -> Result<(), E> {
        self.try_each_element(|mut element| visit(element.unfold()))
    }

    /// The same with elements that are still folded, for who can do with what differs in them.
    ///
    /// # Errors
    ///
    /// Those of `visit`.
    pub fn try_each_element<E>(
        &self,
        mut visit: impl FnMut(Element<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut unfolded = Unfolded::default();
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
    /// None in practice: the bytes were parsed before.
    pub fn unfolded(&self) -> Result<Document> {
        let (before, after) = self.head.bytes().split_at(self.place);
        let mut text = before.to_vec();
        let mut tokens = Vec::new();
        for number in 0..self.len() {
            if number > 0 {
                text.push(b',');
            }
            self.elements.unfold(number, &mut text, &mut tokens);
            tokens.clear();
        }
        text.extend_from_slice(after);
        Document::parse(text)
    }
}

/// Room for one element after the other.
#[derive(Debug, Default)]
pub(super) struct Unfolded {
    text: Vec<u8>,
    tokens: Vec<Token>,
}

impl Unfolded {
    /// Makes room for the next element.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.tokens.clear();
    }
}

/// An element of the folded list: a shape that may have come before, and what differs from it.
#[derive(Debug)]
pub struct Element<'a> {
    elements: &'a Elements,
    number: usize,
    unfolded: &'a mut Unfolded,
}

impl<'a> Element<'a> {
    pub(super) fn new(elements: &'a Elements, number: usize, unfolded: &'a mut Unfolded) -> Self {
        Element { elements, number, unfolded }
    }

    /// The number of its shape. Elements of one shape have the same keys and containers, and the
    /// same [`Cursor::index`] for each.
    #[inline]
    pub fn shape(&self) -> u32 {
        self.elements.shape(self.number)
    }

    /// The [`Cursor::index`] of each scalar that differs from the first element of this shape.
    #[inline]
    pub fn changes(&self) -> impl Iterator<Item = u32> {
        self.elements.changes(self.number).iter().map(|change: &Change| change.token)
    }

    /// Shows the key or scalar with this [`Cursor::index`].
    #[inline]
    pub fn scalar<T>(&self, index: u32, show: impl FnOnce(Cursor<'_>) -> T) -> Option<T> {
        let token = self.elements.token(self.number, index)?;
        Some(show(Cursor::new(self.elements.bytes(), &[token], 0)))
    }

    /// All of the element.
    #[inline]
    pub fn unfold(&mut self) -> Cursor<'_> {
        let Unfolded { text, tokens } = &mut *self.unfolded;
        if tokens.is_empty() {
            self.elements.unfold(self.number, text, tokens);
        }
        Cursor::new(text, tokens, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::stream::fold_with;
    use super::*;
    use proptest::prelude::*;

    /// What stands in one element: scalars of every kind, in a shape chosen by `shape`.
    fn element(shape: u8, scalars: &[String; 3]) -> String {
        let [a, b, c] = scalars;
        match shape {
            0 => format!(r#"{{"id": "same", "a": {a}, "deep": [{{"b": {b}}}], "c":{c}}}"#),
            1 => format!(r#"{{"a": {a}, "a2": [{b}, {c}], "empty": {{}}, "none": []}}"#),
            2 => format!("[{a}, [[{b}]], {c} ]"),
            _ => a.clone(),
        }
    }

    fn written(value: Cursor<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        crate::json::write(value, crate::json::Layout::OneLine, &mut bytes);
        bytes
    }

    fn scalar() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("NaN".to_owned()),
            any::<i32>().prop_map(|n| n.to_string()),
            any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| format!("{x:?}")),
            r#"[a-c "\\\n]{0,12}"#.prop_map(|text| format!("{text:?}")),
            Just(r#""\ud83d""#.to_owned()),
        ]
    }

    proptest! {
        #[test]
        fn an_element_is_what_parsing_it_alone_gives(
            elements in prop::collection::vec((0..4u8, [scalar(), scalar(), scalar()]), 0..30)
        ) {
            let texts: Vec<_> = elements.iter().map(|(shape, of)| element(*shape, of)).collect();
            let text = format!("{{\"other\": [1], \"list\": [{}\n], \"last\": 0}}", texts.join(",\n "));
            let folded = FoldedDocument::parse(text.clone().into_bytes(), &["list"]).unwrap();
            prop_assert_eq!(folded.len(), texts.len());
            for (number, text) in texts.iter().enumerate() {
                let element = folded.element(number).unwrap();
                let alone = Document::parse(text.clone().into_bytes()).unwrap();
                prop_assert_eq!(element.root().raw(), text.as_bytes());
                prop_assert!(element.same_tokens(&alone));
            }
            folded.try_each_element(|mut element| {
                let (shape, changes) = (element.shape(), element.changes().collect::<Vec<_>>());
                let raw = |cursor: Cursor<'_>| cursor.raw().to_vec();
                let scalars: Vec<_> = changes.iter().map(|at| element.scalar(*at, raw)).collect();
                let whole = element.unfold();
                for (at, scalar) in changes.iter().zip(scalars) {
                    prop_assert_eq!(whole.beside(*at).raw(), scalar.unwrap(), "shape {}", shape);
                }
                Ok(())
            })?;
            let whole = folded.unfolded().unwrap();
            prop_assert_eq!(
                written(whole.root()),
                written(Document::parse(text.into_bytes()).unwrap().root())
            );
            prop_assert_eq!(whole.root().get("list").unwrap().items().count(), texts.len());
            prop_assert_eq!(folded.head().root().get("last").unwrap().as_i64(), Some(0));
        }

        #[test]
        fn pieces_give_what_the_whole_gives(
            elements in prop::collection::vec((0..4u8, [scalar(), scalar(), scalar()]), 0..30),
            size in 1..200usize,
            cut in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let texts: Vec<_> = elements.iter().map(|(shape, of)| element(*shape, of)).collect();
            let text = format!("{{\"é\": [1], \"list\": [{}\n], \"last\": 0}}", texts.join(",\n "));
            let mut damaged = text.clone().into_bytes();
            let place = at.index(damaged.len());
            damaged[place] = byte;
            let end = cut.index(text.len());
            for text in [text.as_bytes(), &text.as_bytes()[..end], &damaged] {
                let whole = FoldedDocument::parse(text.to_vec(), &["list"]);
                let pieces = fold_with(&mut &text[..], &["list"], size).unwrap();
                let Some((head, Folded { elements, place })) = pieces else {
                    // Left to the whole text; but what is long and right must not be.
                    prop_assert!(whole.is_err() || whole.unwrap().len() == 0 || text == damaged);
                    continue;
                };
                let place = place.start;
                let pieces = FoldedDocument { head, elements: Arc::new(elements), place };
                let whole = whole.unwrap();
                prop_assert_eq!(pieces.len(), whole.len());
                let of = |document: &FoldedDocument| {
                    let elements = (0..document.len()).filter_map(|n| document.element(n));
                    elements.map(|element| element.bytes().to_vec()).collect::<Vec<_>>()
                };
                prop_assert_eq!(of(&pieces), of(&whole));
                prop_assert_eq!(written(pieces.head().root()), written(whole.head().root()));
                let unfolded = |document: &FoldedDocument| written(document.unfolded().unwrap().root());
                prop_assert_eq!(unfolded(&pieces), unfolded(&whole));
            }
        }

        #[test]
        fn folding_refuses_what_parsing_refuses(
            elements in prop::collection::vec([scalar(), scalar(), scalar()], 2..5),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let texts: Vec<_> = elements.iter().map(|of| element(0, of)).collect();
            let mut text = format!("{{\"list\": [{}]}}", texts.join(", ")).into_bytes();
            let at = at.index(text.len());
            text[at] = byte;
            let parsed = Document::parse(text.clone()).map(|_| ()).map_err(|e| e.to_string());
            let folded = FoldedDocument::parse(text, &["list"]).map(|_| ()).map_err(|e| e.to_string());
            prop_assert_eq!(parsed, folded);
        }
    }

    #[test]
    fn only_the_list_at_the_path_is_folded() {
        let text = br#"{"body": [1], "response": {"x": {"body": [2]}, "body": [3, 4]}, "z": [5]}"#;
        let folded = FoldedDocument::parse(text.to_vec(), &["response", "body"]).unwrap();
        let root = folded.head().root();
        assert_eq!(folded.len(), 2);
        assert_eq!(root.get("body").unwrap().items().count(), 1);
        assert_eq!(root.get("z").unwrap().items().count(), 1);
        assert_eq!(root.get("response").unwrap().get("x").unwrap().raw(), br#"{"body": [2]}"#);
    }

    #[test]
    fn keys_with_escapes_lead_to_the_list_too() {
        let text = br#"{"resp\u006fnse": {"\u0062ody": [3, 4]}}"#;
        let folded = FoldedDocument::parse(text.to_vec(), &["response", "body"]).unwrap();
        assert_eq!(folded.len(), 2);
    }

    #[test]
    fn a_number_that_begins_like_the_one_before_is_another() {
        let text = br#"{"list": [1, 12, 1.5, 1e5, 12, 120]}"#;
        let folded = FoldedDocument::parse(text.to_vec(), &["list"]).unwrap();
        let raw = |number| folded.element(number).unwrap().root().raw().to_vec();
        assert_eq!(folded.len(), 6);
        assert_eq!((raw(1), raw(2), raw(5)), (b"12".to_vec(), b"1.5".to_vec(), b"120".to_vec()));
    }

    #[test]
    fn duplicate_keys_inside_elements_are_resolved() {
        let text = br#"{"list": [{"a": 1, "b": 2, "a": 3}, {"a": 1, "b": 2, "a": 4}]}"#;
        let folded = FoldedDocument::parse(text.to_vec(), &["list"]).unwrap();
        assert_eq!(folded.element(1).unwrap().root().raw(), br#"{"a":4,"b":2}"#);
    }
}
