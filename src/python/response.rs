//! Responses, and exceptions recorded in place of one, in Python.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyString};

use super::views::{Sequence, class_of_kind, item_views, model_view};
use crate::json::Text;
use crate::merge::{Kind, unwrapped};
use crate::python_values::{text_to_python, to_python};
use crate::recording::{RecordedException, Recording};

/// The response to a recorded request.
#[pyclass(frozen, name = "Response", module = "deltafold")]
pub(super) struct PyResponse {
    recording: Arc<Recording>,
    items: PyOnceLock<Py<Sequence>>,
    view: PyOnceLock<Py<PyAny>>,
}

impl PyResponse {
    pub(super) fn new(recording: Arc<Recording>) -> Self {
        PyResponse { recording, items: PyOnceLock::new(), view: PyOnceLock::new() }
    }

    /// The items of a list body as views; the same sequence each time.
    pub(super) fn items(&self, py: Python<'_>) -> PyResult<Py<Sequence>> {
        let made = self.items.get_or_try_init(py, || {
            Ok::<_, PyErr>(item_views(py, self.class(), self.recording.clone())?.unbind())
        })?;
        Ok(made.clone_ref(py))
    }

    /// The class of the body or of its items, if it is mirrored.
    fn class(&self) -> Option<&'static str> {
        match self.recording.kind() {
            // The items before the exception.
            Kind::Exception => Some(self.recording.stream_family()?.classes.item),
            kind => class_of_kind(kind),
        }
    }

    fn plain_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for number in 0..self.recording.item_count() {
            if let Some(item) = self.recording.item(number) {
                list.append(to_python(py, unwrapped(item.root()))?)?;
            }
        }
        Ok(list)
    }

    fn single(&self, py: Python<'_>, path: &'static str) -> PyResult<Py<PyAny>> {
        let made = self.view.get_or_try_init(py, || -> PyResult<_> {
            let recording = &self.recording;
            let data = recording.data().filter(|data| data.is_object());
            let data =
                data.ok_or_else(|| recording.error("expected an object as response.body"))?;
            Ok(model_view(py, path, recording.head(), data.index())?.unbind())
        })?;
        Ok(made.clone_ref(py))
    }

    /// The view of a body that is an object of a mirrored class.
    pub(super) fn stored(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.class() {
            Some(path) => self.single(py, path),
            None => Err(self.recording.error("has no completion").into()),
        }
    }
}

#[pymethods]
impl PyResponse {
    /// Whether the response was streamed.
    #[getter]
    fn is_streaming(&self) -> bool {
        self.recording.is_streaming()
    }

    /// The HTTP status, or None if none was recorded.
    #[getter]
    fn status(&self) -> Option<i64> {
        self.recording.status()
    }

    /// The class that the recorder noted for the body, or for a list's first item; or None.
    #[getter]
    fn type_name(&self) -> Option<String> {
        self.recording.type_name()
    }

    /// The body: views where its type is known, plain values elsewhere.
    ///
    /// Plain dicts and lists are new on each access.
    #[getter]
    pub(super) fn body(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let recording = &self.recording;
        let Some(body) = recording.body() else { return Ok(py.None()) };
        match (body.is_array(), self.class()) {
            (true, Some(_)) if recording.item_count() > 0 && !recording.has_event_lines() => {
                Ok(self.items(py)?.into_any())
            }
            (true, _) => Ok(self.plain_list(py)?.into_any().unbind()),
            (false, Some(path)) if recording.data().is_some_and(|data| data.is_object()) => {
                self.single(py, path)
            }
            _ => Ok(to_python(py, recording.data().unwrap_or(body))?.unbind()),
        }
    }

    /// The exception that was recorded, or None.
    #[getter]
    fn exception(&self) -> Option<PyRecordedException> {
        let recording = self.recording.clone();
        self.recording.exception().is_some().then(|| PyRecordedException { recording })
    }

    fn __repr__(&self) -> String {
        let streaming = if self.is_streaming() { "True" } else { "False" };
        format!("Response(kind={:?}, is_streaming={streaming})", self.recording.kind().as_str())
    }
}

/// An exception that was recorded in place of a response, or after part of it.
#[pyclass(frozen, name = "RecordedException", module = "deltafold")]
#[derive(Debug)]
pub(super) struct PyRecordedException {
    recording: Arc<Recording>,
}

impl PyRecordedException {
    fn text<'py>(
        &self,
        py: Python<'py>,
        part: impl for<'a> Fn(RecordedException<'a>) -> Option<Text<'a>>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        let exception = self.recording.exception();
        exception.and_then(|it| part(it).map(|text| text_to_python(py, text))).transpose()
    }
}

#[pymethods]
impl PyRecordedException {
    /// Where its class comes from: "ogx", "provider_sdk", "builtin" or "unknown"; or None.
    #[getter]
    fn category<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.text(py, |exception| exception.category)
    }

    /// The name of its class, or None.
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.text(py, |exception| exception.type_name)
    }

    /// The SDK that raised it, such as "openai", or None.
    #[getter]
    fn provider<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.text(py, |exception| exception.provider)
    }

    /// The HTTP status, or None.
    #[getter]
    fn status(&self) -> Option<i64> {
        self.recording.exception()?.status
    }

    /// The message, or None.
    #[getter]
    fn message<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.text(py, |exception| exception.message)
    }

    /// The provider's error body, or None.
    #[getter]
    fn body(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.recording.exception().and_then(|exception| exception.body) {
            Some(body) => Ok(to_python(py, body)?.unbind()),
            None => Ok(py.None()),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let type_name = self.r#type(py)?.map_or_else(|| "None".into(), |name| name.to_string());
        let message = self.message(py)?.map_or_else(String::new, |text| text.to_string());
        Ok(format!("RecordedException({type_name}: {message})"))
    }
}
