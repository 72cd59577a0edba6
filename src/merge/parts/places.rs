//! Sets of places in an item: tokens by their number, as [`crate::json::Cursor::index`] gives it.

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
