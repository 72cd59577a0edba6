//! `id_normalization_mapping`: ids that the recorder replaced by stable ones when it stored.

use crate::error::{Error, Result};
use crate::json::{Document, Layout, write};

const KEY: &str = "id_normalization_mapping";

/// Whether there is anything to replace.
pub(super) fn has_id_mapping(document: &Document) -> bool {
    document.root().get(KEY).is_some_and(|mapping| mapping.members().next().is_some())
}

/// The text that Python's `json.dumps` writes of the document, with every occurrence of each
/// pair's value replaced by its key, pair by pair.
///
/// # Errors
///
/// [`Error::Recording`] if a pair's value is no string, or an empty one.
pub(super) fn with_ids_mapped(document: &Document) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    write(document.root(), Layout::OneLine, &mut text);
    for (key, value) in document.root().get(KEY).into_iter().flat_map(|pairs| pairs.members()) {
        let value = value.as_text().filter(|value| !value.is_empty()).ok_or_else(|| {
            let key = key.to_str();
            Error::recording(format!("expected a non-empty string as {KEY}['{key}']"))
        })?;
        text = replace(&text, &value.to_wtf8(), &key.to_wtf8());
    }
    Ok(text)
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(text.len());
    let mut rest = 0;
    for found in memchr::memmem::find_iter(text, from) {
        replaced.extend_from_slice(&text[rest..found]);
        replaced.extend_from_slice(to);
        rest = found + from.len();
    }
    replaced.extend_from_slice(&text[rest..]);
    replaced
}
