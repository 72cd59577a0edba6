//! One content block of a message. Which member a block has says what it is.

use crate::error::Result;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::events::{Part, PartKind};
use crate::merge::parts::block::Block;
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::json_text::JsonText;
use crate::merge::parts::lists::{Distinct, Last};
use crate::merge::parts::notes::{Notes, Path};

const INPUT: &str = "the input of a tool";

/// A content block so far.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A text, which has citations if any arrived.
    Text {
        text: TextBuf,
        citations: Distinct,
    },
    Reasoning {
        text: TextBuf,
        signature: Last,
        redacted: TextBuf,
        others: Members,
    },
    ToolUse {
        own: Block,
        input: JsonText,
    },
    ToolResult {
        own: Block,
        results: Results,
    },
    /// An image, or a block that is not known here: the name of its member, and what is in it.
    Other {
        name: Box<[u8]>,
        members: Members,
        value: Last,
    },
}

/// The parts of a tool's result; texts that follow each other are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Results {
    parts: Vec<(TextBuf, Option<Vec<u8>>)>,
}

/// What a piece of text continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text,
    Reasoning,
    Input,
}

impl Piece {
    pub(crate) const ALL: [Piece; 3] = [Piece::Text, Piece::Reasoning, Piece::Input];
}

impl Content {
    /// The block for a member of a start or a delta.
    pub(crate) fn of(name: Text<'_>) -> Self {
        match &*name.to_str() {
            "text" | "citation" => {
                Content::Text { text: TextBuf::new(), citations: Distinct::default() }
            }
            "reasoningContent" => Content::Reasoning {
                text: TextBuf::new(),
                signature: Last::default(),
                redacted: TextBuf::new(),
                others: Members::default(),
            },
            "toolUse" => Content::ToolUse { own: Block::default(), input: JsonText::default() },
            "toolResult" => {
                Content::ToolResult { own: Block::default(), results: Results::default() }
            }
            _ => Content::Other {
                name: name.to_wtf8().into(),
                members: Members::default(),
                value: Last::default(),
            },
        }
    }

    /// Whether a delta with this member continues this block.
    pub(crate) fn takes(&self, name: Text<'_>) -> bool {
        match self {
            Content::Text { .. } => name == *"text" || name == *"citation",
            Content::Reasoning { .. } => name == *"reasoningContent",
            Content::ToolUse { .. } => name == *"toolUse",
            Content::ToolResult { .. } => name == *"toolResult",
            Content::Other { name: own, .. } => *name.to_wtf8() == **own,
        }
    }

    /// Whether a start with this member begins this block again, rather than another one.
    pub(crate) fn is_begun_by(&self, name: Text<'_>, start: Cursor<'_>) -> bool {
        let id = start.get("toolUseId").and_then(Cursor::as_text);
        let known = match self {
            Content::ToolUse { own, .. } | Content::ToolResult { own, .. } => own.text("toolUseId"),
            _ => None,
        };
        self.takes(name) && (id.is_none() || known.is_none() || id == known)
    }

    /// Merges the member of a start.
    pub(crate) fn start(&mut self, start: Cursor<'_>, notes: &mut Notes) {
        match self {
            Content::ToolUse { own, .. } | Content::ToolResult { own, .. } => own.begin(start),
            _ => self.merge(start, notes),
        }
    }

    /// Merges the member of a delta.
    pub(crate) fn merge(&mut self, delta: Cursor<'_>, notes: &mut Notes) {
        let set = |own: &mut Block, without: &str| {
            for (key, value) in delta.members().filter(|(_, value)| !value.is_null()) {
                if !(key == *without) {
                    own.set(&key.to_str(), value);
                }
            }
        };
        let text_of = |key| delta.get(key).and_then(Cursor::as_text);
        match self {
            Content::Text { text, citations } => match delta.as_text() {
                Some(piece) => text.push(piece),
                None if delta.is_object() => match (text_of("text"), delta.members().count()) {
                    (Some(piece), 1) => text.push(piece),
                    _ => citations.extend_or_push(delta),
                },
                None => notes.unexpected("text", delta),
            },
            Content::Reasoning { text, signature, redacted, others } => {
                for (key, value) in delta.members().filter(|(_, value)| !value.is_null()) {
                    match (&*key.to_str(), value.as_text()) {
                        ("text", Some(piece)) => text.push(piece),
                        ("redactedContent", Some(piece)) => redacted.push(piece),
                        ("signature", Some(piece)) if piece.is_empty() => {}
                        ("signature", _) => signature.replace(value),
                        _ => others.set(key, value),
                    }
                }
            }
            Content::ToolUse { own, input } => {
                match (text_of("input"), delta.get("input").and_then(Cursor::non_null)) {
                    (Some(piece), _) => input.push(piece),
                    // A gateway may send the value itself.
                    (None, Some(whole)) => own.set("input", whole),
                    (None, None) => {}
                }
                set(own, "input");
            }
            Content::ToolResult { own, results } => {
                delta.items().for_each(|part| results.push(part));
                set(own, "content");
            }
            Content::Other { members, value, .. } => {
                if !delta.is_object() {
                    value.replace(delta);
                }
                for (key, member) in delta.members().filter(|(_, member)| !member.is_null()) {
                    members.merge(key, member, Rule::Whole, &Path::TOP, notes);
                }
            }
        }
    }

    /// Appends a piece of text, if the block is of its kind.
    pub(crate) fn grow(&mut self, piece: Piece, text: Text<'_>) -> Option<()> {
        match (self, piece) {
            (Content::Text { text: own, .. }, Piece::Text)
            | (Content::Reasoning { text: own, .. }, Piece::Reasoning) => own.push(text),
            (Content::ToolUse { input, .. }, Piece::Input) => input.push(text),
            _ => return None,
        }
        Some(())
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`JsonText::check`].
    pub(crate) fn check_end(&self) -> Result<()> {
        match self {
            Content::ToolUse { input, .. } => input.check(INPUT),
            _ => Ok(()),
        }
    }

    /// What is known of the block, if it has a text, reasoning or a tool call.
    pub(crate) fn part(&self, is_closed: bool, strict: bool) -> Option<Part<'_>> {
        match self {
            Content::Text { text, .. } => Some(Part::new(PartKind::Content, 0, text.as_text())),
            Content::Reasoning { text, .. } => {
                Some(Part::new(PartKind::Reasoning, 0, text.as_text()))
            }
            Content::ToolUse { own, input } => {
                let text = input.as_text();
                let is_begun = is_closed && text.is_empty();
                let begun = own.json("input").or(Some(b"{}")).filter(|_| is_begun);
                let instead = if is_closed { input.instead(strict) } else { None };
                let part = Part::new(PartKind::ToolCall, 0, text).value(begun).instead(instead);
                Some(part.called(own.text("toolUseId"), own.text("name")))
            }
            Content::ToolResult { .. } | Content::Other { .. } => None,
        }
    }

    /// Writes the block as it is in a whole response.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder, notes: &mut Notes) {
        json.begin_object();
        match self {
            Content::Text { text, citations, .. } if citations.is_empty() => {
                json.key("text");
                json.text(text.as_text());
            }
            Content::Text { text, citations, .. } => {
                json.key("citationsContent");
                json.begin_object();
                json.key("content");
                json.begin_array();
                json.begin_object();
                json.key("text");
                json.text(text.as_text());
                json.end_object();
                json.end_array();
                citations.write("citations", json);
                json.end_object();
            }
            Content::Reasoning { text, signature, redacted, others } => {
                json.key("reasoningContent");
                json.begin_object();
                let has_redacted = !redacted.as_text().is_empty();
                if !text.as_text().is_empty() || signature.json().is_some() || !has_redacted {
                    json.key("reasoningText");
                    json.begin_object();
                    json.key("text");
                    json.text(text.as_text());
                    signature.write("signature", json);
                    json.end_object();
                }
                if has_redacted {
                    json.key("redactedContent");
                    json.text(redacted.as_text());
                }
                others.write(json);
                json.end_object();
            }
            Content::ToolUse { own, input } => {
                json.key("toolUse");
                let whole = match (input.is_empty(), own.has("input")) {
                    (true, true) => None,
                    (true, false) => Some(b"{}".to_vec()),
                    (false, _) => {
                        let codes = ("input_cut", "input_broken");
                        Some(input.value(strict, codes, INPUT, notes))
                    }
                };
                own.write(whole.as_deref().map(|input| ("input", input)), json);
            }
            Content::ToolResult { own, results } => {
                json.key("toolResult");
                own.write(Some(("content", &results.json())), json);
            }
            Content::Other { name, members, value } => {
                json.key_wtf8(name);
                match value.json() {
                    Some(value) => json.raw(value),
                    None => members.write_object(json),
                }
            }
        }
        json.end_object();
    }
}

impl Results {
    fn push(&mut self, part: Cursor<'_>) {
        let text = part.get("text").and_then(Cursor::as_text);
        match (text.filter(|_| part.members().count() == 1), self.parts.last_mut()) {
            (Some(piece), Some((text, None))) => text.push(piece),
            (Some(piece), _) => self.parts.push((piece.into(), None)),
            (None, _) => self.parts.push((TextBuf::new(), Some(part.raw().into()))),
        }
    }

    fn json(&self) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_array();
        for (text, other) in &self.parts {
            match other {
                Some(other) => json.raw(other),
                None => {
                    json.begin_object();
                    json.key("text");
                    json.text(text.as_text());
                    json.end_object();
                }
            }
        }
        json.end_array();
        json.finish()
    }
}
