//! Checks whether a parsed text is what Python's `json.dump(…, indent=2)` and a line end would
//! write, without writing it: white space is compared, and only unusual scalars are written anew.

use super::layout::{Layout, try_write};
use crate::error::Grow;
use crate::json::cursor::{Cursor, Items, Members, ValueKind};
use crate::json::parse::escape::{Escaping, push_text};
use crate::json::parse::text::Text;
use crate::json::shared::elements::Elements;

/// Checks a text from its start.
pub(crate) struct Check<'t> {
    text: &'t [u8],
    at: usize,
    /// The token of the list that was folded, and the list's elements.
    folded: Option<(usize, &'t Elements)>,
    places: Vec<usize>,
    scratch: Vec<u8>,
}

/// A container whose end has not been reached yet.
enum CheckedContainer<'a> {
    Object(Members<'a>),
    Array(Items<'a>),
}

impl<'t> Check<'t> {
    /// `None` if the bytes alone rule it out. If memory runs out, a text counts as not canonical,
    /// and is then written anew to find out.
    pub(crate) fn new(text: &'t [u8], folded: Option<(usize, &'t Elements)>) -> Option<Self> {
        // Python escapes DEL, though it is ASCII.
        let possible = text.is_ascii() && memchr::memchr(0x7F, text).is_none();
        possible.then(|| Check { text, at: 0, folded, places: Vec::new(), scratch: Vec::new() })
    }

    /// Where the folded elements start, if the whole text is canonical.
    pub(crate) fn document(mut self, root: Cursor<'_>) -> Option<Vec<usize>> {
        self.tree(root, 0)?;
        (self.text.get(self.at..)? == b"\n").then_some(self.places)
    }

    /// Checks one value that is nested `depth` levels deep.
    fn tree(&mut self, root: Cursor<'_>, depth: usize) -> Option<()> {
        let mut open = Vec::new();
        open.extend(self.value(root, depth)?);
        let mut first = true;
        while let Some(innermost) = open.last_mut() {
            let next = match innermost {
                CheckedContainer::Object(members) => {
                    members.next().map(|(key, value)| (Some(key), value))
                }
                CheckedContainer::Array(items) => items.next().map(|item| (None, item)),
            };
            let Some((key, value)) = next else {
                let bracket =
                    if matches!(innermost, CheckedContainer::Object(_)) { b'}' } else { b']' };
                open.pop();
                if !first {
                    self.line(depth + open.len())?;
                }
                self.eat(&[bracket])?;
                first = false;
                continue;
            };
            if !first {
                self.eat(b",")?;
            }
            self.line(depth + open.len())?;
            if let Some(key) = key {
                self.quoted(key.raw(), key.is_escaped())?;
                self.eat(b": ")?;
            }
            let opened = self.value(value, depth + open.len())?;
            first = opened.is_some();
            open.extend(opened);
        }
        Some(())
    }

    /// Checks a scalar or a folded list, or enters a container.
    fn value<'a>(
        &mut self,
        value: Cursor<'a>,
        depth: usize,
    ) -> Option<Option<CheckedContainer<'a>>> {
        match value.kind() {
            ValueKind::Object => {
                self.eat(b"{")?;
                return Some(Some(CheckedContainer::Object(value.members())));
            }
            ValueKind::Array => {
                self.eat(b"[")?;
                if let Some((list, elements)) = self.folded
                    && value.index() as usize == list
                {
                    self.elements(elements, depth)?;
                    self.eat(b"]")?;
                    return Some(None);
                }
                return Some(Some(CheckedContainer::Array(value.items())));
            }
            ValueKind::String => {
                let text = value.as_text()?;
                self.quoted(text.raw(), text.is_escaped())?;
            }
            ValueKind::Null | ValueKind::Bool | ValueKind::Number => {
                self.scalar_is_canonical(value).then_some(())?;
                self.eat(value.raw())?;
            }
        }
        Some(None)
    }

    /// Checks the elements of the folded list. Those of a shape share all but a few scalars.
    fn elements(&mut self, elements: &Elements, depth: usize) -> Option<()> {
        let mut shapes = 0;
        for number in 0..elements.len() {
            if number > 0 {
                self.eat(b",")?;
            }
            self.line(depth + 1)?;
            self.places.try_push(self.at).ok()?;
            if elements.shape(number) as usize == shapes {
                shapes += 1;
                self.shape(elements, number, depth + 1)?;
            } else {
                for change in elements.changes(number) {
                    let token = [elements.token(number, change.token)?];
                    let changed = Cursor::new(elements.bytes(), &token, 0);
                    self.scalar_is_canonical(changed).then_some(())?;
                }
            }
            // The text is known to contain the element next, so its length is enough to skip it.
            (!self.text.get(self.at)?.is_ascii_whitespace()).then_some(())?;
            self.at += elements.length(number);
        }
        self.line(depth)
    }

    /// Checks an element that is the first of its shape, separately from the text.
    fn shape(&mut self, elements: &Elements, number: usize, depth: usize) -> Option<()> {
        let (mut text, mut tokens) = (Vec::new(), Vec::new());
        elements.unfold(number, &mut text, &mut tokens).ok()?;
        let scratch = std::mem::take(&mut self.scratch);
        let mut check = Check { text: &text, at: 0, folded: None, places: Vec::new(), scratch };
        let checked = check.tree(Cursor::new(&text, &tokens, 0), depth);
        self.scratch = check.scratch;
        checked
    }

    fn eat(&mut self, bytes: &[u8]) -> Option<()> {
        self.text.get(self.at..)?.starts_with(bytes).then(|| self.at += bytes.len())
    }

    /// Checks a line end and the indentation for nesting `depth` levels deep.
    fn line(&mut self, depth: usize) -> Option<()> {
        const SPACES: &[u8; 64] = &[b' '; 64];
        self.eat(b"\n")?;
        let mut left = 2 * depth;
        while left > 0 {
            let some = left.min(SPACES.len());
            self.eat(&SPACES[..some])?;
            left -= some;
        }
        Some(())
    }

    /// Checks the string whose bytes between the quotes are `raw`.
    fn quoted(&mut self, raw: &[u8], escaped: bool) -> Option<()> {
        // The string occurs here if its quote does: only white space can come before.
        self.eat(b"\"")?;
        if escaped {
            self.scratch.clear();
            push_text(Text::new(raw, true), Escaping::Ascii, &mut self.scratch).ok()?;
            (self.scratch == raw).then_some(())?;
        }
        self.at += raw.len();
        self.eat(b"\"")
    }

    /// Whether the writer would write a scalar as it is in the text, which is printable ASCII.
    fn scalar_is_canonical(&mut self, value: Cursor<'_>) -> bool {
        let raw = value.raw();
        match value.kind() {
            ValueKind::Null | ValueKind::Bool => return true,
            ValueKind::String if value.as_text().is_some_and(|text| !text.is_escaped()) => {
                return true;
            }
            // Few digits cannot exceed the limit, and `-0` is the only unusual number.
            ValueKind::Number if raw.len() < 19 && raw.iter().all(u8::is_ascii_digit) => {
                return true;
            }
            _ => {}
        }
        self.scratch.clear();
        try_write(value, Layout::Indented, &mut self.scratch).is_ok() && self.scratch == raw
    }
}
