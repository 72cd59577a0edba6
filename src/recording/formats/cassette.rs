//! Cassettes of VCR.py, and of its kin in other languages: interactions, each an HTTP request with
//! its response.
//!
//! VCR.py writes `interactions` of `request` (`method`, `uri`, `headers`, `body`) and `response`
//! (`status`, `headers`, `body.string`); with httpx it once wrote `status_code` and `content`.
//! Ruby's VCR writes `http_interactions` and `base64_string`, go-vcr `url` and `code`, pydantic-ai
//! `parsed_body`, LangChain two lists, `requests` and `responses`.

use super::body::Body;
use super::envelope::Envelope;
use super::http::{Content, headers_of, path_of};
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, FoldedDocument};

pub(super) fn is(root: Cursor<'_>) -> bool {
    let is_list = |key| root.get(key).is_some_and(Cursor::is_array);
    match interactions(root) {
        Some(list) => list.items().next().is_none_or(|first| {
            let is_object = |key| first.get(key).is_some_and(Cursor::is_object);
            is_object("request") && is_object("response")
        }),
        None => is_list("requests") && is_list("responses"),
    }
}

fn interactions(root: Cursor<'_>) -> Option<Cursor<'_>> {
    let list = root.get("interactions").or_else(|| root.get("http_interactions"))?;
    list.is_array().then_some(list)
}

pub(super) fn read(root: Cursor<'_>) -> Result<Vec<FoldedDocument>> {
    let in_place = |number: usize, error| match error {
        Error::Parse(_) | Error::Recording { .. } => {
            Error::recording(format!("interactions[{number}]: {error}"))
        }
        other => other,
    };
    let mut envelopes = Vec::new();
    for (number, (request, response)) in pairs(root).into_iter().enumerate() {
        envelopes.push(envelope(request, response).map_err(|error| in_place(number, error))?);
    }
    Ok(envelopes)
}

fn pairs(root: Cursor<'_>) -> Vec<(Cursor<'_>, Cursor<'_>)> {
    let items = |key| root.get(key).into_iter().flat_map(Cursor::items);
    match interactions(root) {
        Some(list) => list
            .items()
            .filter_map(|pair| Some((pair.get("request")?, pair.get("response")?)))
            .collect(),
        None => items("requests").zip(items("responses")).collect(),
    }
}

fn envelope(request: Cursor<'_>, response: Cursor<'_>) -> Result<FoldedDocument> {
    let body = body_of(response)?;
    let status = |key| response.get(key).and_then(Cursor::as_i64);
    let code = response.get("status").and_then(|status| status.get("code")?.as_i64());
    let envelope = Envelope {
        request: Some(request_of(request)?),
        status: code.or_else(|| {
            let keys = ["status", "status_code", "code"];
            keys.iter().find_map(|key| status(key))
        }),
        ..Envelope::default()
    };
    envelope.with_body(body)
}

fn body_of(response: Cursor<'_>) -> Result<Body> {
    if let Some(parsed) = response.get("parsed_body").and_then(Cursor::non_null) {
        return Ok(Body::of_value(parsed));
    }
    match Content::of(response) {
        Some(content) => Body::of_text(&content.bytes),
        None => Ok(Body::null()),
    }
}

/// The request as the OGX recorder would have it.
fn request_of(request: Cursor<'_>) -> Result<Vec<u8>> {
    let mut json = Builder::new();
    json.begin_object();
    if let Some(method) = request.get("method").and_then(Cursor::as_text) {
        json.key("method");
        json.str(&method.to_str().to_ascii_uppercase());
    }
    let url = request.get("uri").or_else(|| request.get("url")).and_then(Cursor::as_text);
    if let Some(url) = url {
        json.key("url");
        json.text(url);
    }
    json.key("headers");
    headers_of(request, &mut json);
    let body = match request.get("parsed_body").and_then(Cursor::non_null) {
        Some(parsed) => parsed.raw().to_vec(),
        None => match Content::of(request) {
            Some(content) => content.into_value(),
            None => b"null".to_vec(),
        },
    };
    let body = crate::json::Document::parse(body)?;
    json.key("body");
    json.value(body.root());
    if let Some(url) = url {
        json.key("endpoint");
        json.str(path_of(&url.to_str()));
    }
    if let Some(model) = body.root().get("model") {
        json.key("model");
        json.value(model);
    }
    json.end_object();
    Ok(json.finish())
}
