//! Common to Ollama's chats and generated texts: the stream ends with a chunk that is `done`.
//!
//! The rules are those by which Ollama's own server builds a whole response from its chunks: texts
//! and lists grow, everything else is taken from the last chunk.

pub(super) mod chat;
pub(super) mod generate;

use super::completion::Completion;
use super::detect::Found;
use super::events::{Part, PartKind, Watcher};
use super::family::{Merger, check_item};
use super::options::Options;
use super::parts::fields::{Class, Fields};
use super::parts::notes::Notes;
use super::parts::repeats::{Again, Repeating};
use super::parts::response;
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

/// What only one of the two has.
trait Own: std::fmt::Debug + Send + Sync {
    /// The members of the response that are texts.
    const TEXTS: &'static [&'static str];

    /// Merges the member that is [`super::parts::fields::Sum::Own`], if this is it.
    fn merge(&mut self, name: &str, value: Cursor<'_>, notes: &mut Notes) -> bool;

    /// Notes what that member would add if the chunk came again.
    fn again(&self, chunk: Cursor<'_>, again: Again) -> Option<Again>;

    /// Adds to a part of that member.
    fn add(&mut self, place: u32, value: Cursor<'_>, notes: &mut Notes) -> Option<()>;

    /// Reports the texts of the chunk merged last, and what else only one of the two has.
    fn report(&self, fields: &Fields, chunk: Cursor<'_>, watcher: &mut Watcher);

    /// Writes that member.
    fn write(&self, name: &'static str, json: &mut Builder);
}

/// Distinguishes the places of [`Own`] from those in the response.
const OWN: u32 = 1 << 16;

/// A response so far.
#[derive(Clone, Debug)]
struct Response<O> {
    common: response::Response,
    class: Class,
    done: bool,
    own: O,
}

impl<O: Own> Response<O> {
    fn new(class: Class, own: O, options: Options) -> Self {
        Response { common: response::Response::new(class, options), class, done: false, own }
    }

    /// Whether a chunk has a member that only chunks of this family have.
    fn is_own(&self, chunk: Cursor<'_>) -> bool {
        chunk.members().any(|(key, _)| self.class.iter().any(|(name, _)| key == **name))
    }

    fn set_done(&mut self, key: Text<'_>, done: Cursor<'_>) {
        let response::Response { fields, notes, .. } = &mut self.common;
        if done.as_bool().is_none() {
            return notes.unexpected("done", done);
        }
        // Once done, it stays done.
        if !self.done {
            fields.merge("done", key, done, notes);
        }
        self.done |= done.as_bool() == Some(true);
    }
}

impl<O: Own> Merger for Response<O> {
    fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        check_item(chunk)?;
        if !self.common.takes_any && !self.is_own(chunk) {
            return self.common.take_other(chunk);
        }
        self.common.take_error(chunk);
        for (key, value) in chunk.members().filter(|(_, value)| !value.is_null()) {
            let name = key.to_str();
            let response::Response { fields, notes, .. } = &mut self.common;
            match &*name {
                "done" => self.set_done(key, value),
                "error" => {}
                name if self.own.merge(name, value, notes) => {}
                name => fields.merge(name, key, value, notes),
            }
        }
        Ok(())
    }

    fn report(&self, chunk: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        self.own.report(&self.common.fields, chunk, watcher);
        watcher.logprobs(0, "content", chunk.get("logprobs"));
    }

    fn snapshot(&self) -> Completion {
        let write = |name, json: &mut Builder, _: &mut Notes| self.own.write(name, json);
        self.common.completion(self.done, &Spelling::default(), write)
    }
}

impl<O: Own> Repeating for Response<O> {
    fn take_any(&mut self) {
        self.common.takes_any = true;
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.common.notes
    }

    /// The time differs in each chunk.
    fn again(&self, chunk: Cursor<'_>) -> Option<Again> {
        if chunk.get("logprobs").is_some_and(|value| !value.is_null()) {
            return None;
        }
        let mut again = Again::default();
        for key in O::TEXTS.iter().chain(&["created_at"]) {
            match chunk.get(key) {
                Some(value) if value.is_array() || value.is_object() => return None,
                Some(value) => again = again.and(value, self.common.fields.place(key)?),
                None => {}
            }
        }
        Some(self.own.again(chunk, again)?.in_order())
    }

    fn add(&mut self, place: u32, value: Cursor<'_>) -> Option<()> {
        let response::Response { fields, notes, .. } = &mut self.common;
        match place & OWN {
            0 => fields.add(place, value, notes),
            _ => self.own.add(place & !OWN, value, notes),
        }
    }
}

/// Reports texts among the members of an object.
fn report_texts(fields: &Fields, texts: &[(&str, PartKind)], watcher: &mut Watcher) {
    for (key, kind) in texts {
        if let Some(text) = fields.text(key) {
            let part = Part::new(*kind, 0, text);
            watcher.part(if *kind == PartKind::Content { part.plain() } else { part });
        }
    }
}
