//! Cassettes of VCR.py, and of similar libraries in other languages: interactions, each an HTTP
//! request with its response.
//!
//! VCR.py writes `interactions` with `request` (`method`, `uri`, `headers`, `body`) and `response`
//! (`status`, `headers`, `body.string`); with httpx it used to write `status_code` and `content`.
//! Ruby's VCR writes `http_interactions` and `base64_string`, go-vcr `url` and `code`, pydantic-ai
//! `parsed_body`, LangChain two lists, `requests` and `responses`, cassetter `body` with a `type` and
//! its `content`.

use super::Format;
use super::body::Body;
use super::compressed::MAX_BYTES;
use super::envelope::Envelope;
use super::eventstream;
use super::http::{content_of, headers_of, value_of};
use super::record::One;
use super::request::Request;
use crate::error::{Error, Grow, Result, ensure, joined};
use crate::json::{Cursor, Document, FoldedDocument};

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

/// Whether an element of the list may be an interaction.
pub(super) fn is_interaction(element: &Document) -> bool {
    ["request", "response"].iter().all(|key| element.root().get(key).is_some_and(Cursor::is_object))
}

/// The recordings of a cassette, created one by one, since each may be large once decompressed.
pub(in crate::recording) struct Cassette {
    document: Document,
    /// The locations of each request and its response.
    pairs: std::vec::IntoIter<(u32, u32)>,
    number: usize,
    /// The number of bytes that the remaining bodies may have after decompression.
    left: u64,
}

impl Cassette {
    pub(super) fn of(document: Document) -> Result<Self> {
        let mut pairs = Vec::new();
        let root = document.root();
        let items = |key| root.get(key).into_iter().flat_map(Cursor::items);
        match interactions(root) {
            Some(list) => {
                for pair in list.items() {
                    if let (Some(request), Some(response)) =
                        (pair.get("request"), pair.get("response"))
                    {
                        pairs.try_push((request.index(), response.index()))?;
                    }
                }
            }
            None => {
                for (request, response) in items("requests").zip(items("responses")) {
                    pairs.try_push((request.index(), response.index()))?;
                }
            }
        }
        Ok(Cassette { document, pairs: pairs.into_iter(), number: 0, left: MAX_BYTES })
    }

    /// The next recording, or its error.
    pub(in crate::recording) fn next(&mut self) -> Option<Result<One>> {
        let (request, response) = self.pairs.next()?;
        let number = self.number;
        self.number += 1;
        let pair = (self.document.at(request), self.document.at(response));
        let made = envelope(pair.0, pair.1, &mut self.left);
        Some(made.map(|envelope| One::new(envelope, Format::Vcr)).map_err(|error| match error {
            Error::Parse(_) | Error::Recording { .. } => {
                Error::recording(format!("interactions[{number}]: {error}"))
            }
            other => other,
        }))
    }
}

fn envelope(request: Cursor<'_>, response: Cursor<'_>, left: &mut u64) -> Result<FoldedDocument> {
    // Bodies are decoded and copied a few times.
    const COPIES: usize = 6;
    ensure(COPIES.saturating_mul(request.raw().len() + response.raw().len()))?;
    let (body, is_cut) = body_of(response, left)?;
    let status = |key| response.get(key).and_then(Cursor::as_i64);
    let code = response.get("status").and_then(|status| status.get("code")?.as_i64());
    let envelope = Envelope {
        request: Some(request_of(request, left)?),
        status: code.or_else(|| {
            let keys = ["status", "status_code", "code"];
            keys.iter().find_map(|key| status(key))
        }),
        is_cut,
        ..Envelope::default()
    };
    envelope.with_body(body)
}

/// The body, and whether its end is missing.
fn body_of(response: Cursor<'_>, left: &mut u64) -> Result<(Body, bool)> {
    if let Some(parsed) = response.get("parsed_body").and_then(Cursor::non_null) {
        return Ok((Body::of_value(parsed)?, false));
    }
    match content_of(response, left)? {
        Some(content) if eventstream::is(&content) => eventstream::read(&content),
        Some(content) => Ok((Body::of_text(&content)?, false)),
        None => Ok((Body::null(), false)),
    }
}

fn request_of(request: Cursor<'_>, left: &mut u64) -> Result<Vec<u8>> {
    let text = |key| request.get(key).and_then(Cursor::as_text);
    let body = match request.get("parsed_body").and_then(Cursor::non_null) {
        Some(parsed) => joined(&[parsed.raw()])?,
        None => match content_of(request, left)? {
            Some(content) => value_of(content)?,
            None => b"null".to_vec(),
        },
    };
    let method = text("method").map(|method| method.to_str().to_ascii_uppercase().into());
    let url = request.get("uri").or_else(|| request.get("url")).and_then(Cursor::as_text);
    Request { method, url, headers: Some(headers_of(request)?), body: Some(body) }.json()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn bodies_share_one_limit() {
        let body = |length| {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(&vec![b' '; length]).unwrap();
            base64::Engine::encode(&base64::prelude::BASE64_STANDARD, gzip.finish().unwrap())
        };
        let pair = |length| {
            format!(
                r#"{{"request":{{}},"response":{{"body":{{"base64_string":"{}"}}}}}}"#,
                body(length)
            )
        };
        let pairs = [400, 400, 400, 200].map(pair).join(",");
        let document = Document::parse(format!("{{\"interactions\":[{pairs}]}}").into()).unwrap();
        let mut cassette = Cassette::of(document).unwrap();
        cassette.left = 1000;
        let mut recordings = std::iter::from_fn(|| cassette.next()).map(|one| one.map(|_| ()));
        assert!(recordings.by_ref().take(2).all(|one| one.is_ok()));
        let error = recordings.next().unwrap().unwrap_err().to_string();
        assert!(error.starts_with("interactions[2]: decompressed size exceeds"), "{error}");
        assert!(recordings.next().unwrap().is_ok());
    }
}
