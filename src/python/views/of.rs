//! Which class shows a JSON value: a class, or a choice of classes by the value's tag.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use super::make;
use super::spec::Spec;
use super::untracked::Bare;
use super::view::View;
use crate::json::{Document, Holder, Part};
use crate::python_values::to_python;

/// How a field or an item of a list is shown.
#[derive(Debug)]
pub(crate) enum Of {
    /// Plain Python values
    Plain,
    /// Objects are views of this class
    One(Class),
    /// Objects are views of the class that their member `key` names, or else of the first one
    Tagged { key: String, classes: Vec<(String, Class)> },
}

/// A mirrored class with its fields.
#[derive(Debug)]
pub(crate) struct Class {
    pub(super) python: Py<PyType>,
    pub(super) spec: Py<Spec>,
    /// The class, if it makes instances in the same way as `View`.
    bare: Option<Bare<View>>,
}

impl Class {
    pub(super) fn new(class: &Bound<'_, PyType>) -> PyResult<Self> {
        let base = Bound::new(class.py(), View::new(Document::parse(b"{}".to_vec())?.into(), 0))?;
        let bare = Bare::of(class, &base)?;
        Ok(Class { python: class.clone().unbind(), spec: Spec::of(class)?, bare })
    }

    /// A view of this class.
    #[inline]
    pub(super) fn view<'py>(
        &self,
        py: Python<'py>,
        holder: Holder,
        at: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        match &self.bare {
            Some(bare) => bare.instance(py, View::new(holder, at)),
            None => make::view(self.python.bind(py), holder, at),
        }
    }

    /// Whether its instances use the `__eq__` of `View`.
    fn compares_by_value(&self, py: Python<'_>) -> PyResult<bool> {
        let own = self.python.bind(py).getattr(intern!(py, "__eq__"))?;
        Ok(own.is(py.get_type::<View>().getattr(intern!(py, "__eq__"))?))
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.python.is(&other.python)
    }
}

impl Of {
    /// Objects of any class: all their members are extras.
    pub(crate) fn any_object(py: Python<'_>) -> PyResult<Self> {
        Ok(Of::One(Class::new(&py.get_type::<View>())?))
    }

    /// Whether two values are equal if their JSON is.
    pub(super) fn compares_by_value(&self, py: Python<'_>) -> PyResult<bool> {
        match self {
            Of::Plain => Ok(true),
            Of::One(class) => class.compares_by_value(py),
            Of::Tagged { classes, .. } => {
                for (_, class) in classes {
                    if !class.compares_by_value(py)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    /// Converts the Python form: None, a class, or a dict from tag to class.
    pub(super) fn from_python(of: Option<&Bound<'_, PyAny>>, by: &str) -> PyResult<Self> {
        let Some(of) = of else { return Ok(Of::Plain) };
        if let Ok(class) = of.cast::<PyType>() {
            return Ok(Of::One(Class::new(class)?));
        }
        let Ok(tags) = of.cast::<PyDict>() else {
            return Err(PyTypeError::new_err("expected a class or a dict from tag to class"));
        };
        if tags.is_empty() {
            return Err(PyValueError::new_err("expected at least one tag"));
        }
        let classes = tags.iter().map(|(tag, class)| {
            Ok((tag.extract::<String>()?, Class::new(class.cast::<PyType>()?)?))
        });
        Ok(Of::Tagged { key: by.to_owned(), classes: classes.collect::<PyResult<_>>()? })
    }

    /// The Python form again, for pickle.
    pub(super) fn to_python<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Option<Bound<'py, PyAny>>, &str)> {
        Ok(match self {
            Of::Plain => (None, "type"),
            Of::One(class) => (Some(class.python.bind(py).clone().into_any()), "type"),
            Of::Tagged { key, classes } => {
                let tags = PyDict::new(py);
                for (tag, class) in classes {
                    tags.set_item(tag, &class.python)?;
                }
                (Some(tags.into_any()), key)
            }
        })
    }

    /// The class that shows `value`; None for plain values and for what is not an object.
    #[inline]
    pub(super) fn class<'a>(&self, value: impl Into<Part<'a>>) -> Option<&Class> {
        let value = value.into();
        if !value.is_object() {
            return None;
        }
        match self {
            Of::Plain => None,
            Of::One(class) => Some(class),
            Of::Tagged { key, classes } => {
                let tag = value.get(key).and_then(Part::scalar);
                let tag = tag.as_ref().and_then(|tag| tag.cursor().as_text());
                let named = classes.iter().find(|(name, _)| tag.is_some_and(|tag| tag == **name));
                named.or(classes.first()).map(|(_, class)| class)
            }
        }
    }

    /// `value`, which is in `holder`, as a Python object: a view, or a plain value.
    #[inline]
    pub(super) fn show<'py>(
        &self,
        py: Python<'py>,
        holder: &Holder,
        value: Part<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match (self.class(value), value.scalar()) {
            (Some(class), _) => class.view(py, holder.clone(), value.index()),
            (None, Some(scalar)) => to_python(py, scalar.cursor()),
            (None, None) => to_python(py, holder.document().at(value.index())),
        }
    }
}
