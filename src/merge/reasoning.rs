//! Lists of reasoning whose entries come in fragments: `reasoning_details` of OpenRouter and
//! `thinking_blocks` of litellm (contract, section 3).

use super::extras::Members;
use super::notes::Notes;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::stream::chat::present;

/// Which of the two lists it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Details,
    ThinkingBlocks,
}

/// Entries so far.
#[derive(Clone, Debug)]
pub(super) struct Reasoning {
    family: Family,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    /// May grow by the next fragment
    Open(Box<Fragments>),
    /// Came whole
    Whole(Vec<u8>),
}

/// What identifies an entry, its text, and its other members.
#[derive(Clone, Debug, Default)]
struct Fragments {
    kind: TextBuf,
    index: Option<Vec<u8>>,
    id: Option<TextBuf>,
    /// Under which key the text came: `text`, `summary` or `thinking`
    text_key: &'static str,
    text: Option<TextBuf>,
    has_signature: bool,
    rest: Members,
}

impl Reasoning {
    pub(super) fn new(family: Family) -> Self {
        Reasoning { family, entries: Vec::new() }
    }

    /// Merges the entries of a delta.
    pub(super) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        if !value.is_array() {
            let name = match self.family {
                Family::Details => "reasoning_details",
                Family::ThinkingBlocks => "thinking_blocks",
            };
            return notes.unexpected(name, value);
        }
        for entry in value.items() {
            self.merge_entry(entry);
        }
    }

    fn merge_entry(&mut self, entry: Cursor<'_>) {
        let kind = entry.get("type").and_then(Cursor::as_text);
        let Some((kind, text_key)) = kind.and_then(|kind| Some((kind, self.text_key(kind)?)))
        else {
            return self.entries.push(Entry::Whole(entry.raw().to_vec()));
        };
        let joins = match self.entries.last() {
            Some(Entry::Open(last)) => last.takes(self.family, kind, entry),
            _ => false,
        };
        if !joins {
            let kind = TextBuf::from(kind);
            let new = Fragments { kind, text_key, ..Fragments::default() };
            self.entries.push(Entry::Open(Box::new(new)));
        }
        if let Some(Entry::Open(last)) = self.entries.last_mut() {
            last.merge(entry);
        }
    }

    /// The key of the text that grows, for types of entries that come in fragments.
    fn text_key(&self, kind: Text<'_>) -> Option<&'static str> {
        match (self.family, &*kind.to_wtf8()) {
            (Family::Details, b"reasoning.text") => Some("text"),
            (Family::Details, b"reasoning.summary") => Some("summary"),
            (Family::ThinkingBlocks, b"thinking") => Some("thinking"),
            _ => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn write_value(&self, json: &mut Builder) {
        json.begin_array();
        for entry in &self.entries {
            match entry {
                Entry::Whole(value) => json.raw(value),
                Entry::Open(fragments) => fragments.write(json),
            }
        }
        json.end_array();
    }
}

impl Fragments {
    /// Whether `entry`, of type `kind`, goes on with this one.
    fn takes(&self, family: Family, kind: Text<'_>, entry: Cursor<'_>) -> bool {
        if self.kind.as_text() != kind {
            return false;
        }
        if family == Family::ThinkingBlocks {
            return !self.has_signature;
        }
        let index = entry.get("index").and_then(Cursor::non_null).map(Cursor::raw);
        let id = entry.get("id").and_then(Cursor::as_text);
        let ids_differ = match (&self.id, id) {
            (Some(known), Some(id)) => known.as_text() != id,
            _ => false,
        };
        self.index.as_deref() == index && !ids_differ
    }

    fn merge(&mut self, entry: Cursor<'_>) {
        for (key, value) in present(entry) {
            let name = key.to_wtf8();
            match (&*name, value.as_text()) {
                (b"type", _) => {}
                (b"index", _) => self.index = Some(value.raw().to_vec()),
                (b"id", Some(id)) => self.id = Some(TextBuf::from(id)),
                (name, Some(piece)) if name == self.text_key.as_bytes() => {
                    self.text.get_or_insert_default().push(piece);
                }
                (b"signature", Some(signature)) if signature.is_empty() => {}
                (name, _) => {
                    self.has_signature |= name == b"signature";
                    self.rest.set(key, value);
                }
            }
        }
    }

    fn write(&self, json: &mut Builder) {
        json.begin_object();
        json.key("type");
        json.text(self.kind.as_text());
        if let Some(text) = &self.text {
            json.key(self.text_key);
            json.text(text.as_text());
        }
        self.rest.write(json);
        if let Some(id) = &self.id {
            json.key("id");
            json.text(id.as_text());
        }
        if let Some(index) = &self.index {
            json.key("index");
            json.raw(index);
        }
        json.end_object();
    }
}
