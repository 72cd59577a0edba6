//! One choice: its message and its other fields (contract, section 2).

use super::chunk::ChunkChoice;
use super::logprobs::Logprobs;
use super::message::Message;
use crate::json::{Builder, Cursor, Text};
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
        notes.finish_reason(&self.finish_reason, reason);
        self.finish_reason.set_last(reason);
    }

    fn merge_logprobs(&mut self, logprobs: Cursor<'_>, notes: &mut Notes) {
        match logprobs.is_object() {
            true => self.logprobs.get_or_insert_default().merge(logprobs, notes),
            false => notes.unexpected("logprobs", logprobs),
        }
    }

    fn merge_other(&mut self, key: Text<'_>, value: Cursor<'_>, notes: &mut Notes) {
        let rule = match &*key.to_wtf8() {
            b"content_filter_results" | b"content_filter_offsets" | b"content_filter_result" => {
                Rule::Categories
            }
            b"token_ids" => Rule::Append,
            b"message" => {
                return notes.add("unexpected_message", "a whole message in a chunk: left out");
            }
            _ => Rule::Whole,
        };
        self.extras.merge(key, value, rule, &Path::TOP, notes);
    }

    /// Whether there is a finish reason and every tool call has a name.
    pub(crate) fn is_complete(&self) -> bool {
        self.finish_reason.get().is_some() && self.message.calls_are_named()
    }

    /// Notes what is wrong with the finished choice.
    pub(crate) fn check(&self, notes: &mut Notes) {
        notes.choice = Some(self.index.saturated());
        self.message.check(notes);
        notes.choice = None;
    }

    /// Writes the finished choice.
    pub(crate) fn write(&self, json: &mut Builder) {
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
        self.message.write(json);
        self.extras.write(json);
        json.end_object();
    }
}
