//! The content blocks of a message.

use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{Part, PartKind, Watcher, is_call};
use crate::merge::parts::block::Block;
use crate::merge::parts::index::Index;
use crate::merge::parts::indexed::Indexed;
use crate::merge::parts::json_text::JsonText;
use crate::merge::parts::notes::Notes;

/// The blocks so far. They are sorted by message and index; gaps are not filled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    blocks: Indexed<Growing>,
    /// The places of the blocks of the last event.
    touched: Vec<usize>,
}

/// A block, and the JSON of its input if it arrived in pieces.
#[derive(Clone, Debug)]
struct Growing {
    block: Block,
    input: JsonText,
    is_closed: bool,
    /// Whether it began with a delta of a type that blocks of other types do not take.
    is_made_up: bool,
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

    /// The type of a delta that does not say it.
    fn in_delta(delta: Cursor<'_>) -> Option<&'static str> {
        let has = |piece: &Piece| delta.get(piece.key()).is_some();
        Some(match Piece::ALL.into_iter().find(has)? {
            Piece::Text => "text_delta",
            Piece::Thinking => "thinking_delta",
            Piece::Input => "input_json_delta",
        })
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
    /// Another event is read.
    pub(crate) fn next_event(&mut self) {
        self.touched.clear();
    }

    /// Ends a block.
    pub(crate) fn stop(&mut self, event: Cursor<'_>) {
        let index = Index::in_object(event).unwrap_or_else(|| self.blocks.latest());
        let Some(place) = self.blocks.place(&index) else { return };
        if let Some(growing) = self.blocks.at_mut(place)
            && !std::mem::replace(&mut growing.is_closed, true)
        {
            self.touched.push(place);
        }
    }

    /// Begins a block.
    pub(crate) fn start(&mut self, event: Cursor<'_>) {
        let index = Index::in_object(event).unwrap_or_else(|| self.blocks.next());
        event.get("content_block").into_iter().for_each(|block| self.begin(index.clone(), block));
    }

    /// Begins a block, unless the latest one with this index has the same type and id.
    pub(crate) fn begin(&mut self, index: Index, start: Cursor<'_>) {
        if !start.is_object() {
            return;
        }
        let place = self.blocks.place(&index);
        let latest = place.and_then(|place| self.blocks.at_mut(place));
        match latest.filter(|latest| !latest.block.differs(start)) {
            Some(latest) => {
                latest.block.begin_again(start);
                self.touched.extend(place);
            }
            None => {
                let mut block = Block::default();
                block.begin(start);
                self.add(index, block, false);
            }
        }
    }

    /// The following blocks are those of another message.
    pub(crate) fn begin_message(&mut self) {
        self.blocks.begin_message();
    }

    fn add(&mut self, index: Index, block: Block, is_made_up: bool) -> usize {
        let growing = Growing { block, input: JsonText::default(), is_closed: false, is_made_up };
        let place = self.blocks.open(index, growing);
        self.touched.push(place);
        place
    }

    /// The latest block with this index that takes deltas of this type.
    fn taking(&self, index: &Index, kind: &str) -> Option<usize> {
        self.blocks.place_of(index, |block| block.takes(kind))
    }

    /// Merges a delta into its block.
    ///
    /// # Errors
    ///
    /// In strict mode, [`Error::Merge`] for a delta that its block does not take.
    pub(crate) fn delta(
        &mut self,
        event: Cursor<'_>,
        strict: bool,
        notes: &mut Notes,
    ) -> Result<()> {
        let Some(delta) = event.get("delta").filter(|delta| delta.is_object()) else {
            return Ok(());
        };
        let kind = delta.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        let kind = kind.as_deref().or_else(|| Piece::in_delta(delta)).unwrap_or_default();
        let kind = whole_name(kind);
        let index = Index::in_object(event).unwrap_or_else(|| self.blocks.latest());
        let place = match (self.taking(&index, kind), self.blocks.place(&index).is_some()) {
            (Some(place), _) => place,
            (None, false) => self.add(index, Block::of_kind(kind_for(kind)), true),
            (None, true) => {
                let what = format!("item {}: a {kind} for a block of another type", notes.item);
                if strict {
                    return Err(Error::merge(what));
                }
                notes.add("unexpected_delta", format!("{what}: it begins a block of its own"));
                self.add(index, Block::of_kind(kind_for(kind)), true)
            }
        };
        if let Some(growing) = self.blocks.at_mut(place) {
            growing.merge(kind, delta);
            self.touched.push(place);
        }
        Ok(())
    }

    /// The only text of a delta, with the place of the block that it extends and how, if the delta
    /// does nothing else.
    pub(crate) fn piece<'a>(&self, event: Cursor<'a>) -> Option<(usize, Piece, Cursor<'a>)> {
        let delta = event.get("delta")?;
        let kind = delta.get("type")?.as_text()?.to_str();
        let piece = Piece::of(&kind)?;
        let place = self.taking(&Index::in_object(event)?, &kind)?;
        let text = delta.get(piece.key()).filter(|text| text.as_text().is_some())?;
        Some((place, piece, text))
    }

    /// Appends such a piece.
    pub(crate) fn go_on(&mut self, place: usize, piece: Piece, text: Text<'_>) -> Option<()> {
        self.blocks.at_mut(place)?.grow(piece, text);
        Some(())
    }

    /// Refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`JsonText::check`].
    pub(crate) fn check_end(&self) -> Result<()> {
        self.blocks.in_order().iter().try_for_each(|growing| growing.input.check(INPUT))
    }

    /// Reports the blocks of the last event.
    pub(crate) fn report(&self, strict: bool, watcher: &mut Watcher) {
        for place in &self.touched {
            let Some((message, index)) = self.blocks.address(*place) else { continue };
            let index = index.saturated();
            if let Some(part) = self.blocks.at(*place).and_then(|it| it.part(strict)) {
                watcher.part(part.at(index, [message.into(), index, *place as i64, 0, 0]));
            }
        }
    }

    /// Writes the list.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder, notes: &mut Notes) {
        json.begin_array();
        self.blocks.in_order().iter().for_each(|growing| growing.write(strict, json, notes));
        json.end_array();
    }
}

const INPUT: &str = "the input of a tool";

/// The type of a delta that some servers give without its end.
fn whole_name(kind: &str) -> &str {
    match kind {
        "text" => "text_delta",
        "thinking" => "thinking_delta",
        "signature" => "signature_delta",
        "input_json" => "input_json_delta",
        "citations" => "citations_delta",
        other => other,
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
    /// What is known of the block, if it has a text, reasoning or a tool call.
    fn part(&self, strict: bool) -> Option<Part<'_>> {
        let kind = self.block.kind()?.to_str();
        let (kind, text) = match &*kind {
            "text" => (PartKind::Content, self.block.text("text")?),
            "thinking" => (PartKind::Reasoning, self.block.text("thinking")?),
            kind if is_call(kind) => (PartKind::ToolCall, self.input.as_text()),
            _ => return None,
        };
        let is_call = kind == PartKind::ToolCall;
        // Pieces may follow the input with which the block began, until it ends.
        let is_begun = is_call && self.is_closed && text.is_empty();
        let begun = self.block.json("input").filter(|_| is_begun);
        let part = Part::new(kind, 0, text).closed(self.is_closed).value(begun);
        let instead = if self.is_closed { self.input.instead(strict) } else { None };
        Some(part.called(self.block.text("id"), self.block.text("name")).instead(instead))
    }

    /// Whether deltas of this type are for blocks like this one. Blocks of unknown types accept
    /// any, unless a delta made them up.
    fn takes(&self, delta: &str) -> bool {
        let kind = self.block.kind().map(|kind| kind.to_str());
        match kind.as_deref() {
            Some("text") => matches!(delta, "text_delta" | "citations_delta"),
            Some("thinking") => matches!(delta, "thinking_delta" | "signature_delta"),
            Some("redacted_thinking") => false,
            Some(kind) if kind.ends_with("tool_use") => delta == "input_json_delta",
            Some(kind) if self.is_made_up => kind == kind_for(delta),
            _ => true,
        }
    }

    fn merge(&mut self, kind: &str, delta: Cursor<'_>) {
        let member = |key| delta.get(key).and_then(Cursor::non_null);
        if let Some(piece) = Piece::of(kind) {
            // Some servers have one key for all texts.
            let value = member(piece.key()).or_else(|| member("text"));
            // Some send an object with the text, and the input as a value.
            let text =
                value.and_then(|value| value.as_text().or_else(|| value.get("text")?.as_text()));
            match (text, value) {
                (Some(text), _) => self.grow(piece, text),
                (None, Some(value)) if piece == Piece::Input => self.input.push_value(value),
                _ => {}
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

    fn write(&self, strict: bool, json: &mut Builder, notes: &mut Notes) {
        if self.input.is_empty() {
            return self.block.write(None, json);
        }
        let input = self.input.value(strict, ("input_cut", "input_broken"), INPUT, notes);
        self.block.write(Some(("input", &input)), json);
    }
}
