//! Writes Python objects as JSON: what `json.dumps` takes, views, and pydantic models.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use super::views::{Sequence, View};
use crate::error::OutOfMemory;
use crate::json::{Builder, MAX_DEPTH};
use crate::python_values::Interrupts;

/// The JSON text of `object`.
///
/// # Errors
///
/// `TypeError` for what JSON cannot represent, `ValueError` for what is nested too deep or contains
/// itself, and what an object's `model_dump` or a signal handler raises.
pub(crate) fn to_json(object: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let mut builder = Builder::new();
    write_json(object, &mut builder)?;
    Ok(builder.try_finish()?)
}

/// How many times in a row `model_dump` may give an object that has one, too. A mock gives mocks without
/// an end, and a thousand of them within each other take gigabytes.
const MAX_DUMPS: usize = 8;

/// A container that is being written, and what is left of it.
///
/// Writing a value may run Python code that changes the container, so items are fetched one by one.
enum WrittenContainer<'py> {
    /// Pairs of key and value, in a list that is not shared
    Object(Bound<'py, PyList>, usize),
    List(Bound<'py, PyList>, usize),
    Tuple(Bound<'py, PyTuple>, usize),
}

/// It has its own stack, since that of a thread may be small.
fn write_json(object: &Bound<'_, PyAny>, builder: &mut Builder) -> PyResult<()> {
    let mut open: Vec<WrittenContainer<'_>> = Vec::new();
    let mut interrupts = Interrupts::default();
    open.extend(begin(object, 0, builder)?);
    while let Some(innermost) = open.last_mut() {
        interrupts.check(object.py())?;
        if builder.is_short() {
            // What is left to write may be endless.
            return Err(OutOfMemory.into());
        }
        let Some(value) = next(innermost, builder)? else {
            match open.pop() {
                Some(WrittenContainer::Object(..)) => builder.end_object(),
                _ => builder.end_array(),
            }
            continue;
        };
        if let Some(begun) = begin(&value, open.len(), builder)? {
            open.push(begun);
        }
    }
    Ok(())
}

/// The next value of a container; its key, if any, is written.
fn next<'py>(
    open: &mut WrittenContainer<'py>,
    builder: &mut Builder,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match open {
        WrittenContainer::List(list, done) => {
            let item = (*done < list.len()).then(|| list.get_item(*done)).transpose()?;
            *done += 1;
            Ok(item)
        }
        WrittenContainer::Tuple(tuple, done) => {
            let item = (*done < tuple.len()).then(|| tuple.get_item(*done)).transpose()?;
            *done += 1;
            Ok(item)
        }
        WrittenContainer::Object(pairs, done) => {
            if *done >= pairs.len() {
                return Ok(None);
            }
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
                pairs.get_item(*done)?.extract()?;
            *done += 1;
            key(&name, builder)?;
            Ok(Some(value))
        }
    }
}

/// Writes a scalar, or begins a container at a depth of `depth` levels.
fn begin<'py>(
    object: &Bound<'py, PyAny>,
    depth: usize,
    builder: &mut Builder,
) -> PyResult<Option<WrittenContainer<'py>>> {
    if scalar(object, builder)? {
        return Ok(None);
    }
    let mut dumped = None;
    for _ in depth..MAX_DEPTH.min(depth + MAX_DUMPS) {
        let object = dumped.as_ref().unwrap_or(object);
        if let Ok(dict) = object.cast::<PyDict>() {
            builder.begin_object();
            return Ok(Some(WrittenContainer::Object(dict.items(), 0)));
        } else if let Ok(list) = object.cast::<PyList>() {
            builder.begin_array();
            return Ok(Some(WrittenContainer::List(list.clone(), 0)));
        } else if let Ok(tuple) = object.cast::<PyTuple>() {
            builder.begin_array();
            return Ok(Some(WrittenContainer::Tuple(tuple.clone(), 0)));
        } else if let Ok(view) = object.cast::<View>() {
            builder.value(view.get().cursor());
            return Ok(None);
        } else if let Ok(sequence) = object.cast::<Sequence>() {
            sequence.get().write(object.py(), builder)?;
            return Ok(None);
        }
        let dump = model(object)?;
        if scalar(&dump, builder)? {
            return Ok(None);
        }
        dumped = Some(dump);
    }
    let name = object.get_type().fully_qualified_name()?;
    Err(PyValueError::new_err(match dumped.filter(|_| depth + MAX_DUMPS <= MAX_DEPTH) {
        Some(_) => format!("model_dump of {name} gives no dict, but objects with a model_dump"),
        None => format!("nested more than {MAX_DEPTH} levels deep, or contains itself"),
    }))
}

/// Writes `object` if it is not a container.
fn scalar(object: &Bound<'_, PyAny>, builder: &mut Builder) -> PyResult<bool> {
    if let Ok(text) = object.cast::<PyString>() {
        builder.wtf8(&wtf8_of(text)?);
    } else if object.is_none() {
        builder.null();
    } else if let Ok(truth) = object.cast::<PyBool>() {
        builder.bool(truth.is_true());
    } else if let Ok(number) = object.cast::<PyInt>() {
        match number.extract::<i64>() {
            Ok(small) => builder.int(small),
            Err(_) => builder.big_int(int_digits(number)?.to_cow()?.as_ref()),
        }
    } else if let Ok(number) = object.cast::<PyFloat>() {
        builder.float(number.value());
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// A key as `json.dumps` writes it: `True` becomes `"true"`, `1` becomes `"1"`.
fn key(key: &Bound<'_, PyAny>, builder: &mut Builder) -> PyResult<()> {
    if let Ok(text) = key.cast::<PyString>() {
        builder.key_wtf8(&wtf8_of(text)?);
        return Ok(());
    }
    let mut text = Builder::new();
    if !scalar(key, &mut text)? {
        let name = key.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "keys must be str, int, float, bool or None, not {name}"
        )));
    }
    builder.key(&String::from_utf8_lossy(&text.try_finish()?));
    Ok(())
}

/// The dump of a pydantic model, detected by its `model_dump`: pydantic is not imported here.
fn model<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = object.py();
    let dump = object.getattr_opt(intern!(py, "model_dump"))?;
    let Some(dump) = dump.filter(|_| !object.is_instance_of::<pyo3::types::PyType>()) else {
        let name = object.get_type().fully_qualified_name()?;
        return Err(PyTypeError::new_err(format!("{name} cannot be written as JSON")));
    };
    let options = PyDict::new(py);
    options.set_item(intern!(py, "mode"), intern!(py, "json"))?;
    options.set_item(intern!(py, "exclude_unset"), true)?;
    // Objects made without validation may hold values that pydantic would warn about.
    options.set_item(intern!(py, "warnings"), false)?;
    dump.call((), Some(&options))
}

/// The digits of an integer of any size. Not `str(number)`, which a subclass may have changed.
pub(crate) fn int_digits<'py>(number: &Bound<'py, PyInt>) -> PyResult<Bound<'py, PyString>> {
    let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,))?;
    Ok(digits.cast_into::<PyString>()?)
}

/// The text of a Python string, with lone surrogates as three bytes each.
pub(crate) fn wtf8_of<'t>(text: &'t Bound<'_, PyString>) -> PyResult<Cow<'t, [u8]>> {
    match text.to_cow() {
        Ok(Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.as_bytes())),
        Ok(Cow::Owned(text)) => Ok(Cow::Owned(text.into_bytes())),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
            // Not its own `encode`, which a subclass may have changed.
            let encode = text.py().get_type::<PyString>().getattr(intern!(text.py(), "encode"))?;
            let bytes = encode.call1((text, "utf-8", "surrogatepass"))?;
            Ok(Cow::Owned(bytes.extract::<&[u8]>()?.to_vec()))
        }
        Err(error) => Err(error),
    }
}
