//! One validating pass over JSON bytes: accepts what Python's `json` accepts, rejects the rest, and
//! produces one [`Token`] per key and value.

use std::ops::Range;

use super::fault::Fault;
use super::keys::SeenKeys;
use super::scan::{number_end, skip_space, string_end};
use super::text::Text;
use crate::error::Grow;
use crate::json::shared::elements::Elements;

/// The maximum nesting depth of containers; Python's `json` also stops near 1,000.
pub const MAX_DEPTH: usize = 1000;

/// The maximum number of digits of an integer, as in Python (`sys.get_int_max_str_digits`).
pub const MAX_INT_DIGITS: usize = 4300;

/// The maximum size of a document, one byte less than 2 GiB: tokens store offsets in 31 bits.
pub const MAX_BYTES: usize = i32::MAX as usize;

/// Memory for this many tokens is reserved at once.
const FEW_TOKENS: usize = 128;

/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A key or value: where it starts, and how to skip it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Offset of its first byte (a string's opening quote).
    pub(crate) pos: u32,
    /// Containers: the number of tokens they span, including their own. Strings: the number of
    /// bytes between the quotes, with [`ESCAPED`] set if there are escapes. Others: their number of
    /// bytes.
    pub(crate) extra: u32,
}

/// Marks a string token with escapes.
pub(crate) const ESCAPED: u32 = 1 << 31;

/// The results of the pass other than the tokens.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// Whether some object has a duplicate key.
    pub(crate) duplicate_keys: bool,
    /// The elements of the list at the path to be folded, if there is a non-empty list.
    pub(crate) folded: Option<Folded>,
}

/// A list that was folded.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) elements: Elements,
    /// Where they were, between the brackets of the list.
    pub(crate) place: Range<usize>,
}

/// Validates all of `text`, which must be UTF-8 of at most [`MAX_BYTES`], and appends its tokens.
///
/// If the keys of `fold` lead to a list, that list is empty in the tokens, and its elements are
/// returned separately.
pub(crate) fn parse(text: &[u8], tokens: &mut Vec<Token>, fold: &[&str]) -> Result<Parsed, Fault> {
    tokens.try_room((text.len() / 16).min(FEW_TOKENS))?;
    let mut pass = Pass::new(text, tokens, fold);
    pass.at = if text.starts_with(MARK) { MARK.len() } else { 0 };
    pass.space();
    pass.tree()?;
    pass.space();
    match text.len() - pass.at {
        0 => Ok(pass.parsed),
        _ => Err(Fault::at(pass.at, "expected the end of the document")),
    }
}

/// What the start of a text shows about the list to which the keys of a path lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The location of its first element.
    Here(usize),
    /// It may come in the part that is not available yet.
    Later,
    /// There is no such list, or the text is invalid.
    Nowhere,
}

/// Looks for the list to which the keys of `path` lead, in a text that may be cut anywhere.
pub(crate) fn find_list(text: &[u8], path: &[&str]) -> Sight {
    let start = skip_space(text, if text.starts_with(MARK) { MARK.len() } else { 0 });
    if path.is_empty() {
        let first = skip_space(text, start + 1);
        return match (text.get(start), text.get(first)) {
            (Some(b'['), Some(byte)) if *byte != b']' => Sight::Here(first),
            (None | Some(b'['), None) => Sight::Later,
            _ => Sight::Nowhere,
        };
    }
    let mut tokens = Vec::new();
    let mut pass = Pass::new(text, &mut tokens, path);
    pass.stops_at_list = true;
    pass.at = start;
    let ended = pass.tree();
    match (pass.list, ended) {
        (Some(first), _) => Sight::Here(first),
        (None, Err(fault)) if fault.is_for_want_of_more(text) => Sight::Later,
        _ => Sight::Nowhere,
    }
}

/// Reads the value at `at`, which is nested `depth` levels deep, into `tokens`; returns its end. A
/// duplicate key in an object is a fault.
pub(crate) fn parse_element(
    text: &[u8],
    at: usize,
    depth: usize,
    tokens: &mut Vec<Token>,
) -> Result<usize, Fault> {
    let mut pass = Pass::new(text, tokens, &[]);
    (pass.at, pass.above) = (at, depth);
    pass.tree()?;
    match pass.parsed.duplicate_keys {
        false => Ok(pass.at),
        true => Err(Fault::at(at, "duplicate key")),
    }
}

struct Pass<'a> {
    text: &'a [u8],
    at: usize,
    tokens: &'a mut Vec<Token>,
    open: Vec<ParsedContainer>,
    parsed: Parsed,
    /// The keys that lead to the list to be folded.
    path: &'a [&'a str],
    /// The number of keys that lead to the innermost open container.
    followed: usize,
    /// Whether the next value is the next one on that path.
    follows: bool,
    /// Whether to stop at the list, and where its first element was found.
    stops_at_list: bool,
    list: Option<usize>,
    /// The nesting depth of what surrounds the text.
    above: usize,
}

/// A container whose end has not been reached yet.
struct ParsedContainer {
    token: usize,
    is_object: bool,
    keys: SeenKeys,
}

impl<'a> Pass<'a> {
    fn new(text: &'a [u8], tokens: &'a mut Vec<Token>, path: &'a [&'a str]) -> Self {
        Pass {
            text,
            at: 0,
            tokens,
            open: Vec::new(),
            parsed: Parsed::default(),
            path,
            followed: 0,
            follows: false,
            stops_at_list: false,
            list: None,
            above: 0,
        }
    }

    /// Reads one value with everything in it.
    fn tree(&mut self) -> Result<(), Fault> {
        let floor = self.open.len();
        'value: loop {
            if self.value()? {
                continue 'value;
            }
            // After a value: close the containers that end here, then go to the next value.
            while self.open.len() > floor {
                self.space();
                let is_object = self.open.last().is_some_and(|open| open.is_object);
                match (self.text.get(self.at), is_object) {
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
                    (Some(b']'), false) | (Some(b'}'), true) => self.close()?,
                    (_, false) => return Err(Fault::at(self.at, "expected ',' or ']'")),
                    (_, true) => return Err(Fault::at(self.at, "expected ',' or '}'")),
                }
            }
            return Ok(());
        }
    }

    #[inline(always)]
    fn space(&mut self) {
        self.at = skip_space(self.text, self.at);
    }

    #[inline(always)]
    fn push(&mut self, pos: usize, extra: usize) -> Result<(), Fault> {
        // Both fit: `MAX_BYTES` bounds every offset and length.
        Ok(self.tokens.try_push(Token { pos: pos as u32, extra: extra as u32 })?)
    }

    /// Reads one value; returns true for a container that was opened and whose first value is next.
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
        self.push(self.at, word.len())?;
        self.at += word.len();
        Ok(false)
    }

    #[inline(always)]
    fn string(&mut self) -> Result<(), Fault> {
        let end = string_end(self.text, self.at + 1)?;
        let length = (end.quote - self.at - 1) as u32;
        let extra = if end.escaped { length | ESCAPED } else { length };
        self.push(self.at, extra as usize)?;
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
            self.push(self.at, end - self.at)?;
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
        if self.open.len() + self.above == MAX_DEPTH {
            return Err(Fault::at(self.at, "nested deeper than 1000 levels"));
        }
        self.push(self.at, 1)?;
        self.at += 1;
        self.space();
        let follows = std::mem::take(&mut self.follows);
        if self.text.get(self.at) == Some(&closer) {
            self.at += 1;
            return Ok(false);
        }
        let token = self.tokens.len() - 1;
        self.open.push(ParsedContainer { token, is_object, keys: SeenKeys::default() });
        if follows {
            self.followed += 1;
            if !is_object && self.followed == self.path.len() {
                if self.stops_at_list {
                    self.list = Some(self.at);
                    return Err(Fault::at(self.at, "here is the list"));
                }
                return self.fold().map(|()| false);
            }
        }
        if is_object {
            self.key()?;
        }
        Ok(true)
    }

    #[inline(always)]
    fn close(&mut self) -> Result<(), Fault> {
        self.at += 1;
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.tokens[open.token].extra = (self.tokens.len() - open.token) as u32;
        self.parsed.duplicate_keys |=
            open.keys.has_duplicates(self.text, self.tokens, open.token)?;
        self.followed = self.followed.min(self.open.len().saturating_sub(1));
        Ok(())
    }

    /// Reads the elements of the list just opened, and its end.
    #[inline(never)]
    fn fold(&mut self) -> Result<(), Fault> {
        let mut elements = Elements::default();
        let start = self.at;
        loop {
            self.at = match elements.repeat(self.text, self.at)? {
                Some(end) => end,
                None => {
                    let (first, start) = (self.tokens.len(), self.at);
                    self.tree()?;
                    let tokens = &self.tokens[first..];
                    if elements.len() == 0 {
                        elements.reserve(
                            self.at - start,
                            tokens.len(),
                            self.text.len() - self.at,
                        )?;
                    }
                    elements.push(self.text, start..self.at, tokens)?;
                    self.tokens.truncate(first);
                    self.at
                }
            };
            self.space();
            match self.text.get(self.at) {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b']') => break,
                _ => return Err(Fault::at(self.at, "expected ',' or ']'")),
            }
        }
        elements.shrink();
        self.parsed.folded = Some(Folded { elements, place: start..self.at });
        self.close()
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

    #[inline(always)]
    fn note_key(&mut self) {
        let new = self.tokens.len() - 1;
        let depth = self.open.len();
        let Some(open) = self.open.last_mut() else { return };
        self.parsed.duplicate_keys |=
            open.keys.is_duplicate(self.text, self.tokens, open.token, new);
        if depth <= self.path.len() {
            self.follows = depth == self.followed + 1 && {
                let key = self.tokens[new];
                let start = key.pos as usize + 1;
                let raw = &self.text[start..start + (key.extra & !ESCAPED) as usize];
                Text::new(raw, key.extra & ESCAPED != 0) == *self.path[self.followed]
            };
        }
    }
}
