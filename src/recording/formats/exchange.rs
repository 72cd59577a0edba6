//! Envelopes, and looser variants: `{request, response}`, where `response` may itself be the body
//! (an object, a list of chunks, or text) or may contain the body as text, as HTTP clients log it.

use super::body::Body;
use super::envelope::Envelope;
use super::http::decoded;
use super::sniff::starts_like_events;
use crate::error::{Result, ensure, joined};
use crate::json::{Cursor, FoldedDocument, Text};

/// Whether `root` is already an envelope.
pub(super) fn is_envelope(root: Cursor<'_>) -> bool {
    root.get("response").is_some_and(|response| {
        let has = |key| response.get(key).is_some();
        response.is_object()
            && (["is_streaming", "is_exception"].iter().any(|key| has(key))
                || response.get("body").is_some_and(|body| !is_http(response, body))
                || response.members().next().is_none()
                || !["body", JSON_BODY, BASE64_BODY].iter().any(|key| has(key))
                    && response.get("status").is_some_and(|it| it.as_i64().is_some()))
    })
}

/// How WireMock names a body that is JSON, and one in base64.
const JSON_BODY: &str = "jsonBody";
const BASE64_BODY: &str = "base64Body";

/// Whether a response has the form that HTTP clients log: its body is text, or its status is named
/// as clients name it.
fn is_http(response: Cursor<'_>, body: Cursor<'_>) -> bool {
    body.as_text().is_some_and(says_something)
        || response.get("status_code").is_some_and(|status| status.as_i64().is_some())
}

/// How much of a text is needed to detect its type, including leading white space.
const START: usize = 4 << 10;

/// Whether a text is an event stream, or a JSON object or list.
fn says_something(text: Text<'_>) -> bool {
    let text = text.start(START).to_str();
    starts_like_events(text.as_bytes()) || text.trim_start().starts_with(['{', '['])
}

/// Whether `root` has a response that is the body itself, or whose body is text.
pub(super) fn is(root: Cursor<'_>) -> bool {
    let Some(response) = root.get("response") else { return false };
    if is_envelope(root) {
        return false;
    }
    let request = root.get("request").and_then(Cursor::non_null);
    if let Some(text) = response.as_text() {
        // Prompt data sets have plain text in both.
        return request.is_some_and(|request| request.is_object() || says_something(text));
    }
    request.is_some() || response.is_object()
}

pub(super) fn read(root: Cursor<'_>) -> Result<FoldedDocument> {
    let response = root.get("response").and_then(Cursor::non_null);
    let mut envelope = Envelope {
        request: root.get("request").map(|request| joined(&[request.raw()])).transpose()?,
        others: Envelope::others(root, &["request", "response"]),
        ..Envelope::default()
    };
    let Some(response) = response else {
        return envelope.with_body(error_of(root)?);
    };
    let text = response.get("body").filter(|body| is_http(response, *body));
    let encoded = || response.get(BASE64_BODY).and_then(decoded);
    let body = match (text.or_else(|| response.get(JSON_BODY)), encoded()) {
        (Some(body), _) => body_of(body)?,
        (None, Some(bytes)) => Body::of_text(&bytes)?,
        (None, None) => return envelope.with_body(body_of(response)?),
    };
    let status = |key| response.get(key).and_then(Cursor::as_i64);
    envelope.status = status("status_code").or_else(|| status("status"));
    envelope.response =
        Envelope::others(response, &["status_code", "body", JSON_BODY, BASE64_BODY]);
    envelope.with_body(body)
}

/// A body unchanged, or the body in its text.
pub(super) fn body_of(body: Cursor<'_>) -> Result<Body> {
    match body.as_text() {
        Some(text) => {
            // Decoded, and copied once more if it is not UTF-8.
            ensure(text.raw().len().saturating_mul(2))?;
            Body::of_text(text.to_str().as_bytes())
        }
        None => Body::of_value(body),
    }
}

/// The body for a response that is missing.
pub(super) fn error_of(root: Cursor<'_>) -> Result<Body> {
    root.get("error").and_then(Cursor::non_null).map_or_else(|| Ok(Body::null()), Body::of_error)
}
