//! Finds the plans of a class, and keeps them until the class changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyModule, PyType};

use super::plan::Plans;
use super::schema::plans_of;

/// The most classes that are remembered, since some programs keep creating classes.
const MOST: usize = 1 << 12;

/// By a class's address: the validator that the class had, and its plans.
type Known = HashMap<usize, (Py<PyType>, Py<PyAny>, Option<Arc<Plans>>)>;

/// The plans of a class; None if its objects cannot be copied, or if it is not a pydantic class.
///
/// # Errors
///
/// What stops the program, such as `KeyboardInterrupt`.
pub(crate) fn kept_plans(class: &Bound<'_, PyType>) -> PyResult<Option<Arc<Plans>>> {
    static KNOWN: PyOnceLock<Mutex<Known>> = PyOnceLock::new();
    let py = class.py();
    let Some(validator) = own_validator(class).or_else(|error| unless_fatal(py, error))? else {
        return Ok(None);
    };
    let known = KNOWN.get_or_init(py, Mutex::default);
    let address = class.as_ptr().addr();
    // Other threads may run while the class is read, so the lock is not held.
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, read_from, found)) = lock().get(&address)
        && read_from.is(&validator)
    {
        return Ok(found.clone());
    }
    // A schema that is not as in any known release is left to pydantic.
    let plans = plans_of(class).or_else(|error| unless_fatal(py, error))?.map(Arc::new);
    let mut known = lock();
    let forgotten = (known.len() >= MOST).then(|| std::mem::take(&mut *known));
    let value = (class.clone().unbind(), validator.unbind(), plans.clone());
    let replaced = known.insert(address, value);
    drop(known);
    // Dropping classes may run Python code.
    drop((forgotten, replaced));
    Ok(plans)
}

/// A module that is already imported.
///
/// # Errors
///
/// What Python raises.
pub(crate) fn imported_module<'py>(
    py: Python<'py>,
    name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    static SYS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let sys = SYS.get_or_try_init(py, || py.import("sys").map(Bound::unbind))?;
    let modules = sys.bind(py).getattr(intern!(py, "modules"))?;
    Ok(modules.get_item(name).ok())
}

/// None, unless the error is a reason to stop.
fn unless_fatal<T>(py: Python<'_>, error: PyErr) -> PyResult<Option<T>> {
    if error.is_instance_of::<PyException>(py) { Ok(None) } else { Err(error) }
}

/// The validator of a class that is complete, and that validates only with the validator of the
/// pydantic that is currently imported.
fn own_validator<'py>(class: &Bound<'py, PyType>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = class.py();
    let is_complete = class.getattr(intern!(py, "__pydantic_complete__"));
    if !is_complete.is_ok_and(|complete| complete.is_truthy().unwrap_or(false)) {
        return Ok(None);
    }
    let Some(pydantic) = imported_module(py, "pydantic")? else { return Ok(None) };
    let Some(core) = imported_module(py, "pydantic_core")? else { return Ok(None) };
    let base = pydantic.getattr(intern!(py, "BaseModel"))?.cast_into::<PyType>()?;
    match (model_validate(class), model_validate(&base)) {
        (Ok(own), Ok(pydantics)) if own.is(&pydantics) && class.is_subclass(&base)? => {}
        _ => return Ok(None),
    }
    let validator = class.getattr(intern!(py, "__pydantic_validator__"))?;
    let expected = core.getattr(intern!(py, "SchemaValidator"))?;
    Ok(validator.get_type().is(&expected).then_some(validator))
}

fn model_validate<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    class.getattr(intern!(py, "model_validate"))?.getattr(intern!(py, "__func__"))
}
