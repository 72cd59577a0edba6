//! Holders of values: a document, or an element of a folded list. Values of an element are read
//! where the list stores them: in its shape, except for scalars that differ from it. The element is
//! unfolded only if all of it is needed.

use std::sync::{Arc, OnceLock};

use super::element::no_memory;
use super::elements::Elements;
use crate::error::OutOfMemory;
use crate::json::cursor::Cursor;
use crate::json::document::Document;
use crate::json::parse::parser::Token;

/// An element with more bytes is unfolded where running out of memory can still be reported.
const LONG: usize = 64 << 10;

/// A document, or an element of a folded list that is unfolded when necessary. Cloning shares it.
///
/// ```
/// use deltafold::internals::json::FoldedDocument;
/// let list = br#"{"list": [{"n": 1, "of": [{}]}, {"n": 2, "of": [{}]}]}"#;
/// let folded = FoldedDocument::parse(list.to_vec(), &["list"])?;
/// let second = folded.holders().get(1)?.ok_or_else(|| deltafold::Error::merge("one"))?;
/// let number = second.part(0).get("n").and_then(|part| part.scalar());
/// assert_eq!(number.and_then(|number| number.cursor().as_i64()), Some(2));
/// assert_eq!(second.document().bytes(), br#"{"n": 2, "of": [{}]}"#);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Holder(Held);

#[derive(Clone, Debug)]
enum Held {
    Document(Document),
    Element(Arc<Shared>, u32),
}

/// The number of elements that are unfolded into one piece of memory.
const BLOCK: usize = 64;

type Block = Box<[OnceLock<Document>]>;

/// A list, and its elements that were unfolded on request.
#[derive(Debug)]
struct Shared {
    list: Arc<Elements>,
    wholes: Box<[OnceLock<Block>]>,
}

impl Shared {
    /// The whole element, which must be a shared one.
    fn whole(&self, number: u32) -> &Document {
        let number = number as usize;
        let empty = || (0..BLOCK).map(|_| OnceLock::new()).collect();
        self.wholes[number / BLOCK].get_or_init(empty)[number % BLOCK].get_or_init(|| {
            let (mut text, mut tokens) = (Vec::new(), Vec::new());
            let unfolded = self.list.unfold(number, &mut text, &mut tokens);
            unfolded.unwrap_or_else(|_| no_memory());
            Document::new(text, tokens)
        })
    }
}

/// Returns holders of the elements of a list.
///
/// ```
/// use deltafold::internals::json::FoldedDocument;
/// let folded = FoldedDocument::parse(b"{\"list\": [1, 2]}".to_vec(), &["list"])?;
/// let holders = folded.holders();
/// assert!(holders.get(1)?.is_some_and(|two| two.document().bytes() == b"2"));
/// assert!(holders.get(2)?.is_none());
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Holders(Arc<Shared>);

impl Holders {
    pub(crate) fn of(list: &Arc<Elements>) -> Self {
        let wholes = (0..list.len().div_ceil(BLOCK)).map(|_| OnceLock::new()).collect();
        Holders(Arc::new(Shared { list: list.clone(), wholes }))
    }

    /// The holder of one element, which is unfolded only when necessary, unless unfolding takes
    /// much memory; `None` if there are fewer elements.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it.
    #[inline]
    pub fn get(&self, number: usize) -> Result<Option<Holder>, OutOfMemory> {
        let list = &self.0.list;
        if number >= list.len() {
            return Ok(None);
        }
        if list.is_unshared(number) || list.is_longer(number, LONG) {
            let (mut text, mut tokens) = (Vec::new(), Vec::new());
            list.unfold(number, &mut text, &mut tokens)?;
            return Ok(Some(Document::new(text, tokens).into()));
        }
        Ok(Some(Holder(Held::Element(self.0.clone(), number as u32))))
    }
}

impl From<Document> for Holder {
    fn from(document: Document) -> Self {
        Holder(Held::Document(document))
    }
}

impl Holder {
    /// The whole value. A [`Part::index`] is a [`Cursor::index`] in it.
    ///
    /// If memory runs out, this aborts the process; it takes little memory, see [`Holders::get`].
    pub fn document(&self) -> &Document {
        match &self.0 {
            Held::Document(document) => document,
            Held::Element(shared, number) => shared.whole(*number),
        }
    }

    /// The number of its shape, if it is an element: the keys and containers of elements of one list
    /// and one shape have the same [`Part::index`]es.
    #[inline]
    pub fn shape(&self) -> Option<u32> {
        match &self.0 {
            Held::Document(_) => None,
            Held::Element(shared, number) => Some(shared.list.shape(*number as usize)),
        }
    }

    /// The value with this [`Part::index`]; the outermost has index 0.
    ///
    /// # Panics
    ///
    /// When used, if there is no such value.
    #[inline]
    pub fn part(&self, index: u32) -> Part<'_> {
        match &self.0 {
            Held::Document(document) => document.at(index).into(),
            Held::Element(shared, number) => {
                let (list, number) = (&*shared.list, *number as usize);
                let cursor = list.shape_cursor(number).beside(index);
                Part { cursor, element: Some((list, number)) }
            }
        }
    }
}

/// A value of a [`Holder`].
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its location in the document, or in the shape of the element, where keys and containers are
    /// the same.
    cursor: Cursor<'a>,
    element: Option<(&'a Elements, usize)>,
}

impl<'a> From<Cursor<'a>> for Part<'a> {
    #[inline(always)]
    fn from(cursor: Cursor<'a>) -> Self {
        Part { cursor, element: None }
    }
}

impl<'a> Part<'a> {
    /// The number of the value in its holder.
    #[inline]
    pub fn index(self) -> u32 {
        self.cursor.index()
    }

    /// Whether it is an object.
    #[inline]
    pub fn is_object(self) -> bool {
        self.cursor.is_object()
    }

    /// Whether it is a list.
    #[inline]
    pub fn is_array(self) -> bool {
        self.cursor.is_array()
    }

    /// Whether it is `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.cursor().is_null())
    }

    /// The member of an object with this key.
    #[inline]
    pub fn get(self, key: &str) -> Option<Self> {
        self.cursor.get(key).map(|cursor| Part { cursor, ..self })
    }

    /// The elements of a list in order; empty for other values.
    #[inline]
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.cursor.items().map(move |cursor| Part { cursor, ..self })
    }

    /// The value itself, if it is neither an object nor a list.
    #[inline]
    pub fn scalar(self) -> Option<Scalar<'a>> {
        if self.is_object() || self.is_array() {
            return None;
        }
        let (text, token) = match self.element {
            None => self.cursor.standing(),
            Some((list, number)) => (list.bytes(), list.token(number, self.index())?),
        };
        Some(Scalar { text, token })
    }
}

/// A value that is neither an object nor a list.
#[derive(Clone, Copy, Debug)]
pub struct Scalar<'a> {
    text: &'a [u8],
    token: Token,
}

impl<'a> Scalar<'a> {
    #[inline(always)]
    pub(super) fn new(text: &'a [u8], token: Token) -> Self {
        Scalar { text, token }
    }

    /// The value.
    #[inline]
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor::new(self.text, std::slice::from_ref(&self.token), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::shared::document::FoldedDocument;
    use proptest::prelude::*;

    /// Calls `visit` with each value within `part`, and with the same value of the document.
    fn each<'a>(part: Part<'a>, value: Cursor<'a>, visit: &mut impl FnMut(Part<'a>, Cursor<'a>)) {
        visit(part, value);
        for (part, item) in part.items().zip(value.items()) {
            each(part, item, visit);
        }
        for (key, member) in value.members() {
            each(part.get(&key.to_str()).unwrap(), member, visit);
        }
    }

    fn scalar() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("null".to_owned()),
            Just("false".to_owned()),
            any::<i64>().prop_map(|n| n.to_string()),
            r#"[a-c \\\n]{0,9}"#.prop_map(|text| format!("{text:?}")),
        ]
    }

    proptest! {
        #[test]
        fn parts_are_what_the_document_has(
            scalars in prop::collection::vec([scalar(), scalar(), scalar()], 1..20),
            order in prop::collection::vec(any::<prop::sample::Index>(), 1..20),
        ) {
            let texts = scalars.iter().map(|[a, b, c]| {
                format!(r#"{{"a": {a}, "in": [{{"b": {b}}}, []], "c": {c}, "d": 1}}"#)
            });
            let text = format!("{{\"list\": [{}]}}", texts.collect::<Vec<_>>().join(","));
            let folded = FoldedDocument::parse(text.into_bytes(), &["list"]).unwrap();
            let holders = folded.holders();
            for number in order.iter().map(|index| index.index(scalars.len())) {
                let (holder, whole) = (holders.get(number).unwrap().unwrap(), folded.element(number).unwrap());
                each(holder.part(0), whole.root(), &mut |part, value| {
                    assert_eq!(part.index(), value.index());
                    assert_eq!(part.is_object(), value.is_object());
                    assert_eq!(part.is_array(), value.is_array());
                    assert_eq!(part.is_null(), value.is_null());
                    let scalar = part.scalar().map(|scalar| scalar.cursor().raw().to_vec());
                    let is_scalar = !value.is_object() && !value.is_array();
                    assert_eq!(scalar, is_scalar.then(|| value.raw().to_vec()));
                });
                prop_assert_eq!(holder.document().bytes(), whole.bytes());
            }
        }
    }
}
