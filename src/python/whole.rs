//! Converts whole files with folded body items to Python item by item, so that a file need not be
//! unfolded as a whole.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;

use super::views::equal_values;
use crate::json::FoldedDocument;
use crate::python_values::{Interrupts, Keys, with_keys};

/// What `json.load` gives for `file`.
///
/// # Errors
///
/// `MemoryError`, and what a signal handler raises.
pub(super) fn to_python<'py>(
    py: Python<'py>,
    file: &FoldedDocument,
) -> PyResult<Bound<'py, PyAny>> {
    let mut keys = Keys::default();
    let whole = with_keys(py, file.head().root(), &mut keys)?;
    if file.len() == 0 {
        return Ok(whole);
    }
    // The list whose items are folded shows empty.
    let body = whole.get_item(intern!(py, "response"))?.get_item(intern!(py, "body"))?;
    let (body, mut interrupts) = (body.cast_into::<PyList>()?, Interrupts::of_items());
    file.try_each(|item| {
        interrupts.check(py)?;
        body.append(with_keys(py, item, &mut keys)?)
    })?;
    Ok(whole)
}

/// Whether two files hold equal values.
///
/// # Errors
///
/// As [`to_python`].
pub(super) fn are_equal(
    py: Python<'_>,
    one: &FoldedDocument,
    other: &FoldedDocument,
) -> PyResult<bool> {
    if one.len() != other.len() || !equal_values(py, one.head().root(), other.head().root())? {
        return Ok(false);
    }
    let mut interrupts = Interrupts::of_items();
    for number in 0..one.len() {
        interrupts.check(py)?;
        let (Some(one), Some(other)) = (one.element(number), other.element(number)) else {
            return Ok(false);
        };
        if !equal_values(py, one.root(), other.root())? {
            return Ok(false);
        }
    }
    Ok(true)
}
