//! Google's Interactions (contract, section 6), with the current and former names of their events.

mod content;
mod merger;
mod step;

use super::complete::has_status_but;
use super::detect::{Form, Found};
use super::family::{Classes, Family};
use super::parts::fields::says_something;
use super::parts::repeats::Repeats;
use crate::json::Cursor;
use crate::summary::{Summary, single};

pub(crate) const FAMILY: Family = Family {
    name: "interactions",
    stream_name: "interactions.stream",
    classes: Classes { item: "interactions.EVENTS", whole: "interactions.Interaction" },
    detect,
    detect_alone: detect,
    merger: |options| Box::new(Repeats::new(merger::Events::new(options))),
    is_complete: |interaction| has_status_but(interaction, &NOT_COMPLETE),
    summary: |response| Summary::of(response, vec![single::of(response)]),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    if let Some(class) = &found.class {
        return match (class.package(), class.name()) {
            ("google", "Interaction") => Some(Form::Whole),
            ("google", _) if class.module().contains("interactions") => Some(Form::Item),
            _ => None,
        };
    }
    if found.object.as_deref() == Some("interaction") {
        return Some(Form::Whole);
    }
    match found.kind.as_deref().and_then(|kind| kind.split_once('.')) {
        Some(("interaction" | "content" | "step", _)) => Some(Form::Item),
        _ => {
            let is_list = |key| found.value.get(key).is_some_and(Cursor::is_array);
            let status = found.value.get("status").and_then(Cursor::as_text);
            ((is_list("outputs") || is_list("steps")) && status.is_some()).then_some(Form::Whole)
        }
    }
}

/// The statuses of an interaction that must continue, or was interrupted.
const NOT_COMPLETE: [&str; 7] = [
    "failed",
    "cancelled",
    "in_progress",
    "queued",
    "incomplete",
    "requires_continuation",
    "budget_exceeded",
];

/// An interaction has one choice.
fn token_choices(event: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let Some(delta) = event.get("delta") else { return };
    let brings = |key| delta.get(key).is_some_and(says_something);
    // The `content` of a delta is a thought summary.
    if ["text", "arguments", "content"].into_iter().any(brings) {
        report(0);
    }
}
