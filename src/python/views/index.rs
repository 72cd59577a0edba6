//! Integers that callers pass as indices.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyInt;

/// An integer clipped to the range of indices.
#[derive(Clone, Copy)]
pub struct Clipped(pub(super) isize);

impl FromPyObject<'_, '_> for Clipped {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        integer(&given)?.ok_or_else(|| {
            let what = "slice indices must be integers or have an __index__ method";
            PyTypeError::new_err(what)
        })
    }
}

/// `given` as an index; None if it is not an integer and has no `__index__`.
///
/// # Errors
///
/// What its `__index__` raises.
pub(super) fn integer(given: &Bound<'_, PyAny>) -> PyResult<Option<Clipped>> {
    let py = given.py();
    let clipped = |integer: &Bound<'_, PyAny>| match integer.extract::<isize>() {
        Ok(index) => Ok(Some(Clipped(index))),
        Err(_) => Ok(Some(Clipped(if integer.lt(0)? { isize::MIN } else { isize::MAX }))),
    };
    if given.is_instance_of::<PyInt>() {
        return clipped(given);
    }
    if !given.get_type().hasattr(intern!(py, "__index__"))? {
        return Ok(None);
    }
    clipped(&py.import(intern!(py, "operator"))?.call_method1(intern!(py, "index"), (given,))?)
}
