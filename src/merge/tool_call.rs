//! One tool call and what a delta's entry adds to it (contract, section 4.4 to 4.6).

use super::extras::{Growth, Members};
use super::json_progress::JsonProgress;
use super::lists::Last;
use super::name::merge_name;
use super::notes::Notes;
use crate::json::{Builder, Cursor, Document, Kind, Layout, Text, TextBuf, write};
use crate::stream::chat::present;

/// A tool call so far.
#[derive(Clone, Debug, Default)]
pub(super) struct ToolCall {
    /// The index it came with, or the one it was given.
    pub(super) index: i64,
    pub(super) id: Option<TextBuf>,
    kind: Last,
    function: Option<Called>,
    custom: Option<Called>,
    rest: Members,
    progress: JsonProgress,
}

/// What is called, and with what: a function with arguments, or a custom tool with input.
#[derive(Clone, Debug, Default)]
pub(super) struct Called {
    name: Option<TextBuf>,
    /// `arguments` or `input`
    payload: TextBuf,
    rest: Members,
}

impl ToolCall {
    pub(super) fn new(index: i64) -> Self {
        ToolCall { index, ..ToolCall::default() }
    }

    /// Merges an entry that was found to belong to this call.
    pub(super) fn merge(&mut self, entry: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in present(entry) {
            match (&*key.to_wtf8(), value.as_text()) {
                (b"index", _) => {}
                (b"id", Some(id)) => {
                    if self.id.is_none() && !id.is_empty() {
                        self.id = Some(TextBuf::from(id));
                    }
                }
                (b"type", Some(_)) => self.kind.set(value),
                (b"function", _) if value.is_object() => {
                    self.function.get_or_insert_default().merge("arguments", value, notes);
                }
                (b"custom", _) if value.is_object() => {
                    self.custom.get_or_insert_default().merge("input", value, notes);
                }
                (b"id" | b"type" | b"function" | b"custom", _) => {
                    notes.unexpected(&format!("tool_calls.{}", key.to_str()), value);
                }
                _ => self.rest.merge(key, value, Growth::Snapshots, notes),
            }
        }
    }

    fn called(&self) -> Option<&Called> {
        self.function.as_ref().or(self.custom.as_ref())
    }

    /// Adds to the arguments, if this is a function that has begun.
    #[inline]
    pub(super) fn push_arguments(&mut self, piece: Text<'_>) -> Option<()> {
        self.function.as_mut()?.payload.push(piece);
        Some(())
    }

    /// The name of what is called, if one came.
    pub(super) fn name(&self) -> Option<Text<'_>> {
        self.called()?.name.as_ref().map(TextBuf::as_text)
    }

    /// Whether arguments, or an input, have begun to arrive.
    pub(super) fn has_arguments(&self) -> bool {
        self.called().is_some_and(|called| !called.payload.as_text().is_empty())
    }

    /// Whether the arguments so far are one whole JSON value.
    pub(super) fn is_whole(&mut self) -> bool {
        let called = self.function.as_ref().or(self.custom.as_ref());
        called.is_some_and(|called| self.progress.is_whole(called.payload.as_text().raw()))
    }

    /// Notes what is wrong with the finished call.
    pub(super) fn check(&self, notes: &mut Notes) {
        let index = self.index;
        if self.name().is_none() {
            notes.add("nameless_call", format!("tool call {index} has no name"));
        }
        let Some(arguments) = self.function.as_ref().map(|called| called.payload.as_text()) else {
            return;
        };
        if !arguments.is_empty()
            && let Err(error) = Document::parse(arguments.to_wtf8().into_owned())
        {
            notes.add("arguments_json_error", format!("arguments of tool call {index}: {error}"));
        }
    }

    /// Writes the finished call, without its index.
    pub(super) fn write(&self, json: &mut Builder) {
        json.begin_object();
        json.key("id");
        match &self.id {
            Some(id) => json.text(id.as_text()),
            None => json.null(),
        }
        if let Some(custom) = &self.custom {
            json.key("custom");
            custom.write("input", json);
        }
        if self.function.is_some() || self.custom.is_none() {
            json.key("function");
            self.function.as_ref().unwrap_or(&Called::default()).write("arguments", json);
        }
        json.key("type");
        match (self.kind.json(), &self.function, &self.custom) {
            (Some(kind), ..) => json.raw(kind),
            (None, Some(_), _) => json.str("function"),
            (None, None, Some(_)) => json.str("custom"),
            (None, None, None) => json.null(),
        }
        self.rest.write(json);
        json.end_object();
    }
}

impl Called {
    /// Merges a `function`, a `custom` or a legacy `function_call` object.
    pub(super) fn merge(&mut self, payload_key: &str, value: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in present(value) {
            if key == *payload_key {
                self.merge_payload(value);
            } else if key == *"name" {
                match value.as_text() {
                    Some(name) if name.is_empty() => {}
                    Some(name) => merge_name(self.name.get_or_insert_default(), name),
                    None => notes.unexpected("name of a tool call", value),
                }
            } else {
                self.rest.merge(key, value, Growth::Snapshots, notes);
            }
        }
    }

    /// Strings are pieces of JSON text; anything else is a value that must be written as such.
    fn merge_payload(&mut self, value: Cursor<'_>) {
        match value.as_text() {
            Some(piece) => self.payload.push(piece),
            None => {
                let mut text = Vec::new();
                write(value, Layout::Dense, &mut text);
                self.payload.push_wtf8(&text);
            }
        }
    }

    pub(super) fn write(&self, payload_key: &str, json: &mut Builder) {
        json.begin_object();
        json.key(payload_key);
        json.text(self.payload.as_text());
        json.key("name");
        match &self.name {
            Some(name) => json.text(name.as_text()),
            None => json.null(),
        }
        self.rest.write(json);
        json.end_object();
    }
}

/// The name that an entry of a delta brings, if it is not empty.
pub(super) fn name_of(entry: Cursor<'_>) -> Option<Text<'_>> {
    let called = ["function", "custom"].into_iter().filter_map(|key| entry.get(key));
    let mut names = called.filter_map(|called| called.get("name")?.as_text());
    names.find(|name| !name.is_empty())
}

/// The id that an entry of a delta brings, if it is not empty.
pub(super) fn id_of(entry: Cursor<'_>) -> Option<Text<'_>> {
    let id = entry.get("id").filter(|id| id.kind() == Kind::String)?;
    id.as_text().filter(|id| !id.is_empty())
}
