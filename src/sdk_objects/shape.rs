//! What is known about items that differ only in scalars.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::class::Class;
use super::template::Template;

/// What makes the items of one shape.
#[derive(Default)]
pub(crate) enum Shape {
    /// None was read yet
    #[default]
    New,
    /// One was read, the one with this number
    Once(usize),
    /// Each is made on its own
    Single,
    /// Each is a copy of one that was read
    Copied(Copied),
}

/// What the items of a shape are copied from.
pub(crate) struct Copied {
    pub(crate) class: Arc<Class>,
    pub(crate) template: Template,
    /// The warning for each, if it was constructed without validating
    pub(crate) constructed: Option<Constructed>,
    /// The last turn in which the items' class was known to be the same
    pub(crate) turn: u64,
}

/// How an object that does not validate was constructed.
pub(crate) struct Constructed {
    /// The warning that each gives
    pub(crate) warning: Py<PyString>,
    /// The function that constructed it
    pub(crate) function: Py<PyAny>,
}
