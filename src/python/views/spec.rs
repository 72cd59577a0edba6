//! The declared fields of a class, in order.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use super::field::Field;
use super::sdk::Mirrored;
use crate::json::{Cursor, Text};

/// Slot numbers are bytes, and the highest ones are reserved.
const MAX_FIELDS: usize = 250;

/// The declared fields of a class, in order; an attribute of each class.
#[pyclass(frozen, module = "deltafold._core")]
#[derive(Debug)]
pub struct Spec {
    fields: Vec<Py<Field>>,
    /// The class that this one mirrors, once it was used.
    mirrored: OnceLock<Arc<Mirrored>>,
}

impl Spec {
    /// That of `class`.
    pub(super) fn of(class: &Bound<'_, PyType>) -> PyResult<Py<Self>> {
        let spec = class.getattr(intern!(class.py(), "__deltafold_spec__"))?;
        Ok(spec.cast_into::<Spec>()?.unbind())
    }

    /// Numbers the fields that the body of `class` declares and notes them on the class.
    pub(super) fn declare(class: &Bound<'_, PyType>) -> PyResult<()> {
        let py = class.py();
        let mut fields = match Spec::of(class) {
            Ok(inherited) => {
                inherited.get().fields.iter().map(|field| field.clone_ref(py)).collect()
            }
            Err(_) => Vec::new(),
        };
        let body = class.getattr(intern!(py, "__dict__"))?;
        for item in body.call_method0(intern!(py, "items"))?.try_iter()? {
            let (name, value): (String, Bound<'_, PyAny>) = item?.extract()?;
            let Ok(field) = value.cast_into::<Field>() else { continue };
            if fields.len() == MAX_FIELDS {
                return Err(PyTypeError::new_err("too many fields"));
            }
            field.get().bind(&name, fields.len() as u8)?;
            fields.push(field.unbind());
        }
        let by_name = PyDict::new(py);
        for field in &fields {
            if field.get().is_declared() {
                by_name.set_item(field.get().name()?, field)?;
            }
        }
        class.setattr(intern!(py, "model_fields"), by_name)?;
        class.setattr(
            intern!(py, "__deltafold_spec__"),
            Py::new(py, Spec { fields, mirrored: OnceLock::new() })?,
        )
    }

    /// The cell for the class that this one mirrors.
    pub(super) fn mirrored(&self) -> &OnceLock<Arc<Mirrored>> {
        &self.mirrored
    }

    /// The declared fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().map(Py::get).filter(|field| field.is_declared())
    }

    /// The declared field for a member with this name.
    pub(super) fn field(&self, key: Text<'_>) -> Option<&Field> {
        self.fields().find(|field| field.is_named(key))
    }

    /// The members of `object` that are not declared fields.
    pub(super) fn extras<'a>(
        &self,
        object: Cursor<'a>,
    ) -> impl Iterator<Item = (Text<'a>, Cursor<'a>)> {
        object.members().filter(|(key, _)| self.field(*key).is_none())
    }
}
