//! Members of objects under their original keys, each merged by a rule; nothing is lost, whatever
//! its shape.

use super::keyed::Keyed;
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
pub(crate) struct Members(Keyed<Value>);

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
            None => self.0.insert(&name, Value::started(value, rule)),
        };
        if let Some(known) = self.0.at_mut(place) {
            known.merge(value, rule, &path, notes);
        }
    }

    /// Not inlined: each level of members within members takes little stack.
    #[inline(never)]
    fn place(&self, name: &[u8]) -> Option<usize> {
        self.0.place(name)
    }

    /// Sets one member, whatever it was.
    pub(crate) fn set(&mut self, key: Text<'_>, value: Cursor<'_>) {
        self.merge(key, value, Rule::Whole, &Path::TOP, &mut Notes::default());
    }

    /// Whether there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// Whether it has the members that others are, and their texts begin these.
    pub(crate) fn continue_those(&self, known: &Members) -> bool {
        known.0.entries.iter().all(|(key, known)| {
            self.0.get(key).is_some_and(|value| match (value, known) {
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
        match self.0.get(key.as_bytes())? {
            Value::Text(text) => Some(text.as_text()),
            _ => None,
        }
    }

    /// The position of the member with this key; it does not change.
    pub(crate) fn place_of(&self, key: Text<'_>) -> Option<usize> {
        key.with_wtf8(|name| self.0.place(name))
    }

    /// Sets the member at that position.
    pub(crate) fn set_at(&mut self, place: usize, value: Cursor<'_>) {
        if let Some(known) = self.0.at_mut(place) {
            known.merge(value, Rule::Whole, &Path::TOP, &mut Notes::default());
        }
    }

    /// Writes all members into the open object; lists that are only appended to are left out if
    /// they never got an item.
    pub(crate) fn write(&self, json: &mut Builder) {
        for (key, value) in self.0.entries.iter().filter(|(_, value)| !value.never_got_an_item()) {
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
