//! Traces of MLflow: spans, whose events `mlflow.chunk.item.N` hold the chunks of a stream with the
//! times of their arrival. Each span that streamed is a recording.
//!
//! Values of attributes are JSON texts. Members are those of `Trace.to_dict` in MLflow 3, and
//! `events[].timestamp` as MLflow 2 has it.

use super::body::Body;
use super::envelope::Envelope;
use super::request::Request;
use crate::error::{Error, Grow, Result, joined};
use crate::json::{Cursor, Document, FoldedDocument, ListBuilder};
use crate::merge::Kind;
use crate::recording::times::Times;

const CHUNK: &str = "mlflow.chunk.item.";
const VALUE: &str = "mlflow.chunk.value";

/// How many chunks of a span are inspected.
const INSPECTED: usize = 32;

pub(super) fn is(root: Cursor<'_>) -> bool {
    spans(root).is_some_and(|spans| {
        let is_span = |span: Cursor<'_>| {
            let has = |key| span.get(key).is_some();
            has("name") && has("attributes") && (has("span_id") || has("context"))
        };
        spans.items().next().is_some_and(is_span)
    })
}

/// The spans of a whole trace, or of its data alone.
fn spans(root: Cursor<'_>) -> Option<Cursor<'_>> {
    let data = root.get("data").filter(|data| data.is_object()).unwrap_or(root);
    data.get("spans").filter(|spans| spans.is_array())
}

pub(super) fn read(root: Cursor<'_>) -> Result<Vec<FoldedDocument>> {
    let mut envelopes = Vec::new();
    for (number, span) in spans(root).into_iter().flat_map(Cursor::items).enumerate() {
        if streams_a_response(span) {
            envelopes.try_push(envelope(span, number)?)?;
        }
    }
    match envelopes.is_empty() {
        false => Ok(envelopes),
        true => {
            let what = "expected a recording, found a trace without chunks of a response";
            Err(Error::NotARecording { path: None, what: what.to_owned() })
        }
    }
}

/// The chunk events of a span.
fn chunks(span: Cursor<'_>) -> impl Iterator<Item = (usize, Cursor<'_>)> {
    let events = span.get("events").into_iter().flat_map(Cursor::items).enumerate();
    events.filter(|(_, event)| {
        let name = event.get("name").and_then(Cursor::as_text);
        name.is_some_and(|name| name.to_str().starts_with(CHUNK))
    })
}

/// The value of a chunk event; `None` if it is not valid JSON.
fn value_of(event: Cursor<'_>) -> Option<Document> {
    parsed(event.get("attributes")?.get(VALUE)?)
}

/// The value of an attribute: a JSON text, which may be in a JSON text itself.
fn parsed(value: Cursor<'_>) -> Option<Document> {
    let Some(text) = value.as_text() else { return Document::parse_lent(value.raw()).ok() };
    let once = Document::parse_lent(text.to_str().as_bytes()).ok()?;
    match once.root().as_text() {
        Some(text) => Document::parse_lent(text.to_str().as_bytes()).ok().or(Some(once)),
        None => Some(once),
    }
}

/// Whether the chunks are those of a response: any function that yields values may be traced.
fn streams_a_response(span: Cursor<'_>) -> bool {
    let mut values = chunks(span).take(INSPECTED).filter_map(|(_, event)| value_of(event));
    values.any(|value| {
        let item = value.root();
        Kind::of_item(item).is_some() || Kind::likely_of_item(item).is_some()
    })
}

fn envelope(span: Cursor<'_>, number: usize) -> Result<FoldedDocument> {
    let mut items = ListBuilder::new();
    let mut came = Vec::new();
    for (place, event) in chunks(span) {
        let wrong =
            |what: &str| Error::recording(format!("spans[{number}].events[{place}]: {what}"));
        let value = value_of(event).ok_or_else(|| wrong(&format!("expected JSON as {VALUE}")))?;
        if !value.root().is_object() {
            let found = value.root().kind().described();
            return Err(wrong(&format!("expected an object as {VALUE}, found {found}")));
        }
        items.push(value.root().raw())?;
        let time = ["time_unix_nano", "timestamp"].iter().find_map(|key| event.get(key));
        came.try_push(time.and_then(nanoseconds))?;
    }
    let time = |keys: [&str; 2]| keys.iter().find_map(|key| nanoseconds(span.get(key)?));
    let times = Times {
        start_ns: time(["start_time_unix_nano", "start_time"]),
        end_ns: time(["end_time_unix_nano", "end_time"]),
        chunks: came,
    };
    let others = ["trace_id", "span_id", "parent_span_id", "name", "context", "parent_id"];
    let others = span.members().filter(|(key, _)| others.iter().any(|other| *key == **other));
    let envelope = Envelope {
        request: request_of(span)?,
        others: others.collect(),
        times: Some(times),
        ..Envelope::default()
    };
    envelope.with_body(Body::Items(items.into(), None))
}

/// A time, which OpenTelemetry's JSON has as a text.
fn nanoseconds(value: Cursor<'_>) -> Option<i64> {
    value.as_i64().or_else(|| value.as_text()?.to_str().parse().ok())
}

/// The inputs of the span as the body of a request.
fn request_of(span: Cursor<'_>) -> Result<Option<Vec<u8>>> {
    let attributes = span.get("attributes");
    let inputs = attributes.and_then(|attributes| attributes.get("mlflow.spanInputs"));
    let Some(inputs) = inputs.and_then(parsed) else { return Ok(None) };
    let body = Some(joined(&[inputs.root().raw()])?);
    Request { body, ..Request::default() }.json().map(Some)
}
