//! Sets of places in an item: tokens by their number, as [`crate::json::Cursor::index`] gives it.

use crate::json::{Changed, Element};

/// A set of places; those beyond the first 128 tokens of an item are in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places(u128);

impl Places {
    /// The set of these places; `None` if one of them is too far back in the item.
    #[inline]
    pub fn of(mut places: impl Iterator<Item = u32>) -> Option<Self> {
        places.try_fold(0, |set, place| Some(set | 1u128.checked_shl(place)?)).map(Places)
    }

    /// Whether `place` is in it.
    #[inline]
    pub fn has(self, place: u32) -> bool {
        1u128.checked_shl(place).is_some_and(|bit| self.0 & bit != 0)
    }

    /// The places in both.
    #[inline]
    pub fn and(self, other: Self) -> Self {
        Places(self.0 & other.0)
    }

    /// The places in either.
    #[inline]
    pub fn or(self, other: Self) -> Self {
        Places(self.0 | other.0)
    }

    /// The places that are not in `other`.
    #[inline]
    pub fn without(self, other: Self) -> Self {
        Places(self.0 & !other.0)
    }

    /// Adds a place; `None`, with nothing done, if it is too far back in the item.
    pub fn add(&mut self, place: u32) -> Option<()> {
        self.0 |= 1u128.checked_shl(place)?;
        Some(())
    }
}

/// Elements that differ in more scalars are not remembered.
pub(crate) const MOST: usize = 6;

/// The scalars in which elements differ from the first of their shape.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FewPlaces {
    places: [u32; MOST],
    count: usize,
}

impl FewPlaces {
    /// Those of an element; `None` if there are too many.
    pub(crate) fn of(element: &Element<'_>) -> Option<Self> {
        let mut changed = FewPlaces::default();
        for place in element.changes() {
            *changed.places.get_mut(changed.count)? = place;
            changed.count += 1;
        }
        Some(changed)
    }

    #[inline]
    pub(crate) fn places(&self) -> &[u32] {
        &self.places[..self.count]
    }

    /// The number of a scalar, if they differ in it.
    pub(crate) fn number(&self, place: u32) -> Option<usize> {
        self.places().iter().position(|of| *of == place)
    }

    /// Whether an element differs in the same scalars.
    #[inline]
    pub(crate) fn are_those(&self, changed: Changed<'_>) -> bool {
        let is_at = |(number, place): (usize, &u32)| {
            changed.get(number).is_some_and(|(at, _)| at == *place)
        };
        changed.len() == self.count && self.places().iter().enumerate().all(is_at)
    }
}
