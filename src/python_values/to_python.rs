//! Converts a JSON value to what Python's `json.loads` makes of it.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

use super::interrupts::Interrupts;
use crate::error::{Grow, ensure};
use crate::json::{Cursor, Items, Members, Number, Text, ValueKind};

/// `value` as dicts, lists, strings, numbers, booleans and None.
///
/// # Errors
///
/// `MemoryError`, `ValueError` for an integer beyond `sys.set_int_max_str_digits`, and what a
/// signal handler raises.
pub(crate) fn to_python<'py>(py: Python<'py>, value: Cursor<'_>) -> PyResult<Bound<'py, PyAny>> {
    with_keys(py, value, &mut Keys::default())
}

/// The same for one of many values that mostly have the same keys.
///
/// # Errors
///
/// As [`to_python`].
pub(crate) fn with_keys<'py>(
    py: Python<'py>,
    value: Cursor<'_>,
    keys: &mut Keys<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    if !matches!(value.kind(), ValueKind::Array | ValueKind::Object) {
        return scalar(py, value);
    }
    let interrupts = Interrupts::default();
    Maker { keys, open: Vec::new(), items: Vec::new(), interrupts }.container(py, value)
}

/// A string; unpaired surrogates are kept.
///
/// # Errors
///
/// What Python raises: `MemoryError`.
#[inline]
pub(crate) fn text_to_python<'py>(
    py: Python<'py>,
    text: Text<'_>,
) -> PyResult<Bound<'py, PyString>> {
    if !text.is_escaped() {
        return PyString::from_bytes(py, text.raw());
    }
    let wtf8 = text.to_wtf8();
    match std::str::from_utf8(&wtf8) {
        Ok(text) => Ok(PyString::new(py, text)),
        Err(_) => {
            let bytes = PyBytes::new(py, &wtf8);
            PyString::from_encoded_object(&bytes, Some(c"utf-8"), Some(c"surrogatepass"))
        }
    }
}

const PLACES: usize = 64;

/// A list of this many items takes negligible memory.
const FEW: usize = 1024;

/// Makes containers. It has its own stack, since that of a thread may be small.
struct Maker<'k, 'py, 'a> {
    keys: &'k mut Keys<'py>,
    /// The containers around the one that is being filled.
    open: Vec<BuiltContainer<'py, 'a>>,
    /// Items of all open lists, the innermost's last: a list is made when it is complete.
    items: Vec<Bound<'py, PyAny>>,
    interrupts: Interrupts,
}

/// A container that is being made, and what is left of its source.
enum BuiltContainer<'py, 'a> {
    Object {
        dict: Bound<'py, PyDict>,
        left: Members<'a>,
        key: Option<Bound<'py, PyString>>,
    },
    /// Where its items begin among those of all lists.
    Array {
        left: Items<'a>,
        first: usize,
    },
}

impl<'py, 'a> Maker<'_, 'py, 'a> {
    fn container(mut self, py: Python<'py>, value: Cursor<'a>) -> PyResult<Bound<'py, PyAny>> {
        let mut innermost = self.begin(py, value);
        loop {
            self.interrupts.check(py)?;
            if let Some(begun) = self.fill(py, &mut innermost)? {
                self.open.push(std::mem::replace(&mut innermost, begun));
                continue;
            }
            let made = self.end(py, innermost)?;
            let Some(outer) = self.open.pop() else { return Ok(made) };
            innermost = outer;
            match &mut innermost {
                BuiltContainer::Object { dict, key, .. } => dict.set_item(key.take(), made)?,
                BuiltContainer::Array { .. } => self.items.try_push(made)?,
            }
        }
    }

    /// Adds scalars up to the next nested container, which is begun.
    fn fill(
        &mut self,
        py: Python<'py>,
        innermost: &mut BuiltContainer<'py, 'a>,
    ) -> PyResult<Option<BuiltContainer<'py, 'a>>> {
        match innermost {
            BuiltContainer::Object { dict, left, key } => {
                for (name, value) in left {
                    let name = self.keys.made(py, name)?;
                    if matches!(value.kind(), ValueKind::Array | ValueKind::Object) {
                        *key = Some(name);
                        return Ok(Some(self.begin(py, value)));
                    }
                    dict.set_item(name, scalar(py, value)?)?;
                    self.interrupts.check(py)?;
                }
            }
            BuiltContainer::Array { left, .. } => {
                for item in left {
                    if matches!(item.kind(), ValueKind::Array | ValueKind::Object) {
                        return Ok(Some(self.begin(py, item)));
                    }
                    self.items.try_push(scalar(py, item)?)?;
                    self.interrupts.check(py)?;
                }
            }
        }
        Ok(None)
    }

    fn begin(&self, py: Python<'py>, value: Cursor<'a>) -> BuiltContainer<'py, 'a> {
        match value.is_array() {
            true => BuiltContainer::Array { left: value.items(), first: self.items.len() },
            false => {
                BuiltContainer::Object { dict: PyDict::new(py), left: value.members(), key: None }
            }
        }
    }

    fn end(
        &mut self,
        py: Python<'py>,
        done: BuiltContainer<'py, 'a>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match done {
            BuiltContainer::Object { dict, .. } => Ok(dict.into_any()),
            BuiltContainer::Array { first, .. } => {
                let items = self.items.len() - first;
                if items > FEW {
                    ensure(items.saturating_mul(2 * size_of::<usize>()))?;
                }
                Ok(PyList::new(py, self.items.drain(first..))?.into_any())
            }
        }
    }
}

/// A value that is not a container.
fn scalar<'py>(py: Python<'py>, value: Cursor<'_>) -> PyResult<Bound<'py, PyAny>> {
    match value.kind() {
        ValueKind::Bool => {
            let truth = value.as_bool().unwrap_or_default();
            Ok(PyBool::new(py, truth).to_owned().into_any())
        }
        ValueKind::Number => number(py, value.as_number()),
        _ => match value.as_text() {
            Some(text) => Ok(text_to_python(py, text)?.into_any()),
            None => Ok(py.None().into_bound(py)),
        },
    }
}

/// The keys seen so far: objects of a list mostly have the same ones.
#[derive(Default)]
pub(crate) struct Keys<'py> {
    places: Vec<Option<Bound<'py, PyString>>>,
}

impl<'py> Keys<'py> {
    fn made(&mut self, py: Python<'py>, key: Text<'_>) -> PyResult<Bound<'py, PyString>> {
        let raw = key.raw();
        let (Some(first), Some(last), false) = (raw.first(), raw.last(), key.is_escaped()) else {
            return text_to_python(py, key);
        };
        if self.places.is_empty() {
            self.places.resize(PLACES, None);
        }
        let mixed = raw.len() * 5 + usize::from(*first) * 3 + usize::from(*last);
        let Some(place) = self.places.get_mut(mixed % PLACES) else {
            return text_to_python(py, key);
        };
        match place {
            Some(made) if made.to_str().is_ok_and(|made| made.as_bytes() == raw) => {
                Ok(made.clone())
            }
            _ => Ok(place.insert(text_to_python(py, key)?).clone()),
        }
    }
}

fn number<'py>(py: Python<'py>, number: Option<Number<'_>>) -> PyResult<Bound<'py, PyAny>> {
    match number {
        Some(Number::Int(value)) => Ok(value.into_pyobject(py)?.into_any()),
        Some(Number::Float(value)) => Ok(PyFloat::new(py, value).into_any()),
        Some(Number::Big(digits)) => py.get_type::<PyInt>().call1((digits,)),
        None => Ok(py.None().into_bound(py)),
    }
}
