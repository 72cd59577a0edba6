//! Output of batch APIs, one line per request: `{custom_id, response: {status_code, body}, error}`
//! (OpenAI), `{custom_id, result: {type, message}}` (Anthropic).
//!
//! <https://platform.openai.com/docs/api-reference/batch/request-output>

use super::body::Body;
use super::envelope::Envelope;
use super::exchange::{body_of, error_of};
use crate::error::Result;
use crate::json::{Cursor, FoldedDocument};

pub(super) fn is(root: Cursor<'_>) -> bool {
    let member = |key| root.get(key).and_then(Cursor::non_null);
    if member("custom_id").is_none() || root.get("request").is_some() {
        return false;
    }
    match (member("response"), member("result")) {
        // An envelope made from such a line already has this member.
        (Some(response), _) => response.is_object() && response.get("is_streaming").is_none(),
        (None, Some(result)) => result.get("type").is_some(),
        (None, None) => member("error").is_some(),
    }
}

pub(super) fn read(root: Cursor<'_>) -> Result<FoldedDocument> {
    let member = |key| root.get(key).and_then(Cursor::non_null);
    let response = member("response");
    let body = response.and_then(|response| response.get("body")?.non_null());
    let result = member("result").and_then(|result| {
        // A succeeded request has a message, a failed one an error body; other results only name
        // their type.
        result.get("message").or_else(|| result.get("error"))?.non_null()
    });
    let body = match (body, result) {
        (Some(body), _) => body_of(body)?,
        (None, Some(result)) => Body::of_value(result)?,
        (None, None) => error_of(root)?,
    };
    let known = ["status_code", "body"];
    let envelope = Envelope {
        status: response.and_then(|response| response.get("status_code")?.as_i64()),
        response: response.map(|it| Envelope::others(it, &known)).unwrap_or_default(),
        others: Envelope::others(root, &["response"]),
        ..Envelope::default()
    };
    envelope.with_body(body)
}
