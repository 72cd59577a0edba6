//! Anthropic's Messages (contract, section 6).

mod content;
mod merger;

use super::detect::{Form, Found};
use super::family::{Classes, Grammar};
use super::parts::repeats::Repeats;
use crate::json::Cursor;
use crate::summary::{Answer, single};

pub(crate) const GRAMMAR: Grammar = Grammar {
    name: "anthropic",
    stream_name: "anthropic.stream",
    classes: Classes { item: "anthropic.EVENTS", whole: "anthropic.Message" },
    tell,
    merger: |_| Box::new(Repeats::new(merger::Events::default())),
    answer: |response| Answer::of(response, vec![single::of(response)]),
    tokens,
};

fn tell(found: &Found<'_>) -> Option<Form> {
    match (found.class_names(), found.kind.as_deref()) {
        (Some(("anthropic", "Message" | "BetaMessage" | "ParsedMessage")), _) => Some(Form::Whole),
        (Some(("anthropic", class)), _) if class.ends_with("Event") => Some(Form::Item),
        (Some(_), _) => None,
        (None, Some("message_start" | "message_delta" | "message_stop")) => Some(Form::Item),
        (None, Some(kind)) if kind.starts_with("content_block_") => Some(Form::Item),
        (None, Some("message")) if found.has("role") => Some(Form::Whole),
        _ => None,
    }
}

/// A message has one choice.
fn tokens(event: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let Some(delta) = event.get("delta") else { return };
    let brings = |key| delta.get(key).and_then(Cursor::as_text).is_some_and(|it| !it.is_empty());
    if ["text", "thinking", "partial_json"].into_iter().any(brings) {
        report(0);
    }
}
