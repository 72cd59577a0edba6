//! Work that may take long in; what it gives, or Ctrl-C, out.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::corpus::caught;
use crate::error::{Error, Result};

/// How often Python may look whether Ctrl-C was pressed.
pub(super) const PATIENCE: Duration = Duration::from_millis(50);

/// As much as the main thread has.
const STACK: usize = 8 << 20;

/// What `work` gives, which a thread of its own does without the GIL.
///
/// Ctrl-C is heeded meanwhile: `stop` is called then, and the thread is left to itself. A panic in
/// the work is an error. If no thread can be started, this one does the work.
pub(super) fn interruptibly<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
    stop: impl Fn() + Sync,
) -> PyResult<T> {
    let (tell, mut told) = mpsc::channel();
    // A thread that is not started takes with it what it was to do.
    let work = Arc::new(Mutex::new(Some(work)));
    let shared = work.clone();
    let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
    let serve = move || {
        if let Some(work) = take(&shared) {
            // That nobody waits any more is nobody's business.
            drop(tell.send(caught(work)));
        }
    };
    if thread::Builder::new().stack_size(STACK).spawn(serve).is_err() {
        let work = take(&work);
        let lost = || Err(Error::recording(LOST));
        return Ok(py.detach(|| work.map_or_else(lost, |work| caught(work)))?);
    }
    loop {
        let waited;
        (waited, told) = py.detach(move || (told.recv_timeout(PATIENCE), told));
        py.check_signals().inspect_err(|_| py.detach(&stop))?;
        match waited {
            Ok(done) => return Ok(done?),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Error::recording(LOST).into()),
        }
    }
}

/// What would be said if a thread ended without a word; they do not.
const LOST: &str = "internal error: a thread ended without a result";

/// What `read` makes of a file. Opening or reading what is not a regular file, such as a pipe that
/// nobody writes to, may wait for ever, but for Ctrl-C.
pub(super) fn from_file<T: Send + 'static>(
    py: Python<'_>,
    path: PathBuf,
    read: fn(&Path) -> Result<T>,
) -> PyResult<T> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return interruptibly(py, move || read(&path), || {});
    }
    Ok(py.detach(|| read(&path))?)
}
