//! The content blocks of a message.

use std::collections::BTreeMap;

use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::parts::block::Block;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::partial::Partial;

/// The blocks so far, by index; gaps are not filled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    blocks: BTreeMap<Index, Growing>,
}

/// A block, and the JSON of its input if it arrived in pieces.
#[derive(Clone, Debug, Default)]
struct Growing {
    block: Block,
    input: TextBuf,
}

/// What a delta extends: its own member, and that of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text,
    Thinking,
    Input,
}

impl Piece {
    pub(crate) const ALL: [Piece; 3] = [Piece::Text, Piece::Thinking, Piece::Input];

    fn of(kind: &str) -> Option<Self> {
        match kind {
            "text_delta" => Some(Piece::Text),
            "thinking_delta" => Some(Piece::Thinking),
            "input_json_delta" => Some(Piece::Input),
            _ => None,
        }
    }

    /// The delta's member.
    fn key(self) -> &'static str {
        match self {
            Piece::Text => "text",
            Piece::Thinking => "thinking",
            Piece::Input => "partial_json",
        }
    }
}

impl Content {
    /// Begins a block.
    pub(crate) fn start(&mut self, event: Cursor<'_>) {
        let index = Index::in_object(event).unwrap_or_else(|| self.next_index());
        let Some(start) = event.get("content_block").filter(|block| block.is_object()) else {
            return;
        };
        self.blocks.entry(index).or_default().block.begin(start);
    }

    /// Begins the block at `index` of a message that was not streamed.
    pub(crate) fn begin(&mut self, index: i64, block: Cursor<'_>) {
        if block.is_object() {
            self.blocks.entry(Index::Small(index)).or_default().block.begin(block);
        }
    }

    /// Merges a delta into its block.
    pub(crate) fn delta(&mut self, event: Cursor<'_>, notes: &mut Notes) {
        let Some(delta) = event.get("delta").filter(|delta| delta.is_object()) else { return };
        let kind = delta.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        let kind = kind.as_deref().unwrap_or_default();
        let index = Index::in_object(event).unwrap_or_else(|| self.last_index());
        let new = || Growing { block: Block::of_kind(kind_for(kind)), input: TextBuf::new() };
        let growing = self.blocks.entry(index).or_insert_with(new);
        if !growing.takes(kind) {
            let what = format!("a {kind} for a block of another type: left out");
            return notes.add("unexpected_delta", what);
        }
        growing.merge(kind, delta);
    }

    /// The only text of a delta, with what it extends, if the delta does nothing else.
    pub(crate) fn piece<'a>(&self, event: Cursor<'a>) -> Option<(u32, Piece, Cursor<'a>)> {
        let delta = event.get("delta")?;
        let kind = delta.get("type")?.as_text()?.to_str();
        let piece = Piece::of(&kind)?;
        let index = Index::in_object(event)?;
        self.blocks.get(&index)?.takes(&kind).then_some(())?;
        let text = delta.get(piece.key()).filter(|text| text.as_text().is_some())?;
        Some((u32::try_from(index.saturated()).ok()?, piece, text))
    }

    /// Appends such a piece.
    pub(crate) fn go_on(&mut self, index: u32, piece: Piece, text: Text<'_>) -> Option<()> {
        let growing = self.blocks.get_mut(&Index::Small(index.into()))?;
        growing.grow(piece, text);
        Some(())
    }

    fn next_index(&self) -> Index {
        let last = self.blocks.last_key_value().map(|(index, _)| index.saturated());
        Index::Small(last.map_or(0, |last| last.saturating_add(1)))
    }

    fn last_index(&self) -> Index {
        self.blocks.last_key_value().map_or_else(Index::default, |(index, _)| index.clone())
    }

    /// Writes the list.
    pub(crate) fn write(&self, json: &mut Builder, notes: &mut Notes) {
        json.begin_array();
        self.blocks.values().for_each(|growing| growing.write(json, notes));
        json.end_array();
    }
}

/// The type of a block for which only a delta of this type arrived.
fn kind_for(delta: &str) -> &str {
    match delta {
        "text_delta" | "citations_delta" => "text",
        "thinking_delta" | "signature_delta" => "thinking",
        "input_json_delta" => "tool_use",
        other => other.strip_suffix("_delta").unwrap_or(other),
    }
}

impl Growing {
    /// Whether deltas of this type are for blocks like this one. Blocks of unknown types accept
    /// any.
    fn takes(&self, delta: &str) -> bool {
        let kind = self.block.kind().map(|kind| kind.to_str());
        match kind.as_deref() {
            Some("text") => matches!(delta, "text_delta" | "citations_delta"),
            Some("thinking") => matches!(delta, "thinking_delta" | "signature_delta"),
            Some("redacted_thinking") => false,
            Some(kind) if kind.ends_with("tool_use") => delta == "input_json_delta",
            _ => true,
        }
    }

    fn merge(&mut self, kind: &str, delta: Cursor<'_>) {
        let member = |key| delta.get(key).and_then(Cursor::non_null);
        if let Some(piece) = Piece::of(kind) {
            if let Some(text) = member(piece.key()).and_then(Cursor::as_text) {
                self.grow(piece, text);
            }
            return;
        }
        match kind {
            "citations_delta" => {
                if let Some(citation) = member("citation") {
                    self.block.append("citations", citation);
                }
            }
            // A signature is set, and so are unknown members.
            _ => {
                for (key, value) in delta.members().filter(|(_, value)| !value.is_null()) {
                    if !(key == *"type") {
                        self.block.set(&key.to_str(), value);
                    }
                }
            }
        }
    }

    fn grow(&mut self, piece: Piece, text: Text<'_>) {
        match piece {
            Piece::Input => self.input.push(text),
            Piece::Text | Piece::Thinking => self.block.grow(piece.key(), text),
        }
    }

    fn write(&self, json: &mut Builder, notes: &mut Notes) {
        let input = self.input.as_text();
        if input.is_empty() {
            return self.block.write(None, json);
        }
        let text = input.to_str();
        let input = match Partial::of(&text) {
            Partial::Whole(input) => input,
            Partial::Cut(input) => {
                notes.add("input_cut", "the input of a tool stops before its end");
                input
            }
            Partial::Broken => {
                notes.add(
                    "input_broken",
                    "the input of a tool is not valid JSON: it is kept as text",
                );
                let mut json = Builder::new();
                json.str(&text);
                json.finish()
            }
        };
        self.block.write(Some(("input", &input)), json);
    }
}
