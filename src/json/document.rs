//! A parsed document: owned, immutable, cheap to share between threads.

use std::ops::Range;
use std::sync::Arc;

use super::cursor::Cursor;
use super::parse::dedupe::without_duplicates;
use super::parse::fault::Fault;
use super::parse::parser::{Folded, MAX_BYTES, Parsed, Token, parse};
use crate::error::{OutOfMemory, ParseError, Result, joined};

/// JSON bytes that are known to be valid, with an index of their keys and values.
///
/// Accepts exactly what Python's `json.load` reads from a strict UTF-8 file, a byte order mark
/// included. Cloning shares the bytes and the index.
///
/// ```
/// use deltafold::Document;
/// let document = Document::parse(b"[1e400, NaN, \"\\ud83d\"]".to_vec())?;
/// assert_eq!(document.root().items().count(), 3);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    text: Vec<u8>,
    tokens: Vec<Token>,
}

/// The source of a text. If a list is folded, the document needs only a part of the text.
pub(super) enum Source<'t> {
    /// Text that is taken if needed, and left otherwise.
    Taken(&'t mut Vec<u8>),
    /// Text that must be copied.
    Lent(&'t [u8]),
}

impl Source<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Source::Taken(text) => text,
            Source::Lent(text) => text,
        }
    }

    fn into_owned(self) -> Result<Vec<u8>, OutOfMemory> {
        match self {
            Source::Taken(text) => Ok(std::mem::take(text)),
            Source::Lent(text) => joined(&[text]),
        }
    }
}

impl Document {
    /// Parses `text`, of which the document takes ownership.
    ///
    /// # Errors
    ///
    /// [`ParseError`] with the location of the first invalid byte, or if a limit is exceeded:
    /// [`super::parse::parser::MAX_DEPTH`], [`super::parse::parser::MAX_INT_DIGITS`],
    /// [`MAX_BYTES`].
    pub fn parse(text: Vec<u8>) -> Result<Self> {
        Ok(Self::parse_folding(Source::Taken(&mut { text }), &[])?.0)
    }

    /// The same for borrowed text, which is copied. Copying it for [`Document::parse`] would abort the
    /// process where there is not enough memory.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn parse_lent(text: &[u8]) -> Result<Self> {
        Ok(Self::parse_folding(Source::Lent(text), &[])?.0)
    }

    /// Parses a text. The elements of the list to which the keys of `path` lead are returned
    /// separately.
    pub(super) fn parse_folding(
        source: Source<'_>,
        path: &[&str],
    ) -> Result<(Self, Option<Folded>)> {
        let text = source.bytes();
        let mut tokens = Vec::new();
        let parsed = parse_utf8(text, &mut tokens, path)?;
        if parsed.duplicate_keys {
            let mut unique = rewritten_without_duplicates(text, tokens)?;
            return Self::parse_folding(Source::Taken(&mut unique), path);
        }
        Ok(match parsed.folded {
            Some(folded) => {
                let text = without(text, folded.place.clone(), &mut tokens)?;
                (Self::new(text, tokens), Some(folded))
            }
            None => (Self::new(source.into_owned()?, tokens), None),
        })
    }

    /// Parses `text`, known to be UTF-8; `None` if it is invalid or has a duplicate key.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it.
    pub(super) fn parse_unique(text: Vec<u8>) -> Result<Option<Self>, OutOfMemory> {
        let mut tokens = Vec::new();
        match parse(&text, &mut tokens, &[]) {
            Ok(parsed) if !parsed.duplicate_keys => Ok(Some(Self::new(text, tokens))),
            Err(Fault::OutOfMemory) => Err(OutOfMemory),
            _ => Ok(None),
        }
    }

    /// The document with this text and the tokens parsed from it.
    pub(super) fn new(text: Vec<u8>, tokens: Vec<Token>) -> Self {
        Document { inner: Arc::new(Inner { text, tokens }) }
    }

    /// Whether two documents have the same tokens, except for where the tokens start.
    #[cfg(test)]
    pub(super) fn same_tokens(&self, other: &Self) -> bool {
        let relative = |document: &Self| -> Vec<_> {
            let tokens = &document.inner.tokens;
            tokens.iter().map(|token| (token.pos - tokens[0].pos, token.extra)).collect()
        };
        relative(self) == relative(other)
    }

    /// All bytes. They differ from the original if that had a duplicate key.
    pub fn bytes(&self) -> &[u8] {
        &self.inner.text
    }

    /// The outermost value.
    #[inline]
    pub fn root(&self) -> Cursor<'_> {
        self.at(0)
    }

    /// The value with this [`Cursor::index`].
    ///
    /// # Panics
    ///
    /// When used, if `index` is not one of this document's.
    #[inline]
    pub fn at(&self, index: u32) -> Cursor<'_> {
        Cursor::new(&self.inner.text, &self.inner.tokens, index as usize)
    }
}

/// Checks that `text` is not longer than a document may be.
///
/// # Errors
///
/// [`ParseError`] if it is.
pub(super) fn check_size(text: &[u8]) -> Result<()> {
    if text.len() > MAX_BYTES {
        let what = format!("documents may have at most {MAX_BYTES} bytes");
        return Err(ParseError::at(&[], 0, what).into());
    }
    Ok(())
}

/// Validates all of `text`, and appends its tokens, as [`parse`] does for a text that is known to be
/// UTF-8 and short enough.
///
/// # Errors
///
/// [`ParseError`] with the location of the first byte that is not UTF-8, or else invalid.
pub(super) fn parse_utf8(text: &[u8], tokens: &mut Vec<Token>, fold: &[&str]) -> Result<Parsed> {
    check_size(text)?;
    let parsed = match parse(text, tokens, fold) {
        Ok(parsed) => parsed,
        Err(fault) => {
            check_utf8(text)?;
            return Err(fault.in_text(text));
        }
    };
    // What elements share was checked once it is checked in the first of them. Whatever is stored
    // begins and ends with a character of its own, as do the parts around the list.
    let is_utf8 = parsed.folded.as_ref().is_some_and(|Folded { elements, place }| {
        let parts = [&text[..place.start], elements.bytes(), &text[place.end..]];
        parts.into_iter().all(|part| simdutf8::basic::from_utf8(part).is_ok())
    });
    if !is_utf8 {
        check_utf8(text)?;
    }
    Ok(parsed)
}

/// Checks that `text` is UTF-8.
///
/// # Errors
///
/// [`ParseError`] with the location of the first invalid byte.
pub(super) fn check_utf8(text: &[u8]) -> Result<()> {
    match simdutf8::compat::from_utf8(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(ParseError::at(text, error.valid_up_to(), "invalid UTF-8").into()),
    }
}

/// The text without the elements of a list that is already empty in the tokens.
fn without(text: &[u8], elements: Range<usize>, tokens: &mut [Token]) -> Result<Vec<u8>> {
    let length = elements.len() as u32;
    for token in tokens.iter_mut().rev().take_while(|token| token.pos as usize >= elements.end) {
        token.pos -= length;
    }
    Ok(joined(&[&text[..elements.start], &text[elements.end..]])?)
}

/// Parses again if a list was folded, since the duplicate keys may be in its elements.
#[cold]
fn rewritten_without_duplicates(text: &[u8], mut tokens: Vec<Token>) -> Result<Vec<u8>> {
    tokens.clear();
    match parse(text, &mut tokens, &[]) {
        Ok(_) => Ok(without_duplicates(Cursor::new(text, &tokens, 0))?),
        Err(fault) => Err(fault.in_text(text)),
    }
}
