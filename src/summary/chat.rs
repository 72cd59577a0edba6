//! Completions with choices: chat, the older text completions, and Ollama's, which have one choice.

use super::{Call, Choice, block, push, text};
use crate::json::Cursor;

/// The keys under which reasoning is sent as text.
const REASONING: [&str; 4] = ["reasoning_content", "reasoning", "reasoning_text", "thinking"];

/// The choices of a ChatCompletion.
pub(crate) fn of(completion: Cursor<'_>) -> Vec<Choice> {
    each(completion, |choice, of| {
        // A chunk has a delta with the same members.
        let message = ["message", "delta"].iter().find_map(|key| of.get(key));
        if let Some(message) = message.filter(|message| message.is_object()) {
            read_message(message, choice);
        }
        let logprobs = of.get("logprobs").and_then(|logprobs| logprobs.get("content"));
        note(choice, logprobs.map_or(0, |list| list.items().count()), "logprobs");
    })
}

/// The choices of an older Completion.
pub(crate) fn of_texts(completion: Cursor<'_>) -> Vec<Choice> {
    each(completion, |choice, of| choice.text = text(of, "text"))
}

/// The choice of an Ollama response, from its chat or its generate API.
pub(crate) fn of_ollama(response: Cursor<'_>) -> Choice {
    let mut choice = Choice { finish_reason: text(response, "done_reason"), ..Choice::default() };
    match response.get("message").filter(|message| message.is_object()) {
        Some(message) => read_message(message, &mut choice),
        None => {
            choice.text = text(response, "response");
            choice.reasoning = text(response, "thinking");
        }
    }
    choice
}

/// The choice of a response of Cohere's: its plan leads to the tool calls.
pub(crate) fn of_cohere(response: Cursor<'_>) -> Choice {
    let mut choice = Choice { finish_reason: text(response, "finish_reason"), ..Choice::default() };
    if let Some(message) = response.get("message").filter(|message| message.is_object()) {
        read_message(message, &mut choice);
        if let Some(plan) = text(message, "tool_plan") {
            push(&mut choice.reasoning, &plan);
        }
        note(&mut choice, message.get("citations").map_or(0, |it| it.items().count()), "citations");
    }
    choice
}

fn each(completion: Cursor<'_>, read: impl Fn(&mut Choice, Cursor<'_>)) -> Vec<Choice> {
    let choices = completion.get("choices").into_iter().flat_map(Cursor::items);
    let read = |(position, of): (i64, Cursor<'_>)| {
        let mut choice = Choice {
            index: of.get("index").and_then(Cursor::as_i64).unwrap_or(position),
            finish_reason: text(of, "finish_reason"),
            ..Choice::default()
        };
        read(&mut choice, of);
        choice
    };
    (0..).zip(choices).map(read).collect()
}

fn read_message(message: Cursor<'_>, choice: &mut Choice) {
    for (key, value) in message.members().filter(|(_, value)| !value.is_null()) {
        match &*key.to_str() {
            "role" => choice.role = text(message, "role"),
            "content" => block::add(value, choice),
            "refusal" => choice.refusal = text(message, "refusal"),
            "tool_calls" => choice.calls.extend(value.items().map(call)),
            "function_call" => choice.calls.push(block::call(value)),
            "audio" => {
                let transcript = text(value, "transcript").unwrap_or_default();
                choice.notes.push(format!("audio: {transcript}").trim_end().to_owned());
            }
            key @ ("annotations" | "images") => note(choice, value.items().count(), key),
            key if REASONING.contains(&key) => reason(choice, value),
            _ => {}
        }
    }
}

/// Some gateways send the same reasoning under two keys.
fn reason(choice: &mut Choice, value: Cursor<'_>) {
    let Some(thought) = value.as_text().filter(|thought| !thought.is_empty()) else { return };
    let thought = thought.to_str();
    if choice.reasoning.as_deref() != Some(&*thought) {
        push(&mut choice.reasoning, &thought);
    }
}

fn call(entry: Cursor<'_>) -> Call {
    let called = ["function", "custom"].iter().find_map(|key| entry.get(key)?.non_null());
    match called {
        Some(called) => {
            let Call { index, id, kind, .. } = block::call(entry);
            Call { index, id, kind, ..block::call(called) }
        }
        None => block::call(entry),
    }
}

fn note(choice: &mut Choice, count: usize, of: &str) {
    if count > 0 {
        choice.notes.push(format!("{count} {of}"));
    }
}
