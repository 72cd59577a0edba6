//! Log probabilities: lists are concatenated, while null, `[]` and a list stay distinct (contract,
//! section 2).

use crate::json::{Builder, Cursor};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::lists::Kept;
use crate::merge::parts::notes::{Notes, Path};

/// The logprobs of a choice so far; each list under its original key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logprobs {
    content: Kept,
    refusal: Kept,
    /// Logprobs that are not an object.
    odd: Kept,
    is_object: bool,
    /// The arrays of legacy completions, and any other members
    others: Members,
}

impl Logprobs {
    /// Merges a chunk's logprobs. Those in another shape than OpenAI's are kept as they came.
    pub(crate) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        if !value.is_object() {
            return self.odd.merge(value);
        }
        self.is_object = true;
        for (key, value) in value.members() {
            match &*key.to_wtf8() {
                b"content" => self.content.merge(value),
                b"refusal" => self.refusal.merge(value),
                // Where those that are not an object are written, too.
                b"logprobs" => self.odd.merge(value),
                _ => {
                    let rule = if value.is_array() { Rule::Append } else { Rule::Whole };
                    self.others.merge(key, value, rule, &Path::to("logprobs"), notes);
                }
            }
        }
    }

    pub(crate) fn write_value(&self, json: &mut Builder) {
        if !self.is_object {
            return self.odd.write_value(json);
        }
        json.begin_object();
        json.key("content");
        self.content.write_value(json);
        json.key("refusal");
        self.refusal.write_value(json);
        self.others.write(json);
        if self.odd.is_known() {
            json.key("logprobs");
            self.odd.write_value(json);
        }
        json.end_object();
    }
}
