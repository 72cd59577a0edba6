//! One content of an interaction's outputs, or of a step.

use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{At, Part, PartKind, Watcher, is_call};
use crate::merge::parts::block::Block;
use crate::merge::parts::json_text::JsonText;
use crate::merge::parts::notes::Notes;

/// A content so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    block: Block,
    /// The JSON of a call's arguments if it arrived in pieces.
    arguments: JsonText,
    /// How many parts of a summary there are.
    summaries: i64,
    is_closed: bool,
}

impl Content {
    /// Begins with this object.
    pub(crate) fn begin(&mut self, object: Cursor<'_>) {
        self.summaries += object.get("summary").map_or(0, |list| list.items().count()) as i64;
        self.block.begin_again(object);
    }

    /// A content for which only a delta arrived.
    pub(crate) fn for_delta(kind: &str) -> Self {
        let kind = match kind {
            "thought_signature" | "thought_summary" => "thought",
            "text_annotation_delta" => "text",
            "arguments_delta" => "function_call",
            other => other,
        };
        Content { block: Block::of_kind(kind), ..Content::default() }
    }

    /// Whether a content that begins like this is another one.
    pub(crate) fn differs(&self, start: Cursor<'_>) -> bool {
        self.block.differs(start)
    }

    /// Whether it is of this type.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.block.kind().is_some_and(|own| own == *kind)
    }

    /// Merges a delta of this type.
    pub(crate) fn merge(&mut self, kind: &str, delta: Cursor<'_>) {
        for (key, value) in delta.members().filter(|(_, value)| !value.is_null()) {
            match (kind, &*key.to_str(), value.as_text()) {
                (_, "type", _) => {}
                ("text", "text", Some(piece)) => self.block.grow("text", piece),
                ("thought_summary", "content", _) => {
                    self.summaries += 1;
                    self.block.append("summary", value);
                }
                ("text_annotation_delta", "annotations", _) => {
                    value.items().for_each(|item| self.block.append("annotations", item));
                }
                ("arguments_delta", "arguments", Some(piece)) => self.arguments.push(piece),
                (_, key, _) => self.block.set(key, value),
            }
        }
    }

    /// Notes its end; returns whether it had not ended before.
    pub(crate) fn close(&mut self) -> bool {
        !std::mem::replace(&mut self.is_closed, true)
    }

    /// Reports its text or call, or what an event adds to its summary. `at` has a place to fill.
    pub(crate) fn report(
        &self,
        event: Cursor<'_>,
        index: i64,
        mut at: At,
        strict: bool,
        watcher: &mut Watcher,
    ) {
        let is_closed = says(event, "stop");
        let text = |key| self.block.text(key);
        match self.block.kind().map(Text::to_str).as_deref() {
            Some("text") => {
                if let Some(text) = text("text") {
                    let part = Part::new(PartKind::Content, 0, text);
                    watcher.part(part.at(index, at).closed(is_closed));
                }
            }
            Some("thought") => {
                let delta = event.get("delta");
                let is_own =
                    |it: &Cursor<'_>| kind_of(*it).is_some_and(|it| it == *"thought_summary");
                let added = delta.filter(is_own).and_then(|delta| delta.get("content"));
                let added = added.and_then(|it| it.as_text().or_else(|| it.get("text")?.as_text()));
                if let Some(added) = added {
                    at[4] = self.summaries;
                    let part = Part::new(PartKind::Reasoning, 0, added);
                    watcher.part(part.at(index, at).closed(true));
                }
            }
            Some(kind) if is_call(kind) => {
                let pieces = self.arguments.as_text();
                let is_begun = is_closed && pieces.is_empty();
                let begun = self.block.json("arguments").filter(|_| is_begun);
                let part = Part::new(PartKind::ToolCall, 0, pieces).at(index, at).value(begun);
                let part = part.called(text("id"), text("name")).closed(is_closed);
                let instead = if is_closed { self.arguments.instead(strict) } else { None };
                watcher.part(part.instead(instead));
            }
            _ => {}
        }
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`JsonText::check`].
    pub(crate) fn check_end(&self) -> Result<()> {
        self.arguments.check(ARGUMENTS)
    }

    /// Appends a piece of its text.
    pub(crate) fn go_on(&mut self, piece: Text<'_>) {
        self.block.grow("text", piece);
    }

    pub(crate) fn write(
        &self,
        other: Option<(&str, &[u8])>,
        strict: bool,
        json: &mut Builder,
        notes: &mut Notes,
    ) {
        if self.arguments.is_empty() {
            return self.block.write(other, json);
        }
        let codes = ("arguments_cut", "arguments_broken");
        let arguments = self.arguments.value(strict, codes, ARGUMENTS, notes);
        self.block.write(Some(("arguments", &arguments)), json);
    }
}

const ARGUMENTS: &str = "the arguments of a call";

/// Whether an event is about something that happens to a content: `content.stop`, `step.start`.
pub(crate) fn says(event: Cursor<'_>, what: &str) -> bool {
    let kind = ["event_type", "type"].iter().find_map(|key| event.get(key)?.as_text());
    kind.is_some_and(|kind| kind.to_str().rsplit_once('.').is_some_and(|(_, it)| it == what))
}

fn kind_of(delta: Cursor<'_>) -> Option<Text<'_>> {
    delta.get("type")?.as_text()
}
