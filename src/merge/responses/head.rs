//! The members of a response except its output, from all events that describe it before its end.

use std::collections::{BTreeMap, HashSet};

use super::node::Items;
use super::order::Stamp;
use super::shapes::RESPONSE;
use super::write;
use crate::json::{Builder, Cursor, Document, Text};

/// The members of an event that are about the event itself, or about its response.
const EVENT: [&str; 6] =
    ["type", "sequence_number", "response", "error", "event_id", "obfuscation"];

/// A value, and when it was sent.
type Stamped = (Stamp, Box<[u8]>);

/// The members so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    members: BTreeMap<Box<[u8]>, Stamped>,
}

impl Head {
    /// Merges the response of an event: the last value of each member is kept. Null and empty names
    /// only count if there is no other value.
    pub(crate) fn merge(&mut self, stamp: Stamp, response: Cursor<'_>) {
        for (key, value) in response.members().filter(|(key, _)| !(*key == *"output")) {
            self.set(stamp, key, value);
        }
    }

    /// Merges what an event says beside its response.
    pub(crate) fn merge_beside(&mut self, stamp: Stamp, event: Cursor<'_>) {
        let of_event = |key: Text<'_>| EVENT.iter().any(|name| key == **name);
        for (key, value) in event.members().filter(|(key, it)| !it.is_null() && !of_event(*key)) {
            self.set(stamp, key, value);
        }
    }

    fn set(&mut self, stamp: Stamp, key: Text<'_>, value: Cursor<'_>) {
        let key = key.to_wtf8();
        let is_name = matches!(&*key, b"id" | b"model" | b"object" | b"status");
        let is_empty = is_name && value.as_text().is_some_and(Text::is_empty);
        let says_nothing = value.is_null() || is_empty;
        let stamp = if says_nothing { Stamp::START } else { stamp };
        match self.members.get_mut(&*key) {
            Some((known, _)) if *known >= stamp => {}
            Some(known) => *known = (stamp, value.raw().into()),
            None => drop(self.members.insert(key.into(), (stamp, value.raw().into()))),
        }
    }

    /// The response with those members that it lacks.
    pub(crate) fn beside(&self, response: Vec<u8>) -> Vec<u8> {
        if self.members.is_empty() {
            return response;
        }
        let Ok(document) = Document::parse(response.clone()) else { return response };
        let (mut json, mut known) = (Builder::new(), HashSet::new());
        json.begin_object();
        for (key, value) in document.root().members() {
            json.key_text(key);
            json.value(value);
            known.insert(key.to_wtf8());
        }
        for (key, (_, value)) in self.members.iter().filter(|(key, _)| !known.contains::<[u8]>(key))
        {
            json.key_wtf8(key);
            json.raw(value);
        }
        json.end_object();
        json.finish()
    }

    /// Writes the response with this output; with `status` if its end gave one.
    pub(crate) fn write(&self, output: &Items, status: Option<&str>, json: &mut Builder) {
        json.begin_object();
        for (name, default) in RESPONSE {
            match (*name, self.members.get(name.as_bytes()), status) {
                ("output", ..) => {
                    json.key(name);
                    write::items(output, json);
                }
                ("status", _, Some(status)) => {
                    json.key(name);
                    json.str(status);
                }
                (_, Some((_, value)), _) => {
                    json.key(name);
                    json.raw(value);
                }
                (_, None, _) => {
                    if let Some(default) = default {
                        json.key(name);
                        json.raw(default.as_bytes());
                    }
                }
            }
        }
        let declared = |key: &[u8]| RESPONSE.iter().any(|(name, _)| name.as_bytes() == key);
        for (key, (_, value)) in self.members.iter().filter(|(key, _)| !declared(key)) {
            json.key_wtf8(key);
            json.raw(value);
        }
        json.end_object();
    }
}
