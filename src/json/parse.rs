//! One validating pass over JSON bytes: accepts what Python's `json` accepts, refuses the rest,
//! and leaves one [`Token`] per key and value.

use std::collections::HashSet;

use super::cursor::{Cursor, Kind};
use super::scan::{number_end, skip_space, string_end};

/// Containers may be nested this deep; Python's `json` stops near 1,000 too.
pub const MAX_DEPTH: usize = 1000;

/// Integers may have this many digits, as in Python (`sys.get_int_max_str_digits`).
pub const MAX_INT_DIGITS: usize = 4300;

/// A document may have this many bytes (2 GiB): tokens hold offsets in 31 bits.
pub const MAX_BYTES: usize = i32::MAX as usize;

/// A key or value: where it starts, and how to get past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Offset of its first byte (a string's opening quote).
    pub(super) pos: u32,
    /// Containers: how many tokens they span, their own included. Strings: the bytes between the
    /// quotes, with [`ESCAPED`] set where there are escapes. Others: their bytes.
    pub(super) extra: u32,
}

/// Marks a string token with escapes.
pub(super) const ESCAPED: u32 = 1 << 31;

/// What is wrong and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) byte: usize,
    pub(super) what: &'static str,
}

impl Fault {
    #[cold]
    pub(super) fn at(byte: usize, what: &'static str) -> Self {
        Fault { byte, what }
    }
}

/// What the pass noticed beside the tokens.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Noticed {
    /// Some object has a key twice.
    pub(super) duplicate_keys: bool,
}

/// Validates all of `text`, which must be UTF-8 of at most [`MAX_BYTES`], and appends its tokens.
pub(super) fn parse(text: &[u8], tokens: &mut Vec<Token>) -> Result<Noticed, Fault> {
    let start = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut pass = Pass { text, at: start, tokens, open: Vec::new(), noticed: Noticed::default() };
    pass.document()?;
    Ok(pass.noticed)
}

struct Pass<'a> {
    text: &'a [u8],
    at: usize,
    tokens: &'a mut Vec<Token>,
    open: Vec<Open>,
    noticed: Noticed,
}

/// A container whose end has not come yet.
struct Open {
    token: usize,
    is_object: bool,
    keys: u32,
    /// One bit per key seen, by its hash: a key whose bit is unset is no duplicate.
    seen: u64,
    /// Too many or too odd keys for a look at each: compare all when the object ends.
    compare_at_end: bool,
}

impl Pass<'_> {
    fn document(&mut self) -> Result<(), Fault> {
        self.space();
        'value: loop {
            if self.value()? {
                continue 'value;
            }
            // After a value: close what ends here, then go to the next value.
            loop {
                self.space();
                let byte = self.text.get(self.at).copied();
                let Some(open) = self.open.last() else {
                    return match byte {
                        None => Ok(()),
                        Some(_) => Err(Fault::at(self.at, "expected the end of the document")),
                    };
                };
                match (byte, open.is_object) {
                    (Some(b','), false) => {
                        self.at += 1;
                        self.space();
                        continue 'value;
                    }
                    (Some(b','), true) => {
                        self.at += 1;
                        self.space();
                        self.key()?;
                        continue 'value;
                    }
                    (Some(b']'), false) | (Some(b'}'), true) => self.close(),
                    (_, false) => return Err(Fault::at(self.at, "expected ',' or ']'")),
                    (_, true) => return Err(Fault::at(self.at, "expected ',' or '}'")),
                }
            }
        }
    }

    #[inline(always)]
    fn space(&mut self) {
        self.at = skip_space(self.text, self.at);
    }

    #[inline(always)]
    fn push(&mut self, pos: usize, extra: usize) {
        // Both fit: `MAX_BYTES` bounds every offset and length.
        self.tokens.push(Token { pos: pos as u32, extra: extra as u32 });
    }

    /// Reads one value; true if it is a container that was opened and whose first value is next.
    #[inline(always)]
    fn value(&mut self) -> Result<bool, Fault> {
        match self.text.get(self.at) {
            Some(b'"') => {
                self.string()?;
                Ok(false)
            }
            Some(b'{') => self.open(true, b'}'),
            Some(b'[') => self.open(false, b']'),
            Some(b'n') => self.literal(b"null"),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            _ => self.number(),
        }
    }

    #[inline(always)]
    fn literal(&mut self, word: &[u8]) -> Result<bool, Fault> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Fault::at(self.at, "expected a value"));
        }
        self.push(self.at, word.len());
        self.at += word.len();
        Ok(false)
    }

    #[inline(always)]
    fn string(&mut self) -> Result<(), Fault> {
        let end = string_end(self.text, self.at + 1)?;
        let length = (end.quote - self.at - 1) as u32;
        let extra = if end.escaped { length | ESCAPED } else { length };
        self.push(self.at, extra as usize);
        self.at = end.quote + 1;
        Ok(())
    }

    fn number(&mut self) -> Result<bool, Fault> {
        if let Some((end, integer)) = number_end(self.text, self.at) {
            if integer && end - self.at > MAX_INT_DIGITS {
                let digits = end - self.at - usize::from(self.text[self.at] == b'-');
                if digits > MAX_INT_DIGITS {
                    return Err(Fault::at(self.at, "integers may have at most 4300 digits"));
                }
            }
            self.push(self.at, end - self.at);
            self.at = end;
            return Ok(false);
        }
        match self.text.get(self.at) {
            Some(b'N') => self.literal(b"NaN"),
            Some(b'I') => self.literal(b"Infinity"),
            Some(b'-') => self.literal(b"-Infinity"),
            _ => Err(Fault::at(self.at, "expected a value")),
        }
    }

    #[inline(always)]
    fn open(&mut self, is_object: bool, closer: u8) -> Result<bool, Fault> {
        if self.open.len() == MAX_DEPTH {
            return Err(Fault::at(self.at, "nested deeper than 1000 levels"));
        }
        self.push(self.at, 1);
        self.at += 1;
        self.space();
        if self.text.get(self.at) == Some(&closer) {
            self.at += 1;
            return Ok(false);
        }
        let token = self.tokens.len() - 1;
        self.open.push(Open { token, is_object, keys: 0, seen: 0, compare_at_end: false });
        if is_object {
            self.key()?;
        }
        Ok(true)
    }

    #[inline(always)]
    fn close(&mut self) {
        self.at += 1;
        if let Some(open) = self.open.pop() {
            self.tokens[open.token].extra = (self.tokens.len() - open.token) as u32;
            if open.compare_at_end {
                self.compare_keys(open.token);
            }
        }
    }

    /// Reads a key and its colon, up to the value.
    #[inline(always)]
    fn key(&mut self) -> Result<(), Fault> {
        if self.text.get(self.at) != Some(&b'"') {
            return Err(Fault::at(self.at, "expected a property name in double quotes"));
        }
        self.string()?;
        self.note_key();
        self.space();
        if self.text.get(self.at) != Some(&b':') {
            return Err(Fault::at(self.at, "expected ':'"));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    /// Looks whether the key just read stood in this object before.
    #[inline(always)]
    fn note_key(&mut self) {
        let new = self.tokens.len() - 1;
        let key = self.tokens[new];
        let Some(open) = self.open.last_mut() else { return };
        open.keys += 1;
        if open.keys > 32 || key.extra & ESCAPED != 0 {
            open.compare_at_end = true;
            return;
        }
        let bit = 1 << (key_hash(self.text, key) >> 58);
        if open.seen & bit == 0 {
            open.seen |= bit;
            return;
        }
        let first = open.token + 1;
        if !self.noticed.duplicate_keys && self.seen_before(first, new) {
            self.noticed.duplicate_keys = true;
        }
    }

    /// Whether the key at `new` equals one of those from `key` on (none of them escaped).
    fn seen_before(&self, mut key: usize, new: usize) -> bool {
        let bytes = |token: Token| {
            let start = token.pos as usize + 1;
            &self.text[start..start + (token.extra & !ESCAPED) as usize]
        };
        let wanted = self.tokens[new];
        while key < new {
            let token = self.tokens[key];
            if token.extra == wanted.extra && bytes(token) == bytes(wanted) {
                return true;
            }
            let value = self.tokens[key + 1];
            let is_container = matches!(self.text[value.pos as usize], b'{' | b'[');
            key += 1 + if is_container { value.extra as usize } else { 1 };
        }
        false
    }

    #[cold]
    fn compare_keys(&mut self, object: usize) {
        let object = Cursor::new(self.text, self.tokens, object);
        debug_assert_eq!(object.kind(), Kind::Object);
        let mut seen = HashSet::new();
        if !object.members().all(|(key, _)| seen.insert(key.to_wtf8())) {
            self.noticed.duplicate_keys = true;
        }
    }
}

/// A hash whose high bits tell apart keys by length and first bytes.
#[inline(always)]
fn key_hash(text: &[u8], key: Token) -> u64 {
    let start = key.pos as usize + 1;
    let length = key.extra as usize;
    let head = match text.get(start..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(bytes) => {
            let word = u64::from_le_bytes(*bytes);
            if length >= 8 { word } else { word & ((1 << (8 * length)) - 1) }
        }
        None => 0,
    };
    (head ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
