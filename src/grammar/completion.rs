//! OpenAI's older completions (contract, section 6).

use std::collections::BTreeMap;

use super::answer::{Answer, chat};
use super::found::{Form, Found};
use super::interface::{Classes, Grammar, Merger, check_item};
use super::repeats::{Again, Repeating, Repeats};
use crate::completion::{Completion, MergeInfo};
use crate::error::Result;
use crate::json::{Builder, Cursor, TextBuf};
use crate::merge::{Appended, Identity, Last, Members, Notes};
use crate::stream::chat_repeat::only_item;

pub(super) const GRAMMAR: Grammar = Grammar {
    name: "completion",
    stream_name: "completion.stream",
    classes: Classes { item: "completion.Completion", whole: "completion.Completion" },
    tell,
    merger: |options| {
        let single_choice = options.single_choice;
        Box::new(Repeats::new(Texts { single_choice, ..Texts::default() }))
    },
    answer: |completion| Answer::of(completion, chat::of_texts(completion)),
    tokens,
};

fn tell(found: &Found<'_>) -> Option<Form> {
    match (found.class_names(), found.object.as_deref()) {
        (Some(("openai", "Completion")), _) | (None, Some("text_completion")) => Some(Form::Both),
        _ => None,
    }
}

fn tokens(chunk: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    for (place, choice) in (0..).zip(chunk.get("choices").into_iter().flat_map(Cursor::items)) {
        if choice.get("text").and_then(Cursor::as_text).is_some_and(|text| !text.is_empty()) {
            report(index_of(choice, place));
        }
    }
}

fn index_of(choice: Cursor<'_>, place: i64) -> i64 {
    choice.get("index").and_then(Cursor::as_i64).unwrap_or(place)
}

/// A stream of texts.
#[derive(Clone, Debug, Default)]
struct Texts {
    single_choice: bool,
    id: Identity,
    created: Last,
    model: Identity,
    system_fingerprint: Identity,
    usage: Last,
    error: Last,
    choices: BTreeMap<i64, Choice>,
    extras: Members,
    notes: Notes,
}

#[derive(Clone, Debug, Default)]
struct Choice {
    text: TextBuf,
    finish_reason: Identity,
    logprobs: Option<Logprobs>,
    extras: Members,
}

/// Lists that go on from chunk to chunk, by name.
#[derive(Clone, Debug, Default)]
struct Logprobs {
    lists: BTreeMap<&'static str, Appended>,
    extras: Members,
}

/// In the order of openai's class.
const LOGPROBS: [&str; 4] = ["text_offset", "token_logprobs", "tokens", "top_logprobs"];

impl Merger for Texts {
    fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        check_item(chunk)?;
        for (key, value) in chunk.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("id", Some(id)) => self.set_id(id),
                ("model", Some(model)) => self.model.set_last(model),
                ("system_fingerprint", Some(text)) => self.system_fingerprint.set_last(text),
                ("created", _) if value.as_i64() == Some(0) => {}
                ("created", _) if self.created.json().is_none() => self.created.replace(value),
                ("usage", _) if value.members().next().is_some() => self.usage.replace(value),
                ("choices", _) => self.merge_choices(value),
                ("error", _) => self.error.replace(value),
                ("created" | "usage" | "object", _) => {}
                _ => self.extras.set(key, value),
            }
        }
        Ok(())
    }

    fn snapshot(&self) -> Completion {
        let ended = |choice: &Choice| choice.finish_reason.get().is_some();
        let complete = !self.choices.is_empty() && self.choices.values().all(ended);
        let merge_info = MergeInfo {
            complete: complete && self.error.json().is_none(),
            warnings: self.notes.clone().into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(self.json(), merge_info)
    }
}

impl Repeating for Texts {
    /// One choice whose text goes on: its index is the slot.
    fn again(&self, chunk: Cursor<'_>) -> Option<Again> {
        let choice = only_item(chunk.get("choices")?)?;
        let index = if self.single_choice { 0 } else { index_of(choice, 0) };
        let logprobs = choice.get("logprobs").and_then(Cursor::non_null);
        let text = choice.get("text").filter(|text| text.as_text().is_some());
        if logprobs.is_some() {
            return None;
        }
        Some(Again::adding(text?, u32::try_from(index).ok()?))
    }

    fn add(&mut self, index: u32, text: Cursor<'_>) -> Option<()> {
        let text = text.as_text()?;
        self.choices.get_mut(&i64::from(index))?.text.push(text);
        Some(())
    }
}

impl Texts {
    fn set_id(&mut self, id: crate::json::Text<'_>) {
        if self.id.set_first(id) {
            self.notes.add("ids_differ", "chunks have more than one id: the first one stays");
        }
    }

    fn merge_choices(&mut self, choices: Cursor<'_>) {
        for (place, entry) in (0..).zip(choices.items()) {
            let index = if self.single_choice { 0 } else { index_of(entry, place) };
            let choice = self.choices.entry(index).or_default();
            for (key, value) in entry.members().filter(|(_, value)| !value.is_null()) {
                match (&*key.to_str(), value.as_text()) {
                    ("index", _) => {}
                    ("text", Some(text)) => choice.text.push(text),
                    ("finish_reason", Some(reason)) => choice.finish_reason.set_last(reason),
                    ("logprobs", _) if value.is_object() => {
                        choice.logprobs.get_or_insert_default().merge(value);
                    }
                    _ => choice.extras.set(key, value),
                }
            }
        }
    }

    fn json(&self) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_object();
        self.id.write_or_empty("id", &mut json);
        json.key("choices");
        json.begin_array();
        self.choices.iter().for_each(|(index, choice)| choice.write(*index, &mut json));
        json.end_array();
        json.key("created");
        json.raw(self.created.json().unwrap_or(b"0"));
        self.model.write_or_empty("model", &mut json);
        json.key("object");
        json.str("text_completion");
        self.system_fingerprint.write("system_fingerprint", &mut json);
        self.usage.write("usage", &mut json);
        self.extras.write(&mut json);
        json.end_object();
        json.finish()
    }
}

impl Choice {
    fn write(&self, index: i64, json: &mut Builder) {
        json.begin_object();
        json.key("finish_reason");
        match self.finish_reason.get() {
            Some(reason) => json.text(reason),
            None => json.null(),
        }
        json.key("index");
        json.int(index);
        json.key("logprobs");
        match &self.logprobs {
            Some(logprobs) => logprobs.write(json),
            None => json.null(),
        }
        json.key("text");
        json.text(self.text.as_text());
        self.extras.write(json);
        json.end_object();
    }
}

impl Logprobs {
    fn merge(&mut self, logprobs: Cursor<'_>) {
        for (key, value) in logprobs.members() {
            match LOGPROBS.iter().find(|name| key == ***name) {
                Some(name) if value.is_array() => {
                    self.lists.entry(name).or_default().extend(value);
                }
                Some(name) => drop(self.lists.entry(name).or_default()),
                None => self.extras.set(key, value),
            }
        }
    }

    fn write(&self, json: &mut Builder) {
        json.begin_object();
        for (name, list) in &self.lists {
            json.key(name);
            list.write_value(json);
        }
        self.extras.write(json);
        json.end_object();
    }
}
