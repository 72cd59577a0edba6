//! The content of a message: texts and thoughts, each under an index.

use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::parts::block::Block;
use crate::merge::parts::index::Index;
use crate::merge::parts::indexed::Indexed;

/// The blocks so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    blocks: Indexed<Block>,
    /// The blocks of the last event, and whether it ended them.
    touched: Vec<(usize, bool)>,
}

/// What a piece of text continues: a block of this type, in the member of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text,
    Thinking,
}

impl Piece {
    const ALL: [Piece; 2] = [Piece::Text, Piece::Thinking];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Piece::Text => "text",
            Piece::Thinking => "thinking",
        }
    }
}

impl Content {
    /// Another event is read.
    pub(crate) fn next_event(&mut self) {
        self.touched.clear();
    }

    /// Ends a block.
    pub(crate) fn stop(&mut self, index: Option<Index>) {
        let place = self.blocks.place(&index.unwrap_or_else(|| self.blocks.latest()));
        self.touched.extend(place.map(|place| (place, true)));
    }

    /// Reports the blocks of the last event.
    pub(crate) fn report(&self, watcher: &mut Watcher) {
        for (place, is_closed) in &self.touched {
            let (Some(block), Some((message, index))) =
                (self.blocks.at(*place), self.blocks.address(*place))
            else {
                continue;
            };
            let kind = match block.kind().map(Text::to_str).as_deref() {
                Some("text") => PartKind::Content,
                Some("thinking") => PartKind::Reasoning,
                _ => continue,
            };
            let key = if kind == PartKind::Content { "text" } else { "thinking" };
            let Some(text) = block.text(key) else { continue };
            let index = index.saturated();
            let at = [message.into(), index, *place as i64, 0, 0];
            watcher.part(Part::new(kind, 0, text).at(index, at).closed(*is_closed));
        }
    }

    /// Opens a block; a second one under the same index continues that if both are of one type.
    pub(crate) fn start(&mut self, index: Option<Index>, block: Cursor<'_>) {
        if !block.is_object() {
            return self.delta(index, block);
        }
        let index = index.unwrap_or_else(|| self.blocks.next());
        let kind = block.get("type").and_then(Cursor::as_text);
        let known = self.blocks.place(&index).and_then(|place| self.blocks.at(place));
        if known.is_some_and(|known| kind.is_none_or(|kind| known.kind() == Some(kind))) {
            return self.delta(Some(index), block);
        }
        let mut new = match kind {
            Some(_) => Block::default(),
            None => {
                let piece = Piece::ALL.into_iter().find(|piece| block.get(piece.name()).is_some());
                Block::of_kind(piece.unwrap_or(Piece::Text).name())
            }
        };
        new.begin(block);
        let place = self.blocks.open(index, new);
        self.touched.push((place, false));
    }

    /// Continues the text or the thoughts of a block, which is opened if there is none of the type.
    pub(crate) fn delta(&mut self, index: Option<Index>, delta: Cursor<'_>) {
        let index = index.unwrap_or_else(|| self.blocks.latest());
        if let Some(text) = delta.as_text() {
            return self.grow(&index, Piece::Text, text);
        }
        for (key, value) in delta.members().filter(|(_, value)| !value.is_null()) {
            let key = key.to_str();
            let piece = Piece::ALL.into_iter().find(|piece| *key == *piece.name());
            match (piece, value.as_text()) {
                (Some(piece), Some(text)) => self.grow(&index, piece, text),
                (Some(_), None) => {}
                (None, _) if *key == *"type" => {}
                (None, _) => {
                    let place = self.blocks.place(&index);
                    if let Some(block) = place.and_then(|place| self.blocks.at_mut(place)) {
                        block.set(&key, value);
                    }
                }
            }
        }
    }

    /// The place of the block that a piece of text continues.
    pub(crate) fn place(&self, index: &Index, piece: Piece) -> Option<usize> {
        let place = self.blocks.place(index)?;
        let block = self.blocks.at(place)?;
        block.kind().is_some_and(|kind| kind == *piece.name()).then_some(place)
    }

    /// Appends a piece to the block at such a place.
    pub(crate) fn grow_at(&mut self, place: usize, piece: Piece, text: Text<'_>) -> Option<()> {
        self.blocks.at_mut(place)?.grow(piece.name(), text);
        Some(())
    }

    fn grow(&mut self, index: &Index, piece: Piece, text: Text<'_>) {
        let place = match self.place(index, piece) {
            Some(place) => place,
            // An empty text does not make a block.
            None if text.is_empty() => return,
            None => self.blocks.open(index.clone(), Block::of_kind(piece.name())),
        };
        self.grow_at(place, piece, text);
        self.touched.push((place, false));
    }

    /// The blocks of another message follow.
    pub(crate) fn begin_message(&mut self) {
        self.blocks.begin_message();
    }

    /// Writes the member, if there is content.
    pub(crate) fn write(&self, json: &mut Builder) {
        if !self.blocks.is_empty() {
            json.key("content");
            json.begin_array();
            self.blocks.in_order().iter().for_each(|block| block.write(None, json));
            json.end_array();
        }
    }
}
