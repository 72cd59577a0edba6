//! Reading a parsed document: a [`Cursor`] points at one value and borrows everything.

use super::parse::number::Number;
use super::parse::parser::{ESCAPED, Token};
use super::parse::scan::{skip_space, string_end};
use super::parse::text::Text;

/// The type of a JSON value.
///
/// ```
/// use deltafold::{Document, ValueKind};
/// let document = Document::parse(b"[null, 1]".to_vec())?;
/// let kinds: Vec<_> = document.root().items().map(|item| item.kind()).collect();
/// assert_eq!(kinds, [ValueKind::Null, ValueKind::Number]);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// An integer or a float, `NaN` and the infinities included
    Number,
    /// A string
    String,
    /// A list
    Array,
    /// An object
    Object,
}

impl ValueKind {
    /// The type of a value that begins with this byte.
    #[inline(always)]
    pub(super) fn of(lead: u8) -> Self {
        match lead {
            b'"' => ValueKind::String,
            b'{' => ValueKind::Object,
            b'[' => ValueKind::Array,
            b'n' => ValueKind::Null,
            b't' | b'f' => ValueKind::Bool,
            _ => ValueKind::Number,
        }
    }

    /// The name used in messages: "null", "a number", …
    pub fn described(self) -> &'static str {
        match self {
            ValueKind::Null => "null",
            ValueKind::Bool => "a boolean",
            ValueKind::Number => "a number",
            ValueKind::String => "a string",
            ValueKind::Array => "a list",
            ValueKind::Object => "an object",
        }
    }
}

/// A location in a document: one value. Copying it costs nothing.
///
/// ```
/// use deltafold::Document;
/// let document = Document::parse(br#"{"choices": [{"index": 1}]}"#.to_vec())?;
/// let choice = document.root().get("choices").and_then(|choices| choices.items().next());
/// assert_eq!(choice.and_then(|choice| choice.get("index")?.as_i64()), Some(1));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    text: &'a [u8],
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    #[inline(always)]
    pub(super) fn new(text: &'a [u8], tokens: &'a [Token], at: usize) -> Self {
        Cursor { text, tokens, at }
    }

    #[inline(always)]
    fn token(self) -> Token {
        self.tokens[self.at]
    }

    /// The text, and the value's token in it.
    #[inline(always)]
    pub(super) fn standing(self) -> (&'a [u8], Token) {
        (self.text, self.token())
    }

    /// The first byte of the value, which determines its type.
    #[inline(always)]
    fn lead(self) -> u8 {
        self.text[self.token().pos as usize]
    }

    /// The number of the value in its document, for [`super::document::Document::at`].
    #[inline(always)]
    pub fn index(self) -> u32 {
        self.at as u32
    }

    /// The value of the same document with this [`Cursor::index`].
    ///
    /// # Panics
    ///
    /// When used, if `index` is not one of this document's.
    #[inline(always)]
    pub fn beside(self, index: u32) -> Self {
        Cursor { at: index as usize, ..self }
    }

    /// The offset of the value's first byte.
    pub fn pos(self) -> usize {
        self.token().pos as usize
    }

    /// The type of the value.
    #[inline(always)]
    pub fn kind(self) -> ValueKind {
        ValueKind::of(self.lead())
    }

    /// Whether it is `null`.
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.lead() == b'n'
    }

    /// Whether it is an object.
    #[inline(always)]
    pub fn is_object(self) -> bool {
        self.lead() == b'{'
    }

    /// Whether it is a list.
    #[inline(always)]
    pub fn is_array(self) -> bool {
        self.lead() == b'['
    }

    /// The value itself unless it is `null`.
    #[inline(always)]
    pub fn non_null(self) -> Option<Self> {
        (!self.is_null()).then_some(self)
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        match self.lead() {
            b't' => Some(true),
            b'f' => Some(false),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[inline(always)]
    pub fn as_text(self) -> Option<Text<'a>> {
        if self.lead() != b'"' {
            return None;
        }
        let token = self.token();
        let start = token.pos as usize + 1;
        let length = (token.extra & !ESCAPED) as usize;
        Some(Text::new(&self.text[start..start + length], token.extra & ESCAPED != 0))
    }

    /// The number, if it is one.
    pub fn as_number(self) -> Option<Number<'a>> {
        (self.kind() == ValueKind::Number).then(|| Number::of(self.raw()))
    }

    /// The number as the nearest float; `None` for a boolean.
    #[inline]
    pub fn as_f64(self) -> Option<f64> {
        (self.kind() == ValueKind::Number).then(|| Number::to_f64(self.raw()))
    }

    /// The integer, if it fits; `None` for a boolean.
    pub fn as_i64(self) -> Option<i64> {
        match self.as_number() {
            Some(Number::Int(value)) => Some(value),
            _ => None,
        }
    }

    /// The bytes of the value exactly as they occur in the document.
    #[inline]
    pub fn raw(self) -> &'a [u8] {
        let token = self.token();
        let start = token.pos as usize;
        let end = match self.lead() {
            b'"' => start + 2 + (token.extra & !ESCAPED) as usize,
            b'{' | b'[' => self.container_end(),
            _ => start + token.extra as usize,
        };
        &self.text[start..end]
    }

    /// [`Cursor::raw`], and the tokens of the value, whose positions are those in the document.
    pub(super) fn parts(self) -> (&'a [u8], &'a [Token]) {
        (self.raw(), &self.tokens[self.at..self.at + self.span()])
    }

    /// Whether [`Cursor::raw`] equals `json`, which must be the JSON text of one value.
    ///
    /// Cheaper than that for lists and objects, because their end need not be found.
    #[inline]
    pub fn stands_as(self, json: &[u8]) -> bool {
        match self.lead() {
            // A text with balanced brackets ends where they do.
            b'{' | b'[' => self.text[self.token().pos as usize..].starts_with(json),
            _ => self.raw() == json,
        }
    }

    /// Where a container ends: after its last token, and the closing brackets that follow it.
    #[inline(never)]
    fn container_end(self) -> usize {
        let last = self.at + self.span() - 1;
        let is_container = |value: Self| value.is_object() || value.is_array();
        let value = Cursor { at: last, ..self };
        let mut end = match is_container(value) {
            true => value.empty_end(),
            false => value.pos() + value.raw().len(),
        };
        // Brackets of this container, and of those within it that end where it does.
        for at in self.at..last {
            let inner = Cursor { at, ..self };
            if is_container(inner) && at + inner.span() > last {
                end = skip_space(self.text, end) + 1;
            }
        }
        end
    }

    /// The same for a container without tokens in it: it is empty, or a list that was folded.
    fn empty_end(self) -> usize {
        let mut at = self.token().pos as usize;
        let mut depth = 0usize;
        // The text is known to be valid: only strings can hide brackets.
        while let Some(byte) = self.text.get(at) {
            at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'"' => match string_end(self.text, at) {
                    Ok(end) => at = end.quote + 1,
                    Err(_) => break,
                },
                _ => at = skip_space(self.text, at),
            }
        }
        at
    }

    /// How many bytes the value takes, without brackets and white space at its end.
    #[inline]
    pub(crate) fn extent(self) -> usize {
        let last = self.tokens[self.at + self.span() - 1];
        (last.pos - self.token().pos + (last.extra & !ESCAPED)) as usize
    }

    /// How many tokens the value spans.
    #[inline(always)]
    pub(crate) fn span(self) -> usize {
        match self.lead() {
            b'{' | b'[' => self.token().extra as usize,
            _ => 1,
        }
    }

    /// The members of an object in order; empty for other values.
    #[inline(always)]
    pub fn members(self) -> Members<'a> {
        let end = if self.is_object() { self.at + self.span() } else { 0 };
        Members { next: Cursor { at: self.at + 1, ..self }, end }
    }

    /// The elements of a list in order; empty for other values.
    #[inline(always)]
    pub fn items(self) -> Items<'a> {
        let end = if self.is_array() { self.at + self.span() } else { 0 };
        Items { next: Cursor { at: self.at + 1, ..self }, end }
    }

    /// The member of an object with this key. Takes time linear in the number of members.
    #[inline]
    pub fn get(self, key: &str) -> Option<Cursor<'a>> {
        let end = self.members().end;
        let mut at = self.at + 1;
        while at < end {
            let (token, value) = (self.tokens[at], Cursor { at: at + 1, ..self });
            let start = token.pos as usize + 1;
            // Most different keys differ in length; a key with escapes is longer than any.
            let is_found = if token.extra as usize == key.len() {
                self.text[start..start + key.len()] == *key.as_bytes()
            } else {
                token.extra & ESCAPED != 0
                    && self.beside(at as u32).as_text().is_some_and(|name| name == *key)
            };
            if is_found {
                return Some(value);
            }
            at = value.at + value.span();
        }
        None
    }
}

/// Iterates over the members of an object.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    next: Cursor<'a>,
    end: usize,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Text<'a>, Cursor<'a>);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next.at >= self.end {
            return None;
        }
        let key = self.next.as_text()?;
        let value = Cursor { at: self.next.at + 1, ..self.next };
        self.next.at = value.at + value.span();
        Some((key, value))
    }
}

/// Iterates over the elements of a list.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    next: Cursor<'a>,
    end: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Cursor<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Cursor<'a>> {
        if self.next.at >= self.end {
            return None;
        }
        let item = self.next;
        self.next.at += item.span();
        Some(item)
    }
}
