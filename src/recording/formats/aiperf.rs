//! Raw records of AIPerf (`profile_export_raw.jsonl`): the payload of a request, and messages with
//! their arrival times.
//!
//! Members are those of `RawRecordInfo` in AIPerf's `record_models.py`: `metadata`, `start_perf_ns`,
//! `payload`, `request_headers`, `status`, `response_headers`, `responses`, `error`. A response is
//! a message of an event stream (`perf_ns`, `packets` with `name` and `value`) or a text
//! (`perf_ns`, `text`).

use super::body::Body;
use super::envelope::Envelope;
use super::request::Request;
use crate::error::{Error, Result, joined};
use crate::json::{Cursor, FoldedDocument, Text};
use crate::merge::EventItems;
use crate::recording::times::Times;
use crate::sse::Reader;

pub(super) fn is(root: Cursor<'_>) -> bool {
    root.get("responses").is_some_and(Cursor::is_array)
        && root.get("start_perf_ns").is_some()
        && root.get("interactions").is_none()
}

pub(super) fn read(root: Cursor<'_>) -> Result<FoldedDocument> {
    let error = root.get("error").and_then(Cursor::non_null);
    let (body, chunks) = body_of(root, error)?;
    let status = root.get("status").and_then(Cursor::as_i64);
    let known = ["start_perf_ns", "payload", "request_headers", "status", "responses", "times"];
    let envelope = Envelope {
        request: Some(request_of(root)?),
        status: status.or_else(|| error?.get("code")?.as_i64()),
        others: Envelope::others(root, &known),
        times: Some(Times { chunks, ..times_of(root) }),
        ..Envelope::default()
    };
    envelope.with_body(body)
}

/// The request as the OGX recorder would store it, with the payload as the body.
fn request_of(root: Cursor<'_>) -> Result<Vec<u8>> {
    let member = |key| root.get(key).and_then(Cursor::non_null);
    let copied = |value: Cursor<'_>| joined(&[value.raw()]);
    let headers = member("request_headers").map(copied).transpose()?;
    let body = member("payload").map(copied).transpose()?;
    Request { headers, body, ..Request::default() }.json()
}

/// When the request began and ended. Its end is recorded in wall-clock time, like its start, and
/// converted to the clock of the responses.
fn times_of(root: Cursor<'_>) -> Times {
    let start = root.get("start_perf_ns").and_then(Cursor::as_i64);
    let of_day = |key| root.get("metadata")?.get(key)?.as_i64();
    let end = root.get("end_perf_ns").and_then(Cursor::as_i64).or_else(|| {
        let took = of_day("request_end_ns")?.checked_sub(of_day("request_start_ns")?)?;
        start?.checked_add(took)
    });
    Times { start_ns: start, end_ns: end, chunks: Vec::new() }
}

/// The body, and the arrival time of each of its items.
fn body_of(root: Cursor<'_>, error: Option<Cursor<'_>>) -> Result<(Body, Vec<Option<i64>>)> {
    let responses: Vec<_> = root.get("responses").into_iter().flat_map(Cursor::items).collect();
    if let [response] = responses.as_slice()
        && let Some(text) = text_of(*response)
        && error.is_none()
    {
        // A response that was not streamed has one time: the time of its arrival.
        return Ok((Body::of_text(text.to_str().as_bytes())?, Vec::new()));
    }
    let mut items = Items::default();
    for (number, response) in responses.iter().enumerate() {
        let came = response.get("perf_ns").and_then(Cursor::as_i64);
        let read = match text_of(*response) {
            Some(text) => items.read(text.to_str().as_bytes(), true, came),
            None => items.read(&event_of(*response), false, came),
        };
        read.map_err(|error| match error {
            Error::OutOfMemory(_) => error,
            error => Error::recording(format!("responses[{number}]: {error}")),
        })?;
    }
    match error {
        Some(error) if responses.is_empty() => return Ok((Body::of_error(error)?, Vec::new())),
        Some(error) => {
            if let Body::Value(text) = Body::of_error(error)? {
                items.events.list.push(&text)?;
            }
        }
        None => {}
    }
    Ok((Body::of_items(items.events), items.came))
}

/// The text of a response that is not an event stream message.
fn text_of(response: Cursor<'_>) -> Option<Text<'_>> {
    response.get("text").and_then(Cursor::as_text)
}

/// The items of all messages of a record, and their arrival times.
#[derive(Default)]
struct Items {
    events: EventItems,
    came: Vec<Option<i64>>,
}

impl Items {
    fn read(&mut self, text: &[u8], is_json: bool, came: Option<i64>) -> Result<()> {
        if is_json {
            self.events.list.push(text)?;
        } else {
            let mut reader = Reader::new();
            reader.feed(text, |event| self.events.take(&event))?;
            reader.finish(|event| self.events.take(&event))?;
        }
        self.came.resize(self.events.list.len(), came);
        Ok(())
    }
}

/// The text of an event stream message, rebuilt from its parsed fields.
fn event_of(message: Cursor<'_>) -> Vec<u8> {
    let mut text = Vec::new();
    for packet in message.get("packets").into_iter().flat_map(Cursor::items) {
        let part = |key| packet.get(key).and_then(Cursor::as_text).map(|part| part.to_str());
        let (Some(name), Some(value)) = (part("name"), part("value")) else { continue };
        for line in value.lines() {
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
    }
    text.push(b'\n');
    text
}
