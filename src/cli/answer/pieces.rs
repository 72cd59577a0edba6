//! The items of a stream that has no merger in; the text that they add up to out. What is put
//! together here is for reading only.

use std::collections::BTreeMap;

use super::{Answer, Choice, block, push, text, usage};
use crate::json::{Cursor, Document};
use crate::recording::{Kind, Recording};

/// The text of a stream of `recording`'s kind, by choice, and how many items of each type it has.
pub(in crate::cli) fn of_stream(recording: &Recording) -> (Answer, Vec<(String, usize)>) {
    let mut choices: BTreeMap<i64, Choice> = BTreeMap::new();
    let mut types: Vec<(String, usize)> = Vec::new();
    let mut answer = Answer::default();
    for number in 0..recording.item_count() {
        let Some((document, index)) = event(recording, number) else { continue };
        let item = document.at(index);
        if let Some(kind) = text(item, "type").or_else(|| text(item, "event_type")) {
            match types.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => types.push((kind, 1)),
            }
        }
        add(recording.kind(), item, &mut choices);
        let counts = usage(item);
        if !counts.is_empty() {
            answer.usage = counts;
        }
    }
    answer.choices = choices.into_values().collect();
    (answer, types)
}

/// An item: an object, or the data of a line.
fn event(recording: &Recording, number: usize) -> Option<(Document, u32)> {
    let (document, index) = recording.chunk(number)?;
    let line = document.at(index).as_text().map(|line| line.to_str().into_owned());
    match line {
        None => Some((document, index)),
        Some(line) => {
            let data = line.strip_prefix("data:")?;
            Some((Document::parse(data.as_bytes().to_vec()).ok()?, 0))
        }
    }
}

fn add(kind: Kind, item: Cursor<'_>, choices: &mut BTreeMap<i64, Choice>) {
    let mut add_to = |index: i64, content: Option<Cursor<'_>>, reason: Option<String>| {
        let choice = choices.entry(index).or_insert_with(|| Choice { index, ..Choice::default() });
        if let Some(content) = content.and_then(Cursor::non_null) {
            block::add(content, choice);
        }
        choice.finish_reason = reason.or(choice.finish_reason.take());
    };
    let parts = |key, position: i64, of: Cursor<'_>| {
        (of.get("index").and_then(Cursor::as_i64).unwrap_or(position), text(of, key))
    };
    match kind {
        Kind::CompletionStream => {
            for (position, of) in (0..).zip(item.get("choices").into_iter().flat_map(Cursor::items)) {
                let (index, reason) = parts("finish_reason", position, of);
                add_to(index, of.get("text"), reason);
            }
        }
        Kind::GenaiStream => {
            let candidates = item.get("candidates").into_iter().flat_map(Cursor::items);
            for (position, of) in (0..).zip(candidates) {
                let (index, reason) = parts("finish_reason", position, of);
                add_to(index, of.get("content").and_then(|content| content.get("parts")), reason);
            }
        }
        Kind::OllamaChatStream => {
            let content = item.get("message").and_then(|message| message.get("content"));
            add_to(0, content, text(item, "done_reason"));
        }
        Kind::OllamaGenerateStream => add_to(0, item.get("response"), text(item, "done_reason")),
        _ => add_event(item, choices),
    }
}

/// Events that carry text: `delta` is the text itself, or an object with it.
fn add_event(item: Cursor<'_>, choices: &mut BTreeMap<i64, Choice>) {
    let Some(delta) = item.get("delta") else { return };
    let choice = choices.entry(0).or_default();
    match text(item, "type").as_deref() {
        Some("response.output_text.delta") => block::add(delta, choice),
        Some(other) if other.starts_with("response.") => {}
        _ => {
            if let Some(text) = text(delta, "text") {
                push(&mut choice.text, &text);
            }
            choice.finish_reason = text(delta, "stop_reason").or(choice.finish_reason.take());
        }
    }
}
