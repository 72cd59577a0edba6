//! A value in, the bytes that Python would write for it out.

use super::cursor::{Cursor, Kind};
use super::escape::{Escaping, write_escaped};
use super::float::{FloatStyle, is_python_float, write_float};
use super::number::Number;

/// Which writer's bytes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Python's `json.dump(…, indent=2)`, without a final newline
    Indented,
    /// Python's `json.dumps(…)`: one line, `", "` and `": "`
    OneLine,
    /// pydantic's `model_dump_json()`: no white space, text beyond ASCII as it is
    Compact,
    /// pydantic's `model_dump_json(indent=…)`
    CompactIndented(usize),
}

/// Appends `value` as the writer that `layout` names would write it.
///
/// ```
/// use deltafold::json::{Document, Layout, write};
/// let document = Document::parse("[1e-5,\"é\"]".into())?;
/// let mut bytes = Vec::new();
/// write(document.root(), Layout::OneLine, &mut bytes);
/// assert_eq!(bytes, br#"[1e-05, "\u00e9"]"#);
/// # Ok::<(), deltafold::Error>(())
/// ```
pub fn write(value: Cursor<'_>, layout: Layout, out: &mut Vec<u8>) {
    let python = matches!(layout, Layout::Indented | Layout::OneLine);
    let (escaping, floats) = match python {
        true => (Escaping::Ascii, FloatStyle::Python),
        false => (Escaping::Utf8, FloatStyle::Pydantic),
    };
    let (indent, comma, colon): (_, &[u8], &[u8]) = match layout {
        Layout::Indented => (Some(2), b",", b": "),
        Layout::OneLine => (None, b", ", b": "),
        Layout::Compact => (None, b",", b":"),
        Layout::CompactIndented(width) => (Some(width), b",", b": "),
    };
    Writer { escaping, floats, indent, comma, colon, out }.value(value, 0);
}

struct Writer<'o> {
    escaping: Escaping,
    floats: FloatStyle,
    indent: Option<usize>,
    comma: &'static [u8],
    colon: &'static [u8],
    out: &'o mut Vec<u8>,
}

impl Writer<'_> {
    /// Recursion is bounded by the depth of documents.
    fn value(&mut self, value: Cursor<'_>, depth: usize) {
        match value.kind() {
            Kind::Null | Kind::Bool => self.out.extend_from_slice(value.raw()),
            Kind::Number => self.number(value),
            Kind::String => {
                if let Some(text) = value.as_text() {
                    write_escaped(text, self.escaping, self.out);
                }
            }
            Kind::Array => {
                self.out.push(b'[');
                let mut first = true;
                for item in value.items() {
                    self.next(&mut first, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close(b']', first, depth);
            }
            Kind::Object => {
                self.out.push(b'{');
                let mut first = true;
                for (key, value) in value.members() {
                    self.next(&mut first, depth + 1);
                    write_escaped(key, self.escaping, self.out);
                    self.out.extend_from_slice(self.colon);
                    self.value(value, depth + 1);
                }
                self.close(b'}', first, depth);
            }
        }
    }

    fn number(&mut self, value: Cursor<'_>) {
        let raw = value.raw();
        if self.floats == FloatStyle::Python && is_python_float(raw) {
            return self.out.extend_from_slice(raw);
        }
        match value.as_number() {
            Some(Number::Float(float)) => write_float(float, self.floats, self.out),
            // Python has no negative zero among its integers.
            Some(Number::Int(0)) => self.out.push(b'0'),
            _ => self.out.extend_from_slice(raw),
        }
    }

    /// What stands before an item: a comma, unless it is the first, and the line break.
    fn next(&mut self, first: &mut bool, depth: usize) {
        if !std::mem::take(first) {
            self.out.extend_from_slice(self.comma);
        }
        self.line(depth);
    }

    fn close(&mut self, bracket: u8, empty: bool, depth: usize) {
        if !empty {
            self.line(depth);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        if let Some(width) = self.indent {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + width * depth, b' ');
        }
    }
}
