//! Log probabilities: lists are concatenated, while null, `[]` and a list stay distinct (contract,
//! section 2).

use crate::json::{Builder, Cursor};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::lists::Appended;
use crate::merge::parts::notes::{Notes, Path};

/// The logprobs of a choice so far; each list under its original key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logprobs {
    content: Appended,
    refusal: Appended,
    /// The arrays of legacy completions, and any other members
    others: Members,
}

impl Logprobs {
    /// Merges a chunk's logprobs.
    pub(crate) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in value.members() {
            match &*key.to_wtf8() {
                b"content" => append(&mut self.content, "logprobs.content", value, notes),
                b"refusal" => append(&mut self.refusal, "logprobs.refusal", value, notes),
                _ => {
                    let rule = if value.is_array() { Rule::Append } else { Rule::Whole };
                    self.others.merge(key, value, rule, &Path::to("logprobs"), notes);
                }
            }
        }
    }

    pub(crate) fn write_value(&self, json: &mut Builder) {
        json.begin_object();
        json.key("content");
        self.content.write_value(json);
        json.key("refusal");
        self.refusal.write_value(json);
        self.others.write(json);
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
