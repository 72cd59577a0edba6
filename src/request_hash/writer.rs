//! Writes the text that is hashed, value by value.

use std::io::Write;

use super::numbers::rounded;
use super::older::OlderRule;
use super::patterns::normalized;
use super::place::HashPlace;
use crate::json::{push_python_text, python_float};

/// Writes JSON as Python's `json.dumps` does: with `", "` and `": "`, and escapes for everything
/// beyond ASCII.
///
/// Commas and colons are added automatically; keys must be written in sorted order.
///
/// ```
/// use deltafold::internals::request_hash::{HashPlace, HashWriter};
/// let mut json = HashWriter::new();
/// json.begin_object();
/// json.key(b"score");
/// json.float(0.123456, HashPlace::root());
/// json.end_object();
/// assert_eq!(json.finish(), br#"{"score": 0.12346}"#);
/// ```
#[derive(Clone, Debug)]
pub struct HashWriter {
    out: Vec<u8>,
    /// Whether a value was written directly before, so that a comma must come first.
    after_value: bool,
    /// The older rules to apply, if not the current ones.
    older: Option<OlderRule>,
}

impl HashWriter {
    /// An empty writer.
    pub fn new() -> Self {
        // Enough for most requests.
        HashWriter { out: Vec::with_capacity(2048), after_value: false, older: None }
    }

    /// An empty writer that applies older rules.
    pub(super) fn by(older: Option<OlderRule>) -> Self {
        HashWriter { older, ..HashWriter::new() }
    }

    /// The text.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    /// Begins an object.
    pub fn begin_object(&mut self) {
        self.piece(b"{");
        self.after_value = false;
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
        self.after_value = true;
    }

    /// Begins a list.
    pub fn begin_array(&mut self) {
        self.piece(b"[");
        self.after_value = false;
    }

    /// Ends a list.
    pub fn end_array(&mut self) {
        self.out.push(b']');
        self.after_value = true;
    }

    /// A key in WTF-8, to be followed by its value.
    #[inline]
    pub fn key(&mut self, key: &[u8]) {
        self.quoted(key);
        self.out.extend_from_slice(b": ");
        self.after_value = false;
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
        // Writing to a `Vec` cannot fail.
        let _ = write!(self.out, "{value}");
    }

    /// An integer of any size, as decimal digits.
    pub fn big_int(&mut self, digits: &str) {
        self.piece(digits.as_bytes());
    }

    /// A float, rounded where the rules apply.
    pub fn float(&mut self, value: f64, place: HashPlace) {
        self.piece(b"");
        let is_rounded = place.is_normalized() && self.older.is_none_or(OlderRule::rounds_floats);
        python_float(if is_rounded { rounded(value) } else { value }, &mut self.out);
    }

    /// A string in WTF-8, without what changes from run to run where the rules apply.
    #[inline]
    pub fn text(&mut self, text: &[u8], place: HashPlace) {
        match self.older {
            _ if !place.is_normalized() => self.quoted(text),
            None => self.quoted(&normalized(text)),
            Some(older) => self.quoted(&older.normalized(text)),
        }
    }

    fn quoted(&mut self, text: &[u8]) {
        self.piece(b"\"");
        push_python_text(text, &mut self.out);
        self.out.push(b'"');
    }

    #[inline]
    fn piece(&mut self, bytes: &[u8]) {
        if std::mem::replace(&mut self.after_value, true) {
            self.out.extend_from_slice(b", ");
        }
        self.out.extend_from_slice(bytes);
    }
}

impl Default for HashWriter {
    fn default() -> Self {
        Self::new()
    }
}
