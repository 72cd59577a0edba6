//! Finds what builds the objects of a class, and keeps it until the class changes.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyModule, PyType};

use super::build::{Build, Built};
use super::paused::without_collections;
use super::plan::Plans;
use super::same::same;
use super::schema::plans_of;
use super::template::Template;
use crate::json::Cursor;
use crate::python_values::to_python;

/// The most classes that are remembered, since some programs keep creating classes.
const MOST: usize = 1 << 12;

/// A class whose objects are built here, according to its plans.
pub(crate) struct Class {
    class: Py<PyType>,
    /// Another one means that the class was rebuilt since its plans were read
    validator: Py<PyAny>,
    plans: Plans,
    /// Whether one of its objects was compared with what pydantic makes
    is_proven: AtomicBool,
}

/// By a class's address: whether its objects are built here.
type Known = HashMap<usize, (Py<PyType>, Py<PyAny>, Option<Arc<Class>>)>;

fn known(py: Python<'_>) -> &Mutex<Known> {
    static KNOWN: PyOnceLock<Mutex<Known>> = PyOnceLock::new();
    KNOWN.get_or_init(py, Mutex::default)
}

impl Class {
    /// What builds the objects of `class`; None if pydantic must, or if it is not a pydantic class.
    ///
    /// # Errors
    ///
    /// What inspecting the class raises.
    pub(crate) fn of(class: &Bound<'_, PyType>) -> PyResult<Option<Arc<Class>>> {
        let py = class.py();
        let Some(validator) = own_validator(class).or_else(|error| left(py, error))? else {
            return Ok(None);
        };
        let address = class.as_ptr().addr();
        // Other threads may run while the class is read, so the lock is not held.
        let lock = || known(py).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, read_from, found)) = lock().get(&address)
            && read_from.is(&validator)
        {
            return Ok(found.clone());
        }
        // A schema not_a_recording that of any release is left to pydantic.
        let plans = plans_of(class).or_else(|error| left(py, error))?;
        let found = plans.map(|plans| {
            Arc::new(Class {
                class: class.clone().unbind(),
                validator: validator.clone().unbind(),
                plans,
                is_proven: AtomicBool::new(false),
            })
        });
        remember(lock(), address, class, validator, found.clone());
        Ok(found)
    }

    /// The object for the value at `at`, as validating would make it; None if pydantic itself must
    /// make it.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn build<'py>(&self, py: Python<'py>, at: Cursor<'_>) -> Built<'py> {
        let mut build = Build { py, plans: &self.plans, notes: None };
        let made = without_collections(py, || build.value(self.plans.root, at))?;
        match made {
            Some(made) if self.is_proven.load(Relaxed) => Ok(Some(made)),
            Some(made) => self.proven(made, at),
            None => Ok(None),
        }
    }

    /// The template for objects like the one at `at`, in an item at `base` that differs in `own`
    /// from the first of its shape; None if it cannot be determined.
    ///
    /// # Errors
    ///
    /// What Python raises.
    pub(crate) fn template(
        &self,
        py: Python<'_>,
        (at, base): (Cursor<'_>, u32),
        own: Vec<u32>,
    ) -> PyResult<Option<Template>> {
        let is_proven = self.is_proven.load(Relaxed);
        if is_proven { Template::of(py, &self.plans, (at, base), own) } else { Ok(None) }
    }

    pub(crate) fn plans(&self) -> &Plans {
        &self.plans
    }

    /// Compares the first object of a class with pydantic's, so that a release whose objects have
    /// unknown parts is left to pydantic.
    fn proven<'py>(&self, made: Bound<'py, PyAny>, at: Cursor<'_>) -> Built<'py> {
        let py = made.py();
        let class = self.class.bind(py);
        let data = to_python(py, at)?;
        let theirs = match class.call_method1(intern!(py, "model_validate"), (data,)) {
            Ok(theirs) => theirs,
            Err(error) => return left(py, error)?.map_or_else(|| self.given_up(py), Ok),
        };
        if !same(&made, &theirs).unwrap_or(false) {
            return self.given_up(py);
        }
        self.is_proven.store(true, Relaxed);
        Ok(Some(theirs))
    }

    /// From now on pydantic builds the objects of the class.
    fn given_up<'py>(&self, py: Python<'py>) -> Built<'py> {
        let (class, validator) = (self.class.bind(py), self.validator.bind(py).clone());
        let lock = known(py).lock().unwrap_or_else(PoisonError::into_inner);
        remember(lock, class.as_ptr().addr(), class, validator, None);
        Ok(None)
    }
}

fn remember(
    mut known: std::sync::MutexGuard<'_, Known>,
    address: usize,
    class: &Bound<'_, PyType>,
    validator: Bound<'_, PyAny>,
    found: Option<Arc<Class>>,
) {
    let forgotten = (known.len() >= MOST).then(|| std::mem::take(&mut *known));
    known.insert(address, (class.clone().unbind(), validator.unbind(), found));
    drop(known);
    // Dropping classes may run Python code.
    drop(forgotten);
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
fn left<T>(py: Python<'_>, error: PyErr) -> PyResult<Option<T>> {
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
