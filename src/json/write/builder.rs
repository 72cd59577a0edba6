//! Builds compact JSON text value by value.

use std::io::Write;

use crate::error::{Grow, OutOfMemory};
use crate::json::cursor::Cursor;
use crate::json::parse::escape::push_wtf8;
use crate::json::parse::float::python_float;
use crate::json::parse::text::Text;

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
#[derive(Clone, Debug, Default)]
pub struct Builder {
    out: Vec<u8>,
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
        self.piece(b"null");
    }

    /// A boolean.
    pub fn bool(&mut self, value: bool) {
        self.piece(if value { b"true" } else { b"false" });
    }

    /// An integer.
    pub fn int(&mut self, value: i64) {
        self.piece(b"");
        if self.has_room() {
            // Writing to a `Vec` cannot fail.
            let _ = write!(self.out, "{value}");
        }
    }

    /// An integer of any size, as decimal digits.
    pub fn big_int(&mut self, digits: &str) {
        self.piece(digits.as_bytes());
    }

    /// A float; NaN and the infinities as Python's `json` writes them.
    pub fn float(&mut self, value: f64) {
        self.piece(b"");
        if self.has_room() {
            python_float(value, &mut self.out);
        }
    }

    /// A string.
    pub fn str(&mut self, text: &str) {
        self.wtf8(text.as_bytes());
    }

    /// A string as it occurs in a document.
    pub fn text(&mut self, text: Text<'_>) {
        self.piece(b"\"");
        self.append(text.raw());
        self.append(b"\"");
    }

    /// A string in WTF-8: lone surrogates are escaped.
    pub fn wtf8(&mut self, text: &[u8]) {
        self.piece(b"\"");
        if !self.is_short {
            self.is_short = push_wtf8(text, &mut self.out).is_err();
        }
        self.append(b"\"");
    }

    /// A value as it occurs in a document, including white space.
    pub fn value(&mut self, value: Cursor<'_>) {
        self.piece(value.raw());
    }

    /// The JSON text of one complete value.
    pub fn raw(&mut self, json: &[u8]) {
        self.piece(json);
    }

    fn piece(&mut self, bytes: &[u8]) {
        if std::mem::replace(&mut self.after_value, true) {
            self.append(b",");
        }
        self.append(bytes);
    }

    fn append(&mut self, bytes: &[u8]) {
        if !self.is_short {
            self.is_short = self.out.try_extend(bytes).is_err();
        }
    }

    /// Makes room for a number.
    fn has_room(&mut self) -> bool {
        const LONGEST: usize = 40;
        self.is_short |= self.out.try_room(LONGEST).is_err();
        !self.is_short
    }

    fn colon(&mut self) {
        self.append(b":");
        self.after_value = false;
    }

    fn open(&mut self, bracket: u8) {
        self.piece(&[bracket]);
        self.after_value = false;
    }

    fn close(&mut self, bracket: u8) {
        self.append(&[bracket]);
        self.after_value = true;
    }
}
