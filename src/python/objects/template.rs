//! Objects that differ from one that was built in scalars only: its parts are copied, and what
//! differs is put in their places.

use pyo3::prelude::*;

use super::build::{Build, Built, scalar};
use super::instance::{InstanceParts, copy_of, instance};
use super::notes::{Node, Notes, Parts, Place};
use super::observed::observed;
use super::paused::without_collections;
use super::plan::Plans;
use crate::json::{Cursor, Element};

/// What the objects of one shape are made from. Nobody else holds its parts.
pub(super) struct Template {
    notes: Notes,
}

impl Template {
    /// The parts of the object that `at` stands for; nothing if the plans refuse it, or if parts of
    /// it cannot be copied.
    pub(super) fn of(py: Python<'_>, plans: &Plans, at: Cursor<'_>) -> PyResult<Option<Self>> {
        let mut build = Build { py, plans, notes: Some(Notes::default()) };
        let built = without_collections(py, || build.value(plans.root, at))?;
        let notes = build.notes.filter(|notes| built.is_some() && notes.are_whole());
        Ok(notes.map(|notes| Template { notes }))
    }

    /// The parts of an object that was constructed from what stands at `at`, though it does not
    /// validate; nothing if they are not what was expected.
    pub(super) fn of_constructed(
        plans: &Plans,
        at: Cursor<'_>,
        object: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Self>> {
        Ok(observed(plans, at, object)?.map(|notes| Template { notes }))
    }

    /// The object that an element of the same shape stands for; nothing if the plans refuse one of
    /// the scalars that differ.
    pub(super) fn make<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> Built<'py> {
        without_collections(py, || self.copy(py, plans, element))
    }

    fn copy<'py>(&self, py: Python<'py>, plans: &Plans, element: &Element<'_>) -> Built<'py> {
        let mut changes = Vec::with_capacity(8);
        for index in element.changes() {
            let slot = self.notes.slots.get(index as usize).and_then(Option::as_ref);
            let Some(slot) = slot else { return Ok(None) };
            let value = element.scalar(index, |at| scalar(py, plans, slot.plan, at));
            let Some(value) = value.transpose()?.flatten() else { return Ok(None) };
            changes.push((slot, value));
        }
        let mut made = Vec::with_capacity(self.notes.nodes.len());
        for (number, (node, parts)) in self.notes.nodes.iter().enumerate() {
            let own = changes.iter().filter(|(slot, _)| slot.node == number);
            let own = own.map(|(slot, value)| (&slot.place, value));
            let copy = copy_node(py, node, parts, &made, own)?;
            made.push(copy);
        }
        Ok(made.pop())
    }
}

/// A copy of one container, with the copies of those within it, and with its own changes.
fn copy_node<'a, 'py: 'a>(
    py: Python<'py>,
    node: &'a Node,
    parts: &Parts,
    made: &'a [Bound<'py, PyAny>],
    changes: impl Iterator<Item = (&'a Place, &'a Bound<'py, PyAny>)>,
) -> PyResult<Bound<'py, PyAny>> {
    let within = node.within.iter().filter_map(|(place, inner)| Some((place, made.get(*inner)?)));
    let values = within.chain(changes);
    match parts {
        Parts::List(list) => {
            let list = list.bind(py);
            let copy = list.get_slice(0, list.len());
            for (place, value) in values {
                if let Place::Item(number) = place {
                    copy.set_item(*number, value)?;
                }
            }
            Ok(copy.into_any())
        }
        Parts::Dict(dict) => {
            let copy = dict.bind(py).copy()?;
            for (place, value) in values {
                if let Place::Key(key) = place {
                    copy.set_item(key, value)?;
                }
            }
            Ok(copy.into_any())
        }
        Parts::Instance { class, fields, fields_set, extra } => {
            let fields = fields.bind(py).copy()?;
            let fields_set = copy_of(fields_set.bind(py))?;
            let extra = extra.as_ref().map(|extra| extra.bind(py).copy()).transpose()?;
            for (place, value) in values {
                match (place, &extra) {
                    (Place::Key(name), _) => fields.set_item(name, value)?,
                    (Place::Extra(key), Some(extra)) => extra.set_item(key, value)?,
                    _ => {}
                }
            }
            instance(class.bind(py), InstanceParts { fields, fields_set, extra })
        }
    }
}
