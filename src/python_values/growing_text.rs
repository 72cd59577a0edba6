//! Objects that grow in place as long as nobody else has them.
#![allow(unsafe_code)]

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// `text` and `piece`, joined. If there is no other reference to `text`, it grows in place, as it
/// does in Python for `text += piece`.
///
/// # Errors
///
/// `MemoryError`.
pub(super) fn append(
    py: Python<'_>,
    text: Py<PyString>,
    piece: &Bound<'_, PyString>,
) -> PyResult<Py<PyString>> {
    let mut joined = text.into_ptr();
    // SAFETY: `joined` holds the only reference that we own, and the call replaces it with a new
    // one, or with null and an exception. `piece` stays borrowed.
    unsafe {
        ffi::PyUnicode_Append(&mut joined, piece.as_ptr());
        let joined: Bound<'_, PyAny> = Bound::from_owned_ptr_or_err(py, joined)?;
        Ok(joined.cast_into_unchecked::<PyString>().unbind())
    }
}

/// How many references there are to an object.
pub(super) fn references<T>(object: &Bound<'_, T>) -> isize {
    // SAFETY: `object` is alive, and the interpreter's lock is held.
    unsafe { ffi::Py_REFCNT(object.as_ptr()) }
}
