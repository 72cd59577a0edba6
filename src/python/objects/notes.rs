//! What was found while an object was built: the parts it consists of, and where each of its
//! scalars has its place.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySet, PyString};

use super::instance::{InstanceParts, Instantiable};
use super::plan::Id;
use crate::json::{Cursor, Kind};

/// The containers of an object, each after those within it, and its scalars.
pub(super) struct Notes {
    /// The [`Cursor::index`] of the item in which the object stands
    base: u32,
    pub(super) nodes: Vec<(Node, Parts)>,
    /// By the scalar's [`Cursor::index`], counted from the item's
    pub(super) slots: Vec<Option<Slot>>,
    is_spoilt: bool,
}

/// A container.
#[derive(Default)]
pub(super) struct Node {
    /// Places of the containers within it, each with its number
    pub(super) within: Vec<(Place, usize)>,
    scalars: Vec<(u32, Place, Id)>,
}

/// What a container is made from: itself, but for the containers within it.
pub(super) enum Parts {
    List(Py<PyList>),
    Dict(Py<PyDict>),
    Instance {
        class: Instantiable,
        fields: Py<PyDict>,
        fields_set: Py<PySet>,
        extra: Option<Py<PyDict>>,
    },
}

/// Where a value stands in its container.
pub(super) enum Place {
    /// Of a list
    Item(usize),
    /// Of a dict, or a field of an instance
    Key(Py<PyString>),
    /// Of an instance, beside its fields
    Extra(Py<PyString>),
}

/// The place of a scalar.
pub(super) struct Slot {
    pub(super) node: usize,
    pub(super) place: Place,
    /// How it is taken over
    pub(super) plan: Id,
}

impl Parts {
    /// What an instance consists of.
    pub(super) fn instance(class: Instantiable, parts: InstanceParts<'_>) -> Self {
        Parts::Instance {
            class,
            fields: parts.fields.unbind(),
            fields_set: parts.fields_set.unbind(),
            extra: parts.extra.map(Bound::unbind),
        }
    }
}

impl Notes {
    /// No notes yet, of an object in the item at `base`.
    pub(super) fn new(base: u32) -> Self {
        Notes { base, nodes: Vec::new(), slots: Vec::new(), is_spoilt: false }
    }

    /// Notes that something in the object is no part that can be copied.
    pub(super) fn spoil(&mut self) {
        self.is_spoilt = true;
    }

    /// Whether other objects can be made from the parts.
    pub(super) fn are_whole(&self) -> bool {
        !self.is_spoilt && !self.nodes.is_empty()
    }

    /// Notes that the value at `at`, which was built just now, stands at `place`.
    pub(super) fn place(&self, node: &mut Node, at: Cursor<'_>, plan: Id, place: Place) {
        match at.kind() {
            // The last container that was noted is the outermost of what was built.
            Kind::Object | Kind::Array => {
                node.within.push((place, self.nodes.len().saturating_sub(1)));
            }
            _ => node.scalars.push((at.index() - self.base, place, plan)),
        }
    }

    /// Notes that a container was built.
    pub(super) fn end(&mut self, mut node: Node, parts: Parts) {
        let number = self.nodes.len();
        for (index, place, plan) in node.scalars.drain(..) {
            let index = index as usize;
            if index >= self.slots.len() {
                self.slots.resize_with(index + 1, || None);
            }
            if let Some(slot) = self.slots.get_mut(index) {
                *slot = Some(Slot { node: number, place, plan });
            }
        }
        self.nodes.push((node, parts));
    }
}
