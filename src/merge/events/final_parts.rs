//! The parts of a whole response, of any family: the same that its stream had.

use super::event::PartKind;
use super::part::{At, dense};
use crate::json::{Builder, Cursor, Text};
use crate::merge::parts::index::Index;

/// A choice of a response.
#[derive(Debug)]
pub(super) struct FinalChoice {
    pub(super) index: i64,
    pub(super) finish_reason: Option<Vec<u8>>,
    pub(super) parts: Vec<FinalPart>,
    /// Lists of log probabilities as JSON, and what they are about.
    pub(super) logprobs: Vec<(&'static str, Vec<u8>)>,
}

/// A part of it.
#[derive(Debug)]
pub(super) struct FinalPart {
    pub(super) kind: PartKind,
    pub(super) index: i64,
    pub(super) text: Vec<u8>,
    pub(super) id: Option<Vec<u8>>,
    pub(super) name: Option<Vec<u8>>,
    pub(super) is_json: bool,
    /// Whether the text is the JSON of a value: the stream may have written it in another way.
    pub(super) is_value: bool,
}

/// The members of a message that are reasoning.
pub(crate) const REASONING: [&str; 4] =
    ["reasoning_content", "reasoning", "reasoning_text", "thinking"];

/// The place among reasoning of such a member.
pub(crate) fn reasoning_at(key: &str) -> At {
    let place = (0..).zip(REASONING).find(|(_, name)| *name == key).map_or(0, |(place, _)| place);
    [0, place, 0, 0, 0]
}

/// The choices of a response; a response without choices is one.
pub(super) fn of(response: Cursor<'_>) -> Vec<FinalChoice> {
    for key in ["choices", "candidates"] {
        if let Some(list) = response.get(key).filter(|list| list.is_array()) {
            return (0..).zip(list.items()).map(|(place, it)| of_choice(place, it)).collect();
        }
    }
    let mut choice = FinalChoice::new(0);
    let reasons = ["finish_reason", "done_reason", "stop_reason", "stopReason", "status"];
    choice.finish_reason = reasons.iter().find_map(|key| text(response, key));
    if let Some(message) = response.get("message").filter(|message| message.is_object()) {
        choice.read_message(message);
    }
    for key in ["content", "output", "outputs", "steps"] {
        if let Some(blocks) = response.get(key).and_then(Cursor::non_null) {
            match blocks.get("message").and_then(|message| message.get("content")) {
                Some(content) => choice.read_content(content, 0),
                None => choice.read_content(blocks, 0),
            }
        }
    }
    if response.get("response").is_some() {
        choice.read_thoughts(response);
        choice.push_member(PartKind::Content, response, "response");
    }
    choice.read_logprobs("content", response.get("logprobs"));
    vec![choice]
}

fn of_choice(place: i64, of: Cursor<'_>) -> FinalChoice {
    let index = Index::in_object(of).map_or(place, |index| index.saturated());
    let mut choice = FinalChoice::new(index);
    choice.finish_reason = text(of, "finish_reason").or_else(|| text(of, "finishReason"));
    match of.get("message").filter(|message| message.is_object()) {
        Some(message) => choice.read_message(message),
        None => {
            choice.read_thoughts(of);
            choice.push_member(PartKind::Content, of, "text");
        }
    }
    if let Some(parts) = of.get("content").and_then(|content| content.get("parts")) {
        choice.read_content(parts, 0);
    }
    match of.get("logprobs").and_then(Cursor::non_null) {
        Some(logprobs) if has_lists(logprobs) => {
            choice.read_logprobs("content", logprobs.get("content"));
            choice.read_logprobs("refusal", logprobs.get("refusal"));
        }
        Some(logprobs) => choice.read_logprobs("content", Some(logprobs)),
        None => {
            let logprobs = of.get("logprobs_result").or_else(|| of.get("logprobsResult"));
            choice.read_logprobs("content", logprobs);
        }
    }
    choice
}

/// Whether log probabilities have the lists of a chat, rather than those of older completions.
pub(crate) fn has_lists(logprobs: Cursor<'_>) -> bool {
    ["content", "refusal"].iter().any(|key| logprobs.get(key).is_some())
}

/// Log probabilities as a list, if there are any.
pub(super) fn as_list(value: Cursor<'_>) -> Option<Vec<u8>> {
    let value = value.non_null()?;
    if value.is_array() {
        return value.items().next().is_some().then(|| value.raw().to_vec());
    }
    let mut list = Builder::new();
    list.begin_array();
    list.value(value);
    list.end_array();
    Some(list.finish())
}

impl FinalChoice {
    pub(super) fn new(index: i64) -> Self {
        FinalChoice { index, finish_reason: None, parts: Vec::new(), logprobs: Vec::new() }
    }

    fn push(&mut self, kind: PartKind, index: i64, text: Vec<u8>) {
        let (id, name) = (None, None);
        let (is_json, is_value) = (false, false);
        self.parts.push(FinalPart { kind, index, text, id, name, is_json, is_value });
    }

    fn push_member(&mut self, kind: PartKind, of: Cursor<'_>, key: &str) {
        if let Some(text) = text(of, key) {
            self.push(kind, 0, text);
        }
    }

    fn read_logprobs(&mut self, of: &'static str, value: Option<Cursor<'_>>) {
        if let Some(list) = value.and_then(as_list) {
            self.logprobs.push((of, list));
        }
    }

    fn read_message(&mut self, message: Cursor<'_>) {
        self.read_thoughts(message);
        self.push_member(PartKind::Reasoning, message, "tool_plan");
        if let Some(content) = message.get("content") {
            self.read_content(content, 0);
        }
        self.push_member(PartKind::Refusal, message, "refusal");
        if let Some(audio) = message.get("audio") {
            self.push_member(PartKind::Transcript, audio, "transcript");
        }
        let calls = message.get("tool_calls").into_iter().flat_map(Cursor::items);
        for (index, call) in (0..).zip(calls) {
            let called = ["function", "custom"].iter().find_map(|key| call.get(key)?.non_null());
            let is_custom = call.get("function").is_none_or(Cursor::is_null);
            self.push_call(index, called.unwrap_or(call), call, !is_custom || called.is_none());
        }
        if let Some(call) = message.get("function_call").and_then(Cursor::non_null) {
            self.push_call(0, call, call, true);
        }
    }

    /// Reads the reasoning beside a content; some gateways send the same under two keys.
    fn read_thoughts(&mut self, of: Cursor<'_>) {
        let mut last: Option<Vec<u8>> = None;
        for thought in REASONING.iter().filter_map(|key| text(of, key)) {
            if last.as_ref() != Some(&thought) {
                self.push(PartKind::Reasoning, 0, thought.clone());
                last = Some(thought);
            }
        }
    }

    /// Reads a content: a text, or a list of blocks, of which some hold lists. Nothing is as deep as
    /// a document may be.
    fn read_content(&mut self, content: Cursor<'_>, index: i64) {
        if let Some(text) = content.as_text() {
            return self.push(PartKind::Content, index, text.to_wtf8().into_owned());
        }
        for (place, block) in (0..).zip(content.items()) {
            match block.as_text() {
                Some(text) => self.push(PartKind::Content, place, text.to_wtf8().into_owned()),
                None => self.read_block(block, place),
            }
        }
    }

    fn read_block(&mut self, block: Cursor<'_>, index: i64) {
        let Some(kind) = block.get("type").and_then(Cursor::as_text).map(Text::to_str) else {
            return self.read_part(block, index);
        };
        match &*kind {
            "text" | "output_text" => self.push_text(PartKind::Content, index, block, "text"),
            "refusal" => self.push_text(PartKind::Refusal, index, block, "refusal"),
            "summary_text" | "reasoning_text" => {
                self.push_text(PartKind::Reasoning, index, block, "text");
            }
            "thinking" | "thought" | "reasoning" => {
                for key in THOUGHTS {
                    self.read_thought(block.get(key), index);
                }
            }
            "message" | "model_output" => {
                for part in block.get("content").into_iter().flat_map(Cursor::items) {
                    self.read_block(part, index);
                    self.read_logprobs_of(part);
                }
            }
            kind if is_call(kind) => {
                self.push_call(index, block, block, kind != "custom_tool_call");
            }
            "output_audio" => self.push_member(PartKind::Transcript, block, "transcript"),
            "code_interpreter_call" => self.push_call(index, block, block, false),
            _ => {}
        }
    }

    /// Log probabilities of all texts of a response are one list.
    fn read_logprobs_of(&mut self, part: Cursor<'_>) {
        let Some(mut list) = part.get("logprobs").and_then(as_list) else { return };
        match self.logprobs.last_mut() {
            None => self.logprobs.push(("content", list)),
            Some((_, known)) => {
                known.pop();
                known.push(b',');
                known.extend(list.drain(1..));
            }
        }
    }

    /// A part of Google's or Bedrock's: its only member says what it is.
    fn read_part(&mut self, part: Cursor<'_>, index: i64) {
        let is_thought = part.get("thought").and_then(Cursor::as_bool) == Some(true);
        for (key, value) in part.members().filter(|(_, value)| !value.is_null()) {
            match &*key.to_str() {
                "text" if is_thought => self.push_text(PartKind::Reasoning, index, part, "text"),
                "text" => self.push_text(PartKind::Content, index, part, "text"),
                "function_call" | "functionCall" | "toolUse" => {
                    self.push_call(index, value, value, true);
                }
                "reasoningContent" => {
                    if let Some(thought) = value.get("reasoningText") {
                        self.push_text(PartKind::Reasoning, index, thought, "text");
                    }
                }
                "citationsContent" => {
                    for cited in value.get("content").into_iter().flat_map(Cursor::items) {
                        self.push_text(PartKind::Content, index, cited, "text");
                    }
                }
                _ => {}
            }
        }
    }

    fn push_text(&mut self, kind: PartKind, index: i64, of: Cursor<'_>, key: &str) {
        if let Some(text) = of.get(key).and_then(Cursor::as_text) {
            self.push(kind, index, text.to_wtf8().into_owned());
        }
    }

    /// A thought: a text, or a list of texts.
    fn read_thought(&mut self, thought: Option<Cursor<'_>>, index: i64) {
        let Some(thought) = thought else { return };
        if let Some(text) = thought.as_text() {
            return self.push(PartKind::Reasoning, index, text.to_wtf8().into_owned());
        }
        for part in thought.items() {
            match part.as_text() {
                Some(text) => {
                    self.push(PartKind::Reasoning, index, text.to_wtf8().into_owned());
                }
                None => self.push_text(PartKind::Reasoning, index, part, "text"),
            }
        }
    }

    fn push_call(&mut self, index: i64, called: Cursor<'_>, call: Cursor<'_>, is_json: bool) {
        let (arguments, is_value) = arguments(called);
        self.parts.push(FinalPart {
            kind: PartKind::ToolCall,
            index,
            text: arguments,
            id: ["call_id", "toolUseId", "id"].iter().find_map(|key| text(call, key)),
            name: text(called, "name"),
            is_json,
            is_value,
        });
    }
}

/// The members of a block of reasoning that have it.
pub(crate) const THOUGHTS: [&str; 4] = ["thinking", "summary", "content", "text"];

/// Whether a block of this type is a tool call.
pub(crate) fn is_call(kind: &str) -> bool {
    kind.ends_with("tool_use") || matches!(kind, "function_call" | "custom_tool_call" | "mcp_call")
}

/// The arguments of a call as text, and whether they are a value.
fn arguments(called: Cursor<'_>) -> (Vec<u8>, bool) {
    let keys = ["arguments", "input", "args", "code"];
    let value = keys.iter().find_map(|key| called.get(key)?.non_null());
    match value {
        None => (Vec::new(), false),
        Some(value) => match value.as_text() {
            Some(text) => (text.to_wtf8().into_owned(), false),
            None => (dense(value.raw()), true),
        },
    }
}

fn text(of: Cursor<'_>, key: &str) -> Option<Vec<u8>> {
    let text = of.get(key)?.as_text().filter(|text| !text.is_empty())?;
    Some(text.to_wtf8().into_owned())
}
