//! One tool call and what a delta's entry adds to it (contract, section 4.4 to 4.6).

use super::chunk::present;
use super::json_progress::JsonProgress;
use super::name::merge_name;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::events::{Part, PartKind};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::identity::{Identity, same};
use crate::merge::parts::index::Index;
use crate::merge::parts::json_text::{JsonText, dense};
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
    pub(crate) payload: JsonText,
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
                (b"id", Some(id)) => self.set_id(id),
                (b"type", Some(kind)) => self.kind.set_last(kind),
                (b"function", _) if value.is_object() => {
                    self.set_inner_id(value);
                    let function = self.function.get_or_insert_default();
                    function.merge("arguments", value, &Path::to("tool_calls.function"), notes);
                }
                (b"custom", _) if value.is_object() => {
                    self.set_inner_id(value);
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

    /// A later id is ignored: some servers generate one per fragment.
    fn set_id(&mut self, id: Text<'_>) {
        if self.id.get().is_none() && is_id(id) {
            self.id.set_first(id);
        }
    }

    /// Some servers have the id in the function.
    fn set_inner_id(&mut self, called: Cursor<'_>) {
        if let Some(id) = called.get("id").and_then(Cursor::as_text) {
            self.set_id(id);
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

    /// What is known of the call, which arrived at this place.
    pub(crate) fn part(&self, choice: i64, place: i64) -> Part<'_> {
        let called = self.function.as_ref().or(self.custom.as_deref());
        let text = called.map_or(Text::new(b"", false), |called| called.payload.as_text());
        let index = self.index.saturated();
        let part = Part::new(PartKind::ToolCall, choice, text).at(index, [0, index, place, 0, 0]);
        part.called(self.id.get(), self.name()).json(self.custom.is_none())
    }

    /// Whether the arguments so far are one whole JSON value.
    pub(crate) fn is_whole(&mut self) -> bool {
        let called = self.function.as_mut().or(self.custom.as_deref_mut());
        called.is_some_and(|called| called.progress.is_whole(called.payload.as_text()))
    }

    /// Whether the arguments so far are one whole object or list.
    pub(crate) fn is_whole_container(&mut self) -> bool {
        let called = self.function.as_ref().or(self.custom.as_deref());
        called.is_some_and(|called| begins_container(called.payload.as_text())) && self.is_whole()
    }

    /// Whether an entry for this call, which has no id, begins another one: this one's arguments
    /// are whole, and the entry has its own, with a name.
    pub(crate) fn ends_before(&mut self, entry: Cursor<'_>) -> bool {
        let Some(arguments) = arguments_of(entry).filter(|text| !text.as_text().is_empty()) else {
            return false;
        };
        let called = self.function.as_ref().or(self.custom.as_deref());
        let is_other = called.is_some_and(|called| {
            let known = called.payload.as_text();
            !is_empty_object(known) && !same(known, arguments.as_text())
        });
        is_other && name_of(entry).is_some() && self.is_whole_container()
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`JsonText::check`].
    pub(crate) fn check_end(&self) -> Result<()> {
        self.function.as_ref().map_or(Ok(()), |it| it.payload.check(&self.arguments()))
    }

    /// What its arguments are called in messages.
    fn arguments(&self) -> String {
        format!("arguments of tool call {}", self.index.saturated())
    }

    /// Notes what is wrong with the finished call.
    pub(crate) fn check(&self, strict: bool, notes: &mut Notes) {
        if self.name().is_none() {
            let detail = format!("tool call {} has no name", self.index.saturated());
            notes.add("nameless_call", detail);
        }
        if let Some(function) = &self.function {
            function.payload.note(strict, &self.arguments(), notes);
        }
    }

    /// Writes the finished call, without its index. In strict mode nothing is repaired.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder) {
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
            self.custom.as_deref().unwrap_or(&Called::default()).write("input", true, json);
        }
        if self.function.is_some() || (!is_custom && self.custom.is_none()) {
            json.key("function");
            self.function.as_ref().unwrap_or(&Called::default()).write("arguments", strict, json);
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
                self.payload.push_value(value);
            } else if key == *"name" {
                match value.as_text() {
                    Some(name) => merge_name(&mut self.name, name),
                    None => notes.unexpected(&path.then(b"name").to_string(), value),
                }
            } else if !(key == *"id" && path.key() != b"function_call") {
                self.rest.merge(key, value, Rule::Set, path, notes);
            }
        }
    }

    /// What is known of a legacy call.
    pub(crate) fn part(&self, choice: i64) -> Part<'_> {
        let part = Part::new(PartKind::ToolCall, choice, self.payload.as_text());
        part.called(None, Some(self.name.as_text()))
    }

    /// Writes it; a missing payload is written as empty and a missing name as null.
    pub(crate) fn write(&self, payload_key: &str, strict: bool, json: &mut Builder) {
        json.begin_object();
        json.key(payload_key);
        self.payload.write(strict, json);
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
    let mut names = called_in(entry).filter_map(|called| called.get("name")?.as_text());
    names.find(|name| !name.is_empty())
}

/// Whether a text is an id. Some servers write null as a text.
fn is_id(id: Text<'_>) -> bool {
    !id.is_empty() && !(id == *"null")
}

/// The id in an entry of a delta, if it has one.
pub(crate) fn id_of(entry: Cursor<'_>) -> Option<Text<'_>> {
    let inner = || called_in(entry).find_map(|called| called.get("id")?.as_text());
    let own = entry.get("id").and_then(Cursor::as_text).filter(|id| is_id(*id));
    own.or_else(inner).filter(|id| is_id(*id))
}

fn called_in(entry: Cursor<'_>) -> impl Iterator<Item = Cursor<'_>> {
    ["function", "custom"].into_iter().filter_map(move |key| entry.get(key))
}

/// The arguments in an entry of a delta, as text.
fn arguments_of(entry: Cursor<'_>) -> Option<TextBuf> {
    let value = called_in(entry).find_map(|it| it.get("arguments").or_else(|| it.get("input")))?;
    match value.as_text() {
        Some(text) => Some(text.into()),
        None => value.non_null().map(dense),
    }
}

/// Whether the arguments in an entry begin an object or a list.
pub(crate) fn begins_arguments(entry: Cursor<'_>) -> bool {
    arguments_of(entry).is_some_and(|text| begins_container(text.as_text()))
}

fn begins_container(text: Text<'_>) -> bool {
    text.start(64).to_str().trim_ascii_start().starts_with(['{', '['])
}

fn is_empty_object(text: Text<'_>) -> bool {
    let text = text.start(64).to_str();
    let inside = text.trim_ascii().strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    inside.is_some_and(|inside| inside.trim_ascii().is_empty())
}
