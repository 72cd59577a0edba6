//! The classes that Rust makes views of, imported when the first one is made.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use super::merge_info::MergeInfo;
use super::of::{Class, Of};
use super::sequence::Sequence;
use super::view::{MERGE_INFO, View};
use crate::json::Document;

/// A class of `deltafold.types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// `deltafold.types.chat.ChatCompletion`
    ChatCompletion,
    /// `deltafold.types.chat.ChatCompletionChunk`
    ChatCompletionChunk,
    /// `deltafold.types.Completion`
    Completion,
    /// `deltafold.types.CreateEmbeddingResponse`
    CreateEmbeddingResponse,
    /// `deltafold.types.Model`
    Model,
}

/// The classes with the modules that declare them, in the order of [`Known`].
const NAMES: [(&str, &str); 5] = [
    ("chat.chat_completion", "ChatCompletion"),
    ("chat.chat_completion_chunk", "ChatCompletionChunk"),
    ("completion", "Completion"),
    ("create_embedding_response", "CreateEmbeddingResponse"),
    ("model", "Model"),
];

impl Known {
    const ALL: [Known; NAMES.len()] = [
        Known::ChatCompletion,
        Known::ChatCompletionChunk,
        Known::Completion,
        Known::CreateEmbeddingResponse,
        Known::Model,
    ];

    /// The class that a recording's `__type__` names (`openai.types.model.Model`), if it is one
    /// of these.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (module, class) = name.strip_prefix("openai.types.")?.rsplit_once('.')?;
        Self::ALL.into_iter().find(|known| NAMES[*known as usize] == (module, class))
    }

    #[inline]
    fn class(self, py: Python<'_>) -> PyResult<&'static Arc<Of>> {
        static CLASSES: [PyOnceLock<Arc<Of>>; NAMES.len()] =
            [const { PyOnceLock::new() }; NAMES.len()];
        CLASSES[self as usize].get_or_try_init(py, || {
            let (module, name) = NAMES[self as usize];
            let class = py.import(format!("deltafold.types.{module}"))?.getattr(name)?;
            Ok(Arc::new(Of::One(Class::new(class.cast::<PyType>()?)?)))
        })
    }
}

/// A view of class `known` on the value that stands at `at`, a [`crate::json::Cursor::index`];
/// the plain value, if it is no object.
///
/// # Errors
///
/// What importing the class raises.
pub(crate) fn model_view<'py>(
    py: Python<'py>,
    known: Known,
    document: &Document,
    at: u32,
) -> PyResult<Bound<'py, PyAny>> {
    known.class(py)?.show(py, document, document.at(at))
}

/// A completion, which is all of `document`, with what its merge has noted.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn merged_view<'py>(
    py: Python<'py>,
    known: Known,
    document: &Document,
    info: MergeInfo,
) -> PyResult<Bound<'py, PyAny>> {
    let view = model_view(py, known, document, 0)?;
    let info = Bound::new(py, info)?.into_any();
    view.cast::<View>()?.get().cache().keep(MERGE_INFO, info);
    Ok(view)
}

/// Views of class `known` on values of one document.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn views_in<'py>(
    py: Python<'py>,
    known: Known,
    document: Document,
    places: impl IntoIterator<Item = u32>,
) -> PyResult<Bound<'py, Sequence>> {
    Sequence::of_places(document, places, known.class(py)?.clone()).into_python(py)
}

/// Views of class `known` on values that stand in documents of their own.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn views_of<'py>(
    py: Python<'py>,
    known: Known,
    values: impl IntoIterator<Item = (Document, u32)>,
) -> PyResult<Bound<'py, Sequence>> {
    Sequence::of_items(values, known.class(py)?.clone()).into_python(py)
}
