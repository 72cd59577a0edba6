//! Recordings in Python.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyString, PyTuple};

use super::completion::{merged_view, whole_view};
use super::input::Listed;
use super::path_text::PathText;
use super::response::PyResponse;
use super::shown::Shown;
use super::timing::PyChoiceTiming;
use super::views::{SDK_ITEMS, View, equal_values, model_view, to_sdk};
use super::whole;
use crate::cli::framed;
use crate::corpus::Loaded;
use crate::error::joined;
use crate::json::Layout;
use crate::merge::{CHAT, Completion, Family, Kind, Options, ReasoningTags};
use crate::python_values::{text_to_python, to_python};
use crate::recording::{Format, Recording};
use crate::request_hash;
use crate::sdk_objects::{By, LazyObjects};

/// One recorded request and its response.
///
/// Everything is decoded on first access, and then kept.
///
///     >>> import deltafold
///     >>> recording = deltafold.load("examples/two-choices.json")
///     >>> len(recording.chunks), recording.completion.merge_info.complete
///     (28, True)
#[pyclass(frozen, name = "Recording", module = "deltafold")]
pub(super) struct PyRecording {
    inner: Arc<Recording>,
    request: PyOnceLock<Py<PyAny>>,
    response: PyOnceLock<Py<PyResponse>>,
    chunks: PyOnceLock<Py<PyAny>>,
    completion: PyOnceLock<Py<PyAny>>,
    /// The completion, if it was merged ahead.
    merged: Mutex<Option<Completion>>,
    shown: Shown,
    reasoning_tags: Option<ReasoningTags>,
}

impl From<Recording> for PyRecording {
    fn from(inner: Recording) -> Self {
        PyRecording {
            inner: Arc::new(inner),
            request: PyOnceLock::new(),
            response: PyOnceLock::new(),
            chunks: PyOnceLock::new(),
            completion: PyOnceLock::new(),
            merged: Mutex::new(None),
            shown: Shown::Views,
            reasoning_tags: None,
        }
    }
}

impl PyRecording {
    /// A recording that was merged ahead.
    pub(super) fn loaded(Loaded { recording, merged }: Loaded) -> Self {
        PyRecording { merged: Mutex::new(merged), ..PyRecording::from(recording) }
    }

    /// The same recording, with its chunks and its completion shown like this.
    pub(super) fn showing(self, shown: Shown) -> Self {
        PyRecording { shown, ..self }
    }

    /// The same recording; its completion has the reasoning in these tags apart from the text.
    pub(super) fn with_reasoning_tags(self, reasoning_tags: Option<ReasoningTags>) -> Self {
        PyRecording { reasoning_tags, ..self }
    }

    fn make_completion(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let inner = &self.inner;
        if let (Kind::Whole(family), Some(tags)) = (self.inner.kind(), &self.reasoning_tags)
            && let Some(json) = self.inner.data().and_then(|data| tags.apart_in(data))
        {
            return whole_view(py, family, json);
        }
        if let Kind::Whole(_) = self.inner.kind() {
            return self.response(py)?.get().stored(py);
        }
        match inner.stream_family() {
            Some(family) => self.merge(py, family),
            None => {
                let kind = self.inner.kind().as_str();
                let mut what = format!("has no completion: its response is of kind '{kind}'");
                if let Some(warning) = inner.read_warnings().first() {
                    what.push_str(&format!(". {}", warning.detail));
                }
                Err(inner.error(what).into())
            }
        }
    }

    fn merge(&self, py: Python<'_>, family: &'static Family) -> PyResult<Py<PyAny>> {
        let ahead = self.merged.lock().unwrap_or_else(PoisonError::into_inner).take();
        let merged = match ahead {
            Some(merged) => merged,
            None => py.detach(|| self.inner.merge(Options::default()))?,
        };
        let merged = match &self.reasoning_tags {
            Some(tags) => py.detach(|| tags.apart(merged)),
            None => merged,
        };
        merged_view(py, family, merged)
    }
}

#[pymethods]
impl PyRecording {
    /// The file it was read from, or None.
    #[getter]
    fn path(&self) -> Option<PathText> {
        self.inner.path().map(PathText::from)
    }

    /// The test that made the request, or None.
    #[getter]
    fn test_id<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.inner.test_id().map(|text| text_to_python(py, text)).transpose()
    }

    /// The kind of the response, such as "chat.stream".
    #[getter]
    fn kind(&self) -> &'static str {
        self.inner.kind().as_str()
    }

    /// The format of the file, such as "ogx", "sse" or "vcr".
    #[getter]
    fn format(&self) -> &'static str {
        self.inner.format().as_str()
    }

    /// Its number in the file, from 0; None for formats with one recording per file.
    #[getter]
    fn number(&self) -> Option<usize> {
        self.inner.number()
    }

    /// The id that the caller of a batch API gave the request, or None.
    #[getter]
    fn custom_id<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.inner.custom_id().map(|text| text_to_python(py, text)).transpose()
    }

    /// The request.
    ///
    /// Raises:
    ///     RecordingError: the recording has no request, or it is not an object.
    #[getter]
    fn request(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let made = self.request.get_or_try_init(py, || {
            let Some(request) = self.inner.request() else {
                return Err(PyErr::from(self.inner.error("expected an object as 'request'")));
            };
            Ok(model_view(py, "request.Request", self.inner.head(), request.index())?.unbind())
        })?;
        Ok(made.clone_ref(py))
    }

    /// The request hash, under which lookups find it; None for requests that have none.
    ///
    /// Raises:
    ///     RecordingError: the URL cannot be split.
    #[getter]
    fn request_hash(&self, py: Python<'_>) -> PyResult<Option<String>> {
        let hash = py.detach(|| request_hash::of_recording(&self.inner)).transpose()?;
        Ok(hash.map(|hash| hash.to_string()))
    }

    /// The response.
    #[getter]
    fn response(&self, py: Python<'_>) -> PyResult<Py<PyResponse>> {
        let made = self
            .response
            .get_or_try_init(py, || Py::new(py, PyResponse::new(self.inner.clone())))?;
        Ok(made.clone_ref(py))
    }

    /// The chunks of a stream: a sequence of views, each created on first access.
    ///
    /// They are typed as those of chat streams; other streams have views with their own fields.
    ///
    /// Raises:
    ///     RecordingError: the response is not a stream, or an item is not an object.
    #[getter]
    fn chunks(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let made = self.chunks.get_or_try_init(py, || -> PyResult<_> {
            py.detach(|| self.inner.check_chunks())?;
            let views = self.response(py)?.get().items(py)?;
            match self.shown {
                Shown::Views => Ok(views.into_any()),
                Shown::Objects => {
                    let chunks = self.inner.chunks().clone();
                    LazyObjects::new(chunks, By::Shown(views.into_any(), &SDK_ITEMS))
                        .into_py_any(py)
                }
            }
        })?;
        Ok(made.clone_ref(py))
    }

    /// The merged completion of a stream, or the stored one.
    ///
    /// Raises:
    ///     RecordingError: the kind of response has no completion, or an item is not an object.
    ///     MergeError: the stream cannot be merged.
    ///     ImportError, TypeError, pydantic.ValidationError: with `objects="openai"`, as
    ///         `View.to_sdk`.
    #[getter]
    fn completion(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let made = self.completion.get_or_try_init(py, || {
            let view = self.make_completion(py)?;
            match view.bind(py).cast::<View>() {
                Ok(view) if self.shown == Shown::Objects => to_sdk(view).map(Bound::unbind),
                _ => Ok(view),
            }
        })?;
        Ok(made.clone_ref(py))
    }

    /// The same as `completion`, typed as a chat completion.
    ///
    /// Raises:
    ///     RecordingError: the recording is not a chat.
    ///     MergeError, ImportError, TypeError, pydantic.ValidationError: as `completion`.
    #[getter]
    fn chat(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if self.inner.family() == Some(CHAT) || self.inner.kind() == Kind::Exception {
            return self.completion(py);
        }
        let what = format!(
            "not a chat completion: the kind of its response is '{}'",
            self.inner.kind().as_str()
        );
        Err(self.inner.error(what).into())
    }

    /// How fast each choice's tokens arrived, by choice index; None if the format has no times.
    ///
    /// Raises:
    ///     RecordingError: an item of the stream is not an object.
    #[getter]
    fn timing(&self, py: Python<'_>) -> PyResult<Option<BTreeMap<i64, PyChoiceTiming>>> {
        let timing = py.detach(|| self.inner.timing())?;
        Ok(timing.map(|choices| {
            choices.into_iter().map(|(index, choice)| (index, PyChoiceTiming(choice))).collect()
        }))
    }

    /// The provider, as named in the request, or else found by the host of its URL; or None.
    #[getter]
    fn provider(&self) -> Option<String> {
        self.inner.provider().map(std::borrow::Cow::into_owned)
    }

    /// What `json.load` gives for the file, or for the envelope made from another format.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(file) = self.inner.unchanged() {
            return whole::to_python(py, file);
        }
        let document = py.detach(|| self.inner.document())?;
        to_python(py, document.root())
    }

    /// What `json.dump(…, indent=2)` writes for `to_dict()`, and a newline.
    fn to_json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        let bytes = py.detach(|| self.inner.written(Layout::Indented))?;
        // Every character beyond ASCII is escaped.
        PyString::from_bytes(py, &bytes)
    }

    /// `to_json` as bytes.
    fn to_json_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.inner.written(Layout::Indented))?;
        new_bytes(py, &bytes)
    }

    /// Write `to_json()` to a file, completely or not at all.
    ///
    /// Raises:
    ///     OSError: the file cannot be written.
    ///     TypeError: `path` is not a path.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| Ok(crate::corpus::write_file(&path, &self.inner.written(Layout::Indented)?)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let path = self.path().into_bound_py_any(py)?.repr()?;
        let (kind, items) = (self.inner.kind().as_str(), self.inner.item_count());
        Ok(match items {
            0 => format!("Recording(path={path}, kind={kind:?})"),
            _ => format!("Recording(path={path}, kind={kind:?}, items={items})"),
        })
    }

    /// A picture of the stream, for notebooks; None if there is no stream.
    fn _repr_html_(&self, py: Python<'_>) -> Option<String> {
        let name = self.inner.path().map_or("recording".into(), |path| path.to_string_lossy());
        py.detach(|| framed(&self.inner, &name))
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<PyRecording>() else { return Ok(false) };
        let other = other.get();
        if Arc::ptr_eq(&self.inner, &other.inner) {
            return Ok(true);
        }
        match (self.inner.unchanged(), other.inner.unchanged()) {
            (Some(one), Some(other)) => whole::are_equal(py, one, other),
            _ => equal_values(py, self.inner.document()?.root(), other.inner.document()?.root()),
        }
    }

    #[classattr]
    const __hash__: Option<Py<PyAny>> = None;

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let restore = py.import("deltafold._core")?.getattr("_restore_recording")?;
        let document = self.inner.document()?;
        let bytes = new_bytes(py, document.bytes())?;
        let tags = self.reasoning_tags.as_ref().map(|tags| tags.names().collect::<Vec<_>>());
        let state = (bytes, self.path(), self.format(), self.number(), self.shown.name(), tags);
        Ok((restore, state.into_pyobject(py)?))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, memo: &Bound<'_, PyAny>) -> Py<Self> {
        let _ = memo;
        slf
    }
}

/// A `bytes`, or `MemoryError`, where `PyBytes::new` would panic.
fn new_bytes<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, bytes.len(), |new| {
        new.copy_from_slice(bytes);
        Ok(())
    })
}

/// Restores a pickled recording.
#[pyfunction(
    name = "_restore_recording",
    signature = (bytes, path, format = "ogx", number = None, objects = "deltafold", tags = None)
)]
pub(super) fn restore_recording(
    py: Python<'_>,
    bytes: &[u8],
    path: Option<PathBuf>,
    format: &str,
    number: Option<usize>,
    objects: &str,
    tags: Option<Listed<String>>,
) -> PyResult<PyRecording> {
    let format = Format::of_name(format).unwrap_or(Format::Ogx);
    let tags = tags.map(|names| ReasoningTags::named(&names.0)).transpose()?;
    let bytes = joined(&[bytes])?;
    let restored = py.detach(|| Recording::restore(bytes, path, format, number))?;
    let shown = Shown::named(objects)?;
    Ok(PyRecording::from(restored).showing(shown).with_reasoning_tags(tags))
}
