//! Reads a file into the dict that the OGX recorder's own reader gives for it.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::interrupt::from_file;
use super::response::PyResponse;
use crate::error::OutOfMemory;
use crate::json::Cursor;
use crate::python_values::{text_to_python, to_python};
use crate::recording::{Record, Recording};
use crate::sdk_objects::{By, LazyObjects, Restorer, recorded, typed};

/// What the items of a body become.
#[derive(Clone, Copy)]
enum Objects {
    /// Objects of the recorded classes
    Openai,
    /// The same, each created on first access
    Lazy,
    /// Views
    Deltafold,
}

impl Objects {
    fn named(name: &str) -> PyResult<Self> {
        match name {
            "openai" => Ok(Objects::Openai),
            "lazy" => Ok(Objects::Lazy),
            "deltafold" => Ok(Objects::Deltafold),
            _ => Err(PyValueError::new_err(format!(
                "expected objects to be 'openai', 'lazy' or 'deltafold', not '{name}'"
            ))),
        }
    }
}

/// The recording in a file as a dict, with the objects of its body restored.
///
/// `fallback` restores the items that need their class's own methods.
#[pyfunction(name = "_recording_from_file")]
pub(crate) fn recording_from_file<'py>(
    py: Python<'py>,
    path: PathBuf,
    objects: &str,
    fallback: Py<PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let objects = Objects::named(objects)?;
    let record = from_file(py, path, Record::read_once)?;
    let body = |value: Cursor<'_>| body(py, &record, value, objects, fallback.clone_ref(py));
    let dict = dict_with(py, record.view().head().root(), "response", |response| {
        match response.is_object() {
            true => Ok(dict_with(py, response, "body", body)?.into_any()),
            false => to_python(py, response),
        }
    })?;
    if record.has_mapped_ids() {
        dict.set_item("id_normalization_mapping", PyDict::new(py))?;
    }
    Ok(dict)
}

/// An object as a dict of plain values, except for one member.
fn dict_with<'py>(
    py: Python<'py>,
    object: Cursor<'_>,
    member: &str,
    made: impl Fn(Cursor<'_>) -> PyResult<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (key, value) in object.members() {
        let value = if key == *member { made(value)? } else { to_python(py, value)? };
        dict.set_item(text_to_python(py, key)?, value)?;
    }
    Ok(dict)
}

fn body<'py>(
    py: Python<'py>,
    record: &Record,
    body: Cursor<'_>,
    objects: Objects,
    fallback: Py<PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let is_list = body.is_array();
    let is_typed = if is_list { has_typed_items(record) } else { typed(body).is_some() };
    match objects {
        Objects::Lazy if is_list && is_typed => {
            let by = By::Recorder(fallback);
            Ok(Bound::new(py, LazyObjects::new(record.view().clone(), by))?.into_any())
        }
        Objects::Deltafold if is_typed => {
            let recording = Arc::new(Recording::of_record(record)?);
            Ok(PyResponse::new(recording).body(py)?.into_bound(py))
        }
        _ if is_list => {
            Ok(Restorer::new(By::Recorder(fallback)).list(py, record.view())?.into_any())
        }
        _ => Ok(recorded(py, &fallback, body, false)?.0),
    }
}

/// Whether any item of a list body must be restored; other lists stay plain lists.
fn has_typed_items(record: &Record) -> bool {
    let looked = record.view().try_each_element(|mut element| {
        // One item of each shape is enough.
        let is_typed = element.changes().next().is_none() && typed(element.unfold()).is_some();
        if is_typed { Err(Stop) } else { Ok(()) }
    });
    looked.is_err()
}

/// Ends the search: an item was found, or there is not enough memory to continue.
struct Stop;

impl From<OutOfMemory> for Stop {
    fn from(_: OutOfMemory) -> Self {
        Stop
    }
}
