//! `load` and `loads`: read a recording from a path, a file object or bytes.

use std::path::{Path, PathBuf};

use pyo3::exceptions::{PyIsADirectoryError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::accumulator::tags_of;
use super::input::{Input, path_of};
use super::interrupt::from_file;
use super::path_text::PathText;
use super::recording::PyRecording;
use super::shown::Shown;
use crate::error::{Error, ParseError};
use crate::recording::Recording;

/// No path is longer.
const LONGEST_PATH: usize = 4096;

/// Load the recording in a file, given as a path or a binary file object.
///
/// The format is detected from the content. With `objects="openai"`, chunks and completions are
/// instances of the SDK's own classes, which the views' `to_sdk()` makes on access; content that
/// they refuse raises their `ValidationError` then. `reasoning_tags` is as for `Accumulator`, for
/// the completion.
///
///     >>> import deltafold
///     >>> deltafold.load("examples/two-choices.json").kind
///     'chat.stream'
///
/// Raises:
///     ParseError: the file is corrupted.
///     RecordingError: the file is not a recording, or holds several (use `scan`).
///     OSError: the file cannot be read, as with `open`.
///     TypeError: `file` is neither a path nor a binary file object.
///     ValueError: `objects` is neither "deltafold" nor "openai", `reasoning_tags` has a name that
///         no tag can have, or the path contains a null byte.
#[pyfunction]
#[pyo3(signature = (file, *, objects = "deltafold", reasoning_tags = None))]
pub(super) fn load(
    py: Python<'_>,
    file: &Bound<'_, PyAny>,
    objects: &str,
    reasoning_tags: Option<&Bound<'_, PyAny>>,
) -> PyResult<PyRecording> {
    let objects = Shown::named(objects)?;
    let tags = tags_of(reasoning_tags)?;
    Ok(PyRecording::from(read(py, file)?).showing(objects).with_reasoning_tags(tags))
}

fn read(py: Python<'_>, file: &Bound<'_, PyAny>) -> PyResult<Recording> {
    // A missing attribute takes time, since it raises an exception.
    if file.is_exact_instance_of::<PyString>() || !file.hasattr(intern!(py, "read"))? {
        let Some(path) = path_of(file)? else {
            let found = file.get_type().name()?;
            let what = format!("expected a path or a binary file object, not {found}");
            return Err(PyTypeError::new_err(what));
        };
        let read = from_file(py, path.clone(), Recording::load);
        return read.map_err(|error| match path.is_dir() {
            true => of_folder(py, &error, path).unwrap_or(error),
            false => error,
        });
    }
    let read = file.call_method0(intern!(py, "read"))?;
    // The name of a file that was opened by descriptor is that number.
    let name = file.getattr_opt(intern!(py, "name"))?;
    let name = name.map(|name| path_of(&name)).transpose()?.flatten();
    let bytes = Input::of(&read)?;
    Ok(py.detach(|| Recording::parse_lent(&bytes, name))?)
}

/// The system's error for a folder, with what takes one.
fn of_folder(py: Python<'_>, error: &PyErr, path: PathBuf) -> PyResult<PyErr> {
    let value = error.value(py);
    let what = format!("{}: scan reads the recordings in it", value.getattr("strerror")?);
    let code = value.getattr("errno")?.unbind();
    let path = PathText(path).into_pyobject(py)?.unbind();
    Ok(PyIsADirectoryError::new_err((code, what, path)))
}

/// Names the file that a text leads to: the text was meant for `load`.
fn of_path(error: Error, text: &[u8]) -> Error {
    let path = std::str::from_utf8(text).ok().filter(|text| text.len() <= LONGEST_PATH);
    match (error, path) {
        (Error::Parse(error), Some(path)) if Path::new(path).is_file() => {
            let what = format!("{}, found the path of a file, which load reads", error.what);
            ParseError { what, ..error }.into()
        }
        (error, _) => error,
    }
}

/// Load the recording in a file, given as the file's bytes or text. The options are as for `load`.
///
///     >>> import deltafold
///     >>> body = '{"object": "chat.completion", "choices": [{"message": {"content": "Sol"}}]}'
///     >>> deltafold.loads(body).chat.choices[0].message.content
///     'Sol'
///
/// Raises:
///     ParseError: the data is corrupted.
///     RecordingError: the data is not a recording, or holds several.
///     TypeError: `data` is neither bytes nor str.
///     ValueError: `objects` is neither "deltafold" nor "openai", or `reasoning_tags` has a name
///         that no tag can have.
#[pyfunction]
#[pyo3(signature = (data, *, objects = "deltafold", reasoning_tags = None))]
pub(super) fn loads(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    objects: &str,
    reasoning_tags: Option<&Bound<'_, PyAny>>,
) -> PyResult<PyRecording> {
    let objects = Shown::named(objects)?;
    let tags = tags_of(reasoning_tags)?;
    let bytes = Input::of(data)?;
    let parse = || Recording::parse_lent(&bytes, None).map_err(|error| of_path(error, &bytes));
    let recording = py.detach(parse)?;
    Ok(PyRecording::from(recording).showing(objects).with_reasoning_tags(tags))
}
