//! Request hashes for Python: objects are written as `json.dumps` writes them.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyMappingMethods, PyString, PyTuple,
};

use super::convert::{int_digits, wtf8_of};
use super::views::{Sequence, View};
use crate::error::Error;
use crate::json::{MAX_DEPTH, python_float};
use crate::request_hash::{Http, Inference, Place, Tool, Writer, write_value};

/// The hash of a call of an inference API: the name of its recording.
///
/// Headers and host are not hashed. Raises `TypeError` for what `json.dumps` cannot write, and
/// `ValueError` for a URL that `urlparse` refuses.
#[pyfunction]
#[pyo3(signature = (method, url, headers, body, *, test_id = None))]
pub(super) fn request_hash(
    method: &Bound<'_, PyString>,
    url: &Bound<'_, PyString>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    test_id: Option<&Bound<'_, PyString>>,
) -> PyResult<String> {
    let _ = headers;
    let (method, url) = (&*wtf8_of(method)?, &*wtf8_of(url)?);
    let test_id = test_id.map(wtf8_of).transpose()?;
    let request = Inference { method, url, test_id: test_id.as_deref() };
    Ok(request.hash(|json, place| written(body, place, json))?.to_string())
}

/// The hash of a call of a tool: the name of its recording.
///
/// Raises `TypeError` for what `json.dumps` cannot write.
#[pyfunction]
pub(super) fn tool_request_hash(
    provider: &Bound<'_, PyString>,
    tool_name: &Bound<'_, PyString>,
    kwargs: &Bound<'_, PyAny>,
) -> PyResult<String> {
    let request = Tool { provider: &wtf8_of(provider)?, tool_name: &wtf8_of(tool_name)? };
    Ok(request.hash(|json, place| written(kwargs, place, json))?.to_string())
}

/// The hash of a call of another HTTP API, such as rerank: the name of its recording.
///
/// Raises `TypeError` for what `json.dumps` cannot write.
#[pyfunction]
#[pyo3(signature = (url, method, payload, *, test_id = None))]
pub(super) fn http_request_hash(
    url: &Bound<'_, PyString>,
    method: &Bound<'_, PyString>,
    payload: &Bound<'_, PyAny>,
    test_id: Option<&Bound<'_, PyString>>,
) -> PyResult<String> {
    let (method, url) = (&*wtf8_of(method)?, &*wtf8_of(url)?);
    let test_id = test_id.map(wtf8_of).transpose()?;
    let request = Http { url, method, test_id: test_id.as_deref() };
    Ok(request.hash(|json, place| written(payload, place, json))?.to_string())
}

/// What a hash fails with: Python's own exceptions, or a URL that is none.
struct Failed(PyErr);

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed(PyValueError::new_err(error.to_string()))
    }
}

impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Failed(error)
    }
}

impl From<Failed> for PyErr {
    fn from(Failed(error): Failed) -> Self {
        error
    }
}

fn written(object: &Bound<'_, PyAny>, place: Place, json: &mut Writer) -> Result<(), Failed> {
    Ok(Walk { json, depth: 0 }.value(object, place)?)
}

/// Goes through an object of Python and writes what it meets.
struct Walk<'w> {
    json: &'w mut Writer,
    depth: usize,
}

type Item<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

impl Walk<'_> {
    fn value(&mut self, object: &Bound<'_, PyAny>, place: Place) -> PyResult<()> {
        if let Ok(text) = object.cast::<PyString>() {
            self.json.text(&wtf8_of(text)?, place);
        } else if object.is_none() {
            self.json.null();
        } else if let Ok(truth) = object.cast::<PyBool>() {
            self.json.bool(truth.is_true());
        } else if let Ok(number) = object.cast::<PyInt>() {
            match number.extract::<i64>() {
                Ok(small) => self.json.int(small),
                Err(_) => self.json.big_int(int_digits(number)?.to_cow()?.as_ref()),
            }
        } else if object.is_instance_of::<PyDict>() || object.is_instance_of::<PyList>() {
            // Asked before what takes longer to find out: it is what there is most of by now.
            return self.deeper(object, place);
        } else if let Ok(number) = object.cast::<PyFloat>() {
            return self.float(number, place);
        } else {
            return self.deeper(object, place);
        }
        Ok(())
    }

    fn float(&mut self, number: &Bound<'_, PyFloat>, place: Place) -> PyResult<()> {
        if place.is_normalized() && !number.is_exact_instance_of::<PyFloat>() {
            // A subclass may round in its own way, as numpy's does.
            let rounded = number.call_method1(intern!(number.py(), "__round__"), (5,))?;
            return self.value(&rounded, Place::verbatim());
        }
        self.json.float(number.value(), place);
        Ok(())
    }

    fn deeper(&mut self, object: &Bound<'_, PyAny>, place: Place) -> PyResult<()> {
        if self.depth == MAX_DEPTH {
            return Err(PyValueError::new_err(format!(
                "nested more than {MAX_DEPTH} levels deep, or contains itself"
            )));
        }
        self.depth += 1;
        let done = self.container(object, place);
        self.depth -= 1;
        done
    }

    fn container(&mut self, object: &Bound<'_, PyAny>, place: Place) -> PyResult<()> {
        if let Ok(dict) = object.cast::<PyDict>() {
            self.json.begin_object();
            self.dict(dict, place)?;
            self.json.end_object();
        } else if let Ok(list) = object.cast::<PyList>() {
            self.array(list.iter().map(Ok), place)?;
        } else if let Ok(tuple) = object.cast::<PyTuple>() {
            self.array(tuple.iter().map(Ok), place)?;
        } else if let Ok(view) = object.cast::<View>() {
            write_value(view.get().cursor(), place, self.json);
        } else if let Ok(sequence) = object.cast::<Sequence>() {
            self.array(sequence.try_iter()?, place)?;
        } else {
            let name = object.get_type().name()?;
            let what = format!("Object of type {name} is not JSON serializable");
            return Err(PyTypeError::new_err(what));
        }
        Ok(())
    }

    fn array<'py>(
        &mut self,
        items: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
        place: Place,
    ) -> PyResult<()> {
        self.json.begin_array();
        let place = place.item();
        for item in items {
            self.value(&item?, place)?;
        }
        self.json.end_array();
        Ok(())
    }

    /// The members that are hashed, in the order of their keys.
    fn dict(&mut self, dict: &Bound<'_, PyDict>, place: Place) -> PyResult<()> {
        if !dict.is_exact_instance_of::<PyDict>() {
            // As `json.dumps` does, which asks a subclass for its `items()`.
            let items = dict.cast::<PyMapping>()?.items()?;
            let items: PyResult<Vec<Item<'_>>> = items.iter().map(|item| item.extract()).collect();
            return self.odd_members(&items?, place);
        }
        // They are held: writing a value may run Python code, which may change the dict.
        let items: Vec<Item<'_>> = dict.iter().collect();
        let mut members = Vec::with_capacity(items.len());
        for (key, value) in &items {
            let text = key.cast::<PyString>().ok().and_then(|key| key.to_str().ok());
            let Some(key) = text else { return self.odd_members(&items, place) };
            if let Some(place) = place.member(key.as_bytes()) {
                members.push((key, place, value));
            }
        }
        // The order of UTF-8 is that of code points, as Python's.
        members.sort_unstable_by_key(|(key, ..)| *key);
        for (key, place, value) in members {
            self.json.key(key.as_bytes());
            self.value(value, place)?;
        }
        Ok(())
    }

    /// Members of which some have other keys than text in UTF-8: Python sorts them, or refuses to.
    fn odd_members(&mut self, items: &[Item<'_>], place: Place) -> PyResult<()> {
        let Some((first, _)) = items.first() else { return Ok(()) };
        let sorted = PyList::empty(first.py());
        for (key, value) in items {
            let is_left_out = match key.cast::<PyString>() {
                Ok(text) => place.member(&wtf8_of(text)?).is_none(),
                Err(_) => false,
            };
            if !is_left_out {
                sorted.append((key, value))?;
            }
        }
        sorted.sort()?;
        for item in sorted {
            let (key, value): Item<'_> = item.extract()?;
            let key = key_text(&key)?;
            self.json.key(&key);
            // What is left out was so above: `None` is never met.
            self.value(&value, place.member(&key).unwrap_or(place))?;
        }
        Ok(())
    }
}

/// A key as `json.dumps` has it: `True` becomes `"true"`, `1` becomes `"1"`.
fn key_text<'k>(key: &'k Bound<'_, PyAny>) -> PyResult<Cow<'k, [u8]>> {
    if let Ok(text) = key.cast::<PyString>() {
        return wtf8_of(text);
    }
    if key.is_none() {
        return Ok(Cow::Borrowed(b"null"));
    }
    if let Ok(truth) = key.cast::<PyBool>() {
        return Ok(Cow::Borrowed(if truth.is_true() { b"true" } else { b"false" }));
    }
    if let Ok(number) = key.cast::<PyInt>() {
        return Ok(Cow::Owned(int_digits(number)?.to_cow()?.as_bytes().to_vec()));
    }
    let Ok(number) = key.cast::<PyFloat>() else {
        let name = key.get_type().name()?;
        let what = format!("keys must be str, int, float, bool or None, not {name}");
        return Err(PyTypeError::new_err(what));
    };
    let mut text = Vec::new();
    python_float(number.value(), &mut text);
    Ok(Cow::Owned(text))
}
