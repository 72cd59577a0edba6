//! `load` and `loads`: read a recording from a path, a file object or bytes.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::accumulator::tags_of;
use super::input::{Input, path_of};
use super::interrupt::from_file;
use super::recording::PyRecording;
use super::shown::Shown;
use crate::recording::Recording;

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
        return from_file(py, path, Recording::load);
    }
    let read = file.call_method0(intern!(py, "read"))?;
    // The name of a file that was opened by descriptor is that number.
    let name = file.getattr_opt(intern!(py, "name"))?;
    let name = name.map(|name| path_of(&name)).transpose()?.flatten();
    let bytes = Input::of(&read)?;
    Ok(py.detach(|| Recording::parse_lent(&bytes, name))?)
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
    let recording = py.detach(|| Recording::parse_lent(&bytes, None))?;
    Ok(PyRecording::from(recording).showing(objects).with_reasoning_tags(tags))
}
