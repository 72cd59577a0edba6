//! Ollama's generated texts and images (contract, section 6).

use super::{Own, Response, is_done, report_texts, says_whether_done};
use crate::json::{Builder, Cursor};
use crate::merge::detect::{Form, Found};
use crate::merge::events::{PartKind, Watcher};
use crate::merge::family::{Classes, Family};
use crate::merge::parts::fields::{Class, Fields, Sum, has_text};
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeats};
use crate::summary::{Summary, chat};

pub(crate) const FAMILY: Family = Family {
    name: "ollama.generate",
    stream_name: "ollama.generate.stream",
    classes: Classes { item: "ollama.GenerateResponse", whole: "ollama.GenerateResponse" },
    detect,
    detect_alone,
    merger: |options| Box::new(Repeats::new(Response::new(GENERATED, (), options))),
    is_complete: is_done,
    summary: |response| Summary::of(response, vec![chat::of_ollama(response)]),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    let keys = ["response", "image"];
    let is_one = match found.class_names() {
        Some(names) => names == ("ollama", "GenerateResponse"),
        None => {
            let is_text = |key| found.value.get(key).is_some_and(|it| it.as_text().is_some());
            let is_number = |key| found.value.get(key).is_some_and(|it| it.as_number().is_some());
            says_whether_done(found) && (keys.into_iter().any(is_text) || is_number("completed"))
        }
    };
    is_one.then_some(Form::Both)
}

fn detect_alone(found: &Found<'_>) -> Option<Form> {
    let is_text = found.value.get("response").and_then(Cursor::as_text).is_some();
    (is_text && says_whether_done(found)).then_some(Form::Both)
}

fn token_choices(chunk: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    if ["response", "thinking"].into_iter().any(|key| has_text(chunk, key)) {
        report(0);
    }
}

/// As ollama's class `GenerateResponse`.
const GENERATED: Class = &[
    ("model", Sum::Set),
    ("created_at", Sum::Set),
    ("done", Sum::Last),
    ("done_reason", Sum::Set),
    ("total_duration", Sum::Last),
    ("load_duration", Sum::Last),
    ("prompt_eval_count", Sum::Last),
    ("prompt_eval_duration", Sum::Last),
    ("eval_count", Sum::Last),
    ("eval_duration", Sum::Last),
    ("response", Sum::Text),
    ("thinking", Sum::Text),
    ("context", Sum::Last),
    ("logprobs", Sum::Kept),
    ("image", Sum::Set),
    ("completed", Sum::Last),
    ("total", Sum::Last),
];

/// A generated text has members of the response only.
impl Own for () {
    const TEXTS: &'static [&'static str] = &["response", "thinking"];

    fn merge(&mut self, _: &str, _: Cursor<'_>, _: &mut Notes) -> bool {
        false
    }

    fn again(&self, _: Cursor<'_>, again: Again) -> Option<Again> {
        Some(again)
    }

    fn add(&mut self, _: u32, _: Cursor<'_>, _: &mut Notes) -> Option<()> {
        None
    }

    fn report(&self, fields: &Fields, _: Cursor<'_>, watcher: &mut Watcher) {
        let texts = [("thinking", PartKind::Reasoning), ("response", PartKind::Content)];
        report_texts(fields, &texts, watcher);
    }

    fn write(&self, _: &'static str, _: &mut Builder) {}
}
