//! Pauses Python's cyclic garbage collector while objects are built: none of them can be garbage
//! yet, and the collector would visit each of them several times.

#![allow(unsafe_code)]

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::{ffi, intern};

/// Calls `build` without garbage collections.
#[inline]
pub(crate) fn without_collections<T>(py: Python<'_>, build: impl FnOnce() -> T) -> T {
    let _paused = Paused::new(py);
    build()
}

struct Paused {
    was_enabled: bool,
}

impl Paused {
    #[inline]
    fn new(py: Python<'_>) -> Self {
        // SAFETY: we are attached; the call takes nothing and only clears a flag.
        let was_enabled = has_lock(py) && unsafe { ffi::PyGC_Disable() != 0 };
        Paused { was_enabled }
    }
}

impl Drop for Paused {
    #[inline]
    fn drop(&mut self) {
        if self.was_enabled {
            // SAFETY: dropped in the call that made it, which is attached all the while.
            unsafe { ffi::PyGC_Enable() };
        }
    }
}

/// Whether the interpreter has a global lock. Without it, other threads may set the flag.
#[inline]
fn has_lock(py: Python<'_>) -> bool {
    static HAS_LOCK: PyOnceLock<bool> = PyOnceLock::new();
    *HAS_LOCK.get_or_init(py, || {
        let is_enabled = py
            .import(intern!(py, "sys"))
            .and_then(|sys| sys.getattr(intern!(py, "_is_gil_enabled")))
            .and_then(|ask| ask.call0()?.extract::<bool>());
        // Older interpreters always have it.
        is_enabled.unwrap_or(true)
    })
}
