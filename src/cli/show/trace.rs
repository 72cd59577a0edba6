//! A stream as a trace: the JSON that Perfetto and Chrome's `about:tracing` read.

use super::marks::{Mark, Marks};
use crate::json::Builder;

/// Without times, chunks are a millisecond apart.
const STEP_NS: i64 = 1_000_000;

/// Adds the events of one recording, which is process `number`.
pub(super) fn add(number: i64, name: &str, marks: &Marks, json: &mut Builder) {
    named(json, "process_name", number, None, name);
    for (lane, title) in (0..).zip(&marks.lanes) {
        named(json, "thread_name", number, Some(lane), title);
    }
    for mark in &marks.marks {
        event(number, marks, mark, json);
    }
}

fn event(number: i64, marks: &Marks, mark: &Mark, json: &mut Builder) {
    let lane = i64::try_from(mark.lane).unwrap_or(i64::MAX);
    json.begin_object();
    for (key, value) in [("name", mark.what.name()), ("ph", "i"), ("s", "t")] {
        json.key(key);
        json.str(value);
    }
    let t_ns = marks.time(mark).unwrap_or(mark.seq.saturating_mul(STEP_NS));
    json.key("ts");
    json.float(t_ns as f64 / 1e3);
    for (key, value) in [("pid", number), ("tid", lane)] {
        json.key(key);
        json.int(value);
    }
    json.key("args");
    json.begin_object();
    json.key("chunk");
    json.int(mark.seq);
    json.key("text");
    json.str(&mark.text);
    json.end_object();
    json.end_object();
}

/// An event that names a process or a thread.
fn named(json: &mut Builder, what: &str, number: i64, lane: Option<i64>, name: &str) {
    json.begin_object();
    for (key, value) in [("name", what), ("ph", "M")] {
        json.key(key);
        json.str(value);
    }
    json.key("pid");
    json.int(number);
    if let Some(lane) = lane {
        json.key("tid");
        json.int(lane);
    }
    json.key("args");
    json.begin_object();
    json.key("name");
    json.str(name);
    json.end_object();
    json.end_object();
}
