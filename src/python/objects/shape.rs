//! What is known of items that differ in scalars only.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::class::Class;
use super::template::Template;

/// What makes the items of one shape.
#[derive(Default)]
pub(super) enum Shape {
    /// None was read yet
    #[default]
    New,
    /// One was read, the one with this number
    Once(usize),
    /// Each is made by itself
    Single,
    /// Each is a copy of one that was read
    Copied(Copied),
}

/// What the items of a shape are copied from.
pub(super) struct Copied {
    pub(super) class: Arc<Class>,
    pub(super) template: Template,
    /// What each is warned of, if it was constructed without validating
    pub(super) constructed: Option<Constructed>,
    /// The last turn in which the class was known to be the one that items are made of
    pub(super) turn: u64,
}

/// How an object that does not validate was constructed.
pub(super) struct Constructed {
    /// The warning that each gives
    pub(super) warning: Py<PyString>,
    /// The function that constructed it
    pub(super) function: Py<PyAny>,
}
