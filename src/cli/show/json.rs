//! The contents of a page, as one line of JSON.

use super::ShowResult;
use crate::cli::input::{Input, Name};
use crate::json::{Builder, Cursor};
use crate::summary::json as compact;

pub(super) fn line(name: &Name<'_>, input: &Input, found: &ShowResult) -> Vec<u8> {
    let recording = &input.recording;
    let mut json = Builder::new();
    json.begin_object();
    json.key("path");
    name.write_json(&mut json);
    if let Some(number) = name.number() {
        json.key("number");
        json.int(number);
    }
    json.key("kind");
    json.str(recording.kind().as_str());
    json.key("test_id");
    match recording.test_id() {
        Some(test) => json.text(test),
        None => json.null(),
    }
    if let Some(id) = recording.custom_id() {
        json.key("custom_id");
        json.text(id);
    }
    json.key("request");
    add_request(recording.request(), &mut json);
    json.key("streaming");
    json.bool(recording.is_streaming());
    json.key("status");
    add_int(recording.status(), &mut json);
    json.key("exception");
    let response = recording.response();
    let data = response.get("exception_data").or_else(|| response.get("exception_message"));
    add_value(data.filter(|_| recording.exception().is_some()), &mut json);
    json.key("chunks");
    json.int(i64::try_from(recording.chunk_count()).unwrap_or(i64::MAX));
    add_found(found, &mut json);
    json.end_object();
    let mut line = json.finish();
    line.push(b'\n');
    line
}

/// The members that distinguish one request from another; the body may be long, and is in the file.
fn add_request(request: Option<Cursor<'_>>, json: &mut Builder) {
    let Some(request) = request else { return json.null() };
    json.begin_object();
    for key in ["method", "url", "endpoint", "model", "provider", "tool_name", "file_id"] {
        if let Some(value) = request.get(key) {
            json.key(key);
            add_value(Some(value), json);
        }
    }
    json.end_object();
}

fn add_found(found: &ShowResult, json: &mut Builder) {
    let merged = match found {
        ShowResult::Completion(outcome) => outcome.merged.as_ref(),
        _ => None,
    };
    json.key("completion");
    match found {
        ShowResult::Completion(outcome) => add_value(Some(outcome.completion.root()), json),
        _ => json.null(),
    }
    json.key("complete");
    match merged {
        Some(merged) => json.bool(merged.complete),
        None => json.null(),
    }
    json.key("warnings");
    json.begin_array();
    merged.iter().flat_map(|merged| &merged.warnings).for_each(|warning| json.str(warning));
    json.end_array();
    json.key("error");
    let error = merged.and_then(|merged| merged.error.as_ref());
    add_value(error.map(|error| error.root()), json);
}

fn add_int(value: Option<i64>, json: &mut Builder) {
    match value {
        Some(value) => json.int(value),
        None => json.null(),
    }
}

fn add_value(value: Option<Cursor<'_>>, json: &mut Builder) {
    match value {
        // Reformatted: in the file it may have line ends.
        Some(value) => json.raw(compact(value).as_bytes()),
        None => json.null(),
    }
}
