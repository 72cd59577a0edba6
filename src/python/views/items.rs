//! The items of a list: where each stands, and what was made of it.

use pyo3::prelude::*;

use super::of::Of;
use super::untracked::Slot;
use crate::error::OutOfMemory;
use crate::json::{Holder, Part};

/// Most lists of choices have one item, which needs no box.
#[derive(Debug)]
pub(super) enum Items {
    One([Place; 1]),
    Many(Box<[Place]>),
}

/// Where an item stands, and the item once it was made.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) at: u32,
    pub(super) made: Slot,
}

impl Place {
    fn new(at: u32) -> Self {
        Place { at, made: Slot::default() }
    }
}

impl Items {
    /// Those of `list`.
    pub(super) fn of(list: Part<'_>) -> Self {
        let mut places = list.items().map(|item| Place::new(item.index()));
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
    pub(super) fn get(&self, index: usize) -> Option<&Place> {
        match self {
            Items::One(item) => item.get(index),
            Items::Many(items) => items.get(index),
        }
    }
}

/// The item that `slot` keeps; if there is none yet, the one that stands at `place`.
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
    // Plain containers are fresh each time: the caller may change them.
    Ok(Some(if value.scalar().is_some() { slot.keep(made) } else { made }))
}
