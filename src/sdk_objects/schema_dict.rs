//! Lookups in a pydantic schema, which is made of dicts.

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Keys of a schema that do not affect validation.
pub(crate) const SILENT: [&str; 4] = ["type", "metadata", "serialization", "ref"];

/// The type of a schema; empty if it names none.
pub(crate) fn type_of(schema: &Bound<'_, PyDict>) -> PyResult<String> {
    match get(schema, "type")? {
        Some(name) => Ok(name.extract().unwrap_or_default()),
        None => Ok(String::new()),
    }
}

/// What a schema has under `key`.
pub(crate) fn get<'py>(
    schema: &Bound<'py, PyDict>,
    key: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    schema.get_item(key)
}

/// The same for a required key.
pub(crate) fn required<'py>(schema: &Bound<'py, PyDict>, key: &str) -> PyResult<Bound<'py, PyAny>> {
    schema.as_any().get_item(key)
}

/// A schema within a schema.
pub(crate) fn inner<'py>(schema: &Bound<'py, PyDict>, key: &str) -> PyResult<Bound<'py, PyDict>> {
    Ok(required(schema, key)?.cast_into()?)
}

/// Whether a flag is present and set.
pub(crate) fn is_set(schema: &Bound<'_, PyDict>, key: &str) -> PyResult<bool> {
    get(schema, key)?.map_or(Ok(false), |value| value.is_truthy())
}

/// Whether a schema has only these keys and those that do not affect validation.
pub(crate) fn has_only(schema: &Bound<'_, PyDict>, keys: &[&str]) -> PyResult<bool> {
    for key in schema.keys() {
        let key = key.extract::<String>()?;
        if !SILENT.contains(&key.as_str()) && !keys.contains(&key.as_str()) {
            return Ok(false);
        }
    }
    Ok(true)
}
