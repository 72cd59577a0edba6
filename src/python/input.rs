//! Reads bytes and paths from Python objects.

use std::ffi::OsString;
use std::ops::Deref;
use std::path::PathBuf;

use pyo3::buffer::PyBuffer;
use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyString};

use crate::error::{Grow, joined};
use crate::json::escape_surrogates;
use crate::python::to_json::wtf8_of;

/// The items of an iterable that is not a text. Its length is not asked for: a class of the caller's may
/// make one up, and that much memory would be allocated.
pub(super) struct Listed<T>(pub(super) Vec<T>);

impl<'py, T: FromPyObjectOwned<'py>> FromPyObject<'_, 'py> for Listed<T> {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("expected a list, not a str"));
        }
        let items = given.try_iter()?;
        items.map(|item| item?.extract().map_err(Into::into)).collect::<PyResult<_>>().map(Listed)
    }
}

/// Bytes from Python.
pub(super) enum Input {
    /// Those of a `bytes`, in place, since they cannot change.
    Bytes(PyBackedBytes),
    /// Those of a `str`, in place.
    Text(PyBackedStr),
    /// A copy.
    Copied(Vec<u8>),
}

impl Input {
    /// The bytes of a `bytes`, `bytearray`, `memoryview` or other buffer, or of a `str`.
    ///
    /// A lone surrogate in a `str`, which UTF-8 cannot hold, becomes its JSON escape.
    ///
    /// # Errors
    ///
    /// `TypeError` for anything else, `MemoryError`.
    pub(super) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = data.cast::<PyBytes>() {
            return Ok(Input::Bytes(bytes.clone().into()));
        }
        if let Ok(text) = data.cast::<PyString>() {
            return Self::of_text(text);
        }
        match PyBuffer::<u8>::get(data) {
            Ok(buffer) => {
                let mut bytes = Vec::new();
                // The buffer is only read into initialized memory.
                bytes.try_room(buffer.item_count())?;
                bytes.resize(buffer.item_count(), 0);
                buffer.copy_to_slice(data.py(), &mut bytes)?;
                Ok(Input::Copied(bytes))
            }
            Err(error) if error.is_instance_of::<PyTypeError>(data.py()) => {
                let found = data.get_type().name()?;
                Err(PyTypeError::new_err(format!("expected bytes or str, not {found}")))
            }
            Err(error) => Err(error),
        }
    }

    fn of_text(text: &Bound<'_, PyString>) -> PyResult<Self> {
        match PyBackedStr::try_from(text.clone()) {
            Ok(text) => Ok(Input::Text(text)),
            Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
                Ok(Input::Copied(escape_surrogates(&wtf8_of(text)?)?))
            }
            Err(error) => Err(error),
        }
    }

    /// The same bytes in owned memory.
    ///
    /// # Errors
    ///
    /// `MemoryError`.
    pub(super) fn into_owned(self) -> PyResult<Vec<u8>> {
        match self {
            Input::Copied(bytes) => Ok(bytes),
            lent => Ok(joined(&[&lent])?),
        }
    }
}

impl Deref for Input {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Input::Bytes(bytes) => bytes,
            Input::Text(text) => text.as_bytes(),
            Input::Copied(bytes) => bytes,
        }
    }
}

/// A copy of what [`Input::of`] gives.
pub(super) fn bytes_of(data: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    Input::of(data)?.into_owned()
}

/// The path that a `str` of ASCII characters is, which every encoding of file names contains.
fn plain_path(given: &Bound<'_, PyAny>) -> Option<PathBuf> {
    let path = given.cast_exact::<PyString>().ok()?.to_str().ok()?;
    (path.is_ascii() && !path.contains('\0')).then(|| PathBuf::from(path))
}

/// The path that `given` is: text, bytes, or an object with `__fspath__`; None for all else.
///
/// # Errors
///
/// What its `__fspath__` raises, and `ValueError` for a path that cannot exist.
pub(super) fn path_of(given: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    let py = given.py();
    let names_one = given.is_instance_of::<PyString>()
        || given.is_instance_of::<PyBytes>()
        || given.get_type().hasattr("__fspath__")?;
    if !names_one {
        return Ok(None);
    }
    if let Some(path) = plain_path(given) {
        return Ok(Some(path));
    }
    // Interned names would be initialized here by the first call, without Python's lock: a process
    // that another thread forks meanwhile would wait for them forever.
    let decode = py.import("os")?.getattr("fsdecode")?;
    let path = decode.call1((given,))?.extract::<OsString>()?;
    if path.as_encoded_bytes().contains(&0) {
        // As `open` says.
        return Err(PyValueError::new_err("embedded null byte"));
    }
    Ok(Some(PathBuf::from(path)))
}
