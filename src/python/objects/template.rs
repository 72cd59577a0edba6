//! Objects that differ from one that was built in scalars only: its parts are copied, and what
//! differs is put in their places.

use std::sync::Arc;

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
pub(super) struct Template {
    form: Arc<Form>,
    parts: Vec<Parts>,
}

/// What all templates of a shape have in common.
struct Form {
    nodes: Vec<Node>,
    /// By the scalar's [`Cursor::index`]
    slots: Vec<Option<Slot>>,
}

/// A scalar that differs: its place, and the value.
type Change<'t, 'py> = (&'t Slot, Bound<'py, PyAny>);

impl From<Notes> for Template {
    fn from(notes: Notes) -> Self {
        let (nodes, parts) = notes.nodes.into_iter().unzip();
        Template { form: Arc::new(Form { nodes, slots: notes.slots }), parts }
    }
}

impl Template {
    /// The parts of the object that `at` stands for, in an item that stands at `base`; nothing if the plans refuse it, or if parts of
    /// it cannot be copied.
    pub(super) fn of(
        py: Python<'_>,
        plans: &Plans,
        at: Cursor<'_>,
        base: u32,
    ) -> PyResult<Option<Self>> {
        let mut build = Build { py, plans, notes: Some(Notes::new(base)) };
        let built = without_collections(py, || build.value(plans.root, at))?;
        let notes = build.notes.filter(|notes| built.is_some() && notes.are_whole());
        Ok(notes.map(Template::from))
    }

    /// The parts of an object that was constructed from what stands at `at`, though it does not
    /// validate; nothing if they are not what was expected.
    pub(super) fn of_constructed(
        plans: &Plans,
        at: Cursor<'_>,
        base: u32,
        object: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Self>> {
        Ok(observed(plans, at, base, object)?.map(Template::from))
    }

    /// The object that an element of the same shape stands for; nothing if the plans refuse one of
    /// the scalars that differ.
    pub(super) fn make<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> Built<'py> {
        without_collections(py, || {
            let Some(changes) = self.changes(py, plans, element)? else { return Ok(None) };
            let mut made = Vec::with_capacity(self.parts.len());
            for (number, (node, parts)) in self.form.nodes.iter().zip(&self.parts).enumerate() {
                let parts = parts.copy(py)?;
                node.fill(&parts, &made)?;
                parts.change(number, &changes)?;
                made.push(parts.into_object(py)?);
            }
            Ok(made.pop())
        })
    }

    /// The template that this element of the same shape would set.
    pub(super) fn rebased(
        &self,
        py: Python<'_>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> PyResult<Option<Self>> {
        let Some(changes) = self.changes(py, plans, element)? else { return Ok(None) };
        let mut copies = Vec::with_capacity(self.parts.len());
        for (number, parts) in self.parts.iter().enumerate() {
            let parts = parts.copy(py)?;
            parts.change(number, &changes)?;
            copies.push(parts.unbind(py));
        }
        Ok(Some(Template { form: self.form.clone(), parts: copies }))
    }

    /// What differs in `element`; nothing if the plans refuse one of the scalars.
    #[inline]
    fn changes<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> PyResult<Option<Vec<Change<'_, 'py>>>> {
        let mut changes = Vec::with_capacity(8);
        for index in element.changes() {
            let slot = self.form.slots.get(index as usize).and_then(Option::as_ref);
            let Some(slot) = slot else { return Ok(None) };
            let value = element.scalar(index, |at| scalar(py, plans, slot.plan, at));
            let Some(value) = value.transpose()?.flatten() else { return Ok(None) };
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

    fn unbind(self, py: Python<'py>) -> Parts {
        match self {
            Copy::List(list) => Parts::List(list.unbind()),
            Copy::Dict(dict) => Parts::Dict(dict.unbind()),
            Copy::Instance(class, parts) => Parts::instance(class.clone_ref(py), parts),
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
