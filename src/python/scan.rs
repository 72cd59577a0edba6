//! `scan`: many recordings, loaded in parallel.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::input::path_of;
use super::recording::PyRecording;
use crate::corpus::{Scan, Waited, scan as scan_paths};
use crate::error::Error;

/// How often Python may look whether Ctrl-C was pressed.
const PATIENCE: Duration = Duration::from_millis(50);

/// What is done with a file that cannot be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnError {
    Raise,
    Skip,
    Return,
}

impl FromPyObject<'_, '_> for OnError {
    type Error = PyErr;

    fn extract(word: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        match word.extract::<String>()?.as_str() {
            "raise" => Ok(OnError::Raise),
            "skip" => Ok(OnError::Skip),
            "return" => Ok(OnError::Return),
            other => Err(PyValueError::new_err(format!(
                "expected on_error to be 'raise', 'skip' or 'return', not {other:?}"
            ))),
        }
    }
}

/// Recordings in the order of their paths, loaded ahead by threads; what `scan` gives.
#[pyclass(frozen, generic, name = "Scan", module = "deltafold")]
pub(super) struct PyScan {
    // Taken out while a thread waits for the next one, so that none waits for that thread.
    scan: Mutex<Option<Scan>>,
    on_error: OnError,
}

/// Load every recording below a directory, or in the given files, in parallel.
///
/// Recordings come in the order of the paths, by name within a directory, and as they stand in a
/// file that holds several. In directories, files that are no recordings are passed over; a file
/// that is named must be one. `jobs` is the number of threads, by default as many as there are
/// processors. `on_error` says what becomes of what cannot be loaded: "raise" its error in its
/// turn, "skip" it, or "return" the error in its place.
#[pyfunction]
#[pyo3(signature = (root_or_paths, *, jobs = None, on_error = OnError::Raise))]
#[pyo3(text_signature = "(root_or_paths, *, jobs=None, on_error='raise')")]
pub(super) fn scan(
    root_or_paths: &Bound<'_, PyAny>,
    jobs: Option<NonZero<usize>>,
    on_error: OnError,
) -> PyResult<PyScan> {
    let paths = paths_of(root_or_paths)?;
    let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let scan = scan_paths(paths, jobs.map_or_else(processors, NonZero::get));
    Ok(PyScan { scan: Mutex::new(Some(scan)), on_error })
}

/// One path, or many.
pub(super) fn paths_of(paths: &Bound<'_, PyAny>) -> PyResult<Vec<PathBuf>> {
    if let Some(root) = path_of(paths)? {
        return Ok(vec![root]);
    }
    let expected = || PyTypeError::new_err("expected a path, or an iterable of paths");
    if !paths.get_type().hasattr("__iter__")? && !paths.get_type().hasattr("__getitem__")? {
        return Err(expected());
    }
    paths.try_iter()?.map(|path| path_of(&path?)?.ok_or_else(expected)).collect()
}

impl PyScan {
    fn take(&self) -> Option<Scan> {
        self.scan.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put_back(&self, scan: Scan) {
        *self.scan.lock().unwrap_or_else(PoisonError::into_inner) = Some(scan);
    }

    /// The next one that is not left out; `scan` is given back unless it has ended.
    fn next(&self, py: Python<'_>, scan: Scan) -> PyResult<Option<Py<PyAny>>> {
        loop {
            let (waited, ended) = py.detach(|| {
                let waited = scan.next_within(PATIENCE);
                let ended = matches!(waited, Waited::Ended);
                (waited, ended)
            });
            if ended {
                py.detach(|| drop(scan));
                return Ok(None);
            }
            if let Err(interrupt) = py.check_signals() {
                self.put_back(scan);
                return Err(interrupt);
            }
            let result = match waited {
                Waited::Ready(Ok(loaded)) => {
                    let recording = PyRecording::loaded(loaded);
                    Ok(Some(Py::new(py, recording)?.into_any()))
                }
                Waited::Ready(Err(error)) => match self.shown(py, error) {
                    Ok(None) => continue,
                    other => other,
                },
                Waited::NotYet | Waited::Ended => continue,
            };
            self.put_back(scan);
            return result;
        }
    }

    /// What becomes of an error: itself, an object to be returned, or nothing.
    fn shown(&self, py: Python<'_>, error: Error) -> PyResult<Option<Py<PyAny>>> {
        match self.on_error {
            OnError::Raise => Err(error.into()),
            OnError::Skip => Ok(None),
            OnError::Return => Ok(Some(PyErr::from(error).into_value(py).into_any())),
        }
    }
}

#[pymethods]
impl PyScan {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        match self.take() {
            Some(scan) => self.next(py, scan),
            // It has ended, or was closed, or another thread is waiting for the next one.
            None => Ok(None),
        }
    }

    /// Stop loading; what was loaded ahead is dropped.
    fn close(&self, py: Python<'_>) {
        let scan = self.take();
        py.detach(|| drop(scan));
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*exception))]
    fn __exit__(&self, py: Python<'_>, exception: &Bound<'_, pyo3::types::PyTuple>) {
        let _ = exception;
        self.close(py);
    }
}
