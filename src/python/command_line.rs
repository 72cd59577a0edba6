//! Runs the command line with arguments from Python.

use std::ffi::OsString;
use std::sync::Arc;

use pyo3::prelude::*;

use super::interrupt::interruptibly;
use crate::cli::{Interrupt, run};

/// Run the command line with `argv`, the program's name first, and return the exit code.
///
/// If a Python signal handler raises, such as KeyboardInterrupt, the command ends; no file is left
/// half-written. The handlers are not changed.
///
/// Raises:
///     TypeError: `argv` is not a sequence of str.
#[pyfunction]
pub(super) fn cli_main(py: Python<'_>, argv: Vec<OsString>) -> PyResult<i32> {
    let interrupt = Arc::new(Interrupt::default());
    let theirs = interrupt.clone();
    interruptibly(py, move || Ok(run(argv, &theirs)), || interrupt.ask())
}
