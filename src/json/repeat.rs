//! Lists whose elements repeat each other but for a few scalars, as the chunks of a stream do.
//!
//! An element that equals an earlier, validated one byte for byte, except in the place of scalar
//! values, is valid if those scalars are, and has the earlier one's tokens, shifted. Comparing
//! bytes is several times cheaper than parsing them.

use std::ops::Range;

use super::parse::{ESCAPED, Fault, MAX_INT_DIGITS, Token};
use super::scan::{number_end, string_end};

/// So many of the latest shapes are tried before an element is parsed.
const TRIES: usize = 4;

/// The elements of a list, each as a shape and what differs from it.
#[derive(Debug, Default)]
pub(super) struct Elements {
    elements: Vec<Element>,
    shapes: Vec<Shape>,
    /// Tokens of all shapes, positions counted from the start of their element.
    tokens: Vec<Token>,
    /// Scalar values of all shapes, in order.
    scalars: Vec<Scalar>,
    /// What differs, of all elements, in order.
    changes: Vec<Change>,
    /// The shapes used last, the latest first.
    recent: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Element {
    start: u32,
    shape: u32,
    /// Its first entry in `changes`; the next element's ends them.
    changes: u32,
}

#[derive(Debug)]
struct Shape {
    /// The bytes of the element that was parsed.
    text: Range<usize>,
    tokens: Range<usize>,
    scalars: Range<usize>,
}

/// A scalar value of a shape: the bytes it takes, from the element's start.
#[derive(Debug, Clone, Copy)]
struct Scalar {
    start: u32,
    end: u32,
    token: u32,
}

/// A scalar that differs from the shape's: its token's `extra`, and how much longer it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    token: u32,
    extra: u32,
    longer: i32,
}

impl Elements {
    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// Adds the element at `bytes` of `text`, which was parsed into `tokens`.
    pub(super) fn push(
        &mut self,
        text: &[u8],
        bytes: Range<usize>,
        tokens: impl Iterator<Item = Token>,
    ) {
        let shape = self.shapes.len() as u32;
        let (first_token, first_scalar) = (self.tokens.len(), self.scalars.len());
        let start = bytes.start as u32;
        self.tokens.extend(tokens.map(|token| Token { pos: token.pos - start, ..token }));
        self.note_scalars(text, bytes.start, first_token);
        self.shapes.push(Shape {
            text: bytes,
            tokens: first_token..self.tokens.len(),
            scalars: first_scalar..self.scalars.len(),
        });
        self.elements.push(Element { start, shape, changes: self.changes.len() as u32 });
        // A list or object ends with its bracket, but a number may go on: `1`, `12`.
        if matches!(text.get(start as usize), Some(b'{' | b'[')) {
            self.recent.insert(0, shape);
            self.recent.truncate(TRIES);
        }
    }

    /// Lists the scalar values among the tokens from `first` on.
    fn note_scalars(&mut self, text: &[u8], start: usize, first: usize) {
        // Ends of the open containers, as token numbers, and whether each is an object.
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut key_next = false;
        for (number, token) in self.tokens.iter().enumerate().skip(first) {
            while open.last().is_some_and(|(end, _)| *end == number) {
                open.pop();
                key_next = open.last().is_some_and(|(_, is_object)| *is_object);
            }
            if key_next {
                key_next = false;
                continue;
            }
            key_next = open.last().is_some_and(|(_, is_object)| *is_object);
            let lead = text[start + token.pos as usize];
            if matches!(lead, b'{' | b'[') {
                open.push((number + token.extra as usize, lead == b'{'));
                key_next = lead == b'{';
            } else {
                let end = token.pos + raw_length(lead, token.extra);
                let token_number = (number - first) as u32;
                self.scalars.push(Scalar { start: token.pos, end, token: token_number });
            }
        }
    }

    /// Adds the element at `start` if it repeats a recent shape; gives its end.
    #[inline]
    pub(super) fn repeat(&mut self, text: &[u8], start: usize) -> Option<usize> {
        let first_change = self.changes.len();
        for place in 0..self.recent.len() {
            let number = self.recent[place];
            let shape = &self.shapes[number as usize];
            let scalars = &self.scalars[shape.scalars.clone()];
            let shape_text = &text[shape.text.clone()];
            if let Some(length) = compare(shape_text, scalars, &text[start..], &mut self.changes) {
                let changes = first_change as u32;
                self.elements.push(Element { start: start as u32, shape: number, changes });
                self.recent[..=place].rotate_right(1);
                return Some(start + length);
            }
            self.changes.truncate(first_change);
        }
        None
    }

    /// The shape of one element.
    #[inline]
    pub(super) fn shape(&self, number: usize) -> u32 {
        self.elements[number].shape
    }

    /// What differs in one element from the first of its shape.
    #[inline]
    pub(super) fn changes(&self, number: usize) -> &[Change] {
        let start = self.elements[number].changes as usize;
        let next = self.elements.get(number + 1);
        &self.changes[start..next.map_or(self.changes.len(), |next| next.changes as usize)]
    }

    fn shape_tokens(&self, number: usize) -> &[Token] {
        &self.tokens[self.shapes[self.shape(number) as usize].tokens.clone()]
    }

    /// One token of one element, which must be a key's or a scalar's.
    #[inline]
    pub(super) fn token(&self, number: usize, index: u32) -> Option<Token> {
        let mut token = *self.shape_tokens(number).get(index as usize)?;
        token.pos = token.pos.wrapping_add(self.elements[number].start);
        for change in self.changes(number).iter().take_while(|change| change.token <= index) {
            match change.token == index {
                true => token.extra = change.extra,
                false => token.pos = token.pos.wrapping_add_signed(change.longer),
            }
        }
        Some(token)
    }

    /// Appends the tokens of one element.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    pub(super) fn unfold(&self, number: usize, tokens: &mut Vec<Token>) {
        let shape_tokens = self.shape_tokens(number);
        let mut from = 0;
        let mut start = self.elements[number].start;
        let shifted =
            |token: &Token, start: u32| Token { pos: token.pos.wrapping_add(start), ..*token };
        for change in self.changes(number) {
            let changed = change.token as usize;
            tokens.extend(shape_tokens[from..changed].iter().map(|token| shifted(token, start)));
            tokens.push(Token { extra: change.extra, ..shifted(&shape_tokens[changed], start) });
            start = start.wrapping_add_signed(change.longer);
            from = changed + 1;
        }
        tokens.extend(shape_tokens[from..].iter().map(|token| shifted(token, start)));
    }
}

impl Change {
    /// The index of the token that differs.
    #[inline]
    pub(super) fn index(&self) -> u32 {
        self.token
    }
}

/// The length of the element at the start of `text` if it is `shape` but for scalars, which are
/// noted in `changes`.
#[inline]
fn compare(
    shape: &[u8],
    scalars: &[Scalar],
    text: &[u8],
    changes: &mut Vec<Change>,
) -> Option<usize> {
    let (mut in_shape, mut in_text) = (0, 0);
    let mut scalars = scalars.iter();
    loop {
        let same = common_prefix(&shape[in_shape..], text.get(in_text..)?);
        in_shape += same;
        in_text += same;
        if in_shape == shape.len() {
            return Some(in_text);
        }
        // A longer number differs from a shorter one just behind it.
        let scalar = scalars.find(|scalar| scalar.end as usize >= in_shape)?;
        let back = in_shape.checked_sub(scalar.start as usize)?;
        in_text -= back;
        let (end, extra) = scalar_end(text, in_text).ok().flatten()?;
        let (old, new) = (scalar.end - scalar.start, (end - in_text) as u32);
        changes.push(Change { token: scalar.token, extra, longer: new as i32 - old as i32 });
        in_shape = scalar.end as usize;
        in_text = end;
    }
}

/// How many bytes two slices share at their start.
#[inline]
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 32;
    let mut same = 0;
    for (a, b) in a.chunks_exact(STEP).zip(b.chunks_exact(STEP)) {
        if a != b {
            break;
        }
        same += STEP;
    }
    same + a[same..].iter().zip(&b[same..]).take_while(|(a, b)| a == b).count()
}

/// The end of the scalar at `at` and its token's `extra`; `None` where there is none.
#[inline]
fn scalar_end(text: &[u8], at: usize) -> Result<Option<(usize, u32)>, Fault> {
    let literal = |word: &[u8]| {
        let end = at + word.len();
        text[at..].starts_with(word).then_some((end, word.len() as u32))
    };
    Ok(match text.get(at) {
        Some(b'"') => {
            let end = string_end(text, at + 1)?;
            let escaped = if end.escaped { ESCAPED } else { 0 };
            Some((end.quote + 1, (end.quote - at - 1) as u32 | escaped))
        }
        Some(b'n') => literal(b"null"),
        Some(b't') => literal(b"true"),
        Some(b'f') => literal(b"false"),
        _ => number_end(text, at)
            .map(|(end, _)| (end, (end - at) as u32))
            // Longer ones are left to the parser, which knows their limit.
            .filter(|(_, length)| *length as usize <= MAX_INT_DIGITS),
    })
}

/// The bytes that a scalar takes, quotes included.
fn raw_length(lead: u8, extra: u32) -> u32 {
    if lead == b'"' { (extra & !ESCAPED) + 2 } else { extra }
}
