//! Whether an object is an item of a stream, or the body of a response, by keys that hardly
//! anything else has.
//!
//! What family it is of is not asked: that is for whoever merges it.

use crate::json::Cursor;
use crate::merge::unwrapped;

/// What an object that stands for itself is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// An item of a stream.
    Item,
    /// The whole body of a response.
    Whole,
}

/// How the types of events begin that one stream or another has.
const EVENTS: [&str; 9] = [
    "response.",
    "interaction.",
    "content.",
    "step.",
    "message_start",
    "message_delta",
    "message_stop",
    "content_block_",
    "ping",
];

/// What `value` is, `None` if it does not tell.
pub(super) fn told(value: Cursor<'_>) -> Option<Told> {
    let object = unwrapped(value);
    let text = |key| object.get(key).and_then(Cursor::as_text).map(|text| text.to_str());
    match text("object").as_deref() {
        Some("chat.completion.chunk" | "text_completion") => return Some(Told::Item),
        Some("chat.completion" | "response" | "interaction") => return Some(Told::Whole),
        _ => {}
    }
    match text("type").or_else(|| text("event_type")).as_deref() {
        Some("message") if object.get("model").is_some() && is_list(object, "content") => {
            return Some(Told::Whole);
        }
        // Too common a word to tell anything alone.
        Some("ping") => return None,
        Some(kind) if EVENTS.iter().any(|start| kind.starts_with(start)) => {
            return Some(Told::Item);
        }
        _ => {}
    }
    if is_list(object, "candidates") {
        return Some(Told::Item);
    }
    if object.get("done").is_some_and(|done| done.as_bool().is_some())
        && (is_object(object, "message")
            || object.get("response").and_then(Cursor::as_text).is_some())
    {
        return Some(Told::Item);
    }
    of_choices(object)
}

fn of_choices(object: Cursor<'_>) -> Option<Told> {
    let choices = object.get("choices").filter(|choices| choices.is_array())?;
    match choices.items().next() {
        // Chunks without choices have filters' results, or usage.
        None => {
            let told = ["id", "usage", "prompt_filter_results"];
            told.iter().any(|key| object.get(key).is_some()).then_some(Told::Item)
        }
        Some(choice) if choice.get("delta").is_some() => Some(Told::Item),
        Some(choice) if is_object(choice, "message") => Some(Told::Whole),
        Some(choice) if choice.get("text").is_some() && choice.get("index").is_some() => {
            Some(Told::Item)
        }
        Some(_) => None,
    }
}

fn is_list(object: Cursor<'_>, key: &str) -> bool {
    object.get(key).is_some_and(Cursor::is_array)
}

fn is_object(object: Cursor<'_>, key: &str) -> bool {
    object.get(key).is_some_and(Cursor::is_object)
}
