//! Bedrock's Converse, and models whose own API has the same shapes.

mod block;
mod merger;

use super::detect::{Form, Found};
use super::family::{Classes, Family};
use super::parts::fields::has_text;
use super::parts::repeats::Repeats;
use crate::json::Cursor;
use crate::summary::{Summary, converse};

pub(crate) const FAMILY: Family = Family {
    name: "converse",
    stream_name: "converse.stream",
    classes: Classes { item: "converse.ConverseStreamOutput", whole: "converse.ConverseResponse" },
    detect,
    detect_alone: detect,
    merger: |options| Box::new(Repeats::new(merger::Events::new(options))),
    is_complete: |response| has_text(response, "stopReason"),
    summary: |response| Summary::of(response, vec![converse::of(response)]),
    token_choices,
};

/// The member that names an event.
const EVENTS: [&str; 5] =
    ["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop"];

fn detect(found: &Found<'_>) -> Option<Form> {
    let value = found.value;
    let is_object = |key| value.get(key).is_some_and(Cursor::is_object);
    if EVENTS.into_iter().any(is_object) || is_metadata(value) {
        return Some(Form::Item);
    }
    let message = value.get("output").and_then(|output| output.get("message"));
    let has_message = message.is_some_and(|message| message.get("content").is_some());
    (has_message && has_text(value, "stopReason")).then_some(Form::Whole)
}

/// The last event has the counts, and how long it took.
fn is_metadata(value: Cursor<'_>) -> bool {
    let Some(metadata) = value.get("metadata") else { return false };
    let has =
        |key, member| metadata.get(key).is_some_and(|it: Cursor<'_>| it.get(member).is_some());
    value.members().count() == 1 && (has("usage", "inputTokens") || has("metrics", "latencyMs"))
}

/// A message has one choice.
fn token_choices(event: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let delta = event.get("contentBlockDelta").and_then(|event| event.get("delta"));
    let Some(delta) = delta else { return };
    let within = |key, inner| delta.get(key).is_some_and(|of: Cursor<'_>| has_text(of, inner));
    if has_text(delta, "text") || within("toolUse", "input") || within("reasoningContent", "text") {
        report(0);
    }
}
