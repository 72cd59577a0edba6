//! A recording that is being verified, with data that several checks use.

use std::cell::OnceCell;
use std::path::Path;

use super::naming::Naming;
use crate::error::Result;
use crate::json::Cursor;
use crate::merge::{MergeInfo, Options};
use crate::recording::Recording;
use crate::request_hash::{ReleaseHashes, RuleSet, StoredRequest, model_list_digest};

/// What the file of a recording is called by the newest rules, without the extension; `None` if its
/// request has no hash.
///
/// ```
/// use deltafold::Recording;
/// use deltafold::internals::verify::stem_of;
/// let recording = Recording::load("examples/two-choices.json".as_ref())?;
/// assert_eq!(stem_of(&recording).map(|stem| stem.len()), Some(64));
/// # Ok::<(), deltafold::Error>(())
/// ```
pub fn stem_of(recording: &Recording) -> Option<String> {
    let examined = Examined::new(Path::new(""), &[], recording);
    examined.stems().pop().map(|(_, stem)| stem)
}

pub(crate) struct Examined<'a> {
    pub(crate) path: &'a Path,
    pub(crate) bytes: &'a [u8],
    pub(crate) recording: &'a Recording,
    /// The request with its hashes, if it has some.
    pub(crate) request: Option<(StoredRequest<'a>, Result<ReleaseHashes>)>,
    /// How its name fits the request, once that has been determined.
    pub(crate) naming: OnceCell<Naming>,
    /// The merge result of its stream, once it has been requested.
    merged: OnceCell<Option<Result<MergeInfo>>>,
}

impl<'a> Examined<'a> {
    pub(crate) fn new(path: &'a Path, bytes: &'a [u8], recording: &'a Recording) -> Self {
        let request = StoredRequest::of_recording(recording);
        let request = request.map(|request| {
            let hashes = request.hashes();
            (request, hashes)
        });
        Examined {
            path,
            bytes,
            recording,
            request,
            naming: OnceCell::new(),
            merged: OnceCell::new(),
        }
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

    /// The request and its hashes, unless it has none or cannot be hashed.
    pub(crate) fn hashed(&self) -> Option<(&StoredRequest<'a>, ReleaseHashes)> {
        let (request, hashes) = self.request.as_ref()?;
        Some((request, *hashes.as_ref().ok()?))
    }

    /// What its file may be called without the extension, each with the rules that call it so, the
    /// oldest first.
    pub(crate) fn stems(&self) -> Vec<(RuleSet, String)> {
        let Some((request, hashes)) = self.hashed() else { return Vec::new() };
        let listed = request.model_list_rules();
        let digest = if listed.is_empty() { None } else { self.digest() };
        let mut stems: Vec<(RuleSet, String)> = Vec::new();
        for (rules, hash) in hashes.each() {
            let stem = match &digest {
                Some(digest) if listed.contains(rules) => format!("models-{hash}-{digest}"),
                _ => hash.to_string(),
            };
            match stems.iter_mut().find(|(_, known)| *known == stem) {
                Some((set, _)) => *set = set.rules().chain([rules]).collect(),
                None => stems.push((RuleSet::only(rules), stem)),
            }
        }
        stems
    }

    /// The digest of the ids in a model list; `None` for other requests.
    pub(crate) fn digest(&self) -> Option<String> {
        let (request, _) = self.hashed()?;
        if request.model_list_rules().is_empty() {
            return None;
        }
        let text = |value: Cursor<'_>, key| Some(value.get(key)?.as_text()?.to_wtf8().into_owned());
        let mut ids = Vec::new();
        for number in 0..self.recording.chunk_count() {
            if let Some((document, index)) = self.recording.chunk(number) {
                ids.extend(text(document.at(index), "id"));
            }
        }
        // The lists of Ollama and of Text Embeddings Inference are objects.
        let models = self.recording.data().and_then(|data| data.get("models"));
        ids.extend(
            models.iter().flat_map(|models| models.items()).filter_map(|m| text(m, "model")),
        );
        ids.extend(self.recording.data().and_then(|data| text(data, "model_id")));
        Some(model_list_digest(ids))
    }
}
