//! Cohere's chats, version 2 of its API.

mod content;
mod merger;
mod tool_call;

use super::detect::{Form, Found};
use super::family::{Classes, Family};
use super::parts::fields::has_text;
use super::parts::repeats::Repeats;
use crate::json::Cursor;
use crate::summary::{Summary, chat};

pub(crate) const FAMILY: Family = Family {
    name: "cohere",
    stream_name: "cohere.stream",
    classes: Classes { item: "cohere.EVENTS", whole: "cohere.V2ChatResponse" },
    detect,
    detect_alone: detect,
    merger: |options| Box::new(Repeats::new(merger::Events::new(options))),
    is_complete: |response| has_text(response, "finish_reason") && !has_failed(response),
    summary: |response| Summary::of(response, vec![chat::of_cohere(response)]),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    if let Some((package, class)) = found.class_names() {
        return match (package, class) {
            ("cohere", "V2ChatResponse" | "ChatResponse") => Some(Form::Whole),
            ("cohere", _) if class.ends_with("V2ChatStreamResponse") => Some(Form::Item),
            _ => None,
        };
    }
    if found.kind.as_deref().is_some_and(is_event) {
        return Some(Form::Item);
    }
    let has_message = found.value.get("message").is_some_and(|it| it.get("role").is_some());
    let has_reason = has_text(found.value, "finish_reason");
    (has_message && has_reason && !found.has("choices")).then_some(Form::Whole)
}

fn is_event(kind: &str) -> bool {
    match kind.rsplit_once('-') {
        Some(("message" | "content" | "tool-call" | "citation", what)) => {
            matches!(what, "start" | "delta" | "end")
        }
        Some((subject, what)) => (subject, what) == ("tool-plan", "delta"),
        None => false,
    }
}

/// Whether the response ended because something failed.
fn has_failed(response: Cursor<'_>) -> bool {
    let reason = response.get("finish_reason").and_then(Cursor::as_text);
    reason.is_some_and(|reason| reason == *"ERROR" || reason == *"TIMEOUT")
}

/// A chat has one choice.
fn token_choices(event: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let Some(message) = event.get("delta").and_then(|delta| delta.get("message")) else { return };
    let content =
        message.get("content").is_some_and(|it| has_text(it, "text") || has_text(it, "thinking"));
    let function = message.get("tool_calls").and_then(|call| call.get("function"));
    if content
        || ["content", "tool_plan"].into_iter().any(|key| has_text(message, key))
        || function.is_some_and(|function| has_text(function, "arguments"))
    {
        report(0);
    }
}
