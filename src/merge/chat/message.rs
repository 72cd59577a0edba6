//! The message of a choice: what its deltas add up to (contract, section 3).

use super::audio::Audio;
use super::chunk::{DeltaField, delta_fields, present};
use super::content::Content;
use super::tool_call::Called;
use super::tool_calls::ToolCalls;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{Part, PartKind, REASONING, Watcher, reasoning_at};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::lists::Distinct;
use crate::merge::parts::notes::{Notes, Path};

/// What the arguments of a legacy call are called in messages.
const ARGUMENTS: &str = "arguments of the call";

/// A message so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    role: Identity,
    pub(crate) content: Content,
    refusal: Content,
    tool_calls: Option<Box<ToolCalls>>,
    extras: Members,
    /// Fields that are rare in streams
    rare: Option<Box<Rare>>,
}

#[derive(Clone, Debug, Default)]
struct Rare {
    annotations: Distinct,
    audio: Option<Audio>,
    function_call: Option<Called>,
}

impl Message {
    /// Merges one delta.
    #[inline]
    pub(crate) fn merge(&mut self, delta: Cursor<'_>, notes: &mut Notes) {
        for field in delta_fields(delta) {
            self.merge_field(field, notes);
        }
    }

    /// Merges one field of a delta.
    #[inline]
    pub(crate) fn merge_field(&mut self, field: DeltaField<'_>, notes: &mut Notes) {
        match field {
            DeltaField::Content(value) => self.content.merge(value, &Path::to("content"), notes),
            DeltaField::Role(value) => self.set_role(value, notes),
            DeltaField::Refusal(value) => self.refusal.merge(value, &Path::to("refusal"), notes),
            DeltaField::ToolCalls(value) => {
                self.tool_calls.get_or_insert_default().merge(value, notes);
            }
            DeltaField::Other(key, value) => self.merge_other(key, value, notes),
            _ => self.merge_rare(field, notes),
        }
    }

    /// Adds to the arguments of a tool call that has begun; `None` if there is no such call.
    #[inline]
    pub(crate) fn push_arguments(&mut self, index: &Index, piece: Text<'_>) -> Option<()> {
        self.tool_calls.as_mut()?.push_arguments(index, piece)
    }

    /// Whether a role is set.
    #[inline]
    pub(crate) fn has_role(&self) -> bool {
        self.role.get().is_some()
    }

    #[inline]
    fn set_role(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        match value.as_text() {
            // A later role is ignored, even a different one.
            Some(role) => _ = self.role.get().is_none() && self.role.set_first(role),
            None => notes.unexpected("role", value),
        }
    }

    fn merge_other(&mut self, key: Text<'_>, value: Cursor<'_>, notes: &mut Notes) {
        let rule = match &*key.to_wtf8() {
            b"images" => Rule::Append,
            b"reasoning_details" => Rule::ReasoningDetails,
            b"thinking_blocks" => Rule::ThinkingBlocks,
            _ => Rule::Delta,
        };
        self.extras.merge(key, value, rule, &Path::TOP, notes);
    }

    fn merge_rare(&mut self, field: DeltaField<'_>, notes: &mut Notes) {
        match field {
            DeltaField::Annotations(value) => self.rare().annotations.extend_or_push(value),
            DeltaField::Audio(value) if value.is_object() => {
                self.rare().audio.get_or_insert_default().merge(value, notes);
            }
            DeltaField::Audio(value) => notes.unexpected("audio", value),
            DeltaField::FunctionCall(value) if !value.is_object() => {
                notes.unexpected("function_call", value);
            }
            DeltaField::FunctionCall(value) if present(value).next().is_some() => {
                let call = self.rare().function_call.get_or_insert_default();
                call.merge("arguments", value, &Path::to("function_call"), notes);
            }
            _ => {}
        }
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Whether every tool call has a name.
    pub(crate) fn calls_are_named(&self) -> bool {
        self.tool_calls.as_ref().is_none_or(|calls| calls.all_named())
    }

    /// Whether no delta has added anything but a role.
    pub(crate) fn is_bare(&self) -> bool {
        self.content.is_empty()
            && self.refusal.is_empty()
            && self.tool_calls.as_ref().is_none_or(|calls| calls.is_empty())
            && self.extras.is_empty()
            && self.rare.is_none()
    }

    /// Whether it has all that another message has, and perhaps more of it.
    pub(crate) fn continues(&self, known: &Message) -> bool {
        let has_calls =
            |message: &Message| message.tool_calls.as_ref().is_some_and(|it| !it.is_empty());
        self.content.continues(&known.content)
            && self.refusal.continues(&known.refusal)
            && self.extras.continue_those(&known.extras)
            && (has_calls(self) || !has_calls(known))
            && (self.rare.is_some() || known.rare.is_none())
    }

    fn function_call(&self) -> Option<&Called> {
        self.rare.as_ref()?.function_call.as_ref()
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Merge`] with the first such call.
    pub(crate) fn check_end(&self) -> Result<()> {
        self.tool_calls.as_ref().map_or(Ok(()), |calls| calls.check_end())?;
        self.function_call().map_or(Ok(()), |call| call.payload.check(ARGUMENTS))
    }

    /// Notes what is wrong with the finished message.
    pub(crate) fn check(&self, strict: bool, notes: &mut Notes) {
        if let Some(calls) = &self.tool_calls {
            calls.check(strict, notes);
        }
        if let Some(call) = self.function_call() {
            call.payload.note(strict, ARGUMENTS, notes);
        }
    }

    /// Reports what a delta, merged last, has added to.
    pub(crate) fn report(&self, choice: i64, delta: Cursor<'_>, watcher: &mut Watcher) {
        let mut last: Option<Text<'_>> = None;
        for key in REASONING {
            let Some(text) = self.extras.text(key) else { continue };
            // Some gateways send the same reasoning under two keys.
            if last.is_none_or(|last| !seems_same(last, text)) {
                let part = Part::new(PartKind::Reasoning, choice, text);
                watcher.part(part.at(0, reasoning_at(key)));
            }
            last = Some(text);
        }
        let most = |content: Cursor<'_>| {
            let within =
                |part: Cursor<'_>| part.members().map(|(_, it)| it.items().count()).sum::<usize>();
            content.items().map(|part| 1 + within(part)).sum::<usize>()
        };
        let new = delta.get("content").map_or(0, most);
        self.content.report(choice, new, watcher);
        if let Content::Text(text) = &self.refusal {
            watcher.part(Part::new(PartKind::Refusal, choice, text.as_text()));
        }
        if let Some(calls) = self.tool_calls.as_ref().filter(|_| delta.get("tool_calls").is_some())
        {
            calls.report(choice, watcher);
        }
        let Some(rare) = &self.rare else { return };
        if let Some(transcript) = rare.audio.as_ref().and_then(Audio::transcript) {
            watcher.part(Part::new(PartKind::Transcript, choice, transcript));
        }
        if let Some(call) = &rare.function_call {
            watcher.part(call.part(choice).at(0, [1, 0, 0, 0, 0]));
        }
    }

    /// Writes the finished message. In strict mode nothing is repaired.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder) {
        json.begin_object();
        json.key("content");
        self.content.write(json);
        json.key("refusal");
        self.refusal.write(json);
        json.key("role");
        match self.role.get() {
            Some(role) => json.text(role),
            None => json.str("assistant"),
        }
        if let Some(rare) = &self.rare {
            rare.annotations.write("annotations", json);
            if let Some(audio) = &rare.audio {
                json.key("audio");
                audio.write_value(json);
            }
            if let Some(call) = &rare.function_call {
                json.key("function_call");
                call.write("arguments", strict, json);
            }
        }
        if let Some(calls) = self.tool_calls.as_ref().filter(|calls| !calls.is_empty()) {
            json.key("tool_calls");
            calls.write_value(strict, json);
        }
        self.extras.write(json);
        json.end_object();
    }
}

/// Whether two texts have one length and one end.
fn seems_same(one: Text<'_>, two: Text<'_>) -> bool {
    let end = |text: &[u8]| text.len().saturating_sub(64);
    let (one, two) = (one.raw(), two.raw());
    one.len() == two.len() && one.get(end(one)..) == two.get(end(two)..)
}
