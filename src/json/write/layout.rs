//! Writes a value as Python's `json.dump` or pydantic would.

use crate::error::{Grow, OutOfMemory};
use crate::json::cursor::{Cursor, Items, Members, ValueKind};
use crate::json::parse::escape::{Escaping, push_text};
use crate::json::parse::float::{FloatStyle, is_shortest, write_float};
use crate::json::parse::number::Number;
use crate::json::parse::text::Text;

/// The writer whose output is reproduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Python's `json.dump(…, indent=2)`, without a final newline
    Indented,
    /// Python's `json.dumps(…)`: one line, `", "` and `": "`
    OneLine,
    /// Python's `json.dumps(…, separators=(",", ":"), ensure_ascii=False)`
    Dense,
    /// pydantic's `model_dump_json()`: no white space, text beyond ASCII unescaped, `null` for
    /// infinities and NaN
    ///
    /// Lone surrogates, which pydantic rejects, are written as escapes.
    Compact,
    /// pydantic's `model_dump_json(indent=…)`
    CompactIndented(usize),
}

/// Appends `value` as the writer that `layout` names would write it. Takes time linear in its size.
///
/// Only for values that are known to be short or not to come from outside: if memory runs out, this
/// aborts the process, as pushing to `out` does. [`try_write`] does not.
///
/// ```
/// use deltafold::Document;
/// use deltafold::internals::json::{Layout, write};
/// let document = Document::parse("[1e-5,\"é\"]".into())?;
/// let mut bytes = Vec::new();
/// write(document.root(), Layout::OneLine, &mut bytes);
/// assert_eq!(bytes, br#"[1e-05, "\u00e9"]"#);
/// # Ok::<(), deltafold::Error>(())
/// ```
pub fn write(value: Cursor<'_>, layout: Layout, out: &mut Vec<u8>) {
    if try_write(value, layout, out).is_err() {
        std::alloc::handle_alloc_error(std::alloc::Layout::new::<u8>());
    }
}

/// The same as [`write()`], for values of any size.
///
/// # Errors
///
/// If there is not enough memory for the output.
pub fn try_write(value: Cursor<'_>, layout: Layout, out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
    let (escaping, floats) = match layout {
        Layout::Indented | Layout::OneLine => (Escaping::Ascii, FloatStyle::Python),
        Layout::Dense => (Escaping::Utf8, FloatStyle::Python),
        Layout::Compact | Layout::CompactIndented(_) => (Escaping::Utf8, FloatStyle::Pydantic),
    };
    let (indent, comma, colon): (_, &[u8], &[u8]) = match layout {
        Layout::Indented => (Some(2), b",", b": "),
        Layout::OneLine => (None, b", ", b": "),
        Layout::Dense | Layout::Compact => (None, b",", b":"),
        Layout::CompactIndented(width) => (Some(width), b",", b": "),
    };
    LayoutWriter { escaping, floats, indent, comma, colon, out }.document(value)
}

/// The maximum number of bytes of a float.
const LONGEST_FLOAT: usize = 40;

struct LayoutWriter<'o> {
    escaping: Escaping,
    floats: FloatStyle,
    indent: Option<usize>,
    comma: &'static [u8],
    colon: &'static [u8],
    out: &'o mut Vec<u8>,
}

/// A container that is being written: what is left of it.
enum OpenContainer<'a> {
    Object(Members<'a>),
    Array(Items<'a>),
}

impl LayoutWriter<'_> {
    /// Uses its own stack, since that of a thread may be small.
    fn document<'a>(&mut self, root: Cursor<'a>) -> Result<(), OutOfMemory> {
        let mut open = Vec::new();
        open.extend(self.value(root)?);
        while let Some(innermost) = open.last_mut() {
            let next = match innermost {
                OpenContainer::Object(members) => {
                    members.next().map(|(key, value)| (Some(key), value))
                }
                OpenContainer::Array(items) => items.next().map(|item| (None, item)),
            };
            let first = matches!(self.out.last(), Some(b'{' | b'['));
            let Some((key, value)) = next else {
                let bracket =
                    if matches!(innermost, OpenContainer::Object(_)) { b'}' } else { b']' };
                open.pop();
                if !first {
                    self.line(open.len())?;
                }
                self.out.try_push(bracket)?;
                continue;
            };
            if !first {
                self.out.try_extend(self.comma)?;
            }
            self.line(open.len())?;
            if let Some(key) = key {
                self.text(key)?;
                self.out.try_extend(self.colon)?;
            }
            open.extend(self.value(value)?);
        }
        Ok(())
    }

    /// Writes a scalar, or begins a container.
    #[inline]
    fn value<'a>(&mut self, value: Cursor<'a>) -> Result<Option<OpenContainer<'a>>, OutOfMemory> {
        match value.kind() {
            ValueKind::Null | ValueKind::Bool => self.out.try_extend(value.raw())?,
            ValueKind::Number => self.number(value)?,
            ValueKind::String => {
                if let Some(text) = value.as_text() {
                    self.text(text)?;
                }
            }
            ValueKind::Array => {
                self.out.try_push(b'[')?;
                return Ok(Some(OpenContainer::Array(value.items())));
            }
            ValueKind::Object => {
                self.out.try_push(b'{')?;
                return Ok(Some(OpenContainer::Object(value.members())));
            }
        }
        Ok(None)
    }

    fn number(&mut self, value: Cursor<'_>) -> Result<(), OutOfMemory> {
        let raw = value.raw();
        let is_float = raw.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E' | b'N' | b'I'));
        if is_float && !is_shortest(raw) {
            if let Some(Number::Float(float)) = value.as_number() {
                self.out.try_room(LONGEST_FLOAT)?;
                write_float(float, self.floats, self.out);
            }
            return Ok(());
        }
        // Zero is the only integer with two forms in JSON, of which Python writes one.
        self.out.try_extend(if raw == b"-0" { b"0" } else { raw })
    }

    fn text(&mut self, text: Text<'_>) -> Result<(), OutOfMemory> {
        self.out.try_push(b'"')?;
        push_text(text, self.escaping, self.out)?;
        self.out.try_push(b'"')
    }

    #[inline]
    fn line(&mut self, depth: usize) -> Result<(), OutOfMemory> {
        if let Some(width) = self.indent {
            let spaces = width.checked_mul(depth).ok_or(OutOfMemory)?;
            self.out.try_room(spaces.saturating_add(1))?;
            self.out.push(b'\n');
            self.out.resize(self.out.len() + spaces, b' ');
        }
        Ok(())
    }
}
