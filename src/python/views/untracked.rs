//! Operations for which pyo3 does not have a safe call: hiding objects from Python's cyclic garbage
//! collector, which halves the time for holding the views of 60,000 chunks; making an instance
//! without calling its class, which takes a third of the steps; and keeping an object in the space
//! of a pointer.

#![allow(unsafe_code)]

use std::marker::PhantomData;
use std::mem::transmute;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::prelude::*;
use pyo3::pyclass::boolean_struct::True;
use pyo3::types::{PyString, PyType};
use pyo3::{PyClass, ffi, intern};

/// The same object, which the collector no longer visits: for objects that cannot be part of a
/// cycle. Views and sequences point at a document, and at views and sequences within themselves.
///
/// An object that is part of a cycle nevertheless is never freed; nothing worse happens.
#[inline]
pub(super) fn untracked<T>(object: Bound<'_, T>) -> Bound<'_, T> {
    // SAFETY: the reference keeps the object alive, the lifetime says that we are attached, and
    // every class of pyo3 takes part in garbage collection, as does each of its subclasses: that
    // is all that the call asks for. It does nothing to an object that is not tracked.
    unsafe { ffi::PyObject_GC_UnTrack(object.as_ptr().cast()) };
    object
}

/// What the class of an object has under a name, as it is there: the first thing that Python looks
/// for. `None` if there is nothing, or if that cannot be found out.
#[cfg(all(unix, not(feature = "abi3-py311")))]
#[inline]
pub(super) fn of_class<'py, T>(
    object: &Bound<'py, T>,
    name: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    unsafe extern "C" {
        /// Not documented, but exported for extensions by every release.
        fn _PyType_Lookup(
            class: *mut ffi::PyTypeObject,
            name: *mut ffi::PyObject,
        ) -> *mut ffi::PyObject;
    }
    // SAFETY: both are alive, and the name is a string. The call gives a reference that the class
    // owns, or null without an exception; the reference is copied before any other code runs.
    unsafe {
        let found = _PyType_Lookup(ffi::Py_TYPE(object.as_ptr()), name.as_ptr());
        Bound::from_borrowed_ptr_or_opt(object.py(), found)
    }
}

#[cfg(not(all(unix, not(feature = "abi3-py311"))))]
pub(super) fn of_class<'py, T>(
    _object: &Bound<'py, T>,
    _name: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    None
}

/// What `object.__getattribute__` does.
#[inline]
pub(super) fn attribute<'py, T>(
    object: &Bound<'py, T>,
    name: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: both are alive; the call gives an owned reference, or null with an exception set.
    unsafe {
        let found = ffi::PyObject_GenericGetAttr(object.as_ptr(), name.as_ptr());
        Bound::from_owned_ptr_or_err(object.py(), found)
    }
}

/// A class whose instances are only a header and a `T`, and which makes them as `T` does.
#[derive(Debug)]
pub(super) struct Bare<T> {
    class: Py<PyType>,
    of: PhantomData<fn(T)>,
}

impl<T: PyClass<Frozen = True> + Sync> Bare<T> {
    /// `class`, if it is such a class. `instance` is one of `T` itself.
    ///
    /// # Errors
    ///
    /// What inspecting the class raises.
    pub(super) fn of(class: &Bound<'_, PyType>, instance: &Bound<'_, T>) -> PyResult<Option<Self>> {
        let (py, base) = (class.py(), class.py().get_type::<T>());
        let number = |class: &Bound<'_, PyType>, name| class.getattr(name)?.extract::<isize>();
        let (size, dict) = (intern!(py, "__basicsize__"), intern!(py, "__dictoffset__"));
        let (weak, item) = (intern!(py, "__weakrefoffset__"), intern!(py, "__itemsize__"));
        let offset = std::ptr::from_ref(instance.get()).addr() - instance.as_ptr().addr();
        const HAVE_GC: u64 = 1 << 14;
        let flags: u64 = class.getattr(intern!(py, "__flags__"))?.extract()?;
        let is_bare = class.is_subclass(&base)?
            && flags & HAVE_GC != 0
            && offset == size_of::<ffi::PyObject>()
            && number(class, size)? == (offset + size_of::<T>()) as isize
            && [dict, weak, item].iter().all(|name| number(class, name).is_ok_and(|is| is == 0))
            && instance.as_any().get_type().is(&base);
        for name in [intern!(py, "__new__"), intern!(py, "__init__")] {
            if !is_bare || !class.getattr(name)?.is(base.getattr(name)?) {
                return Ok(None);
            }
        }
        Ok(Some(Bare { class: class.clone().unbind(), of: PhantomData }))
    }

    /// An instance, which the collector does not visit: see [`untracked`].
    ///
    /// # Errors
    ///
    /// `MemoryError`
    #[inline]
    pub(super) fn instance<'py>(&self, py: Python<'py>, value: T) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.bind(py).as_type_ptr();
        // SAFETY: the class is alive, and takes part in garbage collection. The call gives memory
        // for an instance with its header, which the collector does not visit yet. After that is a
        // `T` and nothing else, as was checked; nothing has access to it until it is written. A
        // null pointer becomes the exception that is set.
        unsafe {
            let made = ffi::PyObject_GC_New::<ffi::PyObject>(class);
            let made = Bound::from_owned_ptr_or_err(py, made)?;
            made.as_ptr().add(1).cast::<T>().write(value);
            Ok(made)
        }
    }
}

/// A place for an object that is made once. A `OnceLock` takes twice the space and time.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// Null, or a reference that the slot owns until it is dropped.
    object: AtomicPtr<ffi::PyObject>,
}

impl Slot {
    /// The object, if there is one.
    #[inline]
    pub(super) fn get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        let object = self.object.load(Ordering::Acquire);
        // SAFETY: once there is a reference it stays as long as the slot, which is borrowed.
        unsafe { Bound::from_borrowed_ptr_or_opt(py, object) }
    }

    /// Keeps `object`, and returns the object that was kept first.
    #[inline]
    pub(super) fn keep<'py>(&self, object: Bound<'py, PyAny>) -> Bound<'py, PyAny> {
        // Nothing comes between, since this thread holds the interpreter's lock.
        if let Some(first) = self.get(object.py()) {
            return first;
        }
        // The reference that the slot now owns.
        self.object.store(object.clone().into_ptr(), Ordering::Release);
        object
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let object = *self.object.get_mut();
        if !object.is_null() {
            // SAFETY: the slot owns the reference, and the slot is no longer shared. `Py` is a
            // pointer, never null, that owns a reference; it can be dropped on any thread.
            drop(unsafe { transmute::<*mut ffi::PyObject, Py<PyAny>>(object) });
        }
    }
}
