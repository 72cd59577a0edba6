//! The message of a choice: what its deltas add up to (contract, section 3).

use super::audio::Audio;
use super::content::Content;
use super::extras::{Growth, Members};
use super::lists::Appended;
use super::notes::Notes;
use super::reasoning::{Family, Reasoning};
use super::tool_call::Called;
use super::tool_calls::ToolCalls;
use crate::json::{Builder, Cursor, Kind, Text, TextBuf};
use crate::stream::chat::{DeltaField, delta_fields};

/// A message so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    role: Option<TextBuf>,
    pub(super) content: Content,
    refusal: Content,
    tool_calls: ToolCalls,
    extras: Members,
    /// What few streams have
    rare: Option<Box<Rare>>,
}

#[derive(Clone, Debug)]
struct Rare {
    annotations: Appended,
    images: Appended,
    audio: Option<Audio>,
    function_call: Option<Called>,
    reasoning_details: Reasoning,
    thinking_blocks: Reasoning,
}

impl Default for Rare {
    fn default() -> Self {
        Rare {
            annotations: Appended::default(),
            images: Appended::default(),
            audio: None,
            function_call: None,
            reasoning_details: Reasoning::new(Family::Details),
            thinking_blocks: Reasoning::new(Family::ThinkingBlocks),
        }
    }
}

impl Message {
    /// Merges one delta.
    #[inline]
    pub(super) fn merge(&mut self, delta: Cursor<'_>, notes: &mut Notes) {
        for field in delta_fields(delta) {
            self.merge_field(field, notes);
        }
    }

    /// Merges one field of a delta.
    #[inline]
    pub(super) fn merge_field(&mut self, field: DeltaField<'_>, notes: &mut Notes) {
        match field {
            DeltaField::Content(value) => self.content.merge(value, notes),
            DeltaField::Role(value) => self.set_role(value, notes),
            DeltaField::Refusal(value) => self.refusal.merge(value, notes),
            DeltaField::ToolCalls(value) => self.tool_calls.merge(value, notes),
            DeltaField::Other(key, value) => self.extras.merge(key, value, Growth::Deltas, notes),
            _ => self.merge_rare(field, notes),
        }
    }

    /// Adds to the arguments of a tool call that has begun; none if there is none.
    #[inline]
    pub(super) fn push_arguments(&mut self, index: i64, piece: Text<'_>) -> Option<()> {
        self.tool_calls.push_arguments(index, piece)
    }

    #[inline]
    fn set_role(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        match value.as_text() {
            Some(role) if self.role.is_none() && !role.is_empty() => {
                self.role = Some(TextBuf::from(role));
            }
            Some(_) => {}
            None => notes.unexpected("role", value),
        }
    }

    fn merge_rare(&mut self, field: DeltaField<'_>, notes: &mut Notes) {
        let rare = self.rare.get_or_insert_default();
        match field {
            DeltaField::Annotations(value) => append(&mut rare.annotations, value),
            DeltaField::Images(value) => append(&mut rare.images, value),
            DeltaField::Audio(value) => rare.audio.get_or_insert_default().merge(value, notes),
            DeltaField::ReasoningDetails(value) => rare.reasoning_details.merge(value, notes),
            DeltaField::ThinkingBlocks(value) => rare.thinking_blocks.merge(value, notes),
            DeltaField::FunctionCall(value) if value.is_object() => {
                rare.function_call.get_or_insert_default().merge("arguments", value, notes);
            }
            DeltaField::FunctionCall(value) => notes.unexpected("function_call", value),
            _ => {}
        }
    }

    /// Whether every tool call has a name.
    pub(super) fn calls_are_named(&self) -> bool {
        self.tool_calls.all_named()
    }

    /// Notes what is wrong with the finished message.
    pub(super) fn check(&self, notes: &mut Notes) {
        self.tool_calls.check(notes);
    }

    /// Writes the finished message.
    pub(super) fn write(&self, json: &mut Builder) {
        json.begin_object();
        json.key("content");
        self.content.write(json);
        json.key("refusal");
        self.refusal.write(json);
        json.key("role");
        match &self.role {
            Some(role) => json.text(role.as_text()),
            None => json.str("assistant"),
        }
        let rare = self.rare.as_deref();
        if let Some(rare) = rare {
            rare.annotations.write("annotations", json);
            if let Some(audio) = &rare.audio {
                json.key("audio");
                audio.write_value(json);
            }
            if let Some(call) = &rare.function_call {
                json.key("function_call");
                call.write("arguments", json);
            }
        }
        if !self.tool_calls.is_empty() {
            json.key("tool_calls");
            self.tool_calls.write_value(json);
        }
        if let Some(rare) = rare {
            rare.images.write("images", json);
            let reasoning = [
                ("reasoning_details", &rare.reasoning_details),
                ("thinking_blocks", &rare.thinking_blocks),
            ];
            for (key, list) in reasoning.into_iter().filter(|(_, list)| !list.is_empty()) {
                json.key(key);
                list.write_value(json);
            }
        }
        self.extras.write(json);
        json.end_object();
    }
}

/// Appends a list; one entry alone counts as a list of it.
fn append(list: &mut Appended, value: Cursor<'_>) {
    match value.kind() {
        Kind::Array => list.extend(value),
        _ => list.push(value),
    }
}
