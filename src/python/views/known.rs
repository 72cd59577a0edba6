//! The classes that Rust makes views of, imported when the first one is made.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use super::merge_info::MergeInfo;
use super::of::{Class, Of};
use super::sequence::Sequence;
use super::view::{MERGE_INFO, View};
use crate::json::Document;
use crate::recording::Kind;

/// A class of `deltafold.types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// `deltafold.types.chat.ChatCompletion`
    ChatCompletion,
    /// `deltafold.types.chat.ChatCompletionChunk`
    ChatCompletionChunk,
    /// `deltafold.types.Completion`
    Completion,
    /// `deltafold.types.Model`
    Model,
    /// `deltafold.types.CreateEmbeddingResponse`
    CreateEmbeddingResponse,
    /// `deltafold.types.request.Request`
    Request,
}

impl Known {
    /// The class that shows a response of this kind, or each item of it.
    pub(crate) fn of_kind(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Chat => Known::ChatCompletion,
            Kind::ChatStream => Known::ChatCompletionChunk,
            Kind::Completion | Kind::CompletionStream => Known::Completion,
            Kind::Models => Known::Model,
            Kind::Embeddings => Known::CreateEmbeddingResponse,
            _ => return None,
        })
    }

    /// The class itself.
    ///
    /// # Errors
    ///
    /// What importing it raises.
    #[inline]
    pub(crate) fn class<'py>(self, py: Python<'py>) -> PyResult<&'py Bound<'py, PyType>> {
        static CLASSES: [PyOnceLock<Py<PyType>>; 6] = [const { PyOnceLock::new() }; 6];
        let (place, module, name) = match self {
            Known::ChatCompletion => (&CLASSES[0], "chat", "ChatCompletion"),
            Known::ChatCompletionChunk => (&CLASSES[1], "chat", "ChatCompletionChunk"),
            Known::Completion => (&CLASSES[2], "completion", "Completion"),
            Known::Model => (&CLASSES[3], "model", "Model"),
            Known::CreateEmbeddingResponse => {
                (&CLASSES[4], "create_embedding_response", "CreateEmbeddingResponse")
            }
            Known::Request => (&CLASSES[5], "request", "Request"),
        };
        match place.get(py) {
            Some(class) => Ok(class.bind(py)),
            None => place.import(py, &format!("deltafold.types.{module}"), name),
        }
    }

    /// What a list of views of this class is made of.
    pub(crate) fn of(self, py: Python<'_>) -> PyResult<Of> {
        Ok(Of::One(Class::new(self.class(py)?)?))
    }
}

/// A view of class `known` on the object that stands at `at`, a [`crate::json::Cursor::index`].
///
/// # Errors
///
/// What importing the class raises.
pub(crate) fn model_view<'py>(
    py: Python<'py>,
    known: Known,
    document: Document,
    at: u32,
) -> PyResult<Bound<'py, PyAny>> {
    View::make(known.class(py)?, document, at)
}

/// A completion with what its merge has noted.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn merged_view<'py>(
    py: Python<'py>,
    known: Known,
    document: Document,
    info: MergeInfo,
) -> PyResult<Bound<'py, PyAny>> {
    let view = model_view(py, known, document, 0)?;
    view.cast::<View>()?.get().cache().keep(MERGE_INFO, Bound::new(py, info)?.into_any());
    Ok(view)
}
