//! Request hashes for Python: objects are written as `json.dumps` writes them.

use std::borrow::Cow;
use std::vec;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyMappingMethods, PyString, PyTuple,
};

use super::views::{Sequence, View};
use crate::error::Error;
use crate::json::{MAX_DEPTH, python_float};
use crate::python::to_json::{int_digits, wtf8_of};
use crate::python_values::Interrupts;
use crate::request_hash::{
    HashPlace, HashWriter, Http, Inference, RULES, Rules, Tool, write_value,
};

/// The request hash of an inference API call, which is the name of its recording.
///
/// Headers and host are not hashed.
///
/// Releases of OGX differ in which model lists are shared by all tests, and in how: `rules` is
/// "ogx-1.0" (also for older ones), "ogx-1.2" or "ogx-1.5" (and newer).
///
///     >>> import deltafold
///     >>> url = "https://api.example/v1/chat/completions"
///     >>> deltafold.request_hash("POST", url, {}, {"model": "m"}, test_id="test_a.py::test_b")[:8]
///     'd123915a'
///
/// Raises:
///     TypeError: `json.dumps` cannot write the body.
///     ValueError: `urlparse` refuses the URL, the body is nested too deep or contains itself, or
///         `rules` is not known.
#[pyfunction]
#[pyo3(signature = (method, url, headers, body, *, test_id = None, rules = "ogx-1.0"))]
pub(super) fn request_hash(
    method: &Bound<'_, PyString>,
    url: &Bound<'_, PyString>,
    headers: &Bound<'_, PyAny>,
    body: &Bound<'_, PyAny>,
    test_id: Option<&Bound<'_, PyString>>,
    rules: &str,
) -> PyResult<String> {
    let _ = headers;
    let rules = Rules::named(rules).ok_or_else(|| unknown_rules(rules))?;
    let (method, url) = (&*wtf8_of(method)?, &*wtf8_of(url)?);
    let test_id = test_id.map(wtf8_of).transpose()?;
    let request = Inference { method, url, test_id: test_id.as_deref(), rules };
    Ok(request.hash(|json, place| written(body, place, json))?.to_string())
}

/// The request hash of a tool call, which is the name of its recording.
///
///     >>> import deltafold
///     >>> deltafold.tool_request_hash("brave", "search", {"query": "oak"})[:8]
///     '71be5d89'
///
/// Raises:
///     TypeError: `json.dumps` cannot write `kwargs`.
///     ValueError: `kwargs` is nested too deep, or contains itself.
#[pyfunction]
pub(super) fn tool_request_hash(
    provider: &Bound<'_, PyString>,
    tool_name: &Bound<'_, PyString>,
    kwargs: &Bound<'_, PyAny>,
) -> PyResult<String> {
    let request = Tool { provider: &wtf8_of(provider)?, tool_name: &wtf8_of(tool_name)? };
    Ok(request.hash(|json, place| written(kwargs, place, json))?.to_string())
}

/// The request hash of a call to another HTTP API, such as rerank: the name of its recording.
///
///     >>> import deltafold
///     >>> url = "https://api.example/v1/rerank"
///     >>> deltafold.http_request_hash(url, "POST", {"query": "oak"})[:8]
///     'c6807a67'
///
/// Raises:
///     TypeError: `json.dumps` cannot write the payload.
///     ValueError: the payload is nested too deep, or contains itself.
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

fn unknown_rules(name: &str) -> PyErr {
    let known = RULES.each_ref().map(|rules| format!("'{}'", rules.name)).join(", ");
    PyValueError::new_err(format!("expected rules to be one of {known}, not '{name}'"))
}

/// Why a hash failed: a Python exception, or an invalid URL.
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

type DictItem<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A container that is being written, and what is left of it.
///
/// Writing a value may run Python code that changes the container, so items are fetched one by one,
/// and members are held.
enum HashedContainer<'py> {
    /// Keys and values in order, and the place of the object
    Object(vec::IntoIter<DictItem<'py>>, HashPlace),
    List(Bound<'py, PyList>, usize, HashPlace),
    Tuple(Bound<'py, PyTuple>, usize, HashPlace),
}

/// Writes a Python object. It has its own stack, since that of a thread may be small.
fn written(
    object: &Bound<'_, PyAny>,
    place: HashPlace,
    json: &mut HashWriter,
) -> Result<(), Failed> {
    let mut open: Vec<HashedContainer<'_>> = Vec::new();
    let mut interrupts = Interrupts::default();
    open.extend(begin(object, place, 0, json)?);
    while let Some(innermost) = open.last_mut() {
        interrupts.check(object.py())?;
        let Some((value, place)) = next(innermost, json)? else {
            match open.pop() {
                Some(HashedContainer::Object(..)) => json.end_object(),
                _ => json.end_array(),
            }
            continue;
        };
        if let Some(begun) = begin(&value, place, open.len(), json)? {
            open.push(begun);
        }
    }
    Ok(())
}

/// The next value of a container, and its place; its key, if any, is written.
fn next<'py>(
    open: &mut HashedContainer<'py>,
    json: &mut HashWriter,
) -> PyResult<Option<(Bound<'py, PyAny>, HashPlace)>> {
    let (item, place) = match open {
        HashedContainer::Object(left, place) => {
            let Some((key, value)) = left.next() else { return Ok(None) };
            let key = key_text(&key)?;
            json.key(&key);
            // Members that are left out are not among them, so this is never None.
            return Ok(Some((value, place.member(&key).unwrap_or(*place))));
        }
        HashedContainer::List(list, done, place) => {
            *done += 1;
            ((*done <= list.len()).then(|| list.get_item(*done - 1)), *place)
        }
        HashedContainer::Tuple(tuple, done, place) => {
            *done += 1;
            ((*done <= tuple.len()).then(|| tuple.get_item(*done - 1)), *place)
        }
    };
    Ok(item.transpose()?.map(|item| (item, place)))
}

/// Writes a scalar, or begins a container at a depth of `depth` levels.
fn begin<'py>(
    object: &Bound<'py, PyAny>,
    place: HashPlace,
    depth: usize,
    json: &mut HashWriter,
) -> PyResult<Option<HashedContainer<'py>>> {
    if let Ok(text) = object.cast::<PyString>() {
        json.text(&wtf8_of(text)?, place);
    } else if object.is_none() {
        json.null();
    } else if let Ok(truth) = object.cast::<PyBool>() {
        json.bool(truth.is_true());
    } else if let Ok(number) = object.cast::<PyInt>() {
        match number.extract::<i64>() {
            Ok(small) => json.int(small),
            Err(_) => json.big_int(int_digits(number)?.to_cow()?.as_ref()),
        }
    } else if object.is_instance_of::<PyDict>() || object.is_instance_of::<PyList>() {
        // Checked first, since most remaining objects are of these types.
        return container(object, place, depth, json);
    } else if let Ok(number) = object.cast::<PyFloat>() {
        if place.is_normalized() && !number.is_exact_instance_of::<PyFloat>() {
            // A subclass may round differently, as numpy's does.
            let rounded = number.call_method1(intern!(number.py(), "__round__"), (5,))?;
            return begin(&rounded, HashPlace::verbatim(), depth, json);
        }
        json.float(number.value(), place);
    } else {
        return container(object, place, depth, json);
    }
    Ok(None)
}

fn container<'py>(
    object: &Bound<'py, PyAny>,
    place: HashPlace,
    depth: usize,
    json: &mut HashWriter,
) -> PyResult<Option<HashedContainer<'py>>> {
    if depth == MAX_DEPTH {
        return Err(PyValueError::new_err(format!(
            "nested more than {MAX_DEPTH} levels deep, or contains itself"
        )));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        json.begin_object();
        return Ok(Some(HashedContainer::Object(members(dict, place)?.into_iter(), place)));
    }
    if let Ok(list) = object.cast::<PyList>() {
        json.begin_array();
        return Ok(Some(HashedContainer::List(list.clone(), 0, place.item())));
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        json.begin_array();
        return Ok(Some(HashedContainer::Tuple(tuple.clone(), 0, place.item())));
    }
    if let Ok(view) = object.cast::<View>() {
        write_value(view.get().cursor(), place, json);
    } else if let Ok(sequence) = object.cast::<Sequence>() {
        json.begin_array();
        sequence.get().try_each_value(object.py(), |item| {
            write_value(item, place.item(), json);
        })?;
        json.end_array();
    } else {
        let name = object.get_type().name()?;
        let what = format!("Object of type {name} is not JSON serializable");
        return Err(PyTypeError::new_err(what));
    }
    Ok(None)
}

/// The members that are hashed, in key order.
fn members<'py>(dict: &Bound<'py, PyDict>, place: HashPlace) -> PyResult<Vec<DictItem<'py>>> {
    if !dict.is_exact_instance_of::<PyDict>() {
        // As `json.dumps` does, which calls `items()` of a subclass.
        let items = dict.cast::<PyMapping>()?.items()?;
        let items: PyResult<Vec<DictItem<'_>>> = items.iter().map(|item| item.extract()).collect();
        return odd_members(&items?, place);
    }
    let items: Vec<DictItem<'_>> = dict.iter().collect();
    let mut members = Vec::with_capacity(items.len());
    for item in &items {
        let text = item.0.cast::<PyString>().ok().and_then(|key| key.to_str().ok());
        let Some(key) = text else { return odd_members(&items, place) };
        if place.member(key.as_bytes()).is_some() {
            members.push((key, item));
        }
    }
    // UTF-8 sorts by code points, as Python does.
    members.sort_unstable_by_key(|(key, _)| *key);
    Ok(members.into_iter().map(|(_, item)| item.clone()).collect())
}

/// Members of which some keys are not UTF-8 text: Python sorts them, or refuses to.
fn odd_members<'py>(items: &[DictItem<'py>], place: HashPlace) -> PyResult<Vec<DictItem<'py>>> {
    let Some((first, _)) = items.first() else { return Ok(Vec::new()) };
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
    sorted.iter().map(|item| item.extract()).collect()
}

/// A key as `json.dumps` writes it: `True` becomes `"true"`, `1` becomes `"1"`.
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
