//! A response that was stored whole in; whether it is all there out. Each family has its own word
//! for it, and its own key.

use crate::json::{Cursor, Text};

/// What a response or an interaction says that did not come to its end.
const BROKEN_OFF: [&str; 4] = ["failed", "cancelled", "in_progress", "queued"];

/// Whether there is an answer and the model said why it stopped.
pub(super) fn is_complete(whole: Cursor<'_>) -> bool {
    if whole.get("error").is_some_and(|error| !error.is_null()) {
        return false;
    }
    if let Some(done) = whole.get("done").and_then(Cursor::as_bool) {
        return done;
    }
    if let Some(choices) = whole.get("choices") {
        return all(choices, is_finished);
    }
    if let Some(candidates) = whole.get("candidates") {
        return all(candidates, |one| {
            has_text(one, "finish_reason") || has_text(one, "finishReason")
        });
    }
    match whole.get("status").and_then(Cursor::as_text) {
        // Responses that ended at a limit say so with this; interactions are then to be gone on with.
        Some(status) if status == *"incomplete" => is_response(whole),
        Some(status) => !BROKEN_OFF.iter().any(|broken| status == **broken),
        None => has_text(whole, "stop_reason"),
    }
}

fn is_response(whole: Cursor<'_>) -> bool {
    whole.get("object").and_then(Cursor::as_text).is_some_and(|object| object == *"response")
}

/// Whether there are items and `test` holds for each.
fn all(list: Cursor<'_>, test: impl Fn(Cursor<'_>) -> bool) -> bool {
    let mut tested = list.items().map(test).peekable();
    tested.peek().is_some() && tested.all(|holds| holds)
}

/// Whether a choice has a finish reason and every call of it a name.
fn is_finished(choice: Cursor<'_>) -> bool {
    let calls = choice.get("message").and_then(|message| message.get("tool_calls"));
    has_text(choice, "finish_reason")
        && calls.into_iter().flat_map(Cursor::items).all(|call| {
            let has_name = |of| call.get(of).is_some_and(|called| has_text(called, "name"));
            has_name("function") || has_name("custom")
        })
}

fn has_text(object: Cursor<'_>, name: &str) -> bool {
    object.get(name).and_then(Cursor::as_text).is_some_and(|text: Text<'_>| !text.is_empty())
}
