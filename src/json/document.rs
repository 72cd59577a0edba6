//! A parsed document: owned, immutable, cheap to share between threads.

use std::sync::Arc;

use super::cursor::Cursor;
use super::dedupe::without_duplicates;
use super::parse::{Fault, MAX_BYTES, Token, parse};
use crate::error::{ParseError, Result};

/// JSON bytes that are known to be valid, with an index over their keys and values.
///
/// Accepts exactly what Python's `json.load` reads from a strict UTF-8 file, a byte order mark
/// included. Cloning shares the bytes and the index.
///
/// ```
/// use deltafold::json::Document;
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

impl Document {
    /// Parses `text`, which becomes the document's own.
    ///
    /// # Errors
    ///
    /// [`ParseError`] with the place of the first thing that is not valid, and for what passes
    /// the limits: [`super::MAX_DEPTH`], [`super::MAX_INT_DIGITS`], [`MAX_BYTES`].
    pub fn parse(text: Vec<u8>) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(ParseError::at(&[], 0, "documents may have at most 2 GiB").into());
        }
        if let Err(error) = std::str::from_utf8(&text) {
            return Err(ParseError::at(&text, error.valid_up_to(), "invalid UTF-8").into());
        }
        // Indented recordings have a token for every 20 to 30 bytes.
        let mut tokens = Vec::with_capacity(text.len() / 20 + 8);
        match parse(&text, &mut tokens) {
            Ok(noticed) if noticed.duplicate_keys => {
                Self::parse(without_duplicates(Cursor::new(&text, &tokens, 0)))
            }
            Ok(_) => Ok(Document { inner: Arc::new(Inner { text, tokens }) }),
            Err(Fault { byte, what }) => Err(ParseError::at(&text, byte, what).into()),
        }
    }

    /// The bytes; where a key stood twice they are not the original's.
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
