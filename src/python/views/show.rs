//! The names and values of a view.

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::spec::Spec;
use super::view::View;
use crate::python_values::{text_to_python, to_python};

type Pair<'py> = (Bound<'py, PyString>, Bound<'py, PyAny>);

/// Names and values: declared fields, then extras.
pub(super) fn pairs<'py>(view: &Bound<'py, View>) -> PyResult<Vec<Pair<'py>>> {
    let (py, spec) = (view.py(), Spec::of(&view.get_type())?);
    let mut pairs = Vec::new();
    for field in spec.get().fields() {
        pairs.push((PyString::new(py, field.name()?), field.of_view(py, view.get())?));
    }
    for (key, value) in spec.get().extras(view.get().cursor()) {
        pairs.push((text_to_python(py, key)?, to_python(py, value)?));
    }
    Ok(pairs)
}

/// The names that `dir` lists: those of the class, and those of extras.
pub(super) fn names<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    let py = view.py();
    let names = py.get_type::<PyAny>().call_method1("__dir__", (view,))?;
    for (key, _) in Spec::of(&view.get_type())?.get().extras(view.get().cursor()) {
        names.call_method1("append", (text_to_python(py, key)?,))?;
    }
    Ok(names)
}
