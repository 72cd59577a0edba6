//! Recorded objects as instances of the classes from which they were recorded: openai's, and any
//! pydantic class. The class's own methods make them; objects that differ only in scalars from one
//! that was made so are copies of it, if the class's schema says that nothing else depends on those
//! scalars.

mod body;
mod class;
mod instance;
mod lazy;
mod observed;
mod paused;
mod plan;
mod schema;
mod schema_dict;
mod template;

pub(crate) use body::{By, ItemsAs, Restorer, recorded, typed};
pub(crate) use class::imported_module;
pub(crate) use lazy::LazyObjects;

use pyo3::prelude::*;

/// Registers [`LazyObjects`] as a sequence in Python, when the extension is loaded.
pub(crate) fn register(py: Python<'_>) -> PyResult<()> {
    let sequence = py.import("_collections_abc")?.getattr("Sequence")?;
    sequence.call_method1("register", (py.get_type::<LazyObjects>(),))?;
    Ok(())
}
