//! `scan`: many recordings, loaded in parallel.

use std::ffi::CString;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyUserWarning, PyValueError};
use pyo3::prelude::*;

use super::accumulator::tags_of;
use super::input::path_of;
use super::interrupt::PATIENCE;
use super::recording::PyRecording;
use crate::corpus::{FORKED, Filter, Scan, Waited, scan as scan_paths, why_nothing_found};
use crate::error::Error;
use crate::merge::ReasoningTags;
use crate::python_values::Interrupts;

/// What to do with a file that cannot be loaded.
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

/// The iterator that `scan` returns: recordings in path order, loaded ahead by threads.
///
/// Several threads can take recordings from one scan; each recording goes to one of them. A `with`
/// block closes it.
///
/// Raises:
///     ParseError, RecordingError, OSError: a file cannot be loaded, if `on_error` is "raise".
///         Iteration can go on with the next one.
///     RuntimeError: the process was forked after the scan began.
#[pyclass(frozen, generic, name = "Scan", module = "deltafold")]
pub(super) struct PyScan {
    state: Mutex<State>,
    /// Notified when the scan is put back.
    free: Condvar,
    process: u32,
    /// What to do with files that cannot be loaded.
    on_error: OnError,
    reasoning_tags: Option<ReasoningTags>,
}

enum State {
    Open(Running),
    /// A thread waits for the next recording, and has taken the scan, so that the lock is free.
    Taken,
    /// The scan has ended, or was closed.
    Closed,
}

struct Running {
    scan: Scan,
    /// The paths that are searched, as long as nothing was found.
    without_any: Option<Vec<PathBuf>>,
}

/// Load every recording below a directory, or in the given files, in parallel.
///
/// Recordings come in path order, by name within a directory, and in file order where a file holds
/// several. Non-recordings in a directory are skipped; a path given explicitly must be a recording.
/// `jobs` is the number of threads, by default the number of processors. `on_error` selects what
/// happens when a file cannot be loaded: "raise" raises the error when the file's turn comes,
/// "skip" leaves the file out, and "return" gives the error in its place. If there are no
/// recordings at all, a `UserWarning` says why. `reasoning_tags` is as for `load`.
///
///     >>> import deltafold
///     >>> [len(recording.chunks) for recording in deltafold.scan(["examples/two-choices.json"])]
///     [28]
///
/// Raises:
///     TypeError: `root_or_paths` is neither a path nor an iterable of paths.
///     ValueError, OverflowError: `jobs` is less than 1, or `on_error` is another word.
///     ParseError, RecordingError, OSError: while iterating, if `on_error` is "raise".
#[pyfunction]
#[pyo3(signature = (root_or_paths, *, jobs = None, on_error = OnError::Raise, reasoning_tags = None))]
#[pyo3(text_signature = "(root_or_paths, *, jobs=None, on_error='raise', reasoning_tags=None)")]
pub(super) fn scan(
    root_or_paths: &Bound<'_, PyAny>,
    jobs: Option<NonZero<usize>>,
    on_error: OnError,
    reasoning_tags: Option<&Bound<'_, PyAny>>,
) -> PyResult<PyScan> {
    let reasoning_tags = tags_of(reasoning_tags)?;
    let paths = paths_of(root_or_paths)?;
    let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let scan = scan_paths(paths.clone(), jobs.map_or_else(processors, NonZero::get));
    let state = Mutex::new(State::Open(Running { scan, without_any: Some(paths) }));
    let (free, process) = (Condvar::new(), std::process::id());
    Ok(PyScan { state, free, process, on_error, reasoning_tags })
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
    // Ctrl-C must be able to end an endless iterator.
    let mut interrupts = Interrupts::of_items();
    let mut found = Vec::new();
    for path in paths.try_iter()? {
        interrupts.check(paths.py())?;
        found.push(path_of(&path?)?.ok_or_else(expected)?);
    }
    Ok(found)
}

/// Warns that there are no recordings, if the reason can be found.
pub(super) fn warn_of_nothing(py: Python<'_>, paths: &[PathBuf], filter: &Filter) -> PyResult<()> {
    let Some(why) = py.detach(|| why_nothing_found(paths, filter)) else { return Ok(()) };
    let text = CString::new(format!("no recordings found: {why}")).unwrap_or_default();
    PyErr::warn(py, &py.get_type::<PyUserWarning>(), &text, 1)
}

/// The result of waiting for a while.
enum Given {
    Recording(PyResult<Py<PyAny>>),
    Nothing,
    Ended(Option<Vec<PathBuf>>),
}

impl PyScan {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the scan, unless it is closed or another thread has it.
    fn take(&self) -> State {
        let mut state = self.state();
        match *state {
            State::Open(_) => std::mem::replace(&mut *state, State::Taken),
            State::Taken => State::Taken,
            State::Closed => State::Closed,
        }
    }

    /// Waits a while for the thread that has taken the scan.
    fn wait(&self) {
        let state = self.state();
        if matches!(*state, State::Taken) {
            drop(self.free.wait_timeout(state, PATIENCE));
        }
    }

    /// Puts the scan back, or ends it if it was closed meanwhile.
    fn put_back(&self, py: Python<'_>, running: Running) {
        let mut state = self.state();
        if matches!(*state, State::Closed) {
            drop(state);
            return py.detach(|| drop(running));
        }
        *state = State::Open(running);
        drop(state);
        self.free.notify_one();
    }

    fn close_now(&self) {
        let open = std::mem::replace(&mut *self.state(), State::Closed);
        // Dropping it waits for its threads, so the lock is not held.
        drop(open);
        self.free.notify_all();
    }

    /// Waits for the next recording, but not much longer than `PATIENCE`.
    fn next_within(&self, py: Python<'_>, mut running: Running) -> Given {
        let waited = py.detach(|| running.scan.next_within(PATIENCE));
        let given = match waited {
            Waited::Ready(Ok(loaded)) => {
                running.without_any = None;
                let loaded = PyRecording::loaded(loaded);
                let loaded = loaded.with_reasoning_tags(self.reasoning_tags.clone());
                let recording = Py::new(py, loaded);
                Given::Recording(recording.map(Py::into_any))
            }
            Waited::Ready(Err(error)) => {
                running.without_any = None;
                self.shown(py, error).map_or(Given::Nothing, Given::Recording)
            }
            Waited::NotYet => Given::Nothing,
            Waited::Ended => {
                let without_any = running.without_any.take();
                py.detach(|| {
                    drop(running);
                    self.close_now();
                });
                return Given::Ended(without_any);
            }
        };
        self.put_back(py, running);
        given
    }

    /// How an error is passed on: raised, returned as an object, or not at all.
    fn shown(&self, py: Python<'_>, error: Error) -> Option<PyResult<Py<PyAny>>> {
        match self.on_error {
            OnError::Raise => Some(Err(error.into())),
            OnError::Skip => None,
            OnError::Return => Some(Ok(PyErr::from(error).into_value(py).into_any())),
        }
    }
}

#[pymethods]
impl PyScan {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if self.process != std::process::id() {
            return Err(PyRuntimeError::new_err(format!("the scan cannot continue: {FORKED}")));
        }
        loop {
            let given = match self.take() {
                State::Open(running) => self.next_within(py, running),
                State::Taken => {
                    py.detach(|| self.wait());
                    Given::Nothing
                }
                State::Closed => return Ok(None),
            };
            match given {
                Given::Recording(recording) => return recording.map(Some),
                Given::Nothing => py.check_signals()?,
                Given::Ended(None) => return Ok(None),
                Given::Ended(Some(paths)) => {
                    return warn_of_nothing(py, &paths, &Filter::any_format()).map(|()| None);
                }
            }
        }
    }

    /// Stop loading, and drop what was loaded ahead.
    fn close(&self, py: Python<'_>) {
        // In a forked process, the thread that would unlock it may not exist.
        if self.process == std::process::id() {
            py.detach(|| self.close_now());
        }
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
