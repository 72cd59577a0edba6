//! The classes of the views that Rust makes, imported on first use.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use super::merge_info::MergeInfo;
use super::of::Of;
use super::sequence::Sequence;
use super::view::{MERGE_INFO, View};
use crate::json::Document;
use crate::merge::{Family, Kind, families};
use crate::recording::Recording;
use crate::sdk_objects::imported_module;

/// Classes by their path below `deltafold.types`, such as `chat.ChatCompletion`.
///
/// A path may also lead to a dict from tag to class, or to a pair of the member that holds the tag
/// and such a dict.
fn class(py: Python<'_>, path: &'static str) -> PyResult<Arc<Of>> {
    static CLASSES: PyOnceLock<Mutex<HashMap<&'static str, Arc<Of>>>> = PyOnceLock::new();
    let classes = CLASSES.get_or_init(py, Mutex::default);
    let known = || classes.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(class) = known().get(path) {
        return Ok(class.clone());
    }
    // Other threads may run during the import, so the lock is not held.
    let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
    let found = py.import(format!("deltafold.types.{module}"))?.getattr(name)?;
    let class = Arc::new(match found.extract::<(String, Bound<'_, PyAny>)>() {
        Ok((by, tags)) => Of::from_python(Some(&tags), &by)?,
        Err(_) => Of::from_python(Some(&found), "type")?,
    });
    known().insert(path, class.clone());
    Ok(class)
}

/// The class that shows a response of this kind, or each item of it.
pub(crate) fn class_of_kind(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Stream(family) => family.classes.item,
        Kind::Whole(family) => family.classes.whole,
        Kind::Embeddings => "create_embedding_response.CreateEmbeddingResponse",
        Kind::Models => "model.Model",
        Kind::Moderation => "moderation_create_response.ModerationCreateResponse",
        Kind::OllamaPs => "ollama.ProcessResponse",
        Kind::OllamaList => "ollama.ListResponse",
        Kind::Tool => "ogx.ToolInvocationResult",
        Kind::File => "ogx.ProcessFileResponse",
        Kind::Error => "error_body.ErrorBody",
        // No class is mirrored, so all members are extras.
        Kind::Typed | Kind::Rerank => "_bases.View",
        _ => return None,
    })
}

/// The family whose whole responses `class` shows.
pub(super) fn family_of_class(class: &Bound<'_, PyType>) -> PyResult<Option<&'static Family>> {
    for family in families() {
        let Some((module, name)) = family.classes.whole.rsplit_once('.') else { continue };
        // A class cannot be from a module that is not imported.
        let module = imported_module(class.py(), &format!("deltafold.types.{module}"))?;
        let Some(whole) = module.and_then(|module| module.getattr(name).ok()) else { continue };
        if class.is_subclass(&whole)? {
            return Ok(Some(family));
        }
    }
    Ok(None)
}

/// A view of the class at `path` on the value at `at`, a [`crate::json::Cursor::index`]; the plain
/// value if it is not an object.
///
/// # Errors
///
/// What importing the class raises.
pub(crate) fn model_view<'py>(
    py: Python<'py>,
    path: &'static str,
    document: &Document,
    at: u32,
) -> PyResult<Bound<'py, PyAny>> {
    class(py, path)?.show(py, &document.clone().into(), document.at(at).into())
}

/// A completion, which is the whole of `document`, with the notes of its merge.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn view_of_merged<'py>(
    py: Python<'py>,
    path: &'static str,
    document: &Document,
    info: MergeInfo,
) -> PyResult<Bound<'py, PyAny>> {
    let view = model_view(py, path, document, 0)?;
    let info = Bound::new(py, info)?.into_any();
    view.cast::<View>()?.get().cache().keep(MERGE_INFO, info);
    Ok(view)
}

/// Views on the items of a recording's body: of the class at `path`, or else of the base class,
/// which does not declare any fields.
///
/// # Errors
///
/// As [`model_view`].
pub(crate) fn item_views<'py>(
    py: Python<'py>,
    path: Option<&'static str>,
    recording: Arc<Recording>,
) -> PyResult<Bound<'py, Sequence>> {
    let of = match path {
        Some(path) => class(py, path)?,
        None => Arc::new(Of::any_object(py)?),
    };
    Sequence::of_recording(recording, of).into_python(py)
}
