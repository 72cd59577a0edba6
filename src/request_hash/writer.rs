//! Writes the text that is hashed, value by value.

use std::io::Write;

use super::former::{FormerForm, Seen};
use super::numbers::rounded;
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
    /// The former form to write, if not the current one.
    former: Option<FormerForm>,
    /// What a former form may change, if one is written.
    seen: Seen,
}

impl HashWriter {
    /// An empty writer.
    pub fn new() -> Self {
        // Enough for most requests.
        HashWriter {
            out: Vec::with_capacity(2048),
            after_value: false,
            former: None,
            seen: Seen::default(),
        }
    }

    /// An empty writer that writes a former form.
    pub(super) fn by(former: Option<FormerForm>) -> Self {
        HashWriter { former, ..HashWriter::new() }
    }

    /// What a former form may change in the values written so far.
    pub(super) fn seen(&self) -> Seen {
        self.seen
    }

    /// The length of the text so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
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
        let may_be_rounded = place.is_normalized();
        let value = match &self.former {
            _ if !may_be_rounded => value,
            None => rounded(value),
            Some(former) => former.rounded(value, &mut self.seen),
        };
        python_float(value, &mut self.out);
    }

    /// A string in WTF-8, without what changes from run to run where the rules apply.
    #[inline]
    pub fn text(&mut self, text: &[u8], place: HashPlace) {
        match &self.former {
            _ if !place.is_normalized() => self.quoted(text),
            None => self.quoted(&normalized(text)),
            Some(former) => {
                let text = former.normalized(text, &mut self.seen);
                self.quoted(&text);
            }
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
