//! Ollama's generated texts and images (contract, section 6).

use super::{Response, is_done, says_whether_done};
use crate::error::Result;
use crate::json::Cursor;
use crate::merge::completion::Completion;
use crate::merge::detect::{Form, Found};
use crate::merge::events::{PartKind, Watcher};
use crate::merge::family::{Classes, Family, Merger};
use crate::merge::parts::fields::{Class, Sum};
use crate::merge::parts::repeats::{Again, Repeating, Repeats};
use crate::summary::{Summary, chat};

pub(crate) const FAMILY: Family = Family {
    name: "ollama.generate",
    stream_name: "ollama.generate.stream",
    classes: Classes { item: "ollama.GenerateResponse", whole: "ollama.GenerateResponse" },
    detect,
    detect_alone,
    merger: |options| {
        Box::new(Repeats::new(Generated { response: Response::new(GENERATED, options) }))
    },
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
    let text = |key| chunk.get(key).and_then(Cursor::as_text);
    if ["response", "thinking"].into_iter().filter_map(text).any(|text| !text.is_empty()) {
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

/// A response so far.
#[derive(Clone, Debug)]
struct Generated {
    response: Response,
}

impl Merger for Generated {
    fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        self.response.push(chunk, |_, _, _| false)
    }

    fn report(&self, chunk: Cursor<'_>, watcher: &mut Watcher) {
        let texts = [("thinking", PartKind::Reasoning), ("response", PartKind::Content)];
        self.response.report(chunk, &texts, watcher);
    }

    fn snapshot(&self) -> Completion {
        self.response.snapshot(|_, _| {})
    }
}

impl Repeating for Generated {
    fn take_any(&mut self) {
        self.response.takes_any = true;
    }

    fn at(&mut self, number: usize) {
        self.response.notes.item = number;
    }

    fn again(&self, chunk: Cursor<'_>) -> Option<Again> {
        self.response.again(chunk, &["response", "thinking"])
    }

    fn add(&mut self, place: u32, value: Cursor<'_>) -> Option<()> {
        self.response.add(place, value)
    }
}
