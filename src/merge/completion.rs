//! What the merge of a stream gives.

use super::merge_info::MergeInfo;
use crate::error::Result;
use crate::json::Document;

/// A response merged from a stream: JSON text with the keys of the whole response that the
/// stream stands for, such as openai's `ChatCompletion`, and what the merge noted.
///
/// Members that the provider's own type requires are always there; others are there if the stream
/// had a value for them; unknown ones come last.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    json: Vec<u8>,
    /// What the merge noted; no part of the JSON.
    pub merge_info: MergeInfo,
}

impl Completion {
    /// A completion of JSON text that is known to be valid.
    pub fn new(json: Vec<u8>, merge_info: MergeInfo) -> Self {
        Completion { json, merge_info }
    }

    /// The JSON text, compact but for values that were copied as they stood.
    pub fn to_json(&self) -> Vec<u8> {
        self.json.clone()
    }

    /// The JSON text itself.
    pub fn into_json(self) -> Vec<u8> {
        self.json
    }

    /// The JSON as a document to look into.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Parse`] if merging has passed a limit of documents, such as their size.
    pub fn document(&self) -> Result<Document> {
        Document::parse(self.json.clone())
    }
}
