//! Runs work that may take long, so that Ctrl-C can interrupt it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::corpus::caught;
use crate::error::{Error, Result};

/// How often Python checks whether Ctrl-C was pressed.
pub(super) const PATIENCE: Duration = Duration::from_millis(50);

/// The same as the main thread's.
const STACK: usize = 8 << 20;

/// The result of `work`, which runs in its own thread without the GIL.
///
/// On Ctrl-C `stop` is called, and the thread is no longer waited for. A panic in the work is an
/// error. If a thread cannot be started, the current one does the work.
pub(super) fn interruptibly<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
    stop: impl Fn() + Sync,
) -> PyResult<T> {
    let (sender, mut receiver) = mpsc::channel();
    // A thread that fails to start drops its closure, so the work is shared with it.
    let work = Arc::new(Mutex::new(Some(work)));
    let shared = work.clone();
    let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
    let serve = move || {
        if let Some(work) = take(&shared) {
            // It does not matter if the receiver no longer waits.
            drop(sender.send(caught(work)));
        }
    };
    if thread::Builder::new().stack_size(STACK).spawn(serve).is_err() {
        let work = take(&work);
        let lost = || Err(Error::recording(LOST));
        return Ok(py.detach(|| work.map_or_else(lost, |work| caught(work)))?);
    }
    loop {
        let waited;
        (waited, receiver) = py.detach(move || (receiver.recv_timeout(PATIENCE), receiver));
        py.check_signals().inspect_err(|_| py.detach(&stop))?;
        match waited {
            Ok(done) => return Ok(done?),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Error::recording(LOST).into()),
        }
    }
}

/// The message if a thread ended without a result, which does not happen.
const LOST: &str = "internal error: a thread ended without a result";

/// What `read` makes of a file. Opening or reading something other than a regular file, such as a
/// pipe without a writer, may wait forever, so Ctrl-C can interrupt it.
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
