//! Common to Ollama's chats and generated texts: the stream ends with a chunk that is `done`.
//!
//! The rules are those by which Ollama's own server builds a whole response from its chunks: texts
//! and lists grow, everything else is taken from the last chunk.

pub(super) mod chat;
pub(super) mod generate;

use super::completion::Completion;
use super::detect::Found;
use super::events::{Part, PartKind, Watcher};
use super::family::check_item;
use super::merge_info::MergeInfo;
use super::options::Options;
use super::parts::extras::Rule;
use super::parts::failure::Failure;
use super::parts::fields::{Class, Fields};
use super::parts::lists::Last;
use super::parts::notes::Notes;
use super::parts::repeats::Again;
use super::parts::spelling::Spelling;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};

/// Whether a response is the last of its stream.
fn is_done(response: Cursor<'_>) -> bool {
    response.get("done").and_then(Cursor::as_bool).unwrap_or(false)
}

/// Whether an object has the key that every chunk has.
fn says_whether_done(found: &Found<'_>) -> bool {
    found.value.get("done").is_some_and(|done| done.as_bool().is_some())
}

/// A response so far, without the members that only one of the two has.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    fields: Fields,
    done: bool,
    error: Last,
    class: Class,
    strict: bool,
    pub(crate) takes_any: bool,
    pub(crate) notes: Notes,
}

impl Response {
    pub(crate) fn new(class: Class, options: Options) -> Self {
        let (fields, strict) = (Fields::new(class, Rule::Whole), options.strict);
        let (error, notes) = (Last::default(), Notes::default());
        Response { fields, done: false, error, class, strict, takes_any: false, notes }
    }

    /// Merges a chunk; `own` receives the members that the caller merges.
    pub(crate) fn push(
        &mut self,
        chunk: Cursor<'_>,
        mut own: impl FnMut(&str, Cursor<'_>, &mut Notes) -> bool,
    ) -> Result<()> {
        check_item(chunk)?;
        if let Some(failure) = Failure::of(chunk) {
            self.error.set_json(failure.json());
        } else if !self.takes_any && !self.is_own(chunk) {
            return self.notes.skip(chunk, self.strict);
        }
        for (key, value) in chunk.members().filter(|(_, value)| !value.is_null()) {
            let name = key.to_str();
            if own(&name, value, &mut self.notes) {
                continue;
            }
            match &*name {
                "done" => self.set_done(key, value),
                "error" => {}
                _ => self.fields.merge(&name, key, value, &mut self.notes),
            }
        }
        Ok(())
    }

    /// Whether a chunk has a member that only chunks of this family have.
    fn is_own(&self, chunk: Cursor<'_>) -> bool {
        chunk.members().any(|(key, _)| self.class.iter().any(|(name, _)| key == **name))
    }

    fn set_done(&mut self, key: Text<'_>, done: Cursor<'_>) {
        if done.as_bool().is_none() {
            return self.notes.unexpected("done", done);
        }
        // Once done, it stays done.
        if !self.done {
            self.fields.merge("done", key, done, &mut self.notes);
        }
        self.done |= done.as_bool() == Some(true);
    }

    /// What a repeated chunk would do if all its members except these response texts set the same
    /// values; the time differs in each chunk.
    pub(crate) fn again(&self, chunk: Cursor<'_>, texts: &[&str]) -> Option<Again> {
        let grows = |key| chunk.get(key).is_some_and(|value| !value.is_null());
        if grows("logprobs") {
            return None;
        }
        let mut again = Again::default();
        for key in texts.iter().chain(&["created_at"]) {
            match chunk.get(key) {
                Some(value) if value.is_array() || value.is_object() => return None,
                Some(value) => again = again.and(value, self.fields.place(key)?),
                None => {}
            }
        }
        Some(again.in_order())
    }

    /// Adds to one of these members.
    pub(crate) fn add(&mut self, place: u32, value: Cursor<'_>) -> Option<()> {
        self.fields.add(place, value, &mut self.notes)
    }

    /// Reports the log probabilities of the chunk merged last, and the member that has its text.
    pub(crate) fn report(
        &self,
        chunk: Cursor<'_>,
        texts: &[(&str, PartKind)],
        watcher: &mut Watcher,
    ) {
        report_texts(&self.fields, texts, watcher);
        watcher.logprobs(0, "content", chunk.get("logprobs"));
    }

    /// The response; `own` writes its own members.
    pub(crate) fn snapshot(&self, own: impl FnMut(&'static str, &mut Builder)) -> Completion {
        let mut json = Builder::new();
        json.begin_object();
        self.fields.write(&Spelling::default(), &mut json, own);
        json.end_object();
        let merge_info = MergeInfo {
            complete: self.done && self.error.json().is_none(),
            warnings: self.notes.clone().into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(json.finish(), merge_info)
    }
}

/// Reports texts among the members of an object.
pub(crate) fn report_texts(fields: &Fields, texts: &[(&str, PartKind)], watcher: &mut Watcher) {
    watcher.choice(0);
    for (key, kind) in texts {
        if let Some(text) = fields.text(key) {
            let part = Part::new(*kind, 0, text);
            watcher.part(if *kind == PartKind::Content { part.plain() } else { part });
        }
    }
}
