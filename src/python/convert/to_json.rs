//! A Python object in, JSON out: what `json.dumps` takes, our own views, and pydantic's models.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use crate::json::{Builder, Document, MAX_DEPTH};
use crate::python::views::{Sequence, View};

/// The JSON text of `object`.
///
/// # Errors
///
/// `TypeError` for what JSON has no form for, `ValueError` for what is nested too deep or contains
/// itself, and whatever an object's `model_dump` raises.
pub(crate) fn to_json(object: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let mut builder = Builder::new();
    write_json(object, &mut builder)?;
    Ok(builder.finish())
}

/// The same, into a builder.
///
/// # Errors
///
/// As [`to_json`]; what was written until then stays.
fn write_json(object: &Bound<'_, PyAny>, builder: &mut Builder) -> PyResult<()> {
    Writer { builder, depth: 0 }.value(object)
}

struct Writer<'a> {
    builder: &'a mut Builder,
    depth: usize,
}

impl Writer<'_> {
    fn value(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Ok(text) = object.cast::<PyString>() {
            self.builder.wtf8(&wtf8_of(text)?);
            Ok(())
        } else if object.is_none() {
            self.builder.null();
            Ok(())
        } else if let Ok(truth) = object.cast::<PyBool>() {
            self.builder.bool(truth.is_true());
            Ok(())
        } else if let Ok(number) = object.cast::<PyInt>() {
            self.int(number)
        } else if let Ok(number) = object.cast::<PyFloat>() {
            self.builder.float(number.value());
            Ok(())
        } else {
            self.deeper(object)
        }
    }

    fn int(&mut self, number: &Bound<'_, PyInt>) -> PyResult<()> {
        match number.extract::<i64>() {
            Ok(small) => self.builder.int(small),
            Err(_) => self.builder.big_int(int_digits(number)?.to_cow()?.as_ref()),
        }
        Ok(())
    }

    fn deeper(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        if self.depth == MAX_DEPTH {
            return Err(PyValueError::new_err(format!(
                "nested more than {MAX_DEPTH} levels deep, or contains itself"
            )));
        }
        self.depth += 1;
        let done = self.container(object);
        self.depth -= 1;
        done
    }

    fn container(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Ok(dict) = object.cast::<PyDict>() {
            self.object(dict)
        } else if let Ok(list) = object.cast::<PyList>() {
            self.array(list.iter().map(Ok))
        } else if let Ok(tuple) = object.cast::<PyTuple>() {
            self.array(tuple.iter().map(Ok))
        } else if let Ok(view) = object.cast::<View>() {
            self.builder.value(view.get().cursor());
            Ok(())
        } else if let Ok(sequence) = object.cast::<Sequence>() {
            self.array(sequence.try_iter()?)
        } else {
            self.model(object)
        }
    }

    fn array<'py>(
        &mut self,
        items: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
    ) -> PyResult<()> {
        self.builder.begin_array();
        for item in items {
            self.value(&item?)?;
        }
        self.builder.end_array();
        Ok(())
    }

    fn object(&mut self, dict: &Bound<'_, PyDict>) -> PyResult<()> {
        self.builder.begin_object();
        // A copy of the items: writing a value may run Python code, which may change the dict.
        for item in dict.items() {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            self.key(&key)?;
            self.value(&value)?;
        }
        self.builder.end_object();
        Ok(())
    }

    /// As `json.dumps` has it: `True` becomes `"true"`, `1` becomes `"1"`.
    fn key(&mut self, key: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Ok(text) = key.cast::<PyString>() {
            return self.text_key(text);
        }
        let mut scalar = Builder::new();
        let is_scalar = key.is_none()
            || key.is_instance_of::<PyBool>()
            || key.is_instance_of::<PyInt>()
            || key.is_instance_of::<PyFloat>();
        if !is_scalar {
            let name = key.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "keys must be str, int, float, bool or None, not {name}"
            )));
        }
        write_json(key, &mut scalar)?;
        self.builder.key(&String::from_utf8_lossy(&scalar.finish()));
        Ok(())
    }

    fn text_key(&mut self, key: &Bound<'_, PyString>) -> PyResult<()> {
        if let Ok(key) = key.to_cow() {
            self.builder.key(&key);
            return Ok(());
        }
        let key = Document::parse(to_json(key)?)?;
        if let Some(key) = key.root().as_text() {
            self.builder.key_text(key);
        }
        Ok(())
    }

    /// A model of pydantic, by its looks: nothing here imports pydantic.
    fn model(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = object.py();
        let dump = object.getattr_opt(intern!(py, "model_dump"))?;
        let Some(dump) = dump.filter(|_| !object.is_instance_of::<pyo3::types::PyType>()) else {
            let name = object.get_type().fully_qualified_name()?;
            return Err(PyTypeError::new_err(format!("{name} cannot be written as JSON")));
        };
        let options = PyDict::new(py);
        options.set_item(intern!(py, "mode"), intern!(py, "json"))?;
        options.set_item(intern!(py, "exclude_unset"), true)?;
        // Objects made without validation may hold what pydantic would warn of.
        options.set_item(intern!(py, "warnings"), false)?;
        self.value(&dump.call((), Some(&options))?)
    }
}

/// The digits of an integer of any size. Not `str(number)`, which a subclass may have changed.
pub(crate) fn int_digits<'py>(number: &Bound<'py, PyInt>) -> PyResult<Bound<'py, PyString>> {
    let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,))?;
    Ok(digits.cast_into::<PyString>()?)
}

/// The text of a Python string, its lone surrogates as three bytes each.
pub(crate) fn wtf8_of<'t>(text: &'t Bound<'_, PyString>) -> PyResult<Cow<'t, [u8]>> {
    match text.to_cow() {
        Ok(Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.as_bytes())),
        Ok(Cow::Owned(text)) => Ok(Cow::Owned(text.into_bytes())),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
            let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
            Ok(Cow::Owned(bytes.extract::<&[u8]>()?.to_vec()))
        }
        Err(error) => Err(error),
    }
}
