//! Members of objects under their original keys, each merged by a rule; nothing is lost, whatever
//! its shape.

use std::collections::HashMap;

use super::notes::{Notes, Path};
use super::value::Value;
use crate::json::{Builder, Cursor, Text};

/// How the values of one field add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// An unknown field of a delta: strings are concatenated unless their key names an identity,
    /// objects merged, lists appended to or merged by `index`, and of anything else the last value
    /// is kept.
    Delta,
    /// As [`Rule::Delta`], and strings are concatenated whatever their key.
    Text,
    /// Objects are merged; of anything else the last value that is not an empty string is kept.
    Set,
    /// The last value is kept, whole.
    Whole,
    /// Lists are appended, and a value that is not a list is appended as an item.
    Append,
    /// Objects are merged key by key, keeping the last value that is not empty.
    Categories,
    /// The fragments of OpenRouter's `reasoning_details`.
    ReasoningDetails,
    /// The fragments of litellm's `thinking_blocks`.
    ThinkingBlocks,
}

/// Members of an object by key, in the order of their first occurrence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    entries: Vec<(Box<[u8]>, Value)>,
    /// The position of each key, once there are too many to search them one by one.
    places: Option<HashMap<Box<[u8]>, usize>>,
}

/// Up to this many keys are searched one by one.
const FEW: usize = 16;

impl Members {
    /// Merges one member; `path` leads to the object.
    pub(crate) fn merge(
        &mut self,
        key: Text<'_>,
        value: Cursor<'_>,
        rule: Rule,
        path: &Path<'_>,
        notes: &mut Notes,
    ) {
        let name = key.to_wtf8();
        let path = path.then(&name);
        let rule = if path.is_deep() { Rule::Whole } else { rule };
        let place = match self.place(&name) {
            Some(known) => known,
            None => self.insert(&name, Value::started(value, rule)),
        };
        if let Some((_, known)) = self.entries.get_mut(place) {
            known.merge(value, rule, &path, notes);
        }
    }

    /// Sets one member, whatever it was.
    pub(crate) fn set(&mut self, key: Text<'_>, value: Cursor<'_>) {
        self.merge(key, value, Rule::Whole, &Path::TOP, &mut Notes::default());
    }

    /// Whether there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it has the members that others are, and their texts begin these.
    pub(crate) fn continue_those(&self, known: &Members) -> bool {
        known.entries.iter().all(|(key, known)| {
            let value = self.place(key).and_then(|place| self.entries.get(place));
            value.is_some_and(|(_, value)| match (value, known) {
                (Value::Text(text), Value::Text(known)) => {
                    text.as_text().raw().starts_with(known.as_text().raw())
                }
                _ => true,
            })
        })
    }

    /// Whether there is a member with this key.
    pub(crate) fn knows(&self, key: Text<'_>) -> bool {
        self.place_of(key).is_some()
    }

    /// The member with this key, if it is a text.
    pub(crate) fn text(&self, key: &str) -> Option<Text<'_>> {
        match self.entries.get(self.place(key.as_bytes())?)? {
            (_, Value::Text(text)) => Some(text.as_text()),
            _ => None,
        }
    }

    /// The position of the member with this key; it does not change.
    pub(crate) fn place_of(&self, key: Text<'_>) -> Option<usize> {
        key.with_wtf8(|name| self.place(name))
    }

    /// Sets the member at that position.
    pub(crate) fn set_at(&mut self, place: usize, value: Cursor<'_>) {
        if let Some((_, known)) = self.entries.get_mut(place) {
            known.merge(value, Rule::Whole, &Path::TOP, &mut Notes::default());
        }
    }

    #[inline(never)]
    fn place(&self, name: &[u8]) -> Option<usize> {
        match &self.places {
            None => self.entries.iter().position(|(key, _)| **key == *name),
            Some(places) => places.get(name).copied(),
        }
    }

    #[inline(never)]
    fn insert(&mut self, name: &[u8], value: Value) -> usize {
        self.entries.push((name.into(), value));
        if let Some(places) = &mut self.places {
            places.insert(name.into(), self.entries.len() - 1);
        } else if self.entries.len() > FEW {
            let keys = self.entries.iter().enumerate();
            self.places = Some(keys.map(|(place, (key, _))| (key.clone(), place)).collect());
        }
        self.entries.len() - 1
    }

    /// Writes all members into the open object; lists that are only appended to are left out if
    /// they never got an item.
    pub(crate) fn write(&self, json: &mut Builder) {
        for (key, value) in self.entries.iter().filter(|(_, value)| !value.never_got_an_item()) {
            json.key_wtf8(key);
            value.write(json);
        }
    }

    /// Writes an object of them.
    pub(crate) fn write_object(&self, json: &mut Builder) {
        json.begin_object();
        self.write(json);
        json.end_object();
    }
}
