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
use crate::recording::{Kind, Recording};

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
    /// `deltafold.types.request.Request`
    Request,
}

/// The classes with the modules that declare them, in the order of [`Known`].
const NAMES: [(&str, &str); 6] = [
    ("chat.chat_completion", "ChatCompletion"),
    ("chat.chat_completion_chunk", "ChatCompletionChunk"),
    ("completion", "Completion"),
    ("create_embedding_response", "CreateEmbeddingResponse"),
    ("model", "Model"),
    ("request", "Request"),
];

impl Known {
    /// The class that shows a response of this kind, or each item of it.
    pub(crate) fn of_kind(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Chat => Known::ChatCompletion,
            Kind::ChatStream => Known::ChatCompletionChunk,
            Kind::Completion | Kind::CompletionStream => Known::Completion,
            Kind::Embeddings => Known::CreateEmbeddingResponse,
            Kind::Models => Known::Model,
            _ => return None,
        })
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

/// Views on the items of a recording's body: of class `known`, or of the base class that declares
/// nothing.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn item_views(
    py: Python<'_>,
    known: Option<Known>,
    recording: Arc<Recording>,
) -> PyResult<Bound<'_, Sequence>> {
    let of = match known {
        Some(known) => known.class(py)?.clone(),
        None => Arc::new(Of::any_object(py)?),
    };
    Sequence::of_recording(recording, of).into_python(py)
}
