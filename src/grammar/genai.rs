//! Google's generated contents (contract, section 6).

use super::answer::{Answer, single};
use super::found::{Form, Found};
use super::interface::{Classes, Grammar, pending};
use crate::json::Cursor;

pub(super) const GRAMMAR: Grammar = Grammar {
    name: "genai",
    stream_name: "genai.stream",
    classes: Classes {
        item: "genai.GenerateContentResponse",
        whole: "genai.GenerateContentResponse",
    },
    tell,
    merger: pending,
    answer: |response| Answer::of(response, single::of_candidates(response)),
    tokens,
};

fn tell(found: &Found<'_>) -> Option<Form> {
    let keys = ["candidates", "usage_metadata", "usageMetadata"];
    let is_one = match found.class_names() {
        Some(names) => names == ("google", "GenerateContentResponse"),
        None => keys.iter().any(|key| found.has(key)),
    };
    is_one.then_some(Form::Both)
}

fn tokens(item: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let _ = (item, report);
}
