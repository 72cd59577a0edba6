//! Fields that nobody declared: merged by what they look like (contract, section 3, last rows).

use std::collections::HashMap;

use super::notes::Notes;
use crate::json::{Builder, Cursor, Kind, Text, TextBuf};

/// How strings and lists of an unknown field grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Growth {
    /// Strings are concatenated unless their key names an identity, lists are appended to.
    Deltas,
    /// The last value wins; only objects are merged.
    Snapshots,
}

/// Members of an object by key, in the order in which they first came.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    entries: Vec<(Box<[u8]>, Value)>,
    /// Where each key stands, once there are too many to look at all.
    places: HashMap<Box<[u8]>, usize>,
}

/// Up to this many keys are looked at one by one.
const FEW: usize = 16;

#[derive(Clone, Debug)]
enum Value {
    /// Null, a boolean, a number, or anything that is only ever replaced whole
    Json(Kind, Vec<u8>),
    Text(TextBuf),
    List(List),
    Object(Members),
}

/// A list whose items are merged by their `index`, if they have one.
#[derive(Clone, Debug, Default)]
struct List {
    items: Vec<Value>,
    by_index: HashMap<i64, usize>,
}

impl Members {
    /// Merges one member.
    pub(super) fn merge(
        &mut self,
        key: Text<'_>,
        value: Cursor<'_>,
        growth: Growth,
        notes: &mut Notes,
    ) {
        let name = key.to_wtf8();
        match self.place(&name) {
            Some(place) => {
                if let Some((_, known)) = self.entries.get_mut(place) {
                    known.merge(&name, value, growth, notes);
                }
            }
            None => self.insert(&name, Value::new(value, growth)),
        }
    }

    /// Sets one member, whatever it was.
    pub(super) fn set(&mut self, key: Text<'_>, value: Cursor<'_>) {
        let name = key.to_wtf8();
        let whole = Value::Json(value.kind(), value.raw().to_vec());
        match self.place(&name).and_then(|place| self.entries.get_mut(place)) {
            Some((_, known)) => *known = whole,
            None => self.insert(&name, whole),
        }
    }

    /// Merges all members of an object.
    fn merge_all(&mut self, object: Cursor<'_>, growth: Growth, notes: &mut Notes) {
        for (key, value) in object.members() {
            self.merge(key, value, growth, notes);
        }
    }

    fn place(&self, name: &[u8]) -> Option<usize> {
        if self.entries.len() <= FEW {
            return self.entries.iter().position(|(key, _)| **key == *name);
        }
        self.places.get(name).copied()
    }

    fn insert(&mut self, name: &[u8], value: Value) {
        self.entries.push((name.into(), value));
        if self.entries.len() == FEW + 1 {
            let keys = self.entries.iter().enumerate();
            self.places = keys.map(|(place, (key, _))| (key.clone(), place)).collect();
        } else if self.entries.len() > FEW {
            self.places.insert(name.into(), self.entries.len() - 1);
        }
    }

    /// Writes all members into the object that is open.
    pub(super) fn write(&self, json: &mut Builder) {
        for (key, value) in &self.entries {
            json.key_wtf8(key);
            value.write(json);
        }
    }

    /// Writes an object of them.
    pub(super) fn write_object(&self, json: &mut Builder) {
        json.begin_object();
        self.write(json);
        json.end_object();
    }
}

impl Value {
    /// Recursion, here and below, is bounded by the depth of documents.
    fn new(value: Cursor<'_>, growth: Growth) -> Self {
        match (value.kind(), value.as_text()) {
            (Kind::String, Some(text)) => Value::Text(TextBuf::from(text)),
            (Kind::Object, _) => {
                let mut members = Members::default();
                for (key, value) in value.members() {
                    members.insert(&key.to_wtf8(), Value::new(value, growth));
                }
                Value::Object(members)
            }
            (Kind::Array, _) if growth == Growth::Deltas => {
                let mut list = List::default();
                list.extend(value, growth, &mut Notes::default());
                Value::List(list)
            }
            (kind, _) => Value::Json(kind, value.raw().to_vec()),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Value::Json(kind, _) => *kind,
            Value::Text(_) => Kind::String,
            Value::List(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
        }
    }

    fn merge(&mut self, key: &[u8], value: Cursor<'_>, growth: Growth, notes: &mut Notes) {
        if value.is_null() {
            return;
        }
        match (&mut *self, value.as_text()) {
            (Value::Text(text), Some(piece)) => {
                if growth == Growth::Deltas && !names_an_identity(key) {
                    text.push(piece);
                } else if !piece.is_empty() && text.as_text() != piece {
                    *text = TextBuf::from(piece);
                }
                return;
            }
            (Value::Object(members), _) if value.is_object() => {
                return members.merge_all(value, growth, notes);
            }
            (Value::List(list), _) if value.is_array() => {
                return list.extend(value, growth, notes);
            }
            _ => {}
        }
        let (was, is) = (self.kind(), value.kind());
        if was != is && was != Kind::Null {
            let key = String::from_utf8_lossy(key).into_owned();
            let (was, is) = (was.described(), is.described());
            notes.add("type_changed", format!("{key} was {was} and is {is}: the last one stays"));
        }
        *self = Value::new(value, growth);
    }

    fn write(&self, json: &mut Builder) {
        match self {
            Value::Json(_, value) => json.raw(value),
            Value::Text(text) => json.text(text.as_text()),
            Value::List(list) => {
                json.begin_array();
                list.items.iter().for_each(|item| item.write(json));
                json.end_array();
            }
            Value::Object(members) => members.write_object(json),
        }
    }
}

impl List {
    fn extend(&mut self, list: Cursor<'_>, growth: Growth, notes: &mut Notes) {
        for item in list.items() {
            let Some(index) = crate::stream::chat::index_of(item) else {
                self.items.push(Value::Json(item.kind(), item.raw().to_vec()));
                continue;
            };
            match self.by_index.get(&index).and_then(|place| self.items.get_mut(*place)) {
                Some(known) => known.merge(b"", item, growth, notes),
                None => {
                    self.by_index.insert(index, self.items.len());
                    self.items.push(Value::new(item, growth));
                }
            }
        }
    }
}

/// Keys whose strings tell what a thing is: they are set, never concatenated.
fn names_an_identity(key: &[u8]) -> bool {
    matches!(
        key,
        b"id"
            | b"type"
            | b"role"
            | b"name"
            | b"status"
            | b"format"
            | b"object"
            | b"model"
            | b"signature"
            | b"channel"
            | b"recipient"
    )
}
