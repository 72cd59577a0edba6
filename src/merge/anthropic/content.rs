//! The content blocks of a message.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::events::{Part, PartKind, Watcher, is_call};
use crate::merge::parts::block::Block;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::partial::Partial;
use crate::merge::parts::repair::{Pieces, Repaired, repaired};

/// The blocks so far. They are sorted by message and index; gaps are not filled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    strict: bool,
    blocks: Vec<Growing>,
    /// The places of the current message's blocks, by index: usually one, but servers use an index
    /// again.
    places: BTreeMap<Index, Vec<usize>>,
    /// How many messages have begun again in the stream.
    message: u32,
    /// The blocks of the last event.
    touched: Vec<usize>,
}

/// A block, and the JSON of its input if it arrived in pieces.
#[derive(Clone, Debug)]
struct Growing {
    message: u32,
    index: Index,
    block: Block,
    input: TextBuf,
    pieces: Pieces,
    is_closed: bool,
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
    pub(crate) fn new(strict: bool) -> Self {
        Content { strict, ..Content::default() }
    }

    /// Another event is read.
    pub(crate) fn next_event(&mut self) {
        self.touched.clear();
    }

    /// Ends a block.
    pub(crate) fn stop(&mut self, event: Cursor<'_>) {
        let index = Index::in_object(event).unwrap_or_else(|| self.last_index());
        let Some(place) = self.places.get(&index).and_then(|places| places.last()).copied() else {
            return;
        };
        if let Some(growing) = self.blocks.get_mut(place)
            && !std::mem::replace(&mut growing.is_closed, true)
        {
            self.touched.push(place);
        }
    }

    /// Begins a block.
    pub(crate) fn start(&mut self, event: Cursor<'_>) {
        let index = Index::in_object(event).unwrap_or_else(|| self.next_index());
        let Some(start) = event.get("content_block").filter(|block| block.is_object()) else {
            return;
        };
        self.open(index, start);
    }

    /// Begins the block at `index` of a message that was not streamed.
    pub(crate) fn begin(&mut self, index: i64, block: Cursor<'_>) {
        if block.is_object() {
            self.open(Index::Small(index), block);
        }
    }

    /// The following blocks are those of another message.
    pub(crate) fn begin_message(&mut self) {
        self.message += 1;
        self.places.clear();
    }

    /// Begins a block, unless the latest one with this index has the same type and id.
    fn open(&mut self, index: Index, start: Cursor<'_>) {
        let latest = self.places.get(&index).and_then(|places| places.last());
        let same = latest.and_then(|place| self.blocks.get_mut(*place));
        match same.filter(|latest| !latest.block.differs(start)) {
            Some(known) => {
                known.block.begin_again(start);
                self.touched.extend(latest);
            }
            None => {
                let mut block = Block::default();
                block.begin(start);
                self.add(index, block);
            }
        }
    }

    fn add(&mut self, index: Index, block: Block) -> usize {
        let place = self.blocks.len();
        self.places.entry(index.clone()).or_default().push(place);
        self.touched.push(place);
        let (message, input, pieces) = (self.message, TextBuf::new(), Pieces::default());
        self.blocks.push(Growing { message, index, block, input, pieces, is_closed: false });
        place
    }

    /// The latest block with this index that takes deltas of this type.
    fn taking(&self, index: &Index, kind: &str) -> Option<usize> {
        let mut places = self.places.get(index)?.iter().rev().copied();
        places.find(|place| self.blocks.get(*place).is_some_and(|block| block.takes(kind)))
    }

    /// Merges a delta into its block.
    ///
    /// # Errors
    ///
    /// In strict mode, [`Error::Merge`] for a delta that its block does not take.
    pub(crate) fn delta(&mut self, event: Cursor<'_>, notes: &mut Notes) -> Result<()> {
        let Some(delta) = event.get("delta").filter(|delta| delta.is_object()) else {
            return Ok(());
        };
        let kind = delta.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        let kind = kind.as_deref().unwrap_or_default();
        let index = Index::in_object(event).unwrap_or_else(|| self.last_index());
        let place = match (self.taking(&index, kind), self.places.contains_key(&index)) {
            (Some(place), _) => place,
            (None, false) => self.add(index, Block::of_kind(kind_for(kind))),
            (None, true) => {
                let what = format!("item {}: a {kind} for a block of another type", notes.item);
                if self.strict {
                    return Err(Error::merge(what));
                }
                notes.add("unexpected_delta", format!("{what}: it begins a block of its own"));
                self.add(index, Block::of_kind(kind_for(kind)))
            }
        };
        if let Some(growing) = self.blocks.get_mut(place) {
            growing.merge(kind, delta);
            self.touched.push(place);
        }
        Ok(())
    }

    /// The only text of a delta, with the place of the block that it extends and how, if the delta
    /// does nothing else.
    pub(crate) fn piece<'a>(&self, event: Cursor<'a>) -> Option<(u32, Piece, Cursor<'a>)> {
        let delta = event.get("delta")?;
        let kind = delta.get("type")?.as_text()?.to_str();
        let piece = Piece::of(&kind)?;
        let place = self.taking(&Index::in_object(event)?, &kind)?;
        let text = delta.get(piece.key()).filter(|text| text.as_text().is_some())?;
        Some((u32::try_from(place).ok()?, piece, text))
    }

    /// Appends such a piece.
    pub(crate) fn go_on(&mut self, place: u32, piece: Piece, text: Text<'_>) -> Option<()> {
        let growing = self.blocks.get_mut(place as usize)?;
        growing.grow(piece, text);
        Some(())
    }

    fn next_index(&self) -> Index {
        let last = self.places.last_key_value().map(|(index, _)| index.saturated());
        Index::Small(last.map_or(0, |last| last.saturating_add(1)))
    }

    fn last_index(&self) -> Index {
        self.places.last_key_value().map_or_else(Index::default, |(index, _)| index.clone())
    }

    /// Refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] for an input that is not JSON but has one reading that is.
    pub(crate) fn check_end(&self) -> Result<()> {
        match self.blocks.iter().find_map(Growing::repaired) {
            None => Ok(()),
            Some(repaired) => Err(Error::merge(format!("the input of a tool: {}", repaired.how))),
        }
    }

    /// Reports the blocks of the last event.
    pub(crate) fn report(&self, watcher: &mut Watcher) {
        for place in &self.touched {
            if let Some(part) = self.blocks.get(*place).and_then(|it| it.part(*place, self.strict))
            {
                watcher.part(part);
            }
        }
    }

    /// Writes the list.
    pub(crate) fn write(&self, json: &mut Builder, notes: &mut Notes) {
        let mut blocks: Vec<_> = self.blocks.iter().collect();
        blocks.sort_by(|one, two| (one.message, &one.index).cmp(&(two.message, &two.index)));
        json.begin_array();
        blocks.into_iter().for_each(|growing| growing.write(self.strict, json, notes));
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
    /// What is known of the block, if it has a text, reasoning or a tool call.
    fn part(&self, place: usize, strict: bool) -> Option<Part<'_>> {
        let kind = self.block.kind()?.to_str();
        let (kind, text) = match &*kind {
            "text" => (PartKind::Content, self.block.text("text")?),
            "thinking" => (PartKind::Reasoning, self.block.text("thinking")?),
            kind if is_call(kind) => (PartKind::ToolCall, self.input.as_text()),
            _ => return None,
        };
        let is_call = kind == PartKind::ToolCall;
        let index = self.index.saturated();
        let at = [self.message.into(), index, place as i64, 0, 0];
        // Pieces may follow the input with which the block began, until it ends.
        let is_begun = is_call && self.is_closed && text.is_empty();
        let begun = self.block.json("input").filter(|_| is_begun);
        let part = Part::new(kind, 0, text).at(index, at).closed(self.is_closed).value(begun);
        let repaired = || self.repaired().filter(|_| self.is_closed && is_call && !strict);
        Some(
            part.called(self.block.text("id"), self.block.text("name")).instead(
                if self.is_closed { repaired().map(|repaired| repaired.json) } else { None },
            ),
        )
    }

    /// The only reading of an input that is not JSON.
    fn repaired(&self) -> Option<Repaired> {
        let text = self.input.as_text();
        if text.is_empty() || matches!(Partial::of(&text.to_str()), Partial::Whole(_)) {
            return None;
        }
        repaired(text, self.pieces)
    }

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
            let value = member(piece.key());
            // Some servers send an object with the text.
            let text =
                value.and_then(|value| value.as_text().or_else(|| value.get("text")?.as_text()));
            if let Some(text) = text {
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
            Piece::Input => {
                self.pieces.note(&self.input, text);
                self.input.push(text);
            }
            Piece::Text | Piece::Thinking => self.block.grow(piece.key(), text),
        }
    }

    fn write(&self, strict: bool, json: &mut Builder, notes: &mut Notes) {
        let input = self.input.as_text();
        if input.is_empty() {
            return self.block.write(None, json);
        }
        let mut text = input.to_str();
        if let Some(repaired) = self.repaired().filter(|_| !strict) {
            notes.add("arguments_repaired", format!("the input of a tool: {}", repaired.how));
            text = String::from_utf8_lossy(&repaired.json).into_owned().into();
        }
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
