//! Recorded objects as instances of the classes from which they were recorded: openai's, and any
//! pydantic class. The objects equal those that validating the JSON gives, but mostly are made
//! without validating, since a class's own schema says what it does with a value.

mod body;
mod build;
mod choice;
mod class;
mod instance;
mod lazy;
mod notes;
mod observed;
mod paused;
mod plan;
mod same;
mod schema;
mod schema_dict;
mod shape;
mod template;

pub(crate) use body::{By, ItemsAs, Restorer, typed};
pub(crate) use class::imported_module;
pub(crate) use lazy::LazyObjects;

use pyo3::prelude::*;
use pyo3::types::PyType;

use self::class::Class;

use crate::json::Cursor;

/// The object of `class` for the value at `at`; None if only its `model_validate` can make it.
///
/// # Errors
///
/// What Python raises.
pub(crate) fn validated<'py>(
    class: &Bound<'py, PyType>,
    at: Cursor<'_>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match Class::of(class)? {
        Some(own) => own.build(class.py(), at),
        None => Ok(None),
    }
}

/// Registers [`LazyObjects`] as a sequence in Python, when the extension is loaded.
pub(crate) fn register(py: Python<'_>) -> PyResult<()> {
    let sequence = py.import("_collections_abc")?.getattr("Sequence")?;
    sequence.call_method1("register", (py.get_type::<LazyObjects>(),))?;
    Ok(())
}
