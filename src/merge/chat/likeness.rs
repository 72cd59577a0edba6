//! What items of one shape must have in common to have the same effect, except for scalars that may
//! differ.

use crate::json::{Cursor, Element};
use crate::merge::parts::places::Places;

/// What an element must have in common with the one from which this was made.
#[derive(Debug)]
pub struct Likeness {
    /// Scalars that may differ.
    free: Places,
    /// The other scalars in which that element differs from its shape's first one, and their
    /// values.
    fixed: Places,
    values: Vec<(u32, Box<[u8]>)>,
}

impl Likeness {
    /// The likeness of elements that have the effect of `element` for any values in the places of
    /// `free`; `changes` are the places of [`Element::changes`].
    pub fn new(element: &Element<'_>, changes: Places, free: Places) -> Self {
        let fixed = changes.without(free);
        let value = |place| Some((place, element.scalar(place, |it: Cursor<'_>| it.raw().into())?));
        let values = element.changes().filter(|place| fixed.has(*place)).filter_map(value);
        Likeness { free, fixed, values: values.collect() }
    }

    /// Whether an element of the same shape has it.
    #[inline]
    pub fn is_in(&self, element: &Element<'_>, changes: Places) -> bool {
        changes.without(self.free) == self.fixed && self.has_values(element)
    }

    /// Whether an element that differs from the first one in the same scalars has it.
    #[inline]
    pub fn has_values(&self, element: &Element<'_>) -> bool {
        self.values.iter().all(|(place, value)| {
            element.scalar(*place, |it| it.raw() == &**value).unwrap_or(false)
        })
    }
}
