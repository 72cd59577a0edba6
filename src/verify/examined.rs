//! A recording that is being verified, with data that several checks use.

use std::cell::OnceCell;
use std::path::Path;

use crate::error::Result;
use crate::json::Cursor;
use crate::merge::{MergeInfo, Options};
use crate::recording::Recording;
use crate::request_hash::{RequestHash, StoredRequest, model_list_digest};

pub(crate) struct Examined<'a> {
    pub(crate) path: &'a Path,
    pub(crate) bytes: &'a [u8],
    pub(crate) recording: &'a Recording,
    /// The request with its hash, if it has one.
    pub(crate) request: Option<(StoredRequest<'a>, Result<RequestHash>)>,
    /// The merge result of its stream, once it has been requested.
    merged: OnceCell<Option<Result<MergeInfo>>>,
}

impl<'a> Examined<'a> {
    pub(crate) fn new(path: &'a Path, bytes: &'a [u8], recording: &'a Recording) -> Self {
        let request = StoredRequest::of_recording(recording);
        let request = request.map(|request| {
            let hash = request.hash();
            (request, hash)
        });
        Examined { path, bytes, recording, request, merged: OnceCell::new() }
    }

    /// The merge result of its stream, if it is a stream.
    pub(crate) fn merged(&self) -> Option<&Result<MergeInfo>> {
        let merge = || {
            self.recording.stream_family()?;
            let merged = self.recording.merge(Options::default());
            Some(merged.map(|completion| completion.merge_info))
        };
        self.merged.get_or_init(merge).as_ref()
    }

    /// The request and its hash, unless it has none or cannot be hashed.
    pub(crate) fn hashed(&self) -> Option<(&StoredRequest<'a>, RequestHash)> {
        let (request, hash) = self.request.as_ref()?;
        Some((request, *hash.as_ref().ok()?))
    }

    /// The digest of the ids in a model list; `None` for other requests.
    pub(crate) fn digest(&self) -> Option<String> {
        let (request, _) = self.hashed()?;
        if !request.is_model_list() {
            return None;
        }
        let text = |value: Cursor<'_>, key| Some(value.get(key)?.as_text()?.to_wtf8().into_owned());
        let mut ids = Vec::new();
        for number in 0..self.recording.chunk_count() {
            if let Some((document, index)) = self.recording.chunk(number) {
                ids.extend(text(document.at(index), "id"));
            }
        }
        // Ollama's model list is an object.
        let models = self.recording.data().and_then(|data| data.get("models"));
        ids.extend(
            models.iter().flat_map(|models| models.items()).filter_map(|m| text(m, "model")),
        );
        Some(model_list_digest(ids))
    }
}
