//! The elements of a long list, each stored as what it does not share with an earlier one: most
//! chunks of a stream differ only in a few scalars.
//!
//! An element that equals an earlier, validated one byte for byte, except for scalar values, is
//! valid if those scalars are. Comparing is several times cheaper than parsing, and for most
//! elements only the scalars that differ are stored.
//!
//! Where that does not pay (numbers, elements with different keys), the following elements are
//! stored as plain bytes and parsed again when they are needed.

mod look;

use std::ops::Range;

use super::compare::{Repeat, Scalar, compare};
use crate::error::{Grow, OutOfMemory};
use crate::json::parse::parser::{ESCAPED, Token};

/// How many of the latest shapes are tried before an element is parsed.
const TRIES: usize = 4;

/// How many differences of elements of one shape are expected.
const EXPECTED: usize = 6;

/// How deep elements are mostly nested.
const USUAL_DEPTH: usize = 8;

/// What sharing may cost in any case, in bytes.
const ALLOWANCE: usize = 256 << 10;

/// The elements of a list, each as a shape and what differs from it.
#[derive(Debug)]
pub(crate) struct Elements {
    elements: Vec<Stored>,
    /// The elements after those, once sharing was given up: where each starts in `bytes`.
    unshared: Vec<u32>,
    shapes: Vec<Shape>,
    /// The bytes of all shapes, and of all scalars that differ.
    bytes: Vec<u8>,
    /// Tokens of all shapes, with positions relative to the start of their element.
    tokens: Vec<Token>,
    /// Scalar values of all shapes, in order.
    scalars: Vec<Scalar>,
    /// The differences of all elements, in order.
    changes: Vec<Change>,
    /// The most recently used shapes, the latest first.
    recent: Vec<u32>,
    budget: Budget,
    /// Whether some elements are stored as plain bytes.
    has_unshared: bool,
    /// The number of bytes and the number of tokens of the largest elements.
    largest: (usize, usize),
}

/// What sharing costs in addition to the bytes of shapes and scalars, and how much text was read.
#[derive(Debug)]
struct Budget {
    spent: usize,
    read: usize,
    allowance: usize,
}

impl Budget {
    #[inline(always)]
    fn note(&mut self, cost: usize, length: usize) {
        self.spent += cost;
        self.read += length;
    }

    #[inline(always)]
    fn is_exceeded(&self) -> bool {
        self.would_be_exceeded(0, 0)
    }

    /// Whether the budget would be exceeded after this cost is noted.
    #[inline(always)]
    fn would_be_exceeded(&self, cost: usize, length: usize) -> bool {
        // Model streams cost a tenth of what is read, elements that share nothing twice as much as
        // is read.
        self.spent + cost > self.allowance.saturating_add(2 * (self.read + length))
    }
}

impl Default for Elements {
    fn default() -> Self {
        Elements {
            elements: Vec::new(),
            unshared: Vec::new(),
            shapes: Vec::new(),
            bytes: Vec::new(),
            tokens: Vec::new(),
            scalars: Vec::new(),
            changes: Vec::new(),
            recent: Vec::new(),
            budget: Budget { spent: 0, read: 0, allowance: ALLOWANCE },
            has_unshared: false,
            largest: (0, 0),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Stored {
    shape: u32,
    /// Its first entry in `changes`; they end where the next element's begin.
    changes: u32,
}

/// An element that was parsed. One without tokens is stored as plain bytes.
#[derive(Debug)]
struct Shape {
    bytes: Range<u32>,
    tokens: Range<u32>,
    scalars: Range<u32>,
    /// The scalars in which the latest elements differed from it.
    expected: Expected,
}

/// Scalars in ascending order.
#[derive(Debug, Default)]
struct Expected {
    count: u8,
    scalars: [Scalar; EXPECTED],
}

impl Expected {
    #[inline(always)]
    fn scalars(&self) -> &[Scalar] {
        &self.scalars[..usize::from(self.count)]
    }

    /// Adds a scalar, if it is new and there is room for it.
    #[cold]
    fn add(&mut self, scalar: Scalar) {
        let count = usize::from(self.count);
        let is_new = self.scalars().iter().all(|other| other.token != scalar.token);
        if is_new && count < EXPECTED {
            let place = self.scalars().partition_point(|other| other.start < scalar.start);
            self.scalars[place..=count].rotate_right(1);
            self.scalars[place] = scalar;
            self.count += 1;
        }
    }
}

/// Offsets fit into 32 bits, as they do in documents.
#[inline(always)]
fn range(of: &Range<u32>) -> Range<usize> {
    of.start as usize..of.end as usize
}

/// A scalar that differs from the shape's: where its bytes are stored, and its token's `extra`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    pub(crate) token: u32,
    pub(super) at: u32,
    pub(super) extra: u32,
}

impl Change {
    /// The scalar's token, with its position in [`Elements::bytes`].
    #[inline(always)]
    pub(crate) fn of_it(&self) -> Token {
        Token { pos: self.at, extra: self.extra }
    }
}

impl Elements {
    /// An empty list, whose elements always share what they can.
    pub(crate) fn sharing_always() -> Self {
        let budget = Budget { spent: 0, read: 0, allowance: usize::MAX };
        Elements { budget, ..Elements::default() }
    }

    /// The number of elements.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.elements.len() + self.unshared.len()
    }

    /// The bytes that [`Elements::token`] refers to.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds the element at `place` of `text`, which was parsed into `tokens`.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it; the whole list must be dropped then.
    pub(crate) fn push(
        &mut self,
        text: &[u8],
        place: Range<usize>,
        tokens: &[Token],
    ) -> Result<(), OutOfMemory> {
        let element = &text[place.clone()];
        self.largest = (self.largest.0.max(element.len()), self.largest.1.max(tokens.len()));
        let (first_byte, first_token) = (self.bytes.len(), self.tokens.len());
        self.bytes.try_extend(element)?;
        if self.budget.is_exceeded() {
            self.has_unshared = true;
            return self.unshared.try_push(first_byte as u32);
        }
        let (shape, first_scalar) = (self.shapes.len() as u32, self.scalars.len());
        let start = place.start as u32;
        self.tokens.try_room(tokens.len())?;
        self.tokens.extend(tokens.iter().map(|token| Token { pos: token.pos - start, ..*token }));
        self.note_scalars(first_byte, first_token)?;
        let mut cost = size_of::<Shape>() + size_of::<Stored>();
        let of_it = size_of_val(tokens) + size_of_val(&self.scalars[first_scalar..]);
        if self.budget.would_be_exceeded(cost + of_it, element.len()) {
            // An element that alone exceeds the budget is stored as plain bytes, like those after
            // the end of sharing.
            self.has_unshared = true;
            self.tokens.truncate(first_token);
            self.scalars.truncate(first_scalar);
        } else {
            cost += of_it;
            // Strings and containers have a closing character, but a number may continue: `1`,
            // `12`.
            if matches!(element.first(), Some(b'{' | b'[' | b'"')) {
                self.recent.insert(0, shape);
                self.recent.truncate(TRIES);
            }
        }
        self.budget.note(cost, element.len());
        self.shapes.try_push(Shape {
            bytes: first_byte as u32..self.bytes.len() as u32,
            tokens: first_token as u32..self.tokens.len() as u32,
            scalars: first_scalar as u32..self.scalars.len() as u32,
            expected: Expected::default(),
        })?;
        self.elements.try_push(Stored { shape, changes: self.changes.len() as u32 })
    }

    /// Lists the scalar values among the tokens from `first` on, of the element at byte `start`.
    fn note_scalars(&mut self, start: usize, first: usize) -> Result<(), OutOfMemory> {
        // The ends of the open containers, as token numbers, and whether each is an object.
        let mut open: Vec<(usize, bool)> = Vec::with_capacity(USUAL_DEPTH);
        let mut key_next = false;
        // Mostly every second token is a key.
        self.scalars.try_room((self.tokens.len() - first) / 2)?;
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
                self.scalars.try_push(Scalar { start: token.pos, end, token: token_number })?;
            }
        }
        Ok(())
    }

    /// Adds the element at `start` of `text` if it repeats a recent shape; returns its end.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it; the list is unchanged then.
    #[inline]
    pub(crate) fn repeat(
        &mut self,
        text: &[u8],
        start: usize,
    ) -> Result<Option<usize>, OutOfMemory> {
        if self.budget.is_exceeded() {
            return Ok(None);
        }
        let first_change = self.changes.len();
        for place in 0..self.recent.len() {
            let number = self.recent[place];
            let shape = &mut self.shapes[number as usize];
            let scalars = &self.scalars[range(&shape.scalars)];
            let known = &self.bytes[range(&shape.bytes)];
            let text = &text[start..];
            let changes = &mut self.changes;
            changes.try_room(scalars.len())?;
            // The bytes are copied once the whole element is known to repeat the shape.
            let expected = shape.expected.scalars();
            if let Some(Repeat { length, surprise }) =
                compare(known, scalars, expected, text, changes)
            {
                if let Some(scalar) = surprise {
                    shape.expected.add(scalar);
                }
                if let Err(error) = self.keep(number, first_change, &text[..length]) {
                    self.changes.truncate(first_change);
                    return Err(error);
                }
                if place > 0 {
                    self.recent[..=place].rotate_right(1);
                }
                return Ok(Some(start + length));
            }
            self.changes.truncate(first_change);
        }
        Ok(None)
    }

    /// Adds an element that has this shape, with the changes from `first_change` on.
    #[inline(always)]
    fn keep(&mut self, shape: u32, first_change: usize, element: &[u8]) -> Result<(), OutOfMemory> {
        self.elements.try_room(1)?;
        for change in &mut self.changes[first_change..] {
            let from = change.at as usize;
            let length = raw_length(element[from], change.extra) as usize;
            change.at = self.bytes.len() as u32;
            self.bytes.try_extend(&element[from..from + length])?;
        }
        self.elements.push(Stored { shape, changes: first_change as u32 });
        self.largest.0 = self.largest.0.max(element.len());
        let changes = self.changes.len() - first_change;
        let cost = size_of::<Stored>() + changes * size_of::<Change>();
        self.budget.note(cost, element.len());
        Ok(())
    }

    /// Removes the last element, which repeated a shape and has `length` bytes.
    pub(crate) fn pop(&mut self, length: usize) {
        if let Some(last) = self.elements.pop() {
            let changes = self.changes.len() - last.changes as usize;
            self.changes.truncate(last.changes as usize);
            self.budget.spent -= size_of::<Stored>() + changes * size_of::<Change>();
            self.budget.read -= length;
        }
    }

    /// Drops the bytes of removed elements, which are all after `length`.
    pub(crate) fn truncate_bytes(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// Reserves memory for a list whose first element has `length` bytes and this number of tokens,
    /// if `rest` more bytes are like it.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(crate) fn reserve(
        &mut self,
        length: usize,
        tokens: usize,
        rest: usize,
    ) -> Result<(), OutOfMemory> {
        const MOST: usize = 1000;
        const LONG: usize = 16 << 10;
        let more = (rest / length.max(1)).min(MOST);
        self.elements.try_room(1 + more)?;
        // Each element needs room for a change of each scalar, until it is known which differ.
        self.changes.try_room(3 * more + tokens)?;
        // Mostly there are two other shapes: those of the second element and of the last.
        let shapes = if length > LONG { 1 } else { 3 };
        self.bytes.try_room(shapes * length + 32 * more)?;
        self.tokens.try_room(shapes * tokens)?;
        self.scalars.try_room(shapes * tokens / 2)
    }

    /// Releases memory that was reserved but not needed.
    pub(crate) fn shrink(&mut self) {
        shrink(&mut self.elements);
        shrink(&mut self.unshared);
        shrink(&mut self.shapes);
        shrink(&mut self.bytes);
        shrink(&mut self.tokens);
        shrink(&mut self.scalars);
        shrink(&mut self.changes);
    }
}

/// Releases what a list does not need, unless that is too little to be worth a reallocation.
fn shrink<T>(list: &mut Vec<T>) {
    let surplus = list.capacity() - list.len();
    if surplus * size_of::<T>() > 256 || surplus > list.len() {
        list.shrink_to_fit();
    }
}

/// The number of bytes that a scalar takes, including quotes.
#[inline(always)]
fn raw_length(lead: u8, extra: u32) -> u32 {
    if lead == b'"' { (extra & !ESCAPED) + 2 } else { extra }
}
