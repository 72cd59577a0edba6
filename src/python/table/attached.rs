//! Takes Python's lock inside of another library's code.

use pyo3::ffi;
use pyo3::prelude::*;

/// Runs `work` with Python's lock, whether or not this thread has it; `None` at the interpreter's
/// end.
///
/// PyO3 counts on its own which threads have the lock. If a function of ours calls Python code, and
/// that a library that gives up the lock and then asks us for a batch, the count is wrong: only
/// CPython knows.
pub(super) fn attached<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    // SAFETY: can be called at any time.
    #[allow(unsafe_code)]
    let is_running = unsafe { ffi::Py_IsInitialized() } != 0;
    if !is_running {
        return None;
    }
    let _lock = Lock::take();
    Python::try_attach(work)
}

/// Python's lock, until it is dropped.
struct Lock(ffi::PyGILState_STATE);

impl Lock {
    fn take() -> Self {
        // SAFETY: the interpreter is initialized, and each call has its release, in reverse order.
        #[allow(unsafe_code)]
        Lock(unsafe { ffi::PyGILState_Ensure() })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // SAFETY: the state is that of the call which belongs to this one, on the same thread: the
        // value never leaves the function that made it.
        #[allow(unsafe_code)]
        unsafe {
            ffi::PyGILState_Release(self.0);
        }
    }
}
