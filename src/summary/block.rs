//! Adds a content block to a choice. Providers use different names for the same contents.

use super::{Call, Choice, json, push, text};
use crate::json::Cursor;

/// Adds content that may be a string, a block, or a list of blocks. Blocks contain only lists of
/// blocks, so the recursion is bounded by the depth of the document.
pub(crate) fn add(content: Cursor<'_>, choice: &mut Choice) {
    if let Some(text) = content.as_text() {
        return push(&mut choice.text, &text.to_str());
    }
    content.items().for_each(|item| add(item, choice));
    if content.is_object() {
        add_block(content, choice);
    }
}

fn add_block(block: Cursor<'_>, choice: &mut Choice) {
    let kind = text(block, "type");
    let own = text(block, "text").unwrap_or_default();
    let nested = |key| block.get(key).and_then(Cursor::non_null);
    match kind.as_deref() {
        Some("text" | "output_text" | "summary_text" | "reasoning_text") => {
            push(&mut choice.text, &own);
        }
        Some("message" | "model_output") => {
            choice.role = choice.role.take().or_else(|| text(block, "role"));
            nested("content").into_iter().for_each(|content| add(content, choice))
        }
        Some("refusal") => push(&mut choice.refusal, &text(block, "refusal").unwrap_or(own)),
        Some("thinking" | "thought" | "reasoning") => {
            for key in ["thinking", "summary", "content", "text"] {
                let thought = nested(key).map(plain_text).unwrap_or_default();
                if !thought.is_empty() {
                    push(&mut choice.reasoning, &thought);
                }
            }
        }
        Some(
            "tool_use" | "server_tool_use" | "function_call" | "custom_tool_call" | "mcp_call",
        ) => choice.calls.push(call(block)),
        // Input from the user is not part of the answer.
        Some("user_input") => {}
        Some(other) => choice.notes.push(other.to_owned()),
        None => add_part(block, choice),
    }
}

/// A Google part: its type is detected from the key that it has.
fn add_part(part: Cursor<'_>, choice: &mut Choice) {
    let thought = part.get("thought").and_then(Cursor::as_bool) == Some(true);
    for (key, value) in part.members().filter(|(_, value)| !value.is_null()) {
        match (&*key.to_str(), value.as_text()) {
            ("text", Some(text)) if thought => push(&mut choice.reasoning, &text.to_str()),
            ("text", Some(text)) => push(&mut choice.text, &text.to_str()),
            ("function_call" | "functionCall", _) => choice.calls.push(call(value)),
            ("thought" | "thought_signature" | "thoughtSignature", _) => {}
            (key, _) => choice.notes.push(key.to_owned()),
        }
    }
}

/// A tool call: a name, and arguments as text or as a value.
pub(crate) fn call(of: Cursor<'_>) -> Call {
    let keys = ["arguments", "input", "args"];
    let ids = ["call_id", "id", "toolUseId"];
    let arguments = keys.iter().find_map(|key| of.get(key)?.non_null());
    let arguments = arguments.map(|value| match value.as_text() {
        Some(text) => text.to_str().into_owned(),
        None => json(value),
    });
    Call {
        index: of.get("index").and_then(Cursor::as_i64),
        id: ids.iter().find_map(|key| text(of, key)),
        kind: text(of, "type"),
        name: text(of, "name"),
        arguments: arguments.unwrap_or_default(),
    }
}

/// All text in a value: the value itself, or the text of its blocks.
fn plain_text(value: Cursor<'_>) -> String {
    let mut within = Choice::default();
    add(value, &mut within);
    within.text.unwrap_or_default()
}
