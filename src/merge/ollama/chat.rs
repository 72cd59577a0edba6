//! Ollama's own chats (contract, section 6).

use super::{OWN, Own, Response, is_done, report_texts, says_whether_done};
use crate::json::{Builder, Cursor, Text};
use crate::merge::detect::{Form, Found};
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::family::{Classes, Family};
use crate::merge::parts::extras::Rule;
use crate::merge::parts::fields::{Class, Fields, Sum, is_empty, says_something};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeats};
use crate::merge::parts::spelling::Spelling;
use crate::summary::{Summary, chat};

pub(crate) const FAMILY: Family = Family {
    name: "ollama.chat",
    stream_name: "ollama.chat.stream",
    classes: Classes { item: "ollama.ChatResponse", whole: "ollama.ChatResponse" },
    detect,
    detect_alone,
    merger: |options| {
        let (role, fields) = (Identity::default(), Fields::new(MESSAGE, Rule::Delta));
        Box::new(Repeats::new(Response::new(CHAT, Message { role, fields, calls: 0 }, options)))
    },
    is_complete: is_done,
    summary: |response| Summary::of(response, vec![chat::of_ollama(response)]),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    let is_one = match found.class_names() {
        Some(names) => names == ("ollama", "ChatResponse"),
        None => {
            says_whether_done(found) && found.value.get("message").is_some_and(Cursor::is_object)
        }
    };
    is_one.then_some(Form::Both)
}

fn detect_alone(found: &Found<'_>) -> Option<Form> {
    let is_message = found.value.get("message").is_some_and(Cursor::is_object);
    (is_message && says_whether_done(found)).then_some(Form::Both)
}

fn token_choices(chunk: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let message = chunk.get("message");
    let brings = |key| message.and_then(|message| message.get(key)).is_some_and(says_something);
    if ["content", "thinking", "tool_calls"].into_iter().any(brings) {
        report(0);
    }
}

/// As ollama's class `ChatResponse`.
const CHAT: Class = &[
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
    ("message", Sum::Own),
    ("logprobs", Sum::Kept),
];

/// As its class `Message`; calls arrive whole, with their arguments as objects.
const MESSAGE: Class = &[
    ("role", Sum::Own),
    ("content", Sum::Text),
    ("thinking", Sum::Text),
    ("images", Sum::Append),
    ("tool_name", Sum::Set),
    ("tool_calls", Sum::Append),
];

/// The message so far.
#[derive(Clone, Debug)]
struct Message {
    role: Identity,
    fields: Fields,
    /// How many tool calls there are.
    calls: i64,
}

impl Own for Message {
    const TEXTS: &'static [&'static str] = &[];

    fn merge(&mut self, name: &str, value: Cursor<'_>, notes: &mut Notes) -> bool {
        if name != "message" {
            return false;
        }
        if !value.is_object() {
            notes.unexpected("message", value);
        }
        self.calls += value.get("tool_calls").map_or(0, |list| list.items().count()) as i64;
        for (key, value) in value.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("role", Some(text)) => {
                    self.role.set_first(text);
                }
                ("role", None) => notes.unexpected("message.role", value),
                (name, _) => self.fields.merge(name, key, value, notes),
            }
        }
        true
    }

    fn again(&self, chunk: Cursor<'_>, mut again: Again) -> Option<Again> {
        let message = chunk.get("message")?;
        for (key, value) in message.members().filter(|(_, value)| !value.is_null()) {
            match &*key.to_str() {
                "role" | "tool_name" => {}
                name @ ("content" | "thinking") if !value.is_array() && !value.is_object() => {
                    again = again.and(value, OWN | self.fields.place(name)?);
                }
                "images" | "tool_calls" if is_empty(value) => {}
                _ => return None,
            }
        }
        Some(again)
    }

    fn add(&mut self, place: u32, value: Cursor<'_>, notes: &mut Notes) -> Option<()> {
        self.fields.add(place, value, notes)
    }

    fn report(&self, _: &Fields, chunk: Cursor<'_>, watcher: &mut Watcher) {
        let texts = [("thinking", PartKind::Reasoning), ("content", PartKind::Content)];
        report_texts(&self.fields, &texts, watcher);
        let calls = chunk.get("message").and_then(|message| message.get("tool_calls"));
        let calls = calls.into_iter().flat_map(Cursor::items);
        let first = self.calls - calls.clone().count() as i64;
        for (index, call) in (first..).zip(calls) {
            let function = call.get("function").unwrap_or(call);
            let arguments = function.get("arguments").and_then(Cursor::non_null);
            let text = arguments.and_then(Cursor::as_text).unwrap_or(Text::new(b"", false));
            let value = arguments.filter(|value| value.as_text().is_none()).map(Cursor::raw);
            let part = Part::new(PartKind::ToolCall, 0, text).at(index, [0, index, 0, 0, 0]);
            let part = part.value(value);
            let id = call.get("id").and_then(Cursor::as_text);
            let name = function.get("name").and_then(Cursor::as_text);
            watcher.part(part.called(id, name).closed(true));
        }
    }

    /// The class requires a message, and a message requires a role.
    fn write(&self, name: &'static str, json: &mut Builder) {
        json.key(name);
        json.begin_object();
        self.fields.write(&Spelling::default(), json, |role, json| {
            self.role.write_or("assistant", role, json);
        });
        json.end_object();
    }
}
