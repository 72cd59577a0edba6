//! Reading stored elements: what they share with others, and a whole one unfolded.

use super::{Change, Elements, Shape, range, raw_length};
use crate::error::{Grow, OutOfMemory, ensure};
use crate::json::cursor::Cursor;
use crate::json::parse::parser::{Token, parse_element};

impl Elements {
    /// The shape of one element. An element that is not shared has a shape of its own.
    #[inline]
    pub(crate) fn shape(&self, number: usize) -> u32 {
        match self.elements.get(number) {
            Some(stored) => stored.shape,
            None => (self.shapes.len() + number - self.elements.len()) as u32,
        }
    }

    /// The differences of one element from the first of its shape.
    #[inline]
    pub(crate) fn changes(&self, number: usize) -> &[Change] {
        let Some(stored) = self.elements.get(number) else { return &[] };
        let next = self.elements.get(number + 1);
        let end = next.map_or(self.changes.len(), |next| next.changes as usize);
        &self.changes[stored.changes as usize..end]
    }

    /// The shape of an element, unless the element is stored as plain bytes.
    #[inline]
    fn shape_of(&self, number: usize) -> Option<&Shape> {
        let shape = self.shapes.get(self.elements.get(number)?.shape as usize)?;
        (!shape.tokens.is_empty()).then_some(shape)
    }

    /// The bytes of an element that is stored as plain bytes.
    fn unshared(&self, number: usize) -> &[u8] {
        if let Some(stored) = self.elements.get(number) {
            return &self.bytes[range(&self.shapes[stored.shape as usize].bytes)];
        }
        let number = number - self.elements.len();
        let next = self.unshared.get(number + 1);
        &self.bytes
            [self.unshared[number] as usize..next.map_or(self.bytes.len(), |at| *at as usize)]
    }

    /// The first byte of an element.
    pub(crate) fn lead(&self, number: usize) -> Option<u8> {
        if number >= self.len() {
            return None;
        }
        let at = match (self.shape_of(number), self.changes(number).first()) {
            (Some(_), Some(Change { token: 0, at, .. })) => *at,
            (Some(shape), _) => shape.bytes.start,
            (None, _) => return self.unshared(number).first().copied(),
        };
        self.bytes.get(at as usize).copied()
    }

    /// Whether an element is stored as plain bytes, so that [`Elements::token`] has none of its
    /// tokens.
    #[inline]
    pub(crate) fn is_unshared(&self, number: usize) -> bool {
        self.shape_of(number).is_none()
    }

    /// One token of one element, which must be a key or a scalar, with its position in
    /// [`Elements::bytes`].
    #[inline]
    pub(crate) fn token(&self, number: usize, index: u32) -> Option<Token> {
        let changes = self.changes(number);
        if let Ok(place) = changes.binary_search_by_key(&index, |change| change.token) {
            return changes.get(place).map(Change::of_it);
        }
        let shape = self.shape_of(number)?;
        let token = *self.tokens[range(&shape.tokens)].get(index as usize)?;
        Some(Token { pos: token.pos + shape.bytes.start, ..token })
    }

    /// The shape of a shared element, in which its keys and containers have the same positions.
    #[inline]
    pub(crate) fn shape_cursor(&self, number: usize) -> Cursor<'_> {
        let shape = &self.shapes[self.shape(number) as usize];
        Cursor::new(&self.bytes[range(&shape.bytes)], &self.tokens[range(&shape.tokens)], 0)
    }

    /// The number of bytes of one element.
    pub(crate) fn length(&self, number: usize) -> usize {
        let Some(shape) = self.shape_of(number) else { return self.unshared(number).len() };
        let tokens = &self.tokens[range(&shape.tokens)];
        self.changes(number).iter().fold(shape.bytes.len(), |length, change| {
            let was = tokens[change.token as usize];
            let lead = self.bytes[(shape.bytes.start + was.pos) as usize];
            let now = raw_length(self.bytes[change.at as usize], change.extra);
            length + now as usize - raw_length(lead, was.extra) as usize
        })
    }

    /// Whether one element has more than this number of bytes.
    #[inline]
    pub(crate) fn is_longer(&self, number: usize, bytes: usize) -> bool {
        self.largest.0 > bytes && self.length(number) > bytes
    }

    /// Reserves memory in which any of the elements can be unfolded.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for that.
    pub(crate) fn make_room(
        &self,
        text: &mut Vec<u8>,
        tokens: &mut Vec<Token>,
    ) -> Result<(), OutOfMemory> {
        let (most_bytes, most_tokens) = self.largest;
        text.try_room(most_bytes + ROOM)?;
        tokens.try_room(most_tokens)?;
        // Parsing again compares keys, which takes memory too.
        if self.has_unshared { ensure(64 * most_tokens) } else { Ok(()) }
    }

    /// Appends the bytes of one element to `text`, and its tokens, with their positions there, to
    /// `tokens`.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it, which cannot happen after [`Elements::make_room`].
    ///
    /// # Panics
    ///
    /// If the element does not exist.
    #[inline]
    pub(crate) fn unfold(
        &self,
        number: usize,
        text: &mut Vec<u8>,
        tokens: &mut Vec<Token>,
    ) -> Result<(), OutOfMemory> {
        let Some(shape) = self.shape_of(number) else {
            return unfold_unshared(self.unshared(number), text, tokens);
        };
        let shape_bytes = &self.bytes[range(&shape.bytes)];
        let shape_tokens = &self.tokens[range(&shape.tokens)];
        // Not the length of the shape, whose own strings may be long where the element's are short.
        text.try_room(self.length(number))?;
        tokens.try_room(shape_tokens.len())?;
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
            text.try_extend(&shape_bytes[from_byte..was.pos as usize])?;
            let new = change.at as usize;
            let length = raw_length(self.bytes[new], change.extra) as usize;
            text.try_extend(&self.bytes[new..new + length])?;
            from_token = changed + 1;
            from_byte = (was.pos + raw_length(shape_bytes[was.pos as usize], was.extra)) as usize;
        }
        let shift = (text.len() as u32).wrapping_sub(from_byte as u32);
        tokens.extend(shape_tokens[from_token..].iter().map(|token| shifted(token, shift)));
        text.try_extend(&shape_bytes[from_byte..])
    }

    /// The number of bytes of all elements that are not shared, plus a part of the others'.
    pub(crate) fn all_lengths(&self) -> usize {
        self.budget.read + self.bytes.len()
    }

    /// Appends the bytes of one element to `text`.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for them.
    pub(crate) fn write(&self, number: usize, text: &mut Vec<u8>) -> Result<(), OutOfMemory> {
        let Some(shape) = self.shape_of(number) else {
            return text.try_extend(self.unshared(number));
        };
        let (bytes, tokens) =
            (&self.bytes[range(&shape.bytes)], &self.tokens[range(&shape.tokens)]);
        let mut from = 0;
        for change in self.changes(number) {
            let was = tokens[change.token as usize];
            let new = change.at as usize;
            let length = raw_length(self.bytes[new], change.extra) as usize;
            text.try_extend(&bytes[from..was.pos as usize])?;
            text.try_extend(&self.bytes[new..new + length])?;
            from = (was.pos + raw_length(bytes[was.pos as usize], was.extra)) as usize;
        }
        text.try_extend(&bytes[from..])
    }
}

/// What is reserved in addition to the bytes of an element's shape.
const ROOM: usize = 64;

/// Parses an element that was valid when it was read.
#[cold]
fn unfold_unshared(
    element: &[u8],
    text: &mut Vec<u8>,
    tokens: &mut Vec<Token>,
) -> Result<(), OutOfMemory> {
    let (start, first) = (text.len() as u32, tokens.len());
    text.try_extend(element)?;
    // The element was valid before, so memory is the only possible reason.
    parse_element(element, 0, 0, tokens).map_err(|_| OutOfMemory)?;
    tokens[first..].iter_mut().for_each(|token| token.pos += start);
    Ok(())
}

#[inline(always)]
fn shifted(token: &Token, by: u32) -> Token {
    Token { pos: token.pos.wrapping_add(by), ..*token }
}
