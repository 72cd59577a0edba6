//! Makes instances of pydantic's classes from their parts, as pydantic's own validator does:
//! without running their Python code. It uses unsafe calls because the safe way, through
//! `object.__new__` and `object.__setattr__`, takes several times as long.

#![allow(unsafe_code)]

use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet, PyType};
use pyo3::{ffi, intern};

/// The parts of an instance.
pub(crate) struct InstanceParts<'py> {
    /// The fields, in the order in which the class declares them
    pub(crate) fields: Bound<'py, PyDict>,
    /// Those that were given
    pub(crate) fields_set: Bound<'py, PySet>,
    /// Undeclared members that were given, if the class keeps them
    pub(crate) extra: Option<Bound<'py, PyDict>>,
}

/// A class whose instances can be made here: a subclass of pydantic's `BaseModel` that `object`
/// allocates, with the slots of `BaseModel`.
pub(crate) struct Instantiable {
    class: Py<PyType>,
    slots: Slots,
}

/// Where an instance keeps pydantic's notes about it, in bytes from its start.
#[derive(Clone, Copy)]
struct Slots {
    fields_set: isize,
    extra: isize,
    private: isize,
}

const FIELDS_SET: &str = "__pydantic_fields_set__";
const EXTRA: &str = "__pydantic_extra__";
const PRIVATE: &str = "__pydantic_private__";

impl Instantiable {
    /// `class`, a subclass of pydantic's `BaseModel`, if its instances can be made here.
    ///
    /// # Errors
    ///
    /// What inspecting the class raises.
    pub(crate) fn of(class: &Bound<'_, PyType>) -> PyResult<Option<Self>> {
        let py = class.py();
        let new = intern!(py, "__new__");
        let object = py.get_type::<PyAny>();
        if !class.getattr(new)?.is(&object.getattr(new)?) {
            return Ok(None);
        }
        let slots = Slots::of(class)?;
        Ok(slots.map(|slots| Instantiable { class: class.clone().unbind(), slots }))
    }

    pub(crate) fn class(&self) -> &Py<PyType> {
        &self.class
    }

    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Self {
        Instantiable { class: self.class.clone_ref(py), slots: self.slots }
    }

    /// An instance with these parts.
    ///
    /// # Errors
    ///
    /// What Python raises: `MemoryError`.
    #[inline]
    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        parts: InstanceParts<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let extra = match parts.extra {
            Some(extra) => extra.into_any(),
            None => py.None().into_bound(py),
        };
        // SAFETY: a class made by a `class` statement, with the `__new__` of `object`: those are
        // allocated so. The pointer is owned, or null with an exception set.
        let made = unsafe {
            let class = self.class.bind(py).as_type_ptr();
            Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class, 0))?
        };
        // SAFETY: two live references; the call takes none of them over.
        let failed = unsafe {
            let dict = parts.fields.as_ptr();
            ffi::PyObject_GenericSetDict(made.as_ptr(), dict, std::ptr::null_mut()) != 0
        };
        if failed {
            return Err(PyErr::fetch(py));
        }
        for (offset, value) in [
            (self.slots.fields_set, parts.fields_set.into_any()),
            (self.slots.extra, extra),
            (self.slots.private, py.None().into_bound(py)),
        ] {
            // SAFETY: descriptors that are made for the class or a base of it say that an object
            // reference is at this offset, and the instance is not shared yet. It was
            // allocated just now, so the place is null; the reference becomes the instance's.
            unsafe {
                let place = made.as_ptr().byte_offset(offset).cast::<*mut ffi::PyObject>();
                place.write(value.into_ptr());
            }
        }
        Ok(made)
    }
}

impl Slots {
    /// The slots of `class`, from its own descriptors; None if they differ from those of all
    /// releases.
    fn of(class: &Bound<'_, PyType>) -> PyResult<Option<Self>> {
        let offset = |name| Ok::<_, PyErr>(object_slot(class, &class.getattr(name)?));
        Ok(match (offset(FIELDS_SET)?, offset(EXTRA)?, offset(PRIVATE)?) {
            (Some(fields_set), Some(extra), Some(private)) => {
                Some(Slots { fields_set, extra, private })
            }
            _ => None,
        })
    }
}

/// The offset of the object reference that a descriptor made by `__slots__` leads to.
///
/// The stable ABI does not expose it, so pydantic makes all instances there.
#[cfg(feature = "abi3-py311")]
fn object_slot(_class: &Bound<'_, PyType>, _descriptor: &Bound<'_, PyAny>) -> Option<isize> {
    None
}

/// The offset, in instances of `class`, of the object reference that a descriptor made by
/// `__slots__` leads to.
#[cfg(not(feature = "abi3-py311"))]
fn object_slot(class: &Bound<'_, PyType>, descriptor: &Bound<'_, PyAny>) -> Option<isize> {
    // The value of `Py_T_OBJECT_EX` in every release.
    const OBJECT: std::ffi::c_int = 16;
    let is_member =
        std::ptr::eq(descriptor.get_type().as_type_ptr(), &raw const ffi::PyMemberDescr_Type);
    if !is_member {
        return None;
    }
    // SAFETY: an instance of exactly that type has this layout, and its definition lives as long
    // as the class that it was made for, which the descriptor keeps alive.
    let (owner, member) = unsafe {
        let descriptor = descriptor.as_ptr().cast::<ffi::PyMemberDescrObject>();
        let member = (*descriptor).d_member.cast::<ffi::PyMemberDef>().read();
        ((*descriptor).d_common.d_type, member)
    };
    // SAFETY: two live classes.
    let is_own = unsafe { ffi::PyType_IsSubtype(class.as_type_ptr(), owner) != 0 };
    (is_own && member.type_code == OBJECT && member.flags == 0).then_some(member.offset)
}

/// A copy of a set. The safe way looks up a method and calls it, which is slower.
///
/// Field names cannot be part of a cycle, so the collector need not visit the set.
#[inline]
pub(crate) fn copy_of<'py>(set: &Bound<'py, PySet>) -> PyResult<Bound<'py, PySet>> {
    // SAFETY: the reference is live; the call gives an owned reference to a new set, or null with
    // an exception set.
    let copy = unsafe { Bound::from_owned_ptr_or_err(set.py(), ffi::PySet_New(set.as_ptr()))? };
    // SAFETY: a live set, which takes part in garbage collection.
    unsafe { ffi::PyObject_GC_UnTrack(copy.as_ptr().cast()) };
    Ok(copy.cast_into()?)
}
