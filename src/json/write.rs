//! A value in, the bytes that Python's `json.dump` or pydantic would write for it out.

use super::cursor::{Cursor, Kind};
use super::escape::push_text;
use super::float::{PYDANTIC, finite, is_shortest, python_float};
use super::number::Number;
use super::text::Text;

/// Which writer [`write`] equals, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Python's `json.dump(value, file, indent=2)`: ASCII, no line break at the end.
    Indented,
    /// Python's `json.dumps(value)`: ASCII on one line, a space after each comma and colon.
    OneLine,
    /// pydantic's `model_dump_json()`: UTF-8 without spaces; not-a-number and infinities are
    /// `null`.
    ///
    /// Lone surrogates, which pydantic refuses, are written as escapes.
    Compact,
    /// pydantic's `model_dump_json(indent=…)` with that many spaces.
    CompactIndented(usize),
}

/// Appends `value` as `layout` has it. Takes time in the value's size.
///
/// ```
/// use deltafold::json::{Document, Layout, write};
/// let document = Document::parse("{\"a\":[1,2.50],\"b\":\"é\"}".into())?;
/// let mut out = Vec::new();
/// write(document.root(), Layout::OneLine, &mut out);
/// assert_eq!(out, br#"{"a": [1, 2.5], "b": "\u00e9"}"#);
/// # Ok::<(), deltafold::Error>(())
/// ```
pub fn write(value: Cursor<'_>, layout: Layout, out: &mut Vec<u8>) {
    match layout {
        Layout::Indented => Writer::<true> { out, indent: Some(2), depth: 0 }.value(value),
        Layout::OneLine => Writer::<true> { out, indent: None, depth: 0 }.value(value),
        Layout::Compact => Writer::<false> { out, indent: None, depth: 0 }.value(value),
        Layout::CompactIndented(indent) => {
            Writer::<false> { out, indent: Some(indent), depth: 0 }.value(value);
        }
    }
}

/// Writes as Python's `json` if `PYTHON`, else as pydantic.
struct Writer<'o, const PYTHON: bool> {
    out: &'o mut Vec<u8>,
    /// Spaces per level; `None` for one line.
    indent: Option<usize>,
    depth: usize,
}

impl<const PYTHON: bool> Writer<'_, PYTHON> {
    /// Recursion is bounded by `MAX_DEPTH`.
    fn value(&mut self, value: Cursor<'_>) {
        match value.kind() {
            Kind::Object => self.object(value),
            Kind::Array => self.array(value),
            Kind::String => {
                if let Some(text) = value.as_text() {
                    self.text(text);
                }
            }
            Kind::Number => self.number(value),
            Kind::Null | Kind::Bool => self.out.extend_from_slice(value.raw()),
        }
    }

    fn object(&mut self, value: Cursor<'_>) {
        let mut first = true;
        self.out.push(b'{');
        self.depth += 1;
        for (key, value) in value.members() {
            self.separate(first);
            first = false;
            self.text(key);
            let spaced = PYTHON || self.indent.is_some();
            self.out.extend_from_slice(if spaced { b": " } else { b":" });
            self.value(value);
        }
        self.depth -= 1;
        self.close(b'}', first);
    }

    fn array(&mut self, value: Cursor<'_>) {
        let mut first = true;
        self.out.push(b'[');
        self.depth += 1;
        for item in value.items() {
            self.separate(first);
            first = false;
            self.value(item);
        }
        self.depth -= 1;
        self.close(b']', first);
    }

    /// What stands before a member or element.
    #[inline]
    fn separate(&mut self, first: bool) {
        if !first {
            self.out.push(b',');
        }
        if self.indent.is_some() {
            self.new_line();
        } else if PYTHON && !first {
            self.out.push(b' ');
        }
    }

    #[inline]
    fn close(&mut self, bracket: u8, empty: bool) {
        if !empty {
            self.new_line();
        }
        self.out.push(bracket);
    }

    #[inline]
    fn new_line(&mut self) {
        if let Some(indent) = self.indent {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + indent.saturating_mul(self.depth), b' ');
        }
    }

    #[inline]
    fn text(&mut self, text: Text<'_>) {
        self.out.push(b'"');
        push_text::<PYTHON>(text, self.out);
        self.out.push(b'"');
    }

    fn number(&mut self, value: Cursor<'_>) {
        let raw = value.raw();
        let is_float = raw.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E' | b'N' | b'I'));
        if !is_float || is_shortest(raw) {
            // Of all integers only zero has two forms in JSON.
            self.out.extend_from_slice(if raw == b"-0" { b"0" } else { raw });
            return;
        }
        match value.as_number() {
            Some(Number::Float(float)) if PYTHON => python_float(float, self.out),
            Some(Number::Float(float)) if float.is_finite() => finite(float, PYDANTIC, self.out),
            _ => self.out.extend_from_slice(b"null"),
        }
    }
}
