//! One choice: its message, and what stands beside it (contract, section 2).

use super::extras::Members;
use super::lists::Appended;
use super::logprobs::Logprobs;
use super::message::Message;
use super::notes::Notes;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::stream::chat::{ChoiceField, choice_fields, present};

/// A choice so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    pub(super) index: i64,
    /// The shape of the chunks that this choice is in the middle of, see [`super::repeats`]
    pub(super) repeats: Option<u32>,
    pub(super) message: Message,
    finish_reason: Option<TextBuf>,
    logprobs: Option<Box<Logprobs>>,
    token_ids: Appended,
    content_filter: Vec<(Box<[u8]>, ContentFilter)>,
    extras: Members,
}

/// A `content_filter_…` field.
#[derive(Clone, Debug, Default)]
struct ContentFilter {
    categories: Members,
    /// What came instead of an object
    other: Option<Vec<u8>>,
}

impl Choice {
    pub(super) fn new(index: i64) -> Self {
        Choice { index, ..Choice::default() }
    }

    /// Merges one entry of a chunk's `choices`.
    #[inline]
    pub(super) fn merge(&mut self, entry: Cursor<'_>, notes: &mut Notes) {
        for field in choice_fields(entry) {
            match field {
                ChoiceField::Index => {}
                ChoiceField::Delta(delta) if delta.is_object() => self.message.merge(delta, notes),
                ChoiceField::Delta(delta) => notes.unexpected("delta", delta),
                ChoiceField::FinishReason(reason) => self.set_finish_reason(reason, notes),
                ChoiceField::Logprobs(logprobs) if logprobs.is_object() => {
                    self.logprobs.get_or_insert_default().merge(logprobs, notes);
                }
                ChoiceField::Logprobs(logprobs) => notes.unexpected("logprobs", logprobs),
                ChoiceField::ContentFilter(key, value) => self.merge_content_filter(key, value),
                ChoiceField::TokenIds(ids) if ids.is_array() => self.token_ids.extend(ids),
                ChoiceField::TokenIds(ids) => notes.unexpected("token_ids", ids),
                ChoiceField::Message => {
                    notes.add("unexpected_message", "a whole message in a chunk: left out");
                }
                ChoiceField::Other(key, value) => self.extras.set(key, value),
            }
        }
    }

    fn set_finish_reason(&mut self, reason: Cursor<'_>, notes: &mut Notes) {
        let Some(reason) = reason.as_text() else {
            return notes.unexpected("finish_reason", reason);
        };
        if reason.is_empty() {
            return;
        }
        if let Some(known) = &self.finish_reason {
            if known.as_text() == reason {
                return;
            }
            let (was, is) = (known.as_text().to_str(), reason.to_str());
            notes.add("finish_reason_changed", format!("from {was} to {is}"));
        }
        self.finish_reason = Some(TextBuf::from(reason));
    }

    /// Category by category, an empty value clearing nothing.
    fn merge_content_filter(&mut self, key: Text<'_>, value: Cursor<'_>) {
        let name = key.to_wtf8();
        let place = self.content_filter.iter().position(|(known, _)| **known == *name);
        let place = place.unwrap_or_else(|| {
            self.content_filter.push(((*name).into(), ContentFilter::default()));
            self.content_filter.len() - 1
        });
        let Some((_, filter)) = self.content_filter.get_mut(place) else { return };
        if !value.is_object() {
            filter.other = Some(value.raw().to_vec());
            return;
        }
        filter.other = None;
        for (category, result) in present(value) {
            if !result.is_object() || result.members().next().is_some() {
                filter.categories.set(category, result);
            }
        }
    }

    /// Whether a finish reason came and every tool call has a name.
    pub(super) fn is_complete(&self) -> bool {
        self.finish_reason.is_some() && self.message.calls_are_named()
    }

    /// Notes what is wrong with the finished choice.
    pub(super) fn check(&self, notes: &mut Notes) {
        notes.choice = Some(self.index);
        self.message.check(notes);
        notes.choice = None;
    }

    /// Writes the finished choice.
    pub(super) fn write(&self, json: &mut Builder) {
        json.begin_object();
        json.key("finish_reason");
        match &self.finish_reason {
            Some(reason) => json.text(reason.as_text()),
            None => json.null(),
        }
        json.key("index");
        json.int(self.index);
        json.key("logprobs");
        match &self.logprobs {
            Some(logprobs) => logprobs.write_value(json),
            None => json.null(),
        }
        json.key("message");
        self.message.write(json);
        for (key, filter) in &self.content_filter {
            json.key_wtf8(key);
            match &filter.other {
                Some(other) => json.raw(other),
                None => filter.categories.write_object(json),
            }
        }
        self.token_ids.write("token_ids", json);
        self.extras.write(json);
        json.end_object();
    }
}
