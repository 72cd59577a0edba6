//! The parts of one candidate's content: pieces of a text, or of a function call, become one part
//! again; all others are appended as they are.

use std::collections::HashMap;

use super::call::{Call, Piece};
use super::part::{Part, TextPiece, Whole};
use crate::json::{self, Builder, Cursor};
use crate::merge::events::Watcher;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::spelling::Spelling;

/// The parts so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    parts: Vec<Part>,
    /// The position of the latest function call that arrived in pieces.
    streamed: Option<usize>,
    /// The positions of calls that arrived in pieces, by id.
    by_id: HashMap<Box<[u8]>, usize>,
    /// The parts of the last chunk.
    touched: Vec<usize>,
}

impl Parts {
    /// The parts of another chunk are read.
    pub(crate) fn next_chunk(&mut self) {
        self.touched.clear();
    }

    /// Reports the parts of the last chunk; a text ends where another part begins.
    pub(crate) fn report(&self, choice: i64, watcher: &mut Watcher) {
        let first = self.touched.first().and_then(|first| first.checked_sub(1));
        for place in first.into_iter().chain(self.touched.iter().copied()) {
            let index = place as i64;
            let part = match self.parts.get(place) {
                Some(Part::Text(text)) => text.part(choice).closed(place + 1 < self.parts.len()),
                Some(Part::Call(call)) if first != Some(place) => {
                    call.report(choice, index, watcher);
                    continue;
                }
                _ => continue,
            };
            watcher.part(part.at(index, [0, index, 0, 0, 0]));
        }
    }

    /// Merges the next part of a chunk.
    pub(crate) fn push(&mut self, part: Cursor<'_>, spelling: &mut Spelling, notes: &mut Notes) {
        if !part.is_object() {
            return notes.unexpected("an entry of parts", part);
        }
        if let Some(text) = TextPiece::of(part, spelling) {
            self.push_text(text);
        } else if let Some(piece) = Piece::of(part) {
            self.push_call(piece, spelling, notes);
        } else {
            self.touched.push(self.parts.len());
            self.parts.push(Part::Whole(Whole::of(part)));
        }
    }

    fn push_text(&mut self, text: TextPiece<'_>) {
        match self.parts.last_mut() {
            Some(Part::Text(known)) if known.goes_on_with(text) => known.append(text),
            _ => self.parts.push(Part::Text(text.into())),
        }
        self.touched.push(self.parts.len() - 1);
    }

    /// Continues the text that is the last part with a piece that has the same members as its last
    /// one.
    pub(crate) fn go_on(&mut self, text: json::Text<'_>) -> Option<()> {
        match self.parts.last_mut()? {
            Part::Text(known) => known.go_on(text),
            _ => None,
        }
    }

    fn push_call(&mut self, piece: Piece<'_>, spelling: &mut Spelling, notes: &mut Notes) {
        // A piece follows its id where it has one: several calls may be streamed at a time.
        let by_id = piece.id().and_then(|id| self.by_id.get(&*id.to_wtf8()).copied());
        let candidates = [by_id, self.streamed].into_iter().flatten();
        for place in candidates {
            if let Some(Part::Call(call)) = self.parts.get_mut(place)
                && call.goes_on_with(piece)
            {
                self.touched.push(place);
                return call.merge(piece, spelling, notes);
            }
        }
        self.streamed = piece.is_streamed().then_some(self.parts.len());
        if let Some(id) = piece.id().filter(|_| piece.is_streamed()) {
            self.by_id.insert(id.to_wtf8().into(), self.parts.len());
        }
        let mut call = Call::new(piece.is_streamed());
        call.merge(piece, spelling, notes);
        self.touched.push(self.parts.len());
        self.parts.push(Part::Call(Box::new(call)));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Notes what is wrong with the finished parts.
    pub(crate) fn check(&self, notes: &mut Notes) {
        let is_cut = |part: &Part| matches!(part, Part::Call(call) if call.is_open());
        if self.parts.iter().any(is_cut) {
            notes.add("call_not_ended", "the arguments of a function call stop before their end");
        }
    }

    /// Writes the list.
    pub(crate) fn write(&self, spelling: &Spelling, json: &mut Builder) {
        json.begin_array();
        self.parts.iter().for_each(|part| part.write(spelling, json));
        json.end_array();
    }
}
