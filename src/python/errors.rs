//! Converts deltafold's errors to Python exceptions.

use std::path::PathBuf;

use pyo3::exceptions::{PyMemoryError, PyOSError};
use pyo3::intern;
use pyo3::prelude::*;

use super::path_text::PathText;
use crate::error::{Error, OutOfMemory, ParseError};

impl From<OutOfMemory> for PyErr {
    fn from(_: OutOfMemory) -> PyErr {
        PyMemoryError::new_err(())
    }
}

impl From<Error> for PyErr {
    fn from(error: Error) -> PyErr {
        if let Error::OutOfMemory(error) = error {
            return error.into();
        }
        Python::attach(|py| exception(py, error).unwrap_or_else(|failed| failed))
    }
}

fn exception(py: Python<'_>, error: Error) -> PyResult<PyErr> {
    let message = error.to_string();
    let class = |name| py.import(intern!(py, "deltafold._errors"))?.getattr(name);
    let value = match error {
        Error::Parse(ParseError { path, byte, line, column, .. }) => {
            class("ParseError")?.call1((message, path.map(PathText), byte, line, column))?
        }
        Error::Recording { path, .. } | Error::NotARecording { path, .. } => {
            class("RecordingError")?.call1((message, path.map(PathText)))?
        }
        Error::Merge { .. } => class("MergeError")?.call1((message,))?,
        Error::Io { path, source } => return os_error(py, path, &source, message),
        Error::OutOfMemory(error) => return Ok(error.into()),
    };
    Ok(PyErr::from_value(value))
}

/// The subclass of `OSError` that Python's own `open` would raise.
fn os_error(
    py: Python<'_>,
    path: Option<PathBuf>,
    source: &std::io::Error,
    message: String,
) -> PyResult<PyErr> {
    let Some(code) = source.raw_os_error() else {
        return Ok(std::io::Error::new(source.kind(), message).into());
    };
    let text = py.import(intern!(py, "os"))?.call_method1(intern!(py, "strerror"), (code,))?;
    let path = path.map(|path| PathText(path).into_pyobject(py)).transpose()?.map(Bound::unbind);
    Ok(PyOSError::new_err((code, text.unbind(), path)))
}
