//! Objects that differ only in scalars from one that was built: its parts are copied, and the
//! scalars that differ are put in their places.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::build::{Build, Built, scalar};
use super::instance::{InstanceParts, Instantiable, copy_of};
use super::notes::{Node, Notes, Parts, Place, Slot};
use super::observed::observed;
use super::paused::without_collections;
use super::plan::Plans;
use crate::json::{Cursor, Element};

/// What the objects of one shape are made from. Its parts are not shared.
///
/// A scalar that decided how the item was built, and not only what is at its own place, does not
/// have a slot: an item that differs in it cannot be a copy.
pub(crate) struct Template {
    nodes: Vec<(Node, Parts)>,
    /// By the scalar's [`Cursor::index`]
    slots: Vec<Option<Slot>>,
    /// The scalars in which the item that was built differs from the first of its shape
    own: Vec<u32>,
    /// Whether the object was constructed, which uses null for a missing field
    is_constructed: bool,
}

/// A scalar that differs: its place, and the value.
type Change<'t, 'py> = (&'t Slot, Bound<'py, PyAny>);

impl Template {
    /// The parts of the object for the value at `at`, in an item at `base` that differs in `own`
    /// from the first of its shape; None if the plans refuse it, or if it cannot be copied.
    pub(crate) fn of(
        py: Python<'_>,
        plans: &Plans,
        (at, base): (Cursor<'_>, u32),
        own: Vec<u32>,
    ) -> PyResult<Option<Self>> {
        let mut build = Build { py, plans, notes: Some(Notes::new(base)) };
        let built = without_collections(py, || build.value(plans.root, at))?;
        let notes = build.notes.filter(|_| built.is_some());
        Ok(notes.and_then(|notes| Self::new(notes, own, false)))
    }

    /// The same for an object that was constructed from the value at `at`, which does not validate;
    /// None if its parts are not as expected.
    pub(crate) fn of_constructed(
        plans: &Plans,
        (at, base): (Cursor<'_>, u32),
        own: Vec<u32>,
        object: &Bound<'_, PyAny>,
    ) -> Option<Self> {
        Self::new(observed(plans, at, base, object)?, own, true)
    }

    fn new(notes: Notes, own: Vec<u32>, is_constructed: bool) -> Option<Self> {
        let (nodes, slots) = notes.finish()?;
        Some(Template { nodes, slots, own, is_constructed })
    }

    /// The object for an element of the same shape; None if it cannot be a copy.
    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> Built<'py> {
        without_collections(py, || {
            let Some(changes) = self.changes(py, plans, element)? else { return Ok(None) };
            let mut made = Vec::with_capacity(self.nodes.len());
            for (number, (node, parts)) in self.nodes.iter().enumerate() {
                let parts = parts.copy(py)?;
                node.fill(&parts, &made)?;
                parts.change(number, &changes)?;
                made.push(parts.into_object(py)?);
            }
            Ok(made.pop())
        })
    }

    /// The possible differences of `element` from the item that was built; None if the plans refuse
    /// one of the scalars.
    #[inline]
    fn changes<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> PyResult<Option<Vec<Change<'_, 'py>>>> {
        let mut changes = Vec::with_capacity(8);
        // Both are given as differences from the first of the shape.
        let own = self.own.iter().copied();
        let only_own = own.filter(|index| !element.changes().any(|other| other == *index));
        for index in element.changes().chain(only_own) {
            let slot = self.slots.get(index as usize).and_then(Option::as_ref);
            let Some(slot) = slot else { return Ok(None) };
            let value = element.scalar(index, |at| scalar(py, plans, slot.plan, at));
            let Some(value) = value.transpose()?.flatten() else { return Ok(None) };
            if self.is_constructed && value.is_none() {
                return Ok(None);
            }
            changes.push((slot, value));
        }
        Ok(Some(changes))
    }
}

/// A copy of the parts of one container.
enum Copy<'t, 'py> {
    List(Bound<'py, PyList>),
    Dict(Bound<'py, PyDict>),
    Instance(&'t Instantiable, InstanceParts<'py>),
}

impl Parts {
    #[inline]
    fn copy<'t, 'py>(&'t self, py: Python<'py>) -> PyResult<Copy<'t, 'py>> {
        Ok(match self {
            Parts::List(list) => {
                let list = list.bind(py);
                Copy::List(list.get_slice(0, list.len()))
            }
            Parts::Dict(dict) => Copy::Dict(dict.bind(py).copy()?),
            Parts::Instance { class, fields, fields_set, extra } => {
                let fields = fields.bind(py).copy()?;
                let fields_set = copy_of(fields_set.bind(py))?;
                let extra = extra.as_ref().map(|extra| extra.bind(py).copy()).transpose()?;
                let parts = InstanceParts { fields, fields_set, extra };
                Copy::Instance(class, parts)
            }
        })
    }
}

impl<'py> Copy<'_, 'py> {
    /// Puts a value at its place.
    #[inline]
    fn put(&self, place: &Place, value: &Bound<'py, PyAny>) -> PyResult<()> {
        match (self, place) {
            (Copy::List(list), Place::Item(number)) => list.set_item(*number, value),
            (Copy::Dict(dict), Place::Key(key)) => dict.set_item(key, value),
            (Copy::Instance(_, parts), Place::Key(name)) => parts.fields.set_item(name, value),
            (Copy::Instance(_, InstanceParts { extra: Some(extra), .. }), Place::Extra(key)) => {
                extra.set_item(key, value)
            }
            _ => Ok(()),
        }
    }

    /// Puts the changes of the container with this number at their places.
    #[inline]
    fn change(&self, number: usize, changes: &[Change<'_, 'py>]) -> PyResult<()> {
        let own = changes.iter().filter(|(slot, _)| slot.node == number);
        own.into_iter().try_for_each(|(slot, value)| self.put(&slot.place, value))
    }

    #[inline]
    fn into_object(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Copy::List(list) => Ok(list.into_any()),
            Copy::Dict(dict) => Ok(dict.into_any()),
            Copy::Instance(class, parts) => class.make(py, parts),
        }
    }
}

impl Node {
    /// Puts the containers within this one at their places.
    #[inline]
    fn fill<'py>(&self, copy: &Copy<'_, 'py>, made: &[Bound<'py, PyAny>]) -> PyResult<()> {
        for (place, inner) in &self.within {
            if let Some(value) = made.get(*inner) {
                copy.put(place, value)?;
            }
        }
        Ok(())
    }
}
