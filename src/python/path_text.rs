//! Paths on their way to Python.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// A path that becomes the `str` that `os.fsdecode` gives for it, which names the same file again.
///
/// PyO3's own conversion takes each path that is UTF-8 for such text, also where Python's encoding of
/// file names is another one; so nothing else passes paths to Python.
pub(super) struct PathText(pub(super) PathBuf);

impl<T: Into<PathBuf>> From<T> for PathText {
    fn from(path: T) -> Self {
        PathText(path.into())
    }
}

impl PathText {
    /// The same as a `pathlib.Path`.
    pub(super) fn pathlib(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        py.import("pathlib")?.getattr("Path")?.call1((self,))
    }
}

impl<'py> IntoPyObject<'py> for PathText {
    type Target = PyString;
    type Output = Bound<'py, PyString>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        text_of(py, &self.0)
    }
}

fn text_of<'py>(py: Python<'py>, path: &Path) -> PyResult<Bound<'py, PyString>> {
    if let Some(text) = path.to_str().filter(|text| text.is_ascii()) {
        // Every encoding of file names contains ASCII.
        return Ok(PyString::new(py, text));
    }
    let bytes = PyBytes::new(py, path.as_os_str().as_encoded_bytes());
    Ok(py.import("os")?.getattr("fsdecode")?.call1((bytes,))?.cast_into::<PyString>()?)
}
