//! The items of a list: where each is located, and the object made from it.

use pyo3::prelude::*;

use super::of::Of;
use super::untracked::Slot;
use crate::error::OutOfMemory;
use crate::json::{Holder, Part};

/// Most lists of choices have one item, which is not boxed.
#[derive(Debug)]
pub(super) enum Items {
    One([ItemPlace; 1]),
    Many(Box<[ItemPlace]>),
}

/// Where an item is located, and its object once it is made.
#[derive(Debug)]
pub(super) struct ItemPlace {
    pub(super) at: u32,
    pub(super) made: Slot,
}

impl ItemPlace {
    fn new(at: u32) -> Self {
        ItemPlace { at, made: Slot::default() }
    }
}

impl Items {
    /// Those of `list`.
    pub(super) fn of(list: Part<'_>) -> Self {
        let mut places = list.items().map(|item| ItemPlace::new(item.index()));
        match (places.next(), places.next()) {
            (Some(only), None) => Items::One([only]),
            (first, second) => Items::Many(first.into_iter().chain(second).chain(places).collect()),
        }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        match self {
            Items::One(_) => 1,
            Items::Many(items) => items.len(),
        }
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&ItemPlace> {
        match self {
            Items::One(item) => item.get(index),
            Items::Many(items) => items.get(index),
        }
    }
}

/// The item that `slot` keeps, or else the one at `place`, which is then kept.
#[inline]
pub(super) fn kept<'py>(
    py: Python<'py>,
    slot: &Slot,
    of: &Of,
    place: impl FnOnce() -> Result<Option<(Holder, u32)>, OutOfMemory>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Some(made) = slot.get(py) {
        return Ok(Some(made));
    }
    let Some((holder, at)) = place()? else { return Ok(None) };
    if let Some(class) = of.class(holder.part(at)) {
        return Ok(Some(slot.keep(class.view(py, holder, at)?)));
    }
    let (value, made) = (holder.part(at), of.show(py, &holder, holder.part(at))?);
    // Plain containers are new each time, since the caller may change them.
    Ok(Some(if value.scalar().is_some() { slot.keep(made) } else { made }))
}
