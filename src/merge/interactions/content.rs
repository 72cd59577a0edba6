//! One content of an interaction's outputs, or of a step.

use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::parts::block::Block;
use crate::merge::parts::json_text::JsonText;
use crate::merge::parts::notes::Notes;

/// A content so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    block: Block,
    /// The JSON of a call's arguments if it arrived in pieces.
    arguments: JsonText,
}

impl Content {
    /// Begins with this object.
    pub(crate) fn begin(&mut self, object: Cursor<'_>) {
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
                ("thought_summary", "content", _) => self.block.append("summary", value),
                ("text_annotation_delta", "annotations", _) => {
                    value.items().for_each(|item| self.block.append("annotations", item));
                }
                ("arguments_delta", "arguments", Some(piece)) => self.arguments.push(piece),
                (_, key, _) => self.block.set(key, value),
            }
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
