//! Objects that differ only in scalars from one that was made: its parts are copied, and the
//! scalars that differ are put in their places.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySet, PyString};

use super::instance::{InstanceParts, Instantiable, copy_of};
use super::paused::without_collections;
use super::plan::{Id, Plans};
use crate::json::{Cursor, Element};

/// What the objects of one shape are made from.
pub(crate) struct Template {
    /// The containers, each before those within it
    pub(crate) nodes: Vec<Node>,
    /// By the scalar's [`Cursor::index`](crate::json::Cursor::index) in the item: those that may
    /// differ
    pub(crate) slots: Vec<Option<Slot>>,
    /// The scalars in which the item that was made differs from the first of its shape
    pub(crate) own: Vec<Own>,
    /// Whether the object was constructed, which uses null for a missing field
    pub(crate) is_constructed: bool,
}

/// A scalar of the item that was made.
pub(crate) struct Own {
    index: u32,
    raw: Box<[u8]>,
}

impl Own {
    /// Those in which `element` differs from the first of its shape.
    pub(crate) fn all_of(element: &Element<'_>) -> Vec<Own> {
        let own = |index| element.scalar(index, |at| Own { index, raw: at.raw().into() });
        element.changes().filter_map(own).collect()
    }

    fn is(&self, element: &Element<'_>, index: u32) -> bool {
        let is_same = |at: Cursor<'_>| at.raw() == &*self.raw;
        self.index == index && element.scalar(index, is_same).unwrap_or(false)
    }
}

/// A container.
pub(crate) struct Node {
    /// What it is made from, with None in place of the containers within it
    pub(crate) parts: Parts,
    /// The containers within it
    pub(crate) within: Vec<(Place, usize)>,
}

/// The content of a container.
pub(crate) enum Parts {
    List(Py<PyList>),
    Dict(Py<PyDict>),
    Instance {
        class: Instantiable,
        fields: Py<PyDict>,
        fields_set: Py<PySet>,
        extra: Option<Py<PyDict>>,
    },
}

/// Where a value is located in its container.
pub(crate) enum Place {
    /// Of a list
    Item(usize),
    /// Of a dict, or a field of an instance
    Key(Py<PyString>),
    /// Of an instance, beside its fields
    Extra(Py<PyString>),
}

/// The place of a scalar that may differ.
pub(crate) struct Slot {
    pub(crate) node: usize,
    pub(crate) place: Place,
    /// How it is converted
    pub(crate) plan: Id,
}

/// A scalar that differs: its place, and the value.
type Change<'t, 'py> = (&'t Slot, Bound<'py, PyAny>);

impl Template {
    /// The object for an element of the same shape; None if it cannot be a copy.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        without_collections(py, || {
            let Some(changes) = self.changes(py, plans, element)? else { return Ok(None) };
            // By the number of the container, counted from the last one.
            let mut made: Vec<Bound<'py, PyAny>> = Vec::with_capacity(self.nodes.len());
            for (number, node) in self.nodes.iter().enumerate().rev() {
                let parts = node.parts.copy(py)?;
                for (place, inner) in &node.within {
                    if let Some(value) = made.get(self.nodes.len() - 1 - inner) {
                        parts.put(place, value)?;
                    }
                }
                for (slot, value) in changes.iter().filter(|(slot, _)| slot.node == number) {
                    parts.put(&slot.place, value)?;
                }
                made.push(parts.into_object(py)?);
            }
            Ok(made.pop())
        })
    }

    /// The possible differences of `element` from the item that was made; None if the object may
    /// differ in more than these.
    #[inline]
    fn changes<'py>(
        &self,
        py: Python<'py>,
        plans: &Plans,
        element: &Element<'_>,
    ) -> PyResult<Option<Vec<Change<'_, 'py>>>> {
        let mut changes = Vec::with_capacity(8);
        // Both are given as differences from the first of the shape.
        let own = self.own.iter().map(|own| own.index);
        let only_own = own.filter(|index| !element.changes().any(|other| other == *index));
        for index in element.changes().chain(only_own) {
            let Some(slot) = self.slots.get(index as usize).and_then(Option::as_ref) else {
                match self.own.iter().any(|own| own.is(element, index)) {
                    true => continue,
                    false => return Ok(None),
                }
            };
            let value = element.scalar(index, |at| plans.scalar(py, slot.plan, at));
            let Some(value) = value.transpose()?.flatten() else { return Ok(None) };
            if self.is_constructed && value.is_none() {
                return Ok(None);
            }
            changes.push((slot, value));
        }
        Ok(Some(changes))
    }
}

impl Parts {
    #[inline]
    fn copy(&self, py: Python<'_>) -> PyResult<Parts> {
        Ok(match self {
            Parts::List(list) => {
                let list = list.bind(py);
                Parts::List(list.get_slice(0, list.len()).unbind())
            }
            Parts::Dict(dict) => Parts::Dict(dict.bind(py).copy()?.unbind()),
            Parts::Instance { class, fields, fields_set, extra } => Parts::Instance {
                class: class.clone_ref(py),
                fields: fields.bind(py).copy()?.unbind(),
                fields_set: copy_of(fields_set.bind(py))?.unbind(),
                extra: match extra {
                    Some(extra) => Some(extra.bind(py).copy()?.unbind()),
                    None => None,
                },
            },
        })
    }

    /// Puts a value at its place.
    #[inline]
    pub(crate) fn put(&self, place: &Place, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = value.py();
        match (self, place) {
            (Parts::List(list), Place::Item(number)) => list.bind(py).set_item(*number, value),
            (Parts::Dict(dict), Place::Key(key)) => dict.bind(py).set_item(key, value),
            (Parts::Instance { fields, .. }, Place::Key(name)) => {
                fields.bind(py).set_item(name, value)
            }
            (Parts::Instance { extra: Some(extra), .. }, Place::Extra(key)) => {
                extra.bind(py).set_item(key, value)
            }
            _ => Ok(()),
        }
    }

    #[inline]
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self {
            Parts::List(list) => Ok(list.into_bound(py).into_any()),
            Parts::Dict(dict) => Ok(dict.into_bound(py).into_any()),
            Parts::Instance { class, fields, fields_set, extra } => {
                let (fields, fields_set) = (fields.into_bound(py), fields_set.into_bound(py));
                let extra = extra.map(|extra| extra.into_bound(py));
                class.make(py, InstanceParts { fields, fields_set, extra })
            }
        }
    }
}
