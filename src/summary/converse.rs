//! Responses of Bedrock's Converse: each content block is an object with one member.

use super::{Choice, block, push, text};
use crate::json::Cursor;

/// The choice of a ConverseResponse.
pub(crate) fn of(response: Cursor<'_>) -> Choice {
    let mut choice = Choice { finish_reason: text(response, "stopReason"), ..Choice::default() };
    let message = response.get("output").and_then(|output| output.get("message"));
    choice.role = message.and_then(|message| text(message, "role"));
    let blocks = message.and_then(|message| message.get("content"));
    for (kind, value) in blocks.into_iter().flat_map(Cursor::items).flat_map(Cursor::members) {
        match &*kind.to_str() {
            "text" => block::add(value, &mut choice),
            "reasoningContent" => {
                let reasoning = value.get("reasoningText").and_then(|it| text(it, "text"));
                reasoning.iter().for_each(|it| push(&mut choice.reasoning, it));
            }
            "toolUse" => choice.calls.push(block::call(value)),
            "citationsContent" => {
                let parts = value.get("content").into_iter().flat_map(Cursor::items);
                parts
                    .filter_map(|part| text(part, "text"))
                    .for_each(|it| push(&mut choice.text, &it));
                let count = value.get("citations").map_or(0, |list| list.items().count());
                choice.notes.push(format!("{count} citations"));
            }
            other => choice.notes.push(other.to_owned()),
        }
    }
    choice
}
