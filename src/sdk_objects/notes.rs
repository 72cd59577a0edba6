//! Notes taken while an object was built: its parts, and the place of each of its scalars.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySet, PyString};

use super::instance::{InstanceParts, Instantiable};
use super::plan::Id;
use crate::json::{Cursor, ValueKind};

/// The containers of an object, each after those within it, and its scalars.
pub(crate) struct Notes {
    /// The [`Cursor::index`] of the item that contains the object
    base: u32,
    nodes: Vec<(Node, Parts)>,
    /// By the scalar's [`Cursor::index`], counted from the item's
    slots: Vec<Option<Slot>>,
    /// Scalars whose value decided how the object was built
    decisive: Vec<u32>,
    is_spoilt: bool,
}

/// A container.
#[derive(Default)]
pub(crate) struct Node {
    /// Places of the containers within it, each with its number
    pub(crate) within: Vec<(Place, usize)>,
    scalars: Vec<(u32, Place, Id)>,
}

/// What a container is made from: its content without the containers within it.
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

/// The place of a scalar.
pub(crate) struct Slot {
    pub(crate) node: usize,
    pub(crate) place: Place,
    /// How it is converted
    pub(crate) plan: Id,
}

impl Parts {
    /// The parts of an instance.
    pub(crate) fn instance(class: Instantiable, parts: InstanceParts<'_>) -> Self {
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
    pub(crate) fn new(base: u32) -> Self {
        let (nodes, slots, decisive) = (Vec::new(), Vec::new(), Vec::new());
        Notes { base, nodes, slots, decisive, is_spoilt: false }
    }

    /// Notes that a part of the object cannot be copied.
    pub(crate) fn spoil(&mut self) {
        self.is_spoilt = true;
    }

    /// Notes that the value at `at` decided how another value is built.
    pub(crate) fn decide(&mut self, at: Cursor<'_>) {
        self.decisive.push(at.index() - self.base);
    }

    /// The containers, and the scalars that may differ; None if other objects cannot be made from
    /// them.
    #[allow(clippy::type_complexity)]
    pub(crate) fn finish(mut self) -> Option<(Vec<(Node, Parts)>, Vec<Option<Slot>>)> {
        for index in self.decisive {
            if let Some(slot) = self.slots.get_mut(index as usize) {
                *slot = None;
            }
        }
        let is_whole = !self.is_spoilt && !self.nodes.is_empty();
        is_whole.then_some((self.nodes, self.slots))
    }

    /// Notes that the value at `at`, which was just built, is located at `place`.
    pub(crate) fn place(&self, node: &mut Node, at: Cursor<'_>, plan: Id, place: Place) {
        match at.kind() {
            // The container that was noted last is the outermost one.
            ValueKind::Object | ValueKind::Array => {
                node.within.push((place, self.nodes.len().saturating_sub(1)));
            }
            _ => node.scalars.push((at.index() - self.base, place, plan)),
        }
    }

    /// Notes that a container was built.
    pub(crate) fn end(&mut self, mut node: Node, parts: Parts) {
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
