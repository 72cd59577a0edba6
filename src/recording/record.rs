//! Reads the JSON object in a file, whatever its members are, as the recorder's own reader does.

use std::fs::File;
use std::path::Path;

use super::file::named;
use super::id_mapping::{has_id_mapping, mapped};
use super::model::BODY;
use crate::error::{Error, Result};
use crate::json::FoldedDocument;

/// The object in a file, with its `id_normalization_mapping` applied.
///
/// Less strict than a [`super::model::Recording`]: a response is not required.
#[derive(Clone, Debug)]
pub struct Record {
    view: FoldedDocument,
    has_mapped_ids: bool,
}

impl Record {
    /// Reads and parses a file.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] if it is not JSON, [`Error::NotARecording`] if that is not an object,
    /// [`Error::Recording`] for a mapping that cannot be applied, [`Error::Io`]; each names the
    /// path.
    pub fn read(path: &Path) -> Result<Self> {
        let opened = File::open(path).map_err(Error::io);
        let read = opened.and_then(|mut file| {
            FoldedDocument::read(&mut file, &BODY, &mut Vec::new()).and_then(Self::of)
        });
        read.map_err(|error| named(error, Some(path)))
    }

    fn of(view: FoldedDocument) -> Result<Self> {
        let root = view.head().root();
        if !root.is_object() {
            let found = root.kind().described();
            let what = format!("expected a recording, an object, found {found}");
            return Err(Error::NotARecording { path: None, what });
        }
        if !has_id_mapping(view.head()) {
            return Ok(Record { view, has_mapped_ids: false });
        }
        Ok(Record { view: mapped(&view.unfolded()?)?, has_mapped_ids: true })
    }

    /// The object. If its `response.body` is a list, that is empty here, and its items are the
    /// elements of the folded document.
    pub fn view(&self) -> &FoldedDocument {
        &self.view
    }

    /// Whether ids were mapped, in which case the mapping counts as applied.
    pub fn has_mapped_ids(&self) -> bool {
        self.has_mapped_ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Record {
        pub(in crate::recording) fn of_text(text: &str) -> Result<Self> {
            Record::of(FoldedDocument::parse(text.as_bytes().to_vec(), &BODY).unwrap())
        }
    }

    fn record(text: &str) -> Result<Record> {
        Record::of_text(text)
    }

    #[test]
    fn any_object_is_a_record() {
        assert_eq!(record("{}").unwrap().view().len(), 0);
        assert_eq!(record(r#"{"response": {"body": [1, 2]}}"#).unwrap().view().len(), 2);
        let error = record("[1]").unwrap_err().to_string();
        assert!(error.contains("an object, found a list"), "{error}");
    }

    #[test]
    fn ids_are_mapped_everywhere() {
        let text = r#"{"id_normalization_mapping": {"new": "old"}, "response": {"body": ["old"]}}"#;
        let record = record(text).unwrap();
        assert!(record.has_mapped_ids());
        assert_eq!(record.view().element(0).unwrap().root().raw(), br#""new""#);
    }
}
