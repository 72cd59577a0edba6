//! Reasoning lists whose entries arrive in fragments: `reasoning_details` of OpenRouter and
//! `thinking_blocks` of litellm (contract, section 3).

use super::chunk::present;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::identity::{Identity, same};
use crate::merge::parts::notes::{Notes, Path};

/// Entries so far.
#[derive(Clone, Debug)]
pub(crate) struct Fragments {
    /// Which of the two lists it is
    rule: Rule,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    /// The next fragment may belong to it
    Open(Open),
    /// Arrived whole
    Whole(Vec<u8>),
}

#[derive(Clone, Debug)]
struct Open {
    kind: TextBuf,
    /// As JSON text
    index: Option<Vec<u8>>,
    id: Identity,
    is_signed: bool,
    members: Members,
}

impl Fragments {
    pub(crate) fn new(rule: Rule) -> Self {
        Fragments { rule, entries: Vec::new() }
    }

    /// Merges the entries of a delta. Not inlined into values, which hold others and merge with little
    /// stack.
    #[inline(never)]
    pub(crate) fn extend(&mut self, list: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        for entry in list.items().filter(|entry| !entry.is_null()) {
            let Some(kind) = self.kind_in_fragments(entry) else {
                self.entries.push(Entry::Whole(entry.raw().to_vec()));
                continue;
            };
            let rule = self.rule;
            match self.entries.last_mut() {
                Some(Entry::Open(last)) if last.takes(rule, kind, entry) => {
                    last.merge(entry, path, notes);
                }
                _ => {
                    let mut new = Open::new(kind, entry);
                    new.merge(entry, path, notes);
                    self.entries.push(Entry::Open(new));
                }
            }
        }
    }

    /// The type of an entry, if entries of this type arrive in fragments.
    fn kind_in_fragments<'a>(&self, entry: Cursor<'a>) -> Option<Text<'a>> {
        let kind = entry.get("type")?.as_text()?;
        let fragmented: &[&str] = match self.rule {
            Rule::ReasoningDetails => &["reasoning.text", "reasoning.summary"],
            _ => &["thinking"],
        };
        fragmented.iter().any(|name| kind == **name).then_some(kind)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn write(&self, json: &mut Builder) {
        json.begin_array();
        for entry in &self.entries {
            match entry {
                Entry::Whole(value) => json.raw(value),
                Entry::Open(open) => open.members.write_object(json),
            }
        }
        json.end_array();
    }
}

impl Open {
    fn new(kind: Text<'_>, entry: Cursor<'_>) -> Self {
        Open {
            kind: TextBuf::from(kind),
            index: index_of(entry).map(<[u8]>::to_vec),
            id: Identity::default(),
            is_signed: false,
            members: Members::default(),
        }
    }

    /// Whether `entry`, of type `kind`, continues this one.
    fn takes(&self, rule: Rule, kind: Text<'_>, entry: Cursor<'_>) -> bool {
        let id = entry.get("id").and_then(Cursor::as_text).filter(|id| !id.is_empty());
        let ids_differ = match (self.id.get(), id) {
            (Some(known), Some(id)) => !same(known, id),
            _ => false,
        };
        same(self.kind.as_text(), kind)
            && match rule {
                Rule::ReasoningDetails => self.index.as_deref() == index_of(entry) && !ids_differ,
                // A signature closes a block.
                _ => !self.is_signed,
            }
    }

    fn merge(&mut self, entry: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        for (key, value) in present(entry) {
            let rule = match (&*key.to_wtf8(), value.as_text()) {
                (b"text" | b"summary" | b"thinking", _) => Rule::Text,
                (b"id", Some(id)) => {
                    self.id.set_last(id);
                    Rule::Set
                }
                (b"signature", Some(signature)) => {
                    self.is_signed |= !signature.is_empty();
                    Rule::Set
                }
                _ => Rule::Set,
            };
            self.members.merge(key, value, rule, path, notes);
        }
    }
}

/// The index of an entry, as it is written.
fn index_of(entry: Cursor<'_>) -> Option<&[u8]> {
    entry.get("index").and_then(Cursor::non_null).map(Cursor::raw)
}
