//! Objects that differ from one that was built in scalars only: its parts are copied, and what
//! differs is put in their places.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::build::{Build, Built, scalar};
use super::instance::{InstanceParts, Instantiable, copy_of};
use super::notes::{Node, Notes, Parts, Place, Slot};
use super::observed::observed;
use super::paused::without_collections;
use super::plan::Plans;
use crate::json::{Cursor, Element};

/// What the objects of one shape are made from. Nobody else holds its parts.
///
/// Whatever of the item decided how it was built, and not only which scalar stands at a place, has
/// no slot: an item that differs in it is no copy.
pub(crate) struct Template {
    nodes: Vec<(Node, Parts)>,
    /// By the scalar's [`Cursor::index`]
    slots: Vec<Option<Slot>>,
    /// The scalars in which the item that was built differs from the first of its shape
    own: Vec<u32>,
    /// Whether the object was constructed, which takes null for a field that is not there
    is_constructed: bool,
}

/// A scalar that differs: its place, and the value.
type Change<'t, 'py> = (&'t Slot, Bound<'py, PyAny>);

impl Template {
    /// The parts of the object that `at` stands for, in an item that stands at `base` and differs
    /// in `own` from the first of its shape; nothing if the plans refuse it, or if parts of it
    /// cannot be copied.
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

    /// The same for an object that was constructed from what stands at `at`, though it does not
    /// validate; nothing if its parts are not what was expected.
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

    /// The object that an element of the same shape stands for; nothing if it is no copy.
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

    /// What may differ in `element` from the item that was built; nothing if the plans refuse one
    /// of the scalars.
    #[inline]
    fn changes<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> PyResult<Option<Vec<Change<'_, 'py>>>> {
        let mut changes = Vec::with_capacity(8);
        // Both are told as they differ from the first of the shape.
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

    /// Puts those of the changes at their places that belong to the container with this number.
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
