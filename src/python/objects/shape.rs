//! What is known of items that differ in scalars only.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::class::Class;
use super::template::Template;
use crate::json::Element;

/// What makes the items of one shape.
pub(super) enum Shape {
    /// Nothing yet: one was met, with this number
    Once(usize),
    /// Each is made by itself
    Single,
    /// The parts of one that validates
    Validated(Arc<Class>, Template),
    /// The parts of one that does not validate
    Constructed(Arc<Class>, Template, Constructed),
}

/// What constructed an object that does not validate.
pub(super) struct Constructed {
    /// The warning that each gives
    pub(super) warning: Py<PyString>,
    /// The function that constructed it
    pub(super) function: Py<PyAny>,
}

impl Constructed {
    fn clone_ref(&self, py: Python<'_>) -> Self {
        let (warning, function) = (self.warning.clone_ref(py), self.function.clone_ref(py));
        Constructed { warning, function }
    }
}

/// An object, and what constructed it if it does not validate.
pub(super) type Made<'py> = (Bound<'py, PyAny>, Option<Constructed>);

impl Shape {
    /// The object that an element of this shape stands for; nothing if it is made by itself.
    ///
    /// # Errors
    ///
    /// What Python raises.
    #[inline]
    pub(super) fn make<'py>(
        &self,
        py: Python<'py>,
        element: &Element<'_>,
    ) -> PyResult<Option<Made<'py>>> {
        match self {
            Shape::Validated(class, template) => {
                Ok(template.make(py, class.plans(), element)?.map(|made| (made, None)))
            }
            Shape::Constructed(class, template, how) if !becomes_null(element) => {
                let made = template.make(py, class.plans(), element)?;
                Ok(made.map(|made| (made, Some(how.clone_ref(py)))))
            }
            _ => Ok(None),
        }
    }

    /// The same shape as this element of it would set it.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(super) fn rebased(&self, py: Python<'_>, element: &Element<'_>) -> PyResult<Option<Shape>> {
        match self {
            Shape::Validated(class, template) => {
                let template = template.rebased(py, class.plans(), element)?;
                Ok(template.map(|template| Shape::Validated(class.clone(), template)))
            }
            Shape::Constructed(class, template, how) if !becomes_null(element) => {
                let template = template.rebased(py, class.plans(), element)?;
                let how = how.clone_ref(py);
                Ok(template.map(|template| Shape::Constructed(class.clone(), template, how)))
            }
            _ => Ok(None),
        }
    }
}

/// Whether a scalar is null that was none: to `construct` that is another thing than to validation.
fn becomes_null(element: &Element<'_>) -> bool {
    element.changes().any(|index| element.scalar(index, |at| at.is_null()).unwrap_or(true))
}
