//! What pydantic does with the values of a class, as far as it can be said of each scalar alone:
//! read from the class's own schema once (`schema.rs`).

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyString};

use super::instance::Instantiable;
use crate::json::{Cursor, Number, Text, ValueKind};
use crate::python_values::{text_to_python, to_python};

/// The number of a plan among those of its class.
pub(crate) type Id = usize;

/// The plan that takes any value.
pub(crate) const ANY: Id = 0;

/// The plans of a class and of all its parts.
pub(crate) struct Plans {
    pub(crate) all: Vec<Plan>,
    pub(crate) root: Id,
}

/// What validating makes of a value.
pub(crate) enum Plan {
    /// Any value stays as it is
    Any,
    Str,
    Int,
    Float,
    Bool,
    Nullable(Id),
    List(Id),
    /// An object with any keys
    Dict(Id),
    Model(Box<Model>),
    /// Something that depends on all of the value, and on nothing else
    Fixed,
}

/// A pydantic class with fields.
pub(crate) struct Model {
    pub(crate) class: Instantiable,
    pub(crate) fields: Vec<Field>,
    /// Whether the class refuses undeclared members
    pub(crate) forbids_others: bool,
}

/// A declared field.
pub(crate) struct Field {
    /// Its name in JSON
    pub(crate) key: String,
    pub(crate) name: Py<PyString>,
    /// Whether its name in JSON is that of the field
    pub(crate) is_named: bool,
    pub(crate) plan: Id,
}

impl Plans {
    /// The plan with this number; plans only refer to plans that exist.
    #[inline]
    pub(crate) fn get(&self, id: Id) -> &Plan {
        self.all.get(id).unwrap_or(&Plan::Fixed)
    }

    /// A scalar as validating converts it; None if that cannot be said of its type.
    ///
    /// # Errors
    ///
    /// What Python raises.
    #[inline]
    pub(crate) fn scalar<'py>(
        &self,
        py: Python<'py>,
        plan: Id,
        at: Cursor<'_>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(match (self.get(plan), at.kind()) {
            (Plan::Any, _) => Some(to_python(py, at)?),
            (Plan::Nullable(_), ValueKind::Null) => Some(py.None().into_bound(py)),
            (Plan::Nullable(inner), _) => self.scalar(py, *inner, at)?,
            (Plan::Str, ValueKind::String) => match at.as_text() {
                Some(text) if is_utf8(text) => Some(text_to_python(py, text)?.into_any()),
                _ => None,
            },
            (Plan::Int, ValueKind::Number) => match at.as_number() {
                Some(Number::Int(int)) => Some(int.into_pyobject(py)?.into_any()),
                _ => None,
            },
            (Plan::Float, ValueKind::Number) => match at.as_number() {
                Some(Number::Float(float)) => Some(PyFloat::new(py, float).into_any()),
                _ => None,
            },
            (Plan::Bool, ValueKind::Bool) => {
                at.as_bool().map(|truth| PyBool::new(py, truth).to_owned().into_any())
            }
            _ => None,
        })
    }
}

/// Whether a text is one that pydantic accepts: without unpaired surrogates.
#[inline]
fn is_utf8(text: Text<'_>) -> bool {
    !text.is_escaped() || text.with_wtf8(|text| std::str::from_utf8(text).is_ok())
}
