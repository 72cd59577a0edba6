//! The rows of a recording's choices, and of their tool calls.

use super::answer::Answer;
use super::cell::{Cell, Row, ToolCall};
use super::columns::Table;
use super::rows::{Made, Named};
use super::spans::spans;
use crate::json::{Builder, Cursor};
use crate::recording::Recording;
use crate::summary::{Call, Choice, json};

pub(super) fn rows(recording: &Recording, named: &Named<'_>) -> Made {
    let mut answer = Answer::of(recording);
    let stream = recording.stream_family().filter(|_| answer.error.is_none());
    let spans = stream.map(|family| spans(recording, family)).unwrap_or_default();
    let mut timing = match stream.map(|_| recording.timing()) {
        Some(Ok(timing)) => timing.unwrap_or_default(),
        _ => Default::default(),
    };
    let (choices, error) = (std::mem::take(&mut answer.summary.choices), answer.error.take());
    let mut details = answer.completion(recording).into_iter().flat_map(listed);
    let row = |choice: Choice| -> Row {
        let (logprobs, extra) = details.next().map_or((Cell::Null, Cell::Null), details_of);
        let span = spans.get(&choice.index).copied();
        let timing = timing.remove(&choice.index);
        vec![
            named.name.into(),
            recording.number().into(),
            choice.index.into(),
            choice.role.into(),
            choice.text.into(),
            choice.reasoning.into(),
            choice.refusal.into(),
            choice.finish_reason.into(),
            span.map(|span| span.count).into(),
            span.map(|span| span.first).into(),
            span.map(|span| span.last).into(),
            timing.as_ref().and_then(|timing| timing.time_to_first_token_ns).into(),
            timing.map_or(Cell::Null, |timing| Cell::Ints(timing.inter_token_gaps_ns)),
            Cell::Calls((0..).zip(choice.calls).map(called).collect()),
            logprobs,
            extra,
            Cell::Null,
        ]
    };
    let rows = choices.into_iter().map(row).collect();
    Made::of(Table::Choices, recording, named, rows, error)
}

pub(super) fn call_rows(recording: &Recording, named: &Named<'_>) -> Made {
    let answer = Answer::of(recording);
    let mut rows = Vec::new();
    for choice in answer.summary.choices {
        for call in (0..).zip(choice.calls).map(called) {
            rows.push(vec![
                named.name.into(),
                recording.number().into(),
                choice.index.into(),
                call.index.into(),
                call.id.into(),
                call.kind.into(),
                call.name.into(),
                call.arguments.into(),
                Cell::Null,
            ]);
        }
    }
    Made::of(Table::ToolCalls, recording, named, rows, answer.error)
}

fn called((index, call): (i64, Call)) -> ToolCall {
    let Call { id, kind, name, arguments, .. } = call;
    ToolCall { index, id, kind, name, arguments: Some(arguments) }
}

/// The entries of a completion that has a list of choices.
fn listed(completion: Cursor<'_>) -> impl Iterator<Item = Cursor<'_>> {
    let lists = ["choices", "candidates"].into_iter().filter_map(move |key| completion.get(key));
    lists.take(1).flat_map(Cursor::items)
}

/// The members of a choice and of its message that have columns of their own.
const COLUMNS: [&str; 18] = [
    "index",
    "message",
    "finish_reason",
    "finishReason",
    "logprobs",
    "logprobs_result",
    "logprobsResult",
    "text",
    "role",
    "content",
    "refusal",
    "tool_calls",
    "function_call",
    "reasoning_content",
    "reasoning",
    "reasoning_text",
    "thinking",
    "delta",
];

/// The logprobs of a choice, and everything that has no column, as JSON.
fn details_of(choice: Cursor<'_>) -> (Cell, Cell) {
    let logprobs = ["logprobs", "logprobs_result", "logprobsResult"];
    let logprobs = logprobs.iter().find_map(|key| choice.get(key)?.non_null());
    let message = choice.get("message").into_iter().flat_map(Cursor::members);
    let extra = message
        .chain(choice.members())
        .filter(|(key, value)| !value.is_null() && !COLUMNS.contains(&&*key.to_str()));
    let mut extra = extra.peekable();
    if extra.peek().is_none() {
        return (logprobs.map(json).into(), Cell::Null);
    }
    let mut object = Builder::new();
    object.begin_object();
    for (key, value) in extra {
        object.key_text(key);
        object.value(value);
    }
    object.end_object();
    let extra = String::from_utf8_lossy(&object.finish()).into_owned();
    (logprobs.map(json).into(), extra.into())
}
