//! Log probabilities: lists that are concatenated, null, `[]` and a list staying distinct
//! (contract, section 2).

use super::lists::{Appended, Last};
use super::notes::Notes;
use crate::json::{Builder, Cursor};

/// The logprobs of a choice so far; each list under the key it came with.
#[derive(Clone, Debug, Default)]
pub(super) struct Logprobs {
    content: Appended,
    refusal: Appended,
    /// The arrays of legacy completions, and whatever else there may be
    others: Vec<(Box<[u8]>, Other)>,
}

#[derive(Clone, Debug)]
enum Other {
    List(Appended),
    Value(Last),
}

impl Logprobs {
    /// Merges what a chunk has.
    pub(super) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in value.members() {
            match &*key.to_wtf8() {
                b"content" => append(&mut self.content, "logprobs.content", value, notes),
                b"refusal" => append(&mut self.refusal, "logprobs.refusal", value, notes),
                name => self.merge_other(name, value),
            }
        }
    }

    fn merge_other(&mut self, name: &[u8], value: Cursor<'_>) {
        let place = self.others.iter().position(|(key, _)| **key == *name).unwrap_or_else(|| {
            let new = if value.is_array() {
                Other::List(Appended::default())
            } else {
                Other::Value(Last::default())
            };
            self.others.push((name.into(), new));
            self.others.len() - 1
        });
        match self.others.get_mut(place) {
            Some((_, Other::List(list))) if value.is_array() => list.extend(value),
            // A list may follow null, or anything else follow a list: the last value stays.
            Some((_, other)) if !value.is_null() => {
                let mut last = Last::default();
                last.replace(value);
                *other = match value.is_array() {
                    true => {
                        let mut list = Appended::default();
                        list.extend(value);
                        Other::List(list)
                    }
                    false => Other::Value(last),
                };
            }
            _ => {}
        }
    }

    pub(super) fn write_value(&self, json: &mut Builder) {
        json.begin_object();
        json.key("content");
        self.content.write_value(json);
        json.key("refusal");
        self.refusal.write_value(json);
        for (key, other) in &self.others {
            json.key_wtf8(key);
            match other {
                Other::List(list) => list.write_value(json),
                Other::Value(value) => match value.json() {
                    Some(value) => json.raw(value),
                    None => json.null(),
                },
            }
        }
        json.end_object();
    }
}

fn append(list: &mut Appended, name: &str, value: Cursor<'_>, notes: &mut Notes) {
    if value.is_array() {
        list.extend(value);
    } else if !value.is_null() {
        notes.unexpected(name, value);
    }
}
