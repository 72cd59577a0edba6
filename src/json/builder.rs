//! Values in, one by one; the text of a compact JSON document out.

use std::io::Write;

use super::cursor::Cursor;
use super::escape::{push_str, push_wtf8};
use super::float::python_float;
use super::text::Text;

/// Writes compact JSON: commas, colons, quotes and escapes are its work, the order of calls is
/// the caller's.
///
/// The text is a document if every `begin` has its `end`, there is one outermost value, and in
/// objects each value follows a key that is new there.
///
/// ```
/// use deltafold::json::Builder;
/// let mut builder = Builder::new();
/// builder.begin_object();
/// builder.key("choices");
/// builder.begin_array();
/// builder.int(1);
/// builder.null();
/// builder.end_array();
/// builder.end_object();
/// assert_eq!(builder.finish(), br#"{"choices":[1,null]}"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    out: Vec<u8>,
}

impl Builder {
    /// A builder that has written nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with room for a text of this many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Builder { out: Vec::with_capacity(bytes) }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.separate();
        self.out.push(b'{');
    }

    /// Closes the innermost container, an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
    }

    /// Opens a list.
    pub fn begin_array(&mut self) {
        self.separate();
        self.out.push(b'[');
    }

    /// Closes the innermost container, a list.
    pub fn end_array(&mut self) {
        self.out.push(b']');
    }

    /// The key of an object's next value.
    pub fn key(&mut self, key: &str) {
        self.str(key);
        self.out.push(b':');
    }

    /// The key of an object's next value, with the escapes it has.
    pub fn key_text(&mut self, key: Text<'_>) {
        self.text(key);
        self.out.push(b':');
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.verbatim(b"null");
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.verbatim(if value { b"true" } else { b"false" });
    }

    /// Writes an integer.
    pub fn int(&mut self, value: i64) {
        self.separate();
        // A `Vec` takes every write.
        let _ = write!(self.out, "{value}");
    }

    /// Writes an integer of any size, given as [`super::Number::Big`] has it: decimal digits with
    /// an optional minus.
    pub fn big_int(&mut self, digits: &str) {
        debug_assert!(
            digits.strip_prefix('-').unwrap_or(digits).bytes().all(|b| b.is_ascii_digit())
        );
        self.verbatim(digits.as_bytes());
    }

    /// Writes a float as Python does, `NaN` and infinities included.
    pub fn float(&mut self, value: f64) {
        self.separate();
        python_float(value, &mut self.out);
    }

    /// Writes a string.
    pub fn str(&mut self, value: &str) {
        self.separate();
        self.out.push(b'"');
        push_str(value.as_bytes(), &mut self.out);
        self.out.push(b'"');
    }

    /// Writes a string with the escapes it has.
    pub fn text(&mut self, value: Text<'_>) {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(value.raw());
        self.out.push(b'"');
    }

    /// Writes a string given in WTF-8, which is UTF-8 that may have lone surrogates; these are
    /// escaped. Bytes that are no WTF-8 become U+FFFD.
    pub fn wtf8(&mut self, value: &[u8]) {
        self.separate();
        self.out.push(b'"');
        push_wtf8(value, &mut self.out);
        self.out.push(b'"');
    }

    /// Writes a value of a document exactly as it stands there, white space included.
    pub fn value(&mut self, value: Cursor<'_>) {
        self.verbatim(value.raw());
    }

    /// The text written so far.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    fn verbatim(&mut self, text: &[u8]) {
        self.separate();
        self.out.extend_from_slice(text);
    }

    /// A comma, if the last thing written was a value.
    #[inline]
    fn separate(&mut self) {
        // Strings end with a quote, so these bytes cannot be the end of a value.
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }
}
