//! Anthropic's Messages (contract, section 6).

mod content;
mod merger;

use super::detect::{Form, Found};
use super::family::{Classes, Family};
use super::parts::fields::has_text;
use super::parts::repeats::Repeats;
use crate::json::Cursor;
use crate::summary::{Summary, single};

pub(crate) const FAMILY: Family = Family {
    name: "anthropic",
    stream_name: "anthropic.stream",
    classes: Classes { item: "anthropic.EVENTS", whole: "anthropic.Message" },
    detect,
    detect_alone,
    merger: |options| Box::new(Repeats::new(merger::Events::new(options))),
    is_complete: |message| has_text(message, "stop_reason"),
    summary: |response| Summary::of(response, vec![single::of(response)]),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    match (found.class_names(), found.kind.as_deref()) {
        (Some(("anthropic", "Message" | "BetaMessage" | "ParsedMessage")), _) => Some(Form::Whole),
        (Some(("anthropic", class)), _) if class.ends_with("Event") => Some(Form::Item),
        (Some(_), _) => None,
        (None, Some("message_start" | "message_delta" | "message_stop")) => Some(Form::Item),
        (None, Some(kind)) if kind.starts_with("content_block_") => Some(Form::Item),
        (None, Some("message")) if has_text(found.value, "role") => Some(Form::Whole),
        _ => None,
    }
}

fn detect_alone(found: &Found<'_>) -> Option<Form> {
    match detect(found)? {
        Form::Whole => {
            let content = found.value.get("content").is_some_and(Cursor::is_array);
            (content && found.value.get("model").is_some()).then_some(Form::Whole)
        }
        form => Some(form),
    }
}

/// A message has one choice.
fn token_choices(event: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let Some(delta) = event.get("delta") else { return };
    if ["text", "thinking", "partial_json"].into_iter().any(|key| has_text(delta, key)) {
        report(0);
    }
}
