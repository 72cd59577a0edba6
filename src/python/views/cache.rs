//! The objects that a view has made so far, by slot number, so that each is made once.

use std::array;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};

use pyo3::prelude::*;

use super::untracked::Slot;

/// Only one or two fields of most views are used.
const INLINE: usize = 2;
const PER_BLOCK: usize = 6;

/// Objects by slot number. Entries are taken front to back and never change, so if two threads make
/// the same object in turns, they find the same entry, and the second uses the first one's object.
#[derive(Debug, Default)]
pub(super) struct Cache {
    first: Entries<INLINE>,
    more: OnceLock<Box<Block>>,
}

#[derive(Debug, Default)]
struct Block {
    entries: Entries<PER_BLOCK>,
    more: OnceLock<Box<Block>>,
}

#[derive(Debug)]
struct Entries<const N: usize> {
    /// The slot number of each entry plus one; 0 for a free entry
    numbers: [AtomicU16; N],
    objects: [Slot; N],
}

impl<const N: usize> Default for Entries<N> {
    #[inline]
    fn default() -> Self {
        let numbers = array::from_fn(|_| AtomicU16::new(0));
        Entries { numbers, objects: array::from_fn(|_| Slot::default()) }
    }
}

impl<const N: usize> Entries<N> {
    /// The entry of a number, if there is one.
    #[inline]
    fn find(&self, number: u16) -> Option<&Slot> {
        let place = self.numbers.iter().position(|of| of.load(Ordering::Acquire) == number)?;
        self.objects.get(place)
    }

    /// The same, or else a free entry, which is taken. None if other numbers have all entries.
    ///
    /// Nothing comes between, since this thread holds the interpreter's lock.
    #[inline]
    fn take(&self, number: u16, _: Python<'_>) -> Option<&Slot> {
        let is_ours = |of: &AtomicU16| [0, number].contains(&of.load(Ordering::Acquire));
        let place = self.numbers.iter().position(is_ours)?;
        self.numbers[place].store(number, Ordering::Release);
        self.objects.get(place)
    }
}

impl Cache {
    /// The object of `slot`, if it exists.
    #[inline]
    pub(super) fn get<'py>(&self, py: Python<'py>, slot: u8) -> Option<Bound<'py, PyAny>> {
        let number = u16::from(slot) + 1;
        if let Some(entry) = self.first.find(number) {
            return entry.get(py);
        }
        let mut more = self.more.get();
        while let Some(block) = more {
            if let Some(entry) = block.entries.find(number) {
                return entry.get(py);
            }
            more = block.more.get();
        }
        None
    }

    /// Keeps `object` for `slot`, and returns the object that was kept first.
    #[inline]
    pub(super) fn keep<'py>(&self, slot: u8, object: Bound<'py, PyAny>) -> Bound<'py, PyAny> {
        let number = u16::from(slot) + 1;
        if let Some(entry) = self.first.take(number, object.py()) {
            return entry.keep(object);
        }
        let mut more = &self.more;
        loop {
            let block = more.get_or_init(Box::default);
            if let Some(entry) = block.entries.take(number, object.py()) {
                return entry.keep(object);
            }
            more = &block.more;
        }
    }
}
