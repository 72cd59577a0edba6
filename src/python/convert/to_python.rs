//! A JSON value in, what Python's `json.loads` makes of it out.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

use crate::json::{Cursor, Kind, Number, Text};

/// `value` as dicts, lists, strings, numbers, booleans and None.
///
/// # Errors
///
/// What Python raises: no memory, or an integer beyond `sys.set_int_max_str_digits`.
pub(crate) fn to_python<'py>(py: Python<'py>, value: Cursor<'_>) -> PyResult<Bound<'py, PyAny>> {
    Keys::default().value(py, value)
}

/// A string; surrogates without a partner stay as they are.
///
/// # Errors
///
/// What Python raises: no memory.
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

/// The keys seen in this call: objects of a list mostly have the same ones.
#[derive(Default)]
struct Keys<'py, 'a> {
    places: Vec<Option<(&'a [u8], Bound<'py, PyString>)>>,
}

impl<'py, 'a> Keys<'py, 'a> {
    /// Recursion is bounded by the depth of documents.
    fn value(&mut self, py: Python<'py>, value: Cursor<'a>) -> PyResult<Bound<'py, PyAny>> {
        match value.kind() {
            Kind::Null => Ok(py.None().into_bound(py)),
            Kind::Bool => {
                let truth = value.as_bool().unwrap_or_default();
                Ok(PyBool::new(py, truth).to_owned().into_any())
            }
            Kind::Number => number(py, value.as_number()),
            Kind::String => match value.as_text() {
                Some(text) => Ok(text_to_python(py, text)?.into_any()),
                None => Ok(py.None().into_bound(py)),
            },
            Kind::Array => {
                let items = value.items().map(|item| self.value(py, item));
                Ok(PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.into_any())
            }
            Kind::Object => {
                let dict = PyDict::new(py);
                for (key, value) in value.members() {
                    dict.set_item(self.key(py, key)?, self.value(py, value)?)?;
                }
                Ok(dict.into_any())
            }
        }
    }

    fn key(&mut self, py: Python<'py>, key: Text<'a>) -> PyResult<Bound<'py, PyString>> {
        let raw = key.raw();
        let (Some(first), Some(last)) = (raw.first(), raw.last()) else {
            return text_to_python(py, key);
        };
        if key.is_escaped() {
            return text_to_python(py, key);
        }
        if self.places.is_empty() {
            self.places.resize(PLACES, None);
        }
        let mixed = raw.len() * 5 + usize::from(*first) * 3 + usize::from(*last);
        let Some(place) = self.places.get_mut(mixed % PLACES) else {
            return text_to_python(py, key);
        };
        match place {
            Some((known, made)) if *known == raw => Ok(made.clone()),
            _ => {
                let made = text_to_python(py, key)?;
                *place = Some((raw, made.clone()));
                Ok(made)
            }
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
