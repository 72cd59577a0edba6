//! One choice: its message and its other fields (contract, section 2).

use super::chunk::{ChunkChoice, DeltaField, delta_fields};
use super::logprobs::Logprobs;
use super::message::Message;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::complete::is_end;
use crate::merge::events::{Watcher, has_lists};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::{Notes, Path};

/// A choice so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) index: Index,
    /// The shape of the chunks that this choice currently repeats, see [`super::repeats`]
    pub(crate) repeats: Option<u32>,
    pub(crate) message: Message,
    finish_reason: Identity,
    logprobs: Option<Box<Logprobs>>,
    /// What whole messages in chunks come to.
    whole_message: Option<Box<Message>>,
    /// Whether the last of several messages, which Azure sends in a list, is that of a tool.
    is_of_tool: bool,
    extras: Members,
}

impl Choice {
    pub(crate) fn new(index: Index) -> Self {
        Choice { index, ..Choice::default() }
    }

    /// Merges one entry of a chunk's `choices`.
    #[inline]
    pub(crate) fn merge(&mut self, entry: ChunkChoice<'_>, notes: &mut Notes) {
        match entry.delta {
            Some(delta) if delta.is_object() => self.message.merge(delta, notes),
            Some(delta) => notes.unexpected("delta", delta),
            None => {}
        }
        if let Some(reason) = entry.finish_reason {
            self.set_finish_reason(reason, notes);
        }
        if let Some(logprobs) = entry.logprobs {
            self.merge_logprobs(logprobs, notes);
        }
        for (key, value) in entry.others() {
            self.merge_other(key, value, notes);
        }
    }

    fn set_finish_reason(&mut self, reason: Cursor<'_>, notes: &mut Notes) {
        let Some(reason) = reason.as_text() else {
            return notes.unexpected("finish_reason", reason);
        };
        // Some servers write null as a text.
        if reason == *"null" {
            return;
        }
        notes.finish_reason(&self.finish_reason, reason);
        self.finish_reason.set_last(reason);
    }

    fn merge_logprobs(&mut self, logprobs: Cursor<'_>, notes: &mut Notes) {
        self.logprobs.get_or_insert_default().merge(logprobs, notes);
    }

    fn merge_other(&mut self, key: Text<'_>, value: Cursor<'_>, notes: &mut Notes) {
        let rule = match &*key.to_wtf8() {
            b"content_filter_results" | b"content_filter_offsets" | b"content_filter_result" => {
                Rule::Categories
            }
            b"token_ids" => Rule::Append,
            b"messages" if value.is_array() => return self.merge_messages(key, value, notes),
            b"message" if !value.is_object() => return notes.unexpected("message", value),
            b"message" => {
                let mut message = Box::<Message>::default();
                message.merge(value, &mut Notes::default());
                match &mut self.whole_message {
                    // Each is a piece, as a delta is.
                    Some(known) if !message.continues(known) => {
                        known.merge(value, &mut Notes::default());
                    }
                    known => *known = Some(message),
                }
                return;
            }
            _ => Rule::Whole,
        };
        self.extras.merge(key, value, rule, &Path::TOP, notes);
    }

    /// Merges the messages of a choice that has several: those of a tool are kept apart, as they are.
    fn merge_messages(&mut self, key: Text<'_>, messages: Cursor<'_>, notes: &mut Notes) {
        let mut are_of_tool = false;
        for entry in messages.items().filter(|entry| entry.is_object()) {
            let delta = entry.get("delta").filter(|delta| delta.is_object()).unwrap_or(entry);
            if let Some(role) = delta.get("role").and_then(Cursor::as_text) {
                self.is_of_tool = role == *"tool";
            }
            are_of_tool |= self.is_of_tool;
            let content = delta.get("content").and_then(Cursor::as_text);
            let is_end = content.is_some_and(|content| content == *"[DONE]");
            if !self.is_of_tool && !is_end {
                let is_beside = |field: &DeltaField<'_>| matches!(field, DeltaField::Other(key, _) if *key == *"index" || *key == *"end_turn");
                let fields = delta_fields(delta).filter(|field| !is_beside(field));
                fields.for_each(|field| self.message.merge_field(field, notes));
            }
        }
        if are_of_tool {
            self.extras.merge(key, messages, Rule::Delta, &Path::TOP, notes);
        }
    }

    /// Whether there is a finish reason and every tool call has a name.
    pub(crate) fn is_complete(&self) -> bool {
        self.finish_reason.get().is_some_and(is_end) && self.finished_message().calls_are_named()
    }

    /// The message: from the deltas, or from whole ones if no delta has added to it.
    fn finished_message(&self) -> &Message {
        let whole = self.whole_message.as_ref().filter(|_| self.message.is_bare());
        whole.map_or(&self.message, |whole| whole)
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`Message::check_end`].
    pub(crate) fn check_end(&self) -> Result<()> {
        self.finished_message().check_end()
    }

    /// Notes what is wrong with the finished choice.
    pub(crate) fn check(&self, strict: bool, notes: &mut Notes) {
        notes.choice = Some(self.index.saturated());
        if self.whole_message.is_some() && !self.message.is_bare() {
            notes.add("unexpected_message", "a whole message beside deltas: left out");
        }
        self.finished_message().check(strict, notes);
        notes.choice = None;
    }

    /// Reports what an entry, merged last, has added to.
    pub(crate) fn report(&self, entry: ChunkChoice<'_>, watcher: &mut Watcher) {
        let index = self.index.saturated();
        watcher.choice(index);
        if let Some(delta) = entry.delta.filter(|delta| delta.is_object()) {
            self.message.report(index, delta, watcher);
        }
        match entry.logprobs {
            Some(logprobs) if has_lists(logprobs) => {
                watcher.logprobs(index, "content", logprobs.get("content"));
                watcher.logprobs(index, "refusal", logprobs.get("refusal"));
            }
            logprobs => watcher.logprobs(index, "content", logprobs),
        }
    }

    /// Writes the finished choice.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder) {
        json.begin_object();
        json.key("finish_reason");
        match self.finish_reason.get() {
            Some(reason) => json.text(reason),
            None => json.null(),
        }
        json.key("index");
        self.index.write(json);
        json.key("logprobs");
        match &self.logprobs {
            Some(logprobs) => logprobs.write_value(json),
            None => json.null(),
        }
        json.key("message");
        self.finished_message().write(strict, json);
        self.extras.write(json);
        json.end_object();
    }
}
