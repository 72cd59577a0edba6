//! One tool call and what a delta's entry adds to it (contract, section 4.4 to 4.6).

use super::chunk::present;
use super::json_progress::JsonProgress;
use super::name::merge_name;
use crate::json::{Builder, Cursor, Document, Layout, Text, TextBuf, write};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::{Notes, Path};

/// A tool call so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToolCall {
    /// Its own index, or the one assigned to it
    pub(crate) index: Index,
    pub(crate) id: Identity,
    kind: Identity,
    function: Option<Called>,
    custom: Option<Box<Called>>,
    rest: Members,
}

/// What is called, and with what: a function with arguments, or a custom tool with input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Called {
    /// Empty until a name arrives
    name: TextBuf,
    /// `arguments` or `input`
    payload: TextBuf,
    progress: JsonProgress,
    rest: Members,
}

impl ToolCall {
    pub(crate) fn new(index: Index) -> Self {
        ToolCall { index, ..ToolCall::default() }
    }

    /// Merges an entry that was found to belong to this call.
    pub(crate) fn merge(&mut self, entry: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in present(entry) {
            match (&*key.to_wtf8(), value.as_text()) {
                (b"index", _) => {}
                // A later id is ignored: some servers generate one per fragment.
                (b"id", Some(id)) => _ = self.id.get().is_none() && self.id.set_first(id),
                (b"type", Some(kind)) => self.kind.set_last(kind),
                (b"function", _) if value.is_object() => {
                    let function = self.function.get_or_insert_default();
                    function.merge("arguments", value, &Path::to("tool_calls.function"), notes);
                }
                (b"custom", _) if value.is_object() => {
                    let custom = self.custom.get_or_insert_default();
                    custom.merge("input", value, &Path::to("tool_calls.custom"), notes);
                }
                (b"id" | b"type" | b"function" | b"custom", _) => {
                    notes.unexpected(&format!("tool_calls.{}", key.to_str()), value);
                }
                _ => self.rest.merge(key, value, Rule::Set, &Path::to("tool_calls"), notes),
            }
        }
    }

    fn called(&self) -> impl Iterator<Item = &Called> {
        self.function.iter().chain(self.custom.as_deref())
    }

    /// Adds to the arguments, if this is a function that has begun.
    #[inline]
    pub(crate) fn push_arguments(&mut self, piece: Text<'_>) -> Option<()> {
        self.function.as_mut()?.payload.push(piece);
        Some(())
    }

    /// The name of the function or tool, if there is one yet.
    pub(crate) fn name(&self) -> Option<Text<'_>> {
        self.called().map(|called| called.name.as_text()).find(|name| !name.is_empty())
    }

    /// Whether arguments, or an input, have begun to arrive.
    pub(crate) fn has_arguments(&self) -> bool {
        self.called().any(|called| !called.payload.as_text().is_empty())
    }

    /// Whether the arguments so far are one whole JSON value.
    pub(crate) fn is_whole(&mut self) -> bool {
        let called = self.function.as_mut().or(self.custom.as_deref_mut());
        called.is_some_and(|called| called.progress.is_whole(called.payload.as_text()))
    }

    /// Notes what is wrong with the finished call.
    pub(crate) fn check(&self, notes: &mut Notes) {
        let index = self.index.saturated();
        if self.name().is_none() {
            notes.add("nameless_call", format!("tool call {index} has no name"));
        }
        let Some(function) = &self.function else { return };
        let arguments = function.payload.as_text();
        // Some servers send no arguments at all if there are none.
        if !arguments.is_empty()
            && let Err(error) = Document::parse(arguments.to_wtf8().into_owned())
        {
            notes.add("arguments_json_error", format!("arguments of tool call {index}: {error}"));
        }
    }

    /// Writes the finished call, without its index.
    pub(crate) fn write(&self, json: &mut Builder) {
        let kind = self.kind.get();
        let is_custom = kind.is_some_and(|kind| kind == *"custom");
        json.begin_object();
        json.key("id");
        match self.id.get() {
            Some(id) => json.text(id),
            None => json.null(),
        }
        if self.custom.is_some() || (is_custom && self.function.is_none()) {
            json.key("custom");
            self.custom.as_deref().unwrap_or(&Called::default()).write("input", json);
        }
        if self.function.is_some() || (!is_custom && self.custom.is_none()) {
            json.key("function");
            self.function.as_ref().unwrap_or(&Called::default()).write("arguments", json);
        }
        json.key("type");
        match (kind, &self.function, &self.custom) {
            (Some(kind), ..) => json.text(kind),
            (None, Some(_), _) => json.str("function"),
            (None, None, Some(_)) => json.str("custom"),
            (None, None, None) => json.null(),
        }
        self.rest.write(json);
        json.end_object();
    }
}

impl Called {
    /// Merges a `function`, a `custom` or a legacy `function_call` object, to which `path` leads.
    pub(crate) fn merge(
        &mut self,
        payload_key: &str,
        value: Cursor<'_>,
        path: &Path<'_>,
        notes: &mut Notes,
    ) {
        for (key, value) in present(value) {
            if key == *payload_key {
                self.merge_payload(value);
            } else if key == *"name" {
                match value.as_text() {
                    Some(name) => merge_name(&mut self.name, name),
                    None => notes.unexpected(&path.then(b"name").to_string(), value),
                }
            } else {
                self.rest.merge(key, value, Rule::Set, path, notes);
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

    /// Writes it; a missing payload is written as empty and a missing name as null.
    pub(crate) fn write(&self, payload_key: &str, json: &mut Builder) {
        json.begin_object();
        json.key(payload_key);
        json.text(self.payload.as_text());
        json.key("name");
        match self.name.as_text() {
            name if name.is_empty() => json.null(),
            name => json.text(name),
        }
        self.rest.write(json);
        json.end_object();
    }
}

/// The name in an entry of a delta, if it is not empty.
pub(crate) fn name_of(entry: Cursor<'_>) -> Option<Text<'_>> {
    let called = ["function", "custom"].into_iter().filter_map(|key| entry.get(key));
    let mut names = called.filter_map(|called| called.get("name")?.as_text());
    names.find(|name| !name.is_empty())
}

/// The id in an entry of a delta, if it is not empty.
pub(crate) fn id_of(entry: Cursor<'_>) -> Option<Text<'_>> {
    entry.get("id")?.as_text().filter(|id| !id.is_empty())
}
