//! One candidate: its content and its other members.

use super::member;
use super::part::TextPiece;
use super::parts::Parts;
use crate::json::{Builder, Cursor, Text};
use crate::merge::chat::repeat_plan::only_item;
use crate::merge::events::Watcher;
use crate::merge::parts::extras::Rule;
use crate::merge::parts::fields::{Class, Fields, Sum};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::spelling::Spelling;

/// As google-genai's class `Candidate`.
const CANDIDATE: Class = &[
    ("content", Sum::Own),
    // Some chunks have only the new citations, some all citations so far.
    ("citation_metadata", Sum::Repeated),
    ("finish_message", Sum::Last),
    ("token_count", Sum::Last),
    ("finish_reason", Sum::Own),
    // Its members may arrive in different chunks, each whole.
    ("grounding_metadata", Sum::Keys),
    ("avg_logprobs", Sum::Last),
    ("index", Sum::Own),
    ("logprobs_result", Sum::Lists),
    ("safety_ratings", Sum::Last),
    ("url_context_metadata", Sum::Keys),
    ("continuation_token", Sum::Last),
];

/// As its class `Content`.
const CONTENT: Class = &[("parts", Sum::Own), ("role", Sum::First)];

/// A candidate so far.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Whether a chunk had its index.
    has_index: bool,
    content: Option<Content>,
    finish_reason: Identity,
    fields: Fields,
}

#[derive(Clone, Debug)]
struct Content {
    parts: Parts,
    fields: Fields,
}

impl Default for Candidate {
    fn default() -> Self {
        Candidate {
            has_index: false,
            content: None,
            finish_reason: Identity::default(),
            fields: Fields::new(CANDIDATE, Rule::Whole),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Content { parts: Parts::default(), fields: Fields::new(CONTENT, Rule::Whole) }
    }
}

impl Candidate {
    /// Merges one entry of a chunk's `candidates`.
    pub(crate) fn merge(&mut self, entry: Cursor<'_>, spelling: &mut Spelling, notes: &mut Notes) {
        for (key, value) in entry.members().filter(|(_, value)| !value.is_null()) {
            let spelled = key.to_str();
            match (spelling.note(&spelled), value.as_text()) {
                ("index", _) => self.has_index |= Index::of(value).is_some(),
                ("content", _) if value.is_object() => {
                    self.content.get_or_insert_default().merge(value, spelling, notes);
                }
                ("finish_reason", Some(reason)) => {
                    notes.finish_reason(&self.finish_reason, reason);
                    self.finish_reason.set_last(reason);
                }
                (name @ ("content" | "finish_reason"), _) => notes.unexpected(name, value),
                (name, _) => self.fields.merge(name, key, value, notes),
            }
        }
    }

    /// The text of an entry that only continues a text, once the members that it sets are set.
    pub(crate) fn goes_on(entry: Cursor<'_>) -> Option<Cursor<'_>> {
        let grows =
            [("citation_metadata", "citationMetadata"), ("logprobs_result", "logprobsResult")];
        if grows.iter().any(|(python, wire)| member(entry, python, wire).is_some()) {
            return None;
        }
        let part = only_item(entry.get("content")?.get("parts")?)?;
        TextPiece::of(part, &mut Spelling::default()).filter(|piece| !piece.is_signed())?;
        part.get("text")
    }

    /// Continues the text of its last part, if that is a text.
    pub(crate) fn go_on(&mut self, text: Text<'_>) -> Option<()> {
        self.content.as_mut()?.parts.go_on(text)
    }

    /// Whether there is a finish reason.
    pub(crate) fn is_ended(&self) -> bool {
        self.finish_reason.get().is_some()
    }

    /// Notes what is wrong with the finished candidate.
    pub(crate) fn check(&self, notes: &mut Notes) {
        if let Some(content) = &self.content {
            content.parts.check(notes);
        }
    }

    /// Reports what an entry, merged last, has added to.
    pub(crate) fn report(&self, index: i64, entry: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(index);
        if let Some(content) = self.content.as_ref().filter(|_| entry.get("content").is_some()) {
            content.parts.report(index, watcher);
        }
        watcher.logprobs(index, "content", member(entry, "logprobs_result", "logprobsResult"));
    }

    /// Writes the finished candidate.
    pub(crate) fn write(&self, index: &Index, spelling: &Spelling, json: &mut Builder) {
        json.begin_object();
        self.fields.write(spelling, json, |name, json| match (name, &self.content) {
            ("content", Some(content)) => {
                json.key(name);
                content.write(spelling, json);
            }
            ("finish_reason", _) => self.finish_reason.write(spelling.of(name), json),
            ("index", _) if self.has_index => {
                json.key(name);
                index.write(json);
            }
            _ => {}
        });
        json.end_object();
    }
}

impl Content {
    fn merge(&mut self, content: Cursor<'_>, spelling: &mut Spelling, notes: &mut Notes) {
        for (key, value) in content.members().filter(|(_, value)| !value.is_null()) {
            match &*key.to_str() {
                "parts" if value.is_array() => {
                    self.parts.next_chunk();
                    value.items().for_each(|part| self.parts.push(part, spelling, notes));
                }
                "parts" => notes.unexpected("content.parts", value),
                name => self.fields.merge(name, key, value, notes),
            }
        }
    }

    fn write(&self, spelling: &Spelling, json: &mut Builder) {
        json.begin_object();
        self.fields.write(spelling, json, |parts, json| {
            if !self.parts.is_empty() {
                json.key(parts);
                self.parts.write(spelling, json);
            }
        });
        json.end_object();
    }
}
