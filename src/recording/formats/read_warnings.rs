//! Warnings about the reading of a stream, as members of the response in an envelope.

use crate::json::Builder;
use crate::merge::ReadWarning;
use crate::recording::read_warnings::KEY;

/// The end of an envelope after the list that is its body.
pub(super) fn after_list<'w>(
    is_cut: bool,
    warnings: impl Iterator<Item = &'w ReadWarning>,
) -> Vec<u8> {
    let mut text = b"],\"is_streaming\":true".to_vec();
    if is_cut {
        text.extend_from_slice(b",\"is_cut\":true");
    }
    if let Some(list) = as_list(warnings) {
        text.extend_from_slice(format!(",\"{KEY}\":").as_bytes());
        text.extend_from_slice(&list);
    }
    text.extend_from_slice(b"}}");
    text
}

/// The warnings as a JSON list, if there are any.
pub(super) fn as_list<'w>(warnings: impl Iterator<Item = &'w ReadWarning>) -> Option<Vec<u8>> {
    let mut warnings = warnings.peekable();
    warnings.peek()?;
    let mut json = Builder::new();
    json.begin_array();
    for warning in warnings {
        json.begin_object();
        json.key("code");
        json.str(warning.code);
        json.key("detail");
        json.str(&warning.detail);
        json.end_object();
    }
    json.end_array();
    Some(json.finish())
}
