//! The elements of a long list, each kept as what it does not share with an earlier one: the
//! chunks of a stream are alike but for a few scalars.
//!
//! An element that equals an earlier, validated one byte for byte, except in the place of scalar
//! values, is valid if those scalars are. Comparing is several times cheaper than parsing, and of
//! most elements only the scalars that differ are kept.

use std::ops::Range;

use super::compare::{Difference, Scalar, compare};
use super::parse::{ESCAPED, Token};

/// So many of the latest shapes are tried before an element is parsed.
const TRIES: usize = 4;

/// The elements of a list, each as a shape and what differs from it.
#[derive(Debug, Default)]
pub(super) struct Elements {
    elements: Vec<Stored>,
    shapes: Vec<Shape>,
    /// The bytes of all shapes, and of all scalars that differ.
    bytes: Vec<u8>,
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
struct Stored {
    shape: u32,
    /// Its first entry in `changes`; the next element's ends them.
    changes: u32,
}

/// An element that was parsed.
#[derive(Debug)]
struct Shape {
    bytes: Range<usize>,
    tokens: Range<usize>,
    scalars: Range<usize>,
}

/// A scalar that differs from the shape's: where its bytes are kept, and its token's `extra`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) token: u32,
    at: u32,
    extra: u32,
}

impl Elements {
    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// The bytes in which [`Elements::token`] points.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds the element at `place` of `text`, which was parsed into `tokens`.
    pub(super) fn push(
        &mut self,
        text: &[u8],
        place: Range<usize>,
        tokens: impl Iterator<Item = Token>,
    ) {
        let shape = self.shapes.len() as u32;
        let (first_byte, first_token) = (self.bytes.len(), self.tokens.len());
        let first_scalar = self.scalars.len();
        let start = place.start as u32;
        self.tokens.extend(tokens.map(|token| Token { pos: token.pos - start, ..token }));
        self.bytes.extend_from_slice(&text[place]);
        self.note_scalars(first_byte, first_token);
        // A string ends with its quote, a list with its bracket, but a number may go on: `1`, `12`.
        if matches!(self.bytes.get(first_byte), Some(b'{' | b'[' | b'"')) {
            self.recent.insert(0, shape);
            self.recent.truncate(TRIES);
        }
        self.shapes.push(Shape {
            bytes: first_byte..self.bytes.len(),
            tokens: first_token..self.tokens.len(),
            scalars: first_scalar..self.scalars.len(),
        });
        self.elements.push(Stored { shape, changes: self.changes.len() as u32 });
    }

    /// Lists the scalar values among the tokens from `first` on, of the element at byte `start`.
    fn note_scalars(&mut self, start: usize, first: usize) {
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
            let lead = self.bytes[start + token.pos as usize];
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

    /// Adds the element at `start` of `text` if it repeats a recent shape; gives its end.
    #[inline]
    pub(super) fn repeat(&mut self, text: &[u8], start: usize) -> Option<usize> {
        let first_change = self.changes.len();
        for place in 0..self.recent.len() {
            let number = self.recent[place];
            let shape = &self.shapes[number as usize];
            let scalars = &self.scalars[shape.scalars.clone()];
            let known = &self.bytes[shape.bytes.clone()];
            let text = &text[start..];
            let changes = &mut self.changes;
            // The bytes are copied when the whole element is known to be one.
            let note = |Difference { token, start, extra }| {
                changes.push(Change { token, at: start as u32, extra });
            };
            if let Some(length) = compare(known, scalars, text, note) {
                for change in &mut self.changes[first_change..] {
                    let from = change.at as usize;
                    let length = raw_length(text[from], change.extra) as usize;
                    change.at = self.bytes.len() as u32;
                    self.bytes.extend_from_slice(&text[from..from + length]);
                }
                self.elements.push(Stored { shape: number, changes: first_change as u32 });
                self.recent[..=place].rotate_right(1);
                return Some(start + length);
            }
            self.changes.truncate(first_change);
        }
        None
    }

    /// Takes the last element away, if it repeated a shape.
    pub(super) fn pop(&mut self) {
        if let Some(last) = self.elements.pop() {
            self.changes.truncate(last.changes as usize);
        }
    }

    /// Forgets the bytes of elements that were taken away, all behind `length`.
    pub(super) fn truncate_bytes(&mut self, length: usize) {
        self.bytes.truncate(length);
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

    /// One token of one element, which must be a key's or a scalar's, as it stands in
    /// [`Elements::bytes`].
    #[inline]
    pub(super) fn token(&self, number: usize, index: u32) -> Option<Token> {
        if let Some(change) = self.changes(number).iter().find(|change| change.token == index) {
            return Some(Token { pos: change.at, extra: change.extra });
        }
        let shape = &self.shapes[self.shape(number) as usize];
        let token = *self.tokens[shape.tokens.clone()].get(index as usize)?;
        Some(Token { pos: token.pos + shape.bytes.start as u32, ..token })
    }

    /// How many bytes one element has.
    pub(super) fn length(&self, number: usize) -> usize {
        let shape = &self.shapes[self.shape(number) as usize];
        let tokens = &self.tokens[shape.tokens.clone()];
        self.changes(number).iter().fold(shape.bytes.len(), |length, change| {
            let was = tokens[change.token as usize];
            let lead = self.bytes[shape.bytes.start + was.pos as usize];
            let now = raw_length(self.bytes[change.at as usize], change.extra);
            length + now as usize - raw_length(lead, was.extra) as usize
        })
    }

    /// Appends the bytes of one element to `text`, and its tokens, as they stand there, to
    /// `tokens`.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[inline]
    pub(super) fn unfold(&self, number: usize, text: &mut Vec<u8>, tokens: &mut Vec<Token>) {
        let shape = &self.shapes[self.shape(number) as usize];
        let shape_bytes = &self.bytes[shape.bytes.clone()];
        let shape_tokens = &self.tokens[shape.tokens.clone()];
        // Not what the shape has: its own text may be long where the element's is short.
        text.reserve(self.length(number));
        tokens.reserve(shape_tokens.len());
        let (mut from_byte, mut from_token) = (0, 0);
        for change in self.changes(number) {
            let changed = change.token as usize;
            let was = shape_tokens[changed];
            let shift = (text.len() as u32).wrapping_sub(from_byte as u32);
            let same = &shape_tokens[from_token..=changed];
            tokens.extend(same.iter().map(|token| shifted(token, shift)));
            if let Some(token) = tokens.last_mut() {
                token.extra = change.extra;
            }
            text.extend_from_slice(&shape_bytes[from_byte..was.pos as usize]);
            let new = change.at as usize;
            let length = raw_length(self.bytes[new], change.extra) as usize;
            text.extend_from_slice(&self.bytes[new..new + length]);
            from_token = changed + 1;
            from_byte = (was.pos + raw_length(shape_bytes[was.pos as usize], was.extra)) as usize;
        }
        let shift = (text.len() as u32).wrapping_sub(from_byte as u32);
        tokens.extend(shape_tokens[from_token..].iter().map(|token| shifted(token, shift)));
        text.extend_from_slice(&shape_bytes[from_byte..]);
    }

    /// Gives back what was reserved and not needed.
    pub(super) fn shrink(&mut self) {
        self.elements.shrink_to_fit();
        self.bytes.shrink_to_fit();
        self.tokens.shrink_to_fit();
        self.scalars.shrink_to_fit();
        self.changes.shrink_to_fit();
    }
}

#[inline(always)]
fn shifted(token: &Token, by: u32) -> Token {
    Token { pos: token.pos.wrapping_add(by), ..*token }
}

/// The bytes that a scalar takes, quotes included.
#[inline(always)]
fn raw_length(lead: u8, extra: u32) -> u32 {
    if lead == b'"' { (extra & !ESCAPED) + 2 } else { extra }
}
