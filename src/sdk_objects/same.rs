//! Compares two objects in all parts, which is stricter than `==`, without running code of their
//! classes.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat, PyList};

/// Whether two objects have the same types and the same content, in the same order.
///
/// # Errors
///
/// What comparing values of other classes raises.
pub(crate) fn same(ours: &Bound<'_, PyAny>, theirs: &Bound<'_, PyAny>) -> PyResult<bool> {
    if ours.is(theirs) {
        return Ok(true);
    }
    if !ours.get_type().is(theirs.get_type()) {
        return Ok(false);
    }
    if let (Ok(ours), Ok(theirs)) = (ours.cast_exact::<PyList>(), theirs.cast_exact::<PyList>()) {
        return all_same(ours.iter(), theirs.iter());
    }
    if let (Ok(ours), Ok(theirs)) = (ours.cast_exact::<PyDict>(), theirs.cast_exact::<PyDict>()) {
        return Ok(all_same(ours.keys().iter(), theirs.keys().iter())?
            && all_same(ours.values().iter(), theirs.values().iter())?);
    }
    if let (Ok(ours), Ok(theirs)) = (ours.cast_exact::<PyFloat>(), theirs.cast_exact::<PyFloat>()) {
        let (ours, theirs) = (ours.value(), theirs.value());
        return Ok(ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan());
    }
    match (parts(ours)?, parts(theirs)?) {
        (Some(ours), Some(theirs)) => all_same(ours.into_iter(), theirs.into_iter()),
        _ => ours.eq(theirs),
    }
}

/// Recursion is bounded by the depth of documents.
fn all_same<'py>(
    ours: impl ExactSizeIterator<Item = Bound<'py, PyAny>>,
    theirs: impl ExactSizeIterator<Item = Bound<'py, PyAny>>,
) -> PyResult<bool> {
    if ours.len() != theirs.len() {
        return Ok(false);
    }
    for (one, other) in ours.zip(theirs) {
        if !same(&one, &other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The parts of an instance of a pydantic class; None for other objects.
fn parts<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<[Bound<'py, PyAny>; 4]>> {
    let py = object.py();
    let fields_set = intern!(py, "__pydantic_fields_set__");
    if object.get_type().getattr_opt(fields_set)?.is_none() {
        return Ok(None);
    }
    let get = py.get_type::<PyAny>().getattr(intern!(py, "__getattribute__"))?;
    let part = |name| get.call1((object, name));
    Ok(Some([
        part(intern!(py, "__dict__"))?,
        part(fields_set)?,
        part(intern!(py, "__pydantic_extra__"))?,
        part(intern!(py, "__pydantic_private__"))?,
    ]))
}
