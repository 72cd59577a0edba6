//! Runs the command line with arguments from Python.

use std::ffi::OsString;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::interrupt::interruptibly;
use crate::cli::{Interrupt, Serve, run, word};

/// Run the command line with `argv`, the program's name first, and return the exit code.
///
/// If a Python signal handler raises, such as KeyboardInterrupt, the command ends; no file is left
/// half-written. The handlers are not changed.
///
/// Raises:
///     TypeError: `argv` is not a sequence of str.
#[pyfunction]
pub(super) fn cli_main(py: Python<'_>, argv: Vec<OsString>) -> PyResult<i32> {
    if let Some(args) = Serve::of(&argv) {
        return serve(py, args);
    }
    let interrupt = Arc::new(Interrupt::default());
    let theirs = interrupt.clone();
    interruptibly(py, move || Ok(run(argv, &theirs)), || interrupt.ask())
}

/// Runs the server, which is written in Python.
fn serve(py: Python<'_>, args: Serve) -> PyResult<i32> {
    let options = PyDict::new(py);
    options.set_item("fallbacks", args.fallback)?;
    options.set_item("port", args.port)?;
    options.set_item("host", args.host)?;
    options.set_item("speed", args.speed)?;
    options.set_item("pieces", word(args.pieces))?;
    options.set_item("match", word(args.matching))?;
    options.set_item("nulls", args.nulls)?;
    let run = py.import("deltafold.replay._server")?.getattr("run")?;
    run.call((args.paths,), Some(&options))?.extract()
}
