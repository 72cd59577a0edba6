//! The items of a stream that has no merger in; the text that they add up to out. What is put
//! together here is for reading only.

use std::collections::BTreeMap;

use super::{Answer, Choice, block, text, usage};
use crate::json::Cursor;
use crate::recording::{Kind, Recording};

/// The text of a stream of `recording`'s kind, by choice, and how many items of each type it has.
pub(in crate::cli) fn of_stream(recording: &Recording) -> (Answer, Vec<(String, usize)>) {
    let mut choices: BTreeMap<i64, Choice> = BTreeMap::new();
    let mut types: Vec<(String, usize)> = Vec::new();
    let mut answer = Answer::default();
    for number in 0..recording.chunk_count() {
        let Some((document, index)) = recording.chunk(number) else { break };
        let item = document.at(index);
        if let Some(kind) = text(item, "type").or_else(|| text(item, "event_type")) {
            match types.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => types.push((kind, 1)),
            }
        }
        for piece in pieces(recording.kind(), item) {
            let new = || Choice { index: piece.index, ..Choice::default() };
            let choice = choices.entry(piece.index).or_insert_with(new);
            if let Some(content) = piece.content.and_then(Cursor::non_null) {
                block::add(content, choice);
            }
            choice.finish_reason = piece.finish_reason.or(choice.finish_reason.take());
        }
        // Events carry the usage in what they announce.
        let holders = ["response", "interaction", "message"].map(|key| item.get(key));
        for holder in holders.into_iter().flatten().chain([item]) {
            let counts = usage(holder);
            if !counts.is_empty() {
                answer.usage = counts;
            }
        }
    }
    answer.choices = choices.into_values().collect();
    (answer, types)
}

/// What one item adds to a choice.
struct Piece<'a> {
    index: i64,
    content: Option<Cursor<'a>>,
    finish_reason: Option<String>,
}

fn pieces(kind: Kind, item: Cursor<'_>) -> Vec<Piece<'_>> {
    let whole =
        |content, reason| vec![Piece { index: 0, content, finish_reason: text(item, reason) }];
    match kind {
        Kind::CompletionStream => listed(item, "choices", |choice| choice.get("text")),
        Kind::GenaiStream => {
            listed(item, "candidates", |candidate| candidate.get("content")?.get("parts"))
        }
        Kind::OllamaChatStream => {
            let content = item.get("message").and_then(|message| message.get("content"));
            whole(content, "done_reason")
        }
        Kind::OllamaGenerateStream => whole(item.get("response"), "done_reason"),
        _ => of_event(item).into_iter().collect(),
    }
}

fn listed<'a>(
    item: Cursor<'a>,
    key: &str,
    content: impl Fn(Cursor<'a>) -> Option<Cursor<'a>>,
) -> Vec<Piece<'a>> {
    let piece = |(position, of): (i64, Cursor<'a>)| Piece {
        index: of.get("index").and_then(Cursor::as_i64).unwrap_or(position),
        content: content(of),
        finish_reason: text(of, "finish_reason"),
    };
    (0..).zip(item.get(key).into_iter().flat_map(Cursor::items)).map(piece).collect()
}

/// Events that carry text: `delta` is the text itself, or an object with it.
fn of_event(item: Cursor<'_>) -> Option<Piece<'_>> {
    let delta = item.get("delta")?;
    let (content, finish_reason) = match text(item, "type").as_deref() {
        Some("response.output_text.delta") => (Some(delta), None),
        Some(other) if other.starts_with("response.") => return None,
        _ => (delta.get("text"), text(delta, "stop_reason")),
    };
    Some(Piece { index: 0, content, finish_reason })
}
