//! The command line's way into the process: Python's arguments in, an exit code out.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Run the command line with `argv`, the program's name first; give the exit code.
#[pyfunction]
pub(super) fn cli_main(py: Python<'_>, argv: Vec<OsString>) -> PyResult<i32> {
    // Python's own handler would only note Ctrl-C until Rust returns; the system's stops at once.
    let signal = py.import("signal")?;
    signal.call_method1("signal", (signal.getattr("SIGINT")?, signal.getattr("SIG_DFL")?))?;
    Ok(py.detach(|| crate::cli::run(argv)))
}
