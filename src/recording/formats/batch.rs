//! Output of batch APIs, one line per request: `{custom_id, response: {status_code, body}, error}`
//! (OpenAI), `{custom_id, result: {type, message}}` (Anthropic), `{key, response}` or `{key, error}`
//! with the body itself (Gemini), `{recordId, modelInput, modelOutput}` (Bedrock).
//!
//! <https://platform.openai.com/docs/api-reference/batch/request-output>

use super::body::Body;
use super::envelope::Envelope;
use super::exchange::{body_of, error_of};
use crate::error::{Result, joined};
use crate::json::{Builder, Cursor, Document, FoldedDocument};

pub(super) fn is(root: Cursor<'_>) -> bool {
    let member = |key| root.get(key).and_then(Cursor::non_null);
    if is_bedrock(root) {
        return true;
    }
    if root.get("request").is_some() {
        return false;
    }
    if member("custom_id").is_none() {
        return is_gemini(root);
    }
    match (member("response"), member("result")) {
        // An envelope made from such a line already has this member.
        (Some(response), _) => response.is_object() && response.get("is_streaming").is_none(),
        (None, Some(result)) => result.get("type").is_some(),
        (None, None) => member("error").is_some(),
    }
}

fn is_bedrock(root: Cursor<'_>) -> bool {
    let has = |key| root.get(key).is_some_and(Cursor::is_object);
    let has_id = root.get("recordId").is_some_and(|id| id.as_text().is_some());
    has_id && root.get("response").is_none() && (has("modelOutput") || has("error"))
}

/// The body of a response is beside its key.
fn is_gemini(root: Cursor<'_>) -> bool {
    let has_key = root.get("key").is_some_and(|key| key.as_text().is_some());
    let names = ["candidates", "promptFeedback", "prompt_feedback", "usageMetadata", "embedding"];
    let is_body = |response: Cursor<'_>| names.iter().any(|name| response.get(name).is_some());
    match root.get("response").and_then(Cursor::non_null) {
        Some(response) => has_key && is_body(response),
        None => has_key && root.get("error").is_some_and(Cursor::is_object),
    }
}

pub(super) fn read(root: Cursor<'_>) -> Result<FoldedDocument> {
    if is_bedrock(root) {
        return read_bedrock(root);
    }
    if root.get("custom_id").is_none() {
        return read_gemini(root);
    }
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

fn read_gemini(root: Cursor<'_>) -> Result<FoldedDocument> {
    let body = match root.get("response").and_then(Cursor::non_null) {
        Some(response) => Body::of_value(response)?,
        None => error_of(root)?,
    };
    named(root, "key", &["response", "error"], None, body)
}

fn read_bedrock(root: Cursor<'_>) -> Result<FoldedDocument> {
    let mut request = Builder::new();
    if let Some(input) = root.get("modelInput") {
        request.begin_object();
        request.key("body");
        request.value(input);
        request.end_object();
    }
    let request = Some(request.try_finish()?).filter(|request| !request.is_empty());
    let body = match root.get("modelOutput").and_then(Cursor::non_null) {
        Some(output) => Body::of_value(output)?,
        None => error_of(root)?,
    };
    named(root, "recordId", &["modelInput", "modelOutput", "error"], request, body)
}

/// The envelope of a request that has its name under another key than `custom_id`.
fn named(
    root: Cursor<'_>,
    key: &str,
    without: &[&str],
    request: Option<Vec<u8>>,
    body: Body,
) -> Result<FoldedDocument> {
    let name = root.get(key).map_or(&b"null"[..], Cursor::raw);
    let name = Document::parse(joined(&[br#"{"custom_id":"#, name, b"}"])?)?;
    let mut others: Vec<_> = name.root().members().collect();
    others.extend(Envelope::others(root, without).into_iter().filter(|(own, _)| *own != *key));
    Envelope { request, others, ..Envelope::default() }.with_body(body)
}
