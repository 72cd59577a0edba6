//! The notes of merging about a completion.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use super::known::family_of_class;
use super::view::{MERGE_INFO, View};
use super::{equal, repr};
use crate::cli::answer_html;
use crate::json::{Cursor, Document};
use crate::merge::{Kind, is_complete};
use crate::python::input::Listed;
use crate::python::to_json::to_json;
use crate::python_values::to_python;

/// Whether a completion is complete, its anomalies, and the error that it ended with.
///
///     >>> import deltafold
///     >>> deltafold.merge([{"choices": [{"delta": {"content": "Sol"}}]}]).merge_info.complete
///     False
///
/// Raises:
///     TypeError: `error`, given to the class, cannot be written as JSON.
///     ValueError: `error` is nested too deep, or contains itself.
#[pyclass(frozen, module = "deltafold._core")]
#[derive(Debug)]
pub struct MergeInfo {
    complete: bool,
    warnings: Vec<String>,
    error: Option<Document>,
}

impl MergeInfo {
    /// `error` is JSON.
    pub(crate) fn new(complete: bool, warnings: Vec<String>, error: Option<Document>) -> Self {
        MergeInfo { complete, warnings, error }
    }

    /// That of a completion that was stored whole; the family is that of its class or content.
    fn of_stored(view: &Bound<'_, View>) -> PyResult<Self> {
        let completion = view.get().cursor();
        let family = family_of_class(&view.get_type())?;
        let family = family.or_else(|| Kind::of_single(completion).family());
        let error = completion.get("error").and_then(Cursor::non_null);
        Ok(MergeInfo {
            complete: family.is_some_and(|family| is_complete(completion, family)),
            warnings: Vec::new(),
            error: error.map(|error| Document::parse_lent(error.raw())).transpose()?,
        })
    }
}

#[pymethods]
impl MergeInfo {
    #[new]
    #[pyo3(signature = (complete, warnings=Listed(Vec::new()), error=None))]
    #[pyo3(text_signature = "(complete, warnings=(), error=None)")]
    fn __new__(
        complete: bool,
        warnings: Listed<String>,
        error: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let error = error.map(|error| Ok::<_, PyErr>(Document::parse(to_json(error)?)?));
        Ok(MergeInfo::new(complete, warnings.0, error.transpose()?))
    }

    #[staticmethod]
    #[pyo3(signature = (complete, warnings, error))]
    fn _restore(
        complete: bool,
        warnings: Listed<String>,
        error: Option<&Bound<'_, PyBytes>>,
    ) -> PyResult<Self> {
        let error = error.map(|error| Document::parse_lent(error.as_bytes())).transpose()?;
        Ok(MergeInfo::new(complete, warnings.0, error))
    }

    /// Whether there is a response with a stop reason and without an error. For families with
    /// choices: at least one choice, each with a finish reason and without unnamed tool calls.
    #[getter]
    fn complete(&self) -> bool {
        self.complete
    }

    /// The anomalies, in the order in which they were found, such as `"ids_differ: …"`.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.warnings)
    }

    /// The error of the stream, an object or text, or None.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &self.error {
            Some(error) => to_python(py, error.root()),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let py = other.py();
        let Ok(other) = other.cast::<MergeInfo>() else { return Ok(false) };
        let other = other.get();
        Ok(self.complete == other.complete
            && self.warnings == other.warnings
            && match (&self.error, &other.error) {
                (Some(one), Some(other)) => equal::plain(py, one.root(), other.root())?,
                (None, None) => true,
                _ => false,
            })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let complete = if self.complete { "True" } else { "False" };
        let error = self.error.as_ref().map(|error| repr::of_plain(py, error)).transpose()?;
        let (warnings, error) = (self.warnings(py)?.repr()?, error.as_deref().unwrap_or("None"));
        Ok(format!("MergeInfo(complete={complete}, warnings={warnings}, error={error})"))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        // As text, since pickle may run out of stack for deep nesting.
        let (py, info) = (slf.py(), slf.get());
        let error = info.error.as_ref().map(|error| PyBytes::new(py, error.bytes()));
        let restore = slf.get_type().getattr(intern!(py, "_restore"))?;
        (restore, (info.complete, info.warnings(py)?, error)).into_pyobject(py)
    }
}

/// A completion as markup for notebooks; `None` for other views.
pub(super) fn html_of(view: &Bound<'_, View>) -> PyResult<Option<String>> {
    let Some(family) = family_of_class(&view.get_type())? else { return Ok(None) };
    let info = merge_info_of(view)?;
    let info = info.cast::<MergeInfo>()?.get();
    let answer = (family.summary)(view.get().cursor());
    Ok(Some(answer_html(&answer, info.complete, &info.warnings, info.error.as_ref())))
}

/// The merge info of a completion: from its merge, or else from its content.
#[pyfunction(name = "_merge_info")]
pub(crate) fn merge_info_of<'py>(completion: &Bound<'py, View>) -> PyResult<Bound<'py, PyAny>> {
    let (py, view) = (completion.py(), completion.get());
    match view.cache().get(py, MERGE_INFO) {
        Some(info) => Ok(info),
        None => {
            let info = Bound::new(py, MergeInfo::of_stored(completion)?)?;
            Ok(view.cache().keep(MERGE_INFO, info.into_any()))
        }
    }
}
