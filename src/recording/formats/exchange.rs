//! Envelopes, and their looser kin: `{request, response}`, where `response` may be the body itself,
//! an object, a list of chunks, or text.

use super::body::Body;
use super::envelope::Envelope;
use super::sniff::starts_like_events;
use crate::error::Result;
use crate::json::{Cursor, FoldedDocument};

/// The members by which an envelope's response is told from a body.
const OF_ENVELOPES: [&str; 3] = ["body", "is_streaming", "is_exception"];

/// Whether `root` is an envelope as it is.
pub(super) fn is_envelope(root: Cursor<'_>) -> bool {
    root.get("response").is_some_and(|response| {
        response.is_object()
            && (OF_ENVELOPES.iter().any(|key| response.get(key).is_some())
                || response.members().next().is_none()
                || response.get("status").is_some_and(|status| status.as_i64().is_some()))
    })
}

/// Whether `root` has a response that is a body.
pub(super) fn is(root: Cursor<'_>) -> bool {
    let Some(response) = root.get("response") else { return false };
    if is_envelope(root) {
        return false;
    }
    let request = root.get("request").and_then(Cursor::non_null);
    if let Some(text) = response.as_text() {
        // Data sets of prompts have texts in both.
        let says = request.is_some() && {
            let text = text.to_str();
            starts_like_events(text.as_bytes()) || text.trim_start().starts_with(['{', '['])
        };
        return says || request.is_some_and(Cursor::is_object);
    }
    request.is_some() || response.is_object()
}

pub(super) fn read(root: Cursor<'_>) -> Result<Vec<FoldedDocument>> {
    let body = match root.get("response").and_then(Cursor::non_null) {
        Some(response) => match response.as_text() {
            Some(text) => Body::of_text(text.to_str().as_bytes())?,
            None => Body::of_value(response),
        },
        None => error_of(root),
    };
    let envelope = Envelope {
        request: root.get("request").map(|request| request.raw().to_vec()),
        others: Envelope::others(root, &["request", "response"]),
        ..Envelope::default()
    };
    Ok(vec![envelope.with_body(body)?])
}

/// What stands in place of a response that did not come.
pub(super) fn error_of(root: Cursor<'_>) -> Body {
    root.get("error").and_then(Cursor::non_null).map_or_else(Body::null, Body::of_error)
}
