//! Makes instances of pydantic's classes from their parts, as pydantic's own validator does: with
//! none of their Python code run. The unsafe calls of this room: through `object.__new__` and
//! `object.__setattr__`, the safe way, an object takes several times as long.

#![allow(unsafe_code)]

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet, PyString, PyType};

/// What an instance consists of.
pub(super) struct InstanceParts<'py> {
    /// The fields, in the order in which the class declares them
    pub(super) fields: Bound<'py, PyDict>,
    /// Those that were given
    pub(super) fields_set: Bound<'py, PySet>,
    /// What was given and not declared, if the class keeps it
    pub(super) extra: Option<Bound<'py, PyDict>>,
}

/// An instance of `class`, whose `__new__` must be that of `object`.
///
/// # Errors
///
/// What Python raises: no memory; `AttributeError` if `class` is none of pydantic's.
#[inline]
pub(super) fn instance<'py>(
    class: &Bound<'py, PyType>,
    parts: InstanceParts<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    // SAFETY: `class` is a class made by a `class` statement, as pydantic's schemas name them, with
    // the `__new__` of `object`: those are allocated so. The pointer is owned, or null with an
    // exception set.
    let made = unsafe {
        Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class.as_type_ptr(), 0))?
    };
    set(&made, intern!(py, "__dict__"), parts.fields.as_any())?;
    set(&made, intern!(py, "__pydantic_fields_set__"), parts.fields_set.as_any())?;
    match &parts.extra {
        Some(extra) => set(&made, intern!(py, "__pydantic_extra__"), extra.as_any())?,
        None => set(&made, intern!(py, "__pydantic_extra__"), py.None().bind(py))?,
    }
    set(&made, intern!(py, "__pydantic_private__"), py.None().bind(py))?;
    Ok(made)
}

/// `object.__setattr__`: the class's own would validate, or refuse.
#[inline]
fn set(
    object: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    value: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let py = object.py();
    // SAFETY: three live references; the call takes none of them over.
    let failed = unsafe {
        ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) != 0
    };
    if failed { Err(PyErr::fetch(py)) } else { Ok(()) }
}

/// A set with the same members: the safe way looks up a method and calls it.
#[inline]
pub(super) fn copy_of<'py>(set: &Bound<'py, PySet>) -> PyResult<Bound<'py, PySet>> {
    // SAFETY: the reference is live; the call gives an owned reference to a new set, or null with
    // an exception set.
    let copy = unsafe { Bound::from_owned_ptr_or_err(set.py(), ffi::PySet_New(set.as_ptr()))? };
    // SAFETY: a live set, which takes part in garbage collection.
    unsafe { ffi::PyObject_GC_UnTrack(copy.as_ptr().cast()) };
    Ok(copy.cast_into()?)
}
