//! Converts lists of floats, given as numbers or as 32-bit floats in base64, to a `memoryview`,
//! which creates Python floats only on access.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyMemoryView};

use super::view::{VECTOR, View};
use crate::json::{Cursor, ValueKind};

/// The vector in the member `name` of `view`: 64-bit floats for a list, 32-bit floats for base64;
/// the same object each time. None if it is missing.
#[pyfunction(name = "_vector")]
pub(crate) fn vector_of<'py>(view: &Bound<'py, View>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let (py, view) = (view.py(), view.get());
    if let Some(made) = view.cache().get(py, VECTOR) {
        return Ok(made);
    }
    match view.cursor().get(name).and_then(Cursor::non_null) {
        Some(value) => Ok(view.cache().keep(VECTOR, buffer(py, value)?)),
        None => Ok(py.None().into_bound(py)),
    }
}

/// The vectors that the list `name` of `view` holds.
#[pyfunction(name = "_vectors")]
pub(crate) fn vectors_of<'py>(view: &Bound<'py, View>, name: &str) -> PyResult<Bound<'py, PyList>> {
    let list = view.get().cursor().get(name).into_iter().flat_map(Cursor::items);
    let vectors = list.map(|vector| buffer(view.py(), vector)).collect::<PyResult<Vec<_>>>()?;
    PyList::new(view.py(), vectors)
}

fn buffer<'py>(py: Python<'py>, vector: Cursor<'_>) -> PyResult<Bound<'py, PyAny>> {
    let (bytes, format) = match vector.kind() {
        ValueKind::Array => (doubles(py, vector)?, "d"),
        ValueKind::String => (singles(py, vector)?, "f"),
        other => {
            let found = other.described();
            return Err(PyTypeError::new_err(format!(
                "expected a list of numbers or base64 text, found {found}"
            )));
        }
    };
    let view = PyMemoryView::from(bytes.as_any())?;
    view.call_method1(intern!(py, "cast"), (format,))
}

fn doubles<'py>(py: Python<'py>, list: Cursor<'_>) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, list.items().count() * 8, |bytes| {
        let (places, _) = bytes.as_chunks_mut();
        for (index, (place, item)) in places.iter_mut().zip(list.items()).enumerate() {
            let float = item.as_f64().ok_or_else(|| no_number(index, item))?;
            *place = float.to_ne_bytes();
        }
        Ok(())
    })
}

#[cold]
fn no_number(index: usize, item: Cursor<'_>) -> PyErr {
    let found = item.kind().described();
    PyTypeError::new_err(format!("expected a number at place {index} of a vector, found {found}"))
}

/// 32-bit floats, the lowest byte first, in base64.
fn singles<'py>(py: Python<'py>, text: Cursor<'_>) -> PyResult<Bound<'py, PyBytes>> {
    let text = text.as_text().map(|text| text.to_str()).unwrap_or_default();
    let mut bytes = STANDARD
        .decode(text.as_bytes())
        .map_err(|error| PyValueError::new_err(format!("expected a vector in base64: {error}")))?;
    let (floats, rest) = bytes.as_chunks_mut::<4>();
    if !rest.is_empty() {
        let length = bytes.len();
        return Err(PyValueError::new_err(format!(
            "expected a vector of 32-bit floats, found {length} bytes"
        )));
    }
    floats.iter_mut().for_each(|float| *float = f32::from_le_bytes(*float).to_ne_bytes());
    Ok(PyBytes::new(py, &bytes))
}
