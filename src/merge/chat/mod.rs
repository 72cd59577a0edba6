//! OpenAI's chat completions and compatible responses (contract, sections 1 to 5).

pub(super) mod accumulator;
pub(super) mod audio;
pub(super) mod call_places;
pub(super) mod choice;
pub(super) mod choices;
pub(super) mod chunk;
pub(super) mod content;
pub(super) mod json_progress;
pub(super) mod likeness;
pub(super) mod logprobs;
pub(super) mod message;
pub(super) mod name;
pub(super) mod only_text;
pub(super) mod reasoning;
pub(super) mod repeat_plan;
pub(super) mod repeats;
pub(super) mod tool_call;
pub(super) mod tool_calls;

use self::accumulator::ChatAccumulator;
use self::repeats::RepeatedChunks;
use super::complete::{all, has_ended};
use super::completion::Completion;
use super::detect::{Form, Found};
use super::events::Watcher;
use super::family::{Classes, Family, Merger, Take};
use super::parts::fields::{has_text, says_something};
use crate::error::Result;
use crate::json::{Cursor, Element, Text};
use crate::summary::{Summary, chat};

pub(crate) const FAMILY: Family = Family {
    name: "chat",
    stream_name: "chat.stream",
    classes: Classes { item: "chat.ChatCompletionChunk", whole: "chat.ChatCompletion" },
    detect,
    detect_alone,
    merger: |options| Box::new(RepeatedChunks::new(ChatAccumulator::new(options))),
    is_complete: |completion| all(completion, "choices", is_finished),
    summary: |completion| Summary::of(completion, chat::of(completion)),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    match found.class_names() {
        Some((_, "ChatCompletionChunk")) => return Some(Form::Item),
        Some(("openai", "ChatCompletion")) => return Some(Form::Whole),
        Some(_) => return None,
        None => {}
    }
    let choices = found.value.get("choices").filter(|choices| choices.is_array());
    let first = choices.and_then(|choices| choices.items().next());
    // Some servers call their chunks something else, so what a choice holds counts first.
    match (first.map(Held::of), found.object.as_deref()) {
        (Some(Held::Delta), _) => Some(Form::Item),
        (Some(Held::Text), _) => None,
        (_, Some("chat.completion.chunk")) => Some(Form::Item),
        (Some(Held::Message), _) | (_, Some("chat.completion")) => Some(Form::Whole),
        (_, Some("text_completion" | "response" | "list" | "model")) => None,
        (Some(Held::Nothing), _) => Some(Form::Both),
        (None, _) => choices.map(|_| Form::Item),
    }
}

/// What a choice holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Delta,
    Message,
    Text,
    Nothing,
}

impl Held {
    pub(crate) fn of(choice: Cursor<'_>) -> Self {
        // Azure's chats about own data have a list of messages or deltas instead.
        let listed = || choice.get("messages")?.items().next();
        if choice.get("delta").is_some() || listed().is_some_and(|it| it.get("delta").is_some()) {
            Held::Delta
        } else if choice.get("message").is_some_and(Cursor::is_object) {
            Held::Message
        } else if choice.get("text").is_some_and(|text| text.as_text().is_some()) {
            Held::Text
        } else if listed().is_some_and(|it| it.get("role").is_some()) {
            Held::Message
        } else {
            Held::Nothing
        }
    }

    /// What the first choice of a list holds.
    pub(crate) fn in_first(value: Cursor<'_>) -> Option<Self> {
        value.get("choices")?.items().next().map(Held::of)
    }
}

/// Whether an object can be taken for a chunk if no item of the stream decides the family: next to
/// its choices it has members that only chats have.
pub(crate) fn may_be_chunk(item: Cursor<'_>) -> bool {
    let signs = ["choices", "usage", "citations", "x_groq", "prompt_filter_results"];
    let has = |key: &str| item.get(key).is_some();
    // Threads and messages of other APIs have an id and an object, too.
    let is_chunk = |object: Text<'_>| {
        let object = object.to_str();
        object.is_empty() || ["chat", "chunk", "completion"].iter().any(|it| object.contains(it))
    };
    let object = item.get("object").is_some_and(|it| it.as_text().is_none_or(is_chunk));
    signs.into_iter().any(has) || (has("id") && object)
}

/// Whether an object is a chunk of a chat, once the stream is one: it has no members but those that
/// chunks repeat.
pub(crate) fn is_header(item: Cursor<'_>) -> bool {
    const HEADER: [&str; 8] = [
        "id",
        "object",
        "created",
        "model",
        "system_fingerprint",
        "service_tier",
        "moderation",
        "obfuscation",
    ];
    item.members().all(|(key, _)| HEADER.iter().any(|name| key == **name))
}

impl Merger for RepeatedChunks {
    fn push(&mut self, item: Cursor<'_>) -> Result<()> {
        RepeatedChunks::push_chunk(self, item)
    }

    fn push_element(&mut self, element: Element<'_>, take: Take<'_>) -> Result<()> {
        RepeatedChunks::push(self, element, take)
    }

    fn snapshot(&self) -> Completion {
        self.merged().snapshot()
    }

    fn report(&self, chunk: Cursor<'_>, watcher: &mut Watcher) {
        self.merged().report(chunk, watcher);
    }

    fn take_any(&mut self) {
        RepeatedChunks::take_any(self);
    }

    fn check_end(&self) -> Result<()> {
        self.merged().check_end()
    }
}

/// The members of a delta that hold text or reasoning if they are not empty.
const TEXTS: [&str; 6] =
    ["content", "reasoning_content", "reasoning", "reasoning_text", "thinking", "refusal"];

fn detect_alone(found: &Found<'_>) -> Option<Form> {
    match (Held::in_first(found.value), found.object.as_deref()) {
        (Some(Held::Delta | Held::Text), _) => {}
        (_, Some("chat.completion.chunk")) => return Some(Form::Item),
        (_, Some("chat.completion")) => return Some(Form::Whole),
        _ => {}
    }
    let has = |key: &str| found.value.get(key).is_some();
    let choices = found.value.get("choices").filter(|choices| choices.is_array())?;
    match choices.items().next() {
        // Chunks without choices have filter results or usage.
        None => {
            let signs = ["id", "usage", "prompt_filter_results"];
            signs.into_iter().any(has).then_some(Form::Item)
        }
        Some(choice) if choice.get("delta").is_some() => Some(Form::Item),
        Some(choice) => choice.get("message").filter(|it| it.is_object()).map(|_| Form::Whole),
    }
}

/// Whether a choice has a finish reason and each of its calls has a name.
fn is_finished(choice: Cursor<'_>) -> bool {
    let calls = choice.get("message").and_then(|message| message.get("tool_calls"));
    has_ended(choice)
        && calls.into_iter().flat_map(Cursor::items).all(|call| {
            let has_name = |of| call.get(of).is_some_and(|called| has_text(called, "name"));
            has_name("function") || has_name("custom")
        })
}

fn token_choices(chunk: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let choices = chunk.get("choices").into_iter().flat_map(Cursor::items);
    for (place, choice) in (0..).zip(choices) {
        let Some(delta) = choice.get("delta") else { continue };
        let speaks = TEXTS.iter().any(|key| delta.get(key).is_some_and(says_something));
        let calls = delta.get("tool_calls").into_iter().flat_map(Cursor::items);
        let mut functions = calls
            .filter_map(|call| call.get("function").or_else(|| call.get("custom")))
            .chain(delta.get("function_call"));
        let has_arguments = functions.any(|function| {
            ["arguments", "input"].iter().any(|key| function.get(key).is_some_and(says_something))
        });
        if speaks || has_arguments {
            report(choice.get("index").and_then(Cursor::as_i64).unwrap_or(place));
        }
    }
}
