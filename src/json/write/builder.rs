//! Builds compact JSON text value by value.

use std::io::Write;

use crate::error::{Grow, OutOfMemory};
use crate::json::cursor::Cursor;
use crate::json::parse::escape::{is_plain, push_wtf8};
use crate::json::parse::float::python_float;
use crate::json::parse::parser::ESCAPED;
use crate::json::parse::text::Text;
use crate::json::write::index::{Index, Written};

/// Memory for this many bytes is reserved at once for text that is indexed: most completions are no
/// longer.
const USUAL: usize = 1024;

/// Writes JSON text piece by piece; commas and colons are added automatically.
///
/// The result is valid if every container that is begun is also ended and every member has a key
/// and a value.
///
/// ```
/// use deltafold::internals::json::Builder;
/// let mut json = Builder::new();
/// json.begin_object();
/// json.key("tokens");
/// json.begin_array();
/// json.int(1);
/// json.str("two");
/// json.end_array();
/// json.end_object();
/// assert_eq!(json.finish(), br#"{"tokens":[1,"two"]}"#);
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    out: Vec<u8>,
    /// Where the keys and values are, if that is noted.
    index: Option<Index>,
    /// Whether a value was written directly before, so that a comma must come first.
    after_value: bool,
    /// Whether memory has run out; nothing more is written then.
    is_short: bool,
}

impl Builder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, noting where the keys and values are, so that the text need not be parsed.
    pub fn indexing() -> Self {
        let mut builder = Builder { index: Some(Index::with_room()), ..Self::default() };
        builder.is_short = builder.out.try_room(USUAL).is_err();
        builder
    }

    /// What [`Builder::finish`] returns, and where the keys and values are if that was noted.
    pub fn written(mut self) -> Written {
        let tokens = self.index.take().and_then(Index::into_tokens).unwrap_or_default();
        Written::new(self.finish(), tokens)
    }

    /// The text, if it is known to be short. For text that grows with the input, use
    /// [`Builder::try_finish`].
    pub fn finish(self) -> Vec<u8> {
        if self.is_short {
            std::alloc::handle_alloc_error(std::alloc::Layout::new::<u8>());
        }
        self.out
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// If memory has run out.
    pub fn try_finish(self) -> Result<Vec<u8>, OutOfMemory> {
        if self.is_short { Err(OutOfMemory) } else { Ok(self.out) }
    }

    /// Whether memory has run out, so that [`Builder::try_finish`] fails.
    pub fn is_short(&self) -> bool {
        self.is_short
    }

    /// Begins an object.
    pub fn begin_object(&mut self) {
        self.open(b'{');
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        self.close(b'}');
    }

    /// Begins a list.
    pub fn begin_array(&mut self) {
        self.open(b'[');
    }

    /// Ends a list.
    pub fn end_array(&mut self) {
        self.close(b']');
    }

    /// A key, to be followed by its value.
    pub fn key(&mut self, key: &str) {
        self.key_wtf8(key.as_bytes());
    }

    /// A key in WTF-8.
    pub fn key_wtf8(&mut self, key: &[u8]) {
        self.wtf8(key);
        self.colon();
    }

    /// A key as it occurs in a document.
    pub fn key_text(&mut self, key: Text<'_>) {
        self.text(key);
        self.colon();
    }

    /// `null`.
    pub fn null(&mut self) {
        self.scalar(b"null");
    }

    /// A boolean.
    pub fn bool(&mut self, value: bool) {
        self.scalar(if value { b"true" } else { b"false" });
    }

    /// An integer.
    pub fn int(&mut self, value: i64) {
        let at = self.begin();
        if self.has_room() {
            // Writing to a `Vec` cannot fail.
            let _ = write!(self.out, "{value}");
        }
        self.note(at, self.out.len() - at);
    }

    /// An integer of any size, as decimal digits.
    pub fn big_int(&mut self, digits: &str) {
        self.scalar(digits.as_bytes());
    }

    /// A float; NaN and the infinities as Python's `json` writes them.
    pub fn float(&mut self, value: f64) {
        let at = self.begin();
        if self.has_room() {
            python_float(value, &mut self.out);
        }
        self.note(at, self.out.len() - at);
    }

    /// A string.
    pub fn str(&mut self, text: &str) {
        self.wtf8(text.as_bytes());
    }

    /// A string as it occurs in a document.
    pub fn text(&mut self, text: Text<'_>) {
        let at = self.begin();
        self.append_quoted(text.raw());
        self.note_string(at, text.is_escaped());
    }

    /// A string in WTF-8: lone surrogates are escaped.
    pub fn wtf8(&mut self, text: &[u8]) {
        let at = self.begin();
        // Most keys and names are plain.
        if is_plain(text) {
            self.append_quoted(text);
            return self.note_string(at, false);
        }
        self.append(b"\"");
        if !self.is_short {
            self.is_short = push_wtf8(text, &mut self.out).is_err();
        }
        self.append(b"\"");
        // Every escape is longer than what it represents.
        let is_longer = self.out.len() - at != text.len() + 2;
        self.note_string(at, is_longer && memchr::memchr(b'\\', &self.out[at..]).is_some());
    }

    /// A value as it occurs in a document, including white space.
    pub fn value(&mut self, value: Cursor<'_>) {
        self.raw(value.raw());
    }

    /// A value that was written or copied before.
    pub fn copy(&mut self, value: &Written) {
        let at = self.begin();
        self.append(value.text());
        if let Some(index) = &mut self.index {
            index.note_copy(&self.out, at, value);
        }
    }

    /// The JSON text of one complete value.
    pub fn raw(&mut self, json: &[u8]) {
        let at = self.begin();
        self.append(json);
        if let Some(index) = &mut self.index {
            index.note_value(&self.out, at);
        }
    }

    /// Writes the comma before a value or a key; returns where that begins.
    #[inline]
    fn begin(&mut self) -> usize {
        if std::mem::replace(&mut self.after_value, true) {
            self.append(b",");
        }
        self.out.len()
    }

    fn scalar(&mut self, bytes: &[u8]) {
        let at = self.begin();
        self.append(bytes);
        self.note(at, bytes.len());
    }

    #[inline]
    fn note(&mut self, at: usize, extra: usize) {
        if let Some(index) = &mut self.index {
            index.note(at, extra as u32);
        }
    }

    #[inline]
    fn note_string(&mut self, at: usize, is_escaped: bool) {
        let length = (self.out.len() - at).saturating_sub(2);
        self.note(at, if is_escaped { length | ESCAPED as usize } else { length });
    }

    fn append(&mut self, bytes: &[u8]) {
        if !self.is_short {
            self.is_short = self.out.try_extend(bytes).is_err();
        }
    }

    fn append_quoted(&mut self, text: &[u8]) {
        self.is_short = self.is_short || self.out.try_room(text.len() + 2).is_err();
        if !self.is_short {
            self.out.push(b'"');
            self.out.extend_from_slice(text);
            self.out.push(b'"');
        }
    }

    /// Makes room for a number.
    fn has_room(&mut self) -> bool {
        const LONGEST: usize = 40;
        self.is_short |= self.out.try_room(LONGEST).is_err();
        !self.is_short
    }

    fn colon(&mut self) {
        if let Some(index) = &mut self.index {
            index.note_key(&self.out);
        }
        self.append(b":");
        self.after_value = false;
    }

    fn open(&mut self, bracket: u8) {
        let at = self.begin();
        self.append(&[bracket]);
        if let Some(index) = &mut self.index {
            index.open(at);
        }
        self.after_value = false;
    }

    fn close(&mut self, bracket: u8) {
        self.append(&[bracket]);
        if let Some(index) = &mut self.index {
            index.close(&self.out);
        }
        self.after_value = true;
    }
}
