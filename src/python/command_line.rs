//! Runs the command line with arguments from Python.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::input::Listed;
use super::interrupt::interruptibly;
use super::path_text::PathText;
use crate::cli::{InPython, Interrupt, hold_standard_streams, run, word};

/// Run the command line with `argv`, the program's name first, and return the exit code.
///
/// If a Python signal handler raises, such as KeyboardInterrupt, the command ends; no file is left
/// half-written. The handlers are not changed.
///
/// Raises:
///     TypeError: `argv` is not a sequence of str.
#[pyfunction]
pub(super) fn cli_main(py: Python<'_>, argv: Listed<OsString>) -> PyResult<i32> {
    hold_standard_streams();
    if let Some(call) = InPython::of(&argv.0) {
        return run_in_python(py, call);
    }
    let interrupt = Arc::new(Interrupt::default());
    let theirs = interrupt.clone();
    interruptibly(py, move || Ok(run(argv.0, &theirs)), || interrupt.ask())
}

/// Runs a verb that is written in Python.
fn run_in_python(py: Python<'_>, call: InPython) -> PyResult<i32> {
    let options = PyDict::new(py);
    let (module, paths) = match call {
        InPython::Serve(args) => {
            options.set_item("fallbacks", texts(args.fallback))?;
            options.set_item("port", args.port)?;
            options.set_item("host", args.host)?;
            options.set_item("speed", args.speed)?;
            options.set_item("pieces", word(args.pieces))?;
            options.set_item("match", word(args.matching))?;
            options.set_item("nulls", args.nulls)?;
            ("deltafold.replay._server", texts(args.paths))
        }
        InPython::Export(args) => {
            options.set_item("table", word(args.table))?;
            options.set_item("output", PathText::from(args.output))?;
            options.set_item("format", args.format.map(word))?;
            options.set_item("jobs", args.jobs.map(NonZero::get))?;
            options.set_item("errors", if args.strict { "raise" } else { "column" })?;
            options.set_item("raw_json", args.raw_json)?;
            ("deltafold._export", texts(args.paths))
        }
    };
    py.import(module)?.getattr("run")?.call((paths,), Some(&options))?.extract()
}

fn texts(paths: Vec<PathBuf>) -> Vec<PathText> {
    paths.into_iter().map(PathText).collect()
}
