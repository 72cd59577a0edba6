//! OpenAI's older completions (contract, section 6).

use super::chat::{Held, is_header, may_be_chunk};
use super::complete::{all, has_ended, is_end};
use super::completion::Completion;
use super::detect::{Form, Found};
use super::events::{Part, PartKind, REASONING, Watcher};
use super::family::{Classes, Family, Merger, check_item};
use super::merge_info::MergeInfo;
use super::options::Options;
use super::parts::choices::{Choices, reported_index};
use super::parts::extras::{Members, Rule};
use super::parts::failure::{Failure, is_only_failure};
use super::parts::fields::has_text;
use super::parts::identity::Identity;
use super::parts::index::Index;
use super::parts::lists::{Kept, Last};
use super::parts::notes::{Notes, Path};
use super::parts::repeats::{Again, Repeating, Repeats};
use crate::error::Result;
use crate::json::{Builder, Cursor, Number, Text, TextBuf};
use crate::summary::{Summary, chat};

pub(crate) const FAMILY: Family = Family {
    name: "completion",
    stream_name: "completion.stream",
    classes: Classes { item: "completion.Completion", whole: "completion.Completion" },
    detect,
    detect_alone,
    merger: |options| Box::new(Repeats::new(Texts::new(options))),
    is_complete: |completion| all(completion, "choices", has_ended),
    summary: |completion| Summary::of(completion, chat::of_texts(completion)),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    let is_one = match found.class_names() {
        Some(names) => names == ("openai", "Completion"),
        None => match Held::in_first(found.value) {
            Some(Held::Text) => true,
            Some(Held::Delta | Held::Message) => false,
            Some(Held::Nothing) | None => found.object.as_deref() == Some("text_completion"),
        },
    };
    is_one.then_some(Form::Both)
}

fn detect_alone(found: &Found<'_>) -> Option<Form> {
    let choices = || found.value.get("choices")?.items().next();
    let is_own = |choice: Cursor<'_>| ["text", "index"].iter().all(|key| choice.get(key).is_some());
    let holds_other = matches!(Held::in_first(found.value), Some(Held::Delta | Held::Message));
    let is_named = found.object.as_deref() == Some("text_completion");
    let is_one = !holds_other && (is_named || choices().is_some_and(is_own));
    is_one.then_some(Form::Both)
}

fn token_choices(chunk: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    for (place, choice) in (0..).zip(chunk.get("choices").into_iter().flat_map(Cursor::items)) {
        if has_text(choice, "text") {
            report(reported_index(choice, place));
        }
    }
}

/// A stream of texts.
#[derive(Clone, Debug)]
struct Texts {
    id: Identity,
    created: Last,
    model: Identity,
    system_fingerprint: Identity,
    usage: Last,
    /// The last usage in a choice, which counts if there is no other.
    choice_usage: Last,
    error: Last,
    strict: bool,
    takes_any: bool,
    choices: Choices<Choice>,
    extras: Members,
    notes: Notes,
}

#[derive(Clone, Debug, Default)]
struct Choice {
    text: TextBuf,
    finish_reason: Identity,
    logprobs: Option<Logprobs>,
    /// Those in another shape than OpenAI's.
    odd_logprobs: Kept,
    extras: Members,
}

/// Lists that are continued from chunk to chunk, by name.
#[derive(Clone, Debug, Default)]
struct Logprobs {
    /// In the order of [`LOGPROBS`]
    lists: [Option<Kept>; 4],
    extras: Members,
}

/// In the order of openai's class.
const LOGPROBS: [&str; 4] = ["text_offset", "token_logprobs", "tokens", "top_logprobs"];

impl Merger for Texts {
    fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        check_item(chunk)?;
        self.choices.check(chunk.get("choices"))?;
        let failure = Failure::of(chunk);
        if let Some(failure) = failure {
            self.error.set_json(failure.json());
        }
        if chunk.get("choices").is_none_or(|choices| choices.items().next().is_none()) {
            let is_chunk = may_be_chunk(chunk) || is_header(chunk);
            match failure {
                Some(_) if is_only_failure(chunk, is_chunk) => return Ok(()),
                None if !is_chunk && !self.takes_any => {
                    return self.notes.skip(chunk, self.strict);
                }
                _ => {}
            }
        }
        self.take_from_choices(chunk);
        for (key, value) in chunk.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("id", Some(id)) => self.set_id(id),
                ("model", Some(model)) => self.model.set_last(model),
                ("system_fingerprint", Some(text)) => self.system_fingerprint.set_last(text),
                ("created", _) if value.as_number().is_some() => self.set_created(value),
                ("usage", _) if value.is_object() => self.set_usage(value),
                ("choices", _) => {
                    self.choices.merge("choices", value, &mut self.notes, Choice::merge);
                }
                ("error", _) => {}
                // `object` is constant, and `obfuscation` only pads chunks to hide their length.
                ("object" | "obfuscation", _) => {}
                (name @ ("id" | "model" | "system_fingerprint" | "created" | "usage"), _) => {
                    self.notes.unexpected(name, value);
                }
                _ => self.extras.set(key, value),
            }
        }
        Ok(())
    }

    fn report(&self, chunk: Cursor<'_>, watcher: &mut Watcher) {
        for (index, choice, entry) in self.choices.merged(chunk.get("choices")) {
            watcher.choice(index);
            for (place, key) in (0..).zip(REASONING) {
                if let Some(text) = choice.extras.text(key) {
                    let part = Part::new(PartKind::Reasoning, index, text);
                    watcher.part(part.at(0, [0, place, 0, 0, 0]));
                }
            }
            watcher.part(Part::new(PartKind::Content, index, choice.text.as_text()).plain());
            watcher.logprobs(index, "content", entry.get("logprobs"));
        }
    }

    fn snapshot(&self) -> Completion {
        let ended = |choice: &Choice| choice.finish_reason.get().is_some_and(is_end);
        let complete = !self.choices.is_empty() && self.choices.iter().all(|(_, it)| ended(it));
        let merge_info = MergeInfo {
            complete: complete && self.error.json().is_none(),
            warnings: self.notes.clone().into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(self.json(), merge_info)
    }
}

impl Repeating for Texts {
    fn take_any(&mut self) {
        self.takes_any = true;
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }

    /// One choice whose text continues: its index is the slot.
    fn again(&self, chunk: Cursor<'_>) -> Option<Again> {
        let (slot, choice) = self.choices.only(chunk.get("choices")?)?;
        let grows = ["logprobs", "token_ids"];
        if grows.iter().filter_map(|key| choice.get(key)).any(|value| !value.is_null()) {
            return None;
        }
        let text = choice.get("text").filter(|text| text.as_text().is_some());
        Some(Again::adding(text?, slot).whatever(choice.get("obfuscation")))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let text = text.as_text()?;
        self.choices.known(slot)?.text.push(text);
        Some(())
    }
}

impl Texts {
    fn new(options: Options) -> Self {
        Texts {
            id: Identity::default(),
            created: Last::default(),
            model: Identity::default(),
            system_fingerprint: Identity::default(),
            usage: Last::default(),
            choice_usage: Last::default(),
            error: Last::default(),
            strict: options.strict,
            takes_any: false,
            choices: Choices::new(options),
            extras: Members::default(),
            notes: Notes::default(),
        }
    }

    fn set_id(&mut self, id: Text<'_>) {
        if self.id.set_first(id) {
            self.notes.add("ids_differ", "chunks have more than one id: the first one stays");
        }
    }

    /// Takes the errors and the usage that servers put into choices.
    fn take_from_choices(&mut self, chunk: Cursor<'_>) {
        for choice in chunk.get("choices").into_iter().flat_map(Cursor::items) {
            if let Some(failure) = Failure::in_error(choice) {
                self.error.set_json(failure.json());
            }
            if let Some(usage) = choice.get("usage").filter(|it| it.members().next().is_some()) {
                self.choice_usage.replace(usage);
            }
        }
    }

    /// The first that is not zero.
    fn set_created(&mut self, created: Cursor<'_>) {
        let is_zero = matches!(created.as_number(), Some(Number::Int(0) | Number::Float(0.0)));
        if self.created.json().is_none() && !is_zero {
            self.created.replace(created);
        }
    }

    fn set_usage(&mut self, usage: Cursor<'_>) {
        if usage.members().next().is_some() {
            self.usage.replace(usage);
        }
    }

    fn json(&self) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_object();
        self.id.write_or_empty("id", &mut json);
        json.key("choices");
        json.begin_array();
        self.choices.iter().for_each(|(index, choice)| choice.write(index, &mut json));
        json.end_array();
        json.key("created");
        json.raw(self.created.json().unwrap_or(b"0"));
        self.model.write_or_empty("model", &mut json);
        json.key("object");
        json.str("text_completion");
        self.system_fingerprint.write("system_fingerprint", &mut json);
        self.usage.or(&self.choice_usage).write("usage", &mut json);
        self.extras.write(&mut json);
        json.end_object();
        json.finish()
    }
}

impl Choice {
    fn merge(&mut self, entry: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in entry.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("text", Some(text)) => self.text.push(text),
                ("finish_reason", Some(reason)) => {
                    notes.finish_reason(&self.finish_reason, reason);
                    self.finish_reason.set_last(reason);
                }
                ("logprobs", _) if value.is_object() => {
                    self.logprobs.get_or_insert_default().merge(value);
                }
                ("logprobs", _) => self.odd_logprobs.merge(value),
                ("index" | "obfuscation", _) => {}
                (name @ ("text" | "finish_reason"), _) => {
                    notes.unexpected(name, value);
                }
                (name, _) => self.extras.merge(key, value, rule_of(name), &Path::TOP, notes),
            }
        }
    }

    fn write(&self, index: &Index, json: &mut Builder) {
        json.begin_object();
        json.key("finish_reason");
        match self.finish_reason.get() {
            Some(reason) => json.text(reason),
            None => json.null(),
        }
        json.key("index");
        index.write(json);
        json.key("logprobs");
        match &self.logprobs {
            Some(logprobs) => logprobs.write(json),
            None => self.odd_logprobs.write_value(json),
        }
        json.key("text");
        json.text(self.text.as_text());
        self.extras.write(json);
        json.end_object();
    }
}

/// The rules for members that servers add to a choice, as in chats.
fn rule_of(name: &str) -> Rule {
    match name {
        "content_filter_results" | "content_filter_offsets" | "content_filter_result" => {
            Rule::Categories
        }
        "token_ids" => Rule::Append,
        _ => Rule::Whole,
    }
}

impl Logprobs {
    fn merge(&mut self, logprobs: Cursor<'_>) {
        let notes = &mut Notes::default();
        for (key, value) in logprobs.members() {
            match LOGPROBS.iter().zip(&mut self.lists).find(|(name, _)| key == ***name) {
                Some((_, list)) => list.get_or_insert_default().merge(value),
                // Some servers send the lists of a chat.
                None if value.is_array() => {
                    self.extras.merge(key, value, Rule::Append, &Path::TOP, notes);
                }
                None if value.is_null() && self.extras.knows(key) => {}
                None => self.extras.set(key, value),
            }
        }
    }

    fn write(&self, json: &mut Builder) {
        json.begin_object();
        for (name, list) in LOGPROBS.iter().zip(&self.lists) {
            if let Some(list) = list {
                json.key(name);
                list.write_value(json);
            }
        }
        self.extras.write(json);
        json.end_object();
    }
}
