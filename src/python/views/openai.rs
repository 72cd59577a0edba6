//! A view in, the object of the openai package that it mirrors out. Imports openai only here.

use pyo3::exceptions::{PyImportError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::dump::{self, Method, Options};
use super::view::View;

const OURS: &str = "deltafold.types.";

/// The object that openai's class makes of `view.to_dict()`.
///
/// # Errors
///
/// `ImportError` if openai is not installed, its `ValidationError` if the object is not what
/// openai's class demands.
pub(super) fn to_openai<'py>(view: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    let class = mirrored(&view.get_type())?;
    let dict = dump::to_dict(view, &Options::of(Method::ToDict, None)?)?;
    class.call_method1(intern!(view.py(), "model_validate"), (dict,))
}

/// openai's class of the same name, in the module of the same name.
fn mirrored<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    for class in class.mro() {
        let class = class.cast_into::<PyType>()?;
        let module = class.module()?.to_string();
        let Some(module) = module.strip_prefix(OURS) else { continue };
        let theirs = py.import(format!("openai.types.{module}")).map_err(|error| {
            let hint = "to_openai() needs the openai package: pip install openai";
            let missing = PyImportError::new_err(hint);
            missing.set_cause(py, Some(error));
            missing
        })?;
        return theirs.getattr(class.qualname()?);
    }
    Err(PyTypeError::new_err(format!("{} mirrors no class of openai", class.qualname()?)))
}
