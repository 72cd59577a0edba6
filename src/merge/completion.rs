//! The result of merging a stream.

use super::merge_info::MergeInfo;
use crate::error::Result;
use crate::json::{Document, Written};

/// A response merged from a stream: JSON text with the keys of the corresponding whole response,
/// such as openai's `ChatCompletion`, and the notes of the merge.
///
/// Members that the provider's own type requires are always present; others are present if the
/// stream had a value for them; unknown ones come last.
///
/// ```
/// use deltafold::Recording;
/// let bytes = br#"{"response": {"body": [
///     {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hel"}}]},
///     {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "lo"}}]}
/// ]}}"#;
/// let recording = Recording::parse(bytes.to_vec(), None)?;
/// let completion = recording.merge(Default::default())?;
/// assert!(!completion.merge_info.complete, "there is no finish reason");
/// let choice = completion.document()?.root().get("choices").and_then(|it| it.items().next()).is_some();
/// assert!(choice);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    json: Written,
    /// The notes of the merge; not part of the JSON.
    pub merge_info: MergeInfo,
}

impl Completion {
    /// A completion from JSON text that is known to be valid.
    pub fn new(json: impl Into<Written>, merge_info: MergeInfo) -> Self {
        Completion { json: json.into(), merge_info }
    }

    /// The JSON text, compact except for values that were copied unchanged.
    pub fn to_json(&self) -> Vec<u8> {
        self.json.text().to_vec()
    }

    /// The length of the JSON text.
    pub(crate) fn length(&self) -> usize {
        self.json.text().len()
    }

    /// The JSON text itself.
    pub fn into_json(self) -> Vec<u8> {
        self.json.into_text()
    }

    /// The JSON as a document.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Parse`] if the result exceeds a limit of documents, such as their size.
    pub fn document(&self) -> Result<Document> {
        self.json.clone().into_document()
    }

    /// The document itself.
    ///
    /// # Errors
    ///
    /// As [`Completion::document`].
    pub fn into_document(self) -> Result<Document> {
        self.json.into_document()
    }
}
