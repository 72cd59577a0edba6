//! Takes objects from the sight of Python's cyclic garbage collector. The one unsafe call of this
//! room: holding the views of 60,000 chunks takes half the time with it.

#![allow(unsafe_code)]

use pyo3::ffi;
use pyo3::prelude::*;

/// The same object, which the collector no longer visits: for what can be part of no cycle. Views
/// and sequences point at a document, and at views and sequences within themselves.
///
/// What turns out to be part of a cycle all the same is never freed; nothing worse.
#[inline]
pub(super) fn untracked<T>(object: Bound<'_, T>) -> Bound<'_, T> {
    // SAFETY: the reference keeps the object alive, the lifetime says that we are attached, and
    // every class of pyo3 takes part in garbage collection, as does each of its subclasses: that
    // is all that the call asks for. It does nothing to an object that is not tracked.
    unsafe { ffi::PyObject_GC_UnTrack(object.as_ptr().cast()) };
    object
}
