//! Events, and what they come to.

use serde_json::{Value, json};

use super::RESPONSES;
use crate::family_support::merge;

/// Events with their numbers.
pub fn numbered(events: &[Value]) -> Vec<Value> {
    let number = |(at, event): (usize, &Value)| {
        let mut event = event.clone();
        event["sequence_number"] = json!(at);
        event
    };
    events.iter().enumerate().map(number).collect()
}

pub fn head() -> Value {
    json!({"id": "resp_1", "object": "response", "created_at": 5, "model": "m", "status": "in_progress",
           "error": null, "output": [], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [],
           "server": "x"})
}

pub fn created() -> Value {
    json!({"type": "response.created", "response": head()})
}

pub fn added(at: usize, item: Value) -> Value {
    json!({"type": "response.output_item.added", "output_index": at, "item": item})
}

pub fn done(at: usize, item: Value) -> Value {
    json!({"type": "response.output_item.done", "output_index": at, "item": item})
}

pub fn delta(of: &str, at: usize, part: usize, delta: &str) -> Value {
    json!({"type": format!("response.{of}.delta"), "output_index": at, "content_index": part,
           "item_id": format!("item_{at}"), "delta": delta})
}

pub fn message(content: Value) -> Value {
    json!({"id": "item_0", "content": content, "role": "assistant", "status": "in_progress", "type": "message"})
}

pub fn text(text: &str) -> Value {
    json!({"annotations": [], "text": text, "type": "output_text"})
}

pub fn output(events: &[Value]) -> Value {
    merge(RESPONSES, &numbered(events)).json["output"].clone()
}
