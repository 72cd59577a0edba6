//! One element of a folded list, unfolded only if all of it is needed.

use super::elements::{Change, Elements};
use super::holder::Scalar;
use crate::error::OutOfMemory;
use crate::json::cursor::Cursor;
use crate::json::parse::parser::Token;

#[cold]
pub(crate) fn no_memory() -> ! {
    std::alloc::handle_alloc_error(std::alloc::Layout::new::<u8>())
}

/// Memory for one element after another.
#[derive(Debug, Default)]
pub(crate) struct Unfolded {
    text: Vec<u8>,
    tokens: Vec<Token>,
}

impl Unfolded {
    /// Reserves memory in which any of the elements can be unfolded.
    pub(crate) fn make_room(&mut self, elements: &Elements) -> Result<(), OutOfMemory> {
        elements.make_room(&mut self.text, &mut self.tokens)
    }

    /// Clears the memory for the next element.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.tokens.clear();
    }
}

/// An element of the folded list: a shape that earlier elements may share, and what differs from
/// it.
#[derive(Debug)]
pub struct Element<'a> {
    elements: &'a Elements,
    number: usize,
    unfolded: &'a mut Unfolded,
}

/// The scalars in which an element differs from the first of its shape.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    bytes: &'a [u8],
    changes: &'a [Change],
}

impl<'a> Changed<'a> {
    /// How many there are.
    #[inline]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// The [`Cursor::index`] of one of them, and the scalar.
    #[inline]
    pub fn get(&self, number: usize) -> Option<(u32, Scalar<'a>)> {
        let change = self.changes.get(number)?;
        Some((change.token, Scalar::new(self.bytes, change.of_it())))
    }
}

impl<'a> Element<'a> {
    pub(crate) fn new(elements: &'a Elements, number: usize, unfolded: &'a mut Unfolded) -> Self {
        Element { elements, number, unfolded }
    }

    /// The number of its shape. Elements of one shape have the same keys and containers, with the
    /// same [`Cursor::index`] for each.
    #[inline]
    pub fn shape(&self) -> u32 {
        self.elements.shape(self.number)
    }

    /// The [`Cursor::index`] of each scalar that differs from the first element of this shape.
    #[inline]
    pub fn changes(&self) -> impl Iterator<Item = u32> {
        self.elements.changes(self.number).iter().map(|change: &Change| change.token)
    }

    /// The scalars that differ, in the order of [`Element::changes`].
    #[inline]
    pub fn changed(&self) -> Changed<'_> {
        Changed { bytes: self.elements.bytes(), changes: self.elements.changes(self.number) }
    }

    /// Passes the key or scalar with this [`Cursor::index`] to a function.
    #[inline]
    pub fn scalar<T>(&self, index: u32, show: impl FnOnce(Cursor<'_>) -> T) -> Option<T> {
        if self.elements.is_unshared(self.number) {
            return self.unshared_scalar(index, show);
        }
        let token = self.elements.token(self.number, index)?;
        Some(show(Cursor::new(self.elements.bytes(), &[token], 0)))
    }

    #[cold]
    fn unshared_scalar<T>(&self, index: u32, show: impl FnOnce(Cursor<'_>) -> T) -> Option<T> {
        let mut unfolded = Unfolded::default();
        let Unfolded { text, tokens } = match self.unfolded.tokens.is_empty() {
            true => {
                let Unfolded { text, tokens } = &mut unfolded;
                self.elements.unfold(self.number, text, tokens).ok()?;
                &unfolded
            }
            false => &*self.unfolded,
        };
        tokens.get(index as usize).map(|_| show(Cursor::new(text, tokens, index as usize)))
    }

    /// The whole element.
    #[inline]
    pub fn unfold(&mut self) -> Cursor<'_> {
        let Unfolded { text, tokens } = &mut *self.unfolded;
        if tokens.is_empty() && self.elements.unfold(self.number, text, tokens).is_err() {
            // The memory was reserved before the iteration.
            no_memory()
        }
        Cursor::new(text, tokens, 0)
    }
}
