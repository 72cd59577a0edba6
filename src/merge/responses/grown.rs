//! Assembles a text or list from pieces with stamps, in any order.

use super::event::Growth;
use super::order::Stamp;
use crate::json::{Cursor, Layout, Text, TextBuf, write};
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repair::Pieces as Repeats;

/// A growing text, still escaped, or the growing entries of a list, without brackets.
#[derive(Clone, Debug)]
pub(crate) struct Grown {
    /// The separator between two pieces
    between: &'static [u8],
    /// All pieces as they arrived
    json: Vec<u8>,
    pieces: Vec<Piece>,
    disordered: bool,
    /// The value that replaced all pieces before it
    set: Option<(Stamp, Vec<u8>)>,
    /// When it was last said to be empty, which replaces nothing
    empty: Stamp,
    /// Whether each piece of a text begins with the one before it
    repeats: Repeats,
}

/// The pieces of events between which no other event can have been sent: usually all pieces.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// The stamps of the first and the last one
    first: Stamp,
    last: Stamp,
    start: usize,
    end: usize,
}

impl Grown {
    /// An empty text.
    pub(crate) fn text() -> Self {
        Self::with(b"")
    }

    /// An empty list.
    pub(crate) fn list() -> Self {
        Self::with(b",")
    }

    fn with(between: &'static [u8]) -> Self {
        let (json, pieces) = (Vec::new(), Vec::new());
        Grown {
            between,
            json,
            pieces,
            disordered: false,
            set: None,
            empty: Stamp::START,
            repeats: Repeats::default(),
        }
    }

    /// Adds a piece.
    #[inline]
    pub(crate) fn push(&mut self, stamp: Stamp, json: &[u8]) {
        if self.set.as_ref().is_some_and(|(set, _)| *set > stamp) {
            return;
        }
        self.repeats.note(&self.json, json);
        match self.pieces.last_mut() {
            Some(piece) if stamp.is_right_after(piece.last) => {
                if !self.json.is_empty() && !json.is_empty() {
                    self.json.extend_from_slice(self.between);
                }
                self.json.extend_from_slice(json);
                (piece.last, piece.end) = (stamp, self.json.len());
            }
            last => {
                if last.is_some_and(|last| last.last > stamp) {
                    self.disordered = true;
                    self.repeats.mix();
                }
                let start = self.json.len();
                self.json.extend_from_slice(json);
                self.pieces.push(Piece { first: stamp, last: stamp, start, end: self.json.len() });
            }
        }
    }

    /// Replaces all pieces before it with `json`, unless that is empty.
    pub(crate) fn set(&mut self, stamp: Stamp, json: &[u8]) {
        if json.is_empty() {
            self.empty = self.empty.max(stamp);
            return;
        }
        if self.set.as_ref().is_some_and(|(set, _)| *set > stamp) {
            return;
        }
        self.set = Some((stamp, json.to_vec()));
        if self.pieces.iter().all(|piece| piece.last < stamp) {
            self.json.clear();
            self.pieces.clear();
            self.repeats = Repeats::default();
        }
    }

    /// How the pieces of which a text consists repeat each other; `None` for another text.
    pub(crate) fn repeats_in(&self, text: &[u8]) -> Option<Repeats> {
        (self.json == text).then_some(self.repeats)
    }

    /// Whether anything was added after `since`.
    pub(crate) fn has_grown(&self, since: Stamp) -> bool {
        self.empty > since
            || self.set.as_ref().is_some_and(|(set, _)| *set > since)
            || self.pieces.iter().rev().any(|piece| piece.first > since)
    }

    /// Appends all of it to `out`, where it was `base` at the time `since`.
    pub(crate) fn write(&self, base: &[u8], since: Stamp, out: &mut Vec<u8>) {
        let set = self.set.as_ref().filter(|(set, _)| *set > since);
        let (since, base) = set.map_or((since, base), |(set, json)| (*set, json));
        let begins = out.len();
        let mut add = |json: &[u8]| {
            if out.len() > begins && !json.is_empty() {
                out.extend_from_slice(self.between);
            }
            out.extend_from_slice(json);
        };
        add(base);
        let mut add_piece = |piece: &Piece| {
            add(self.json.get(piece.start..piece.end).unwrap_or_default());
        };
        let new = self.pieces.iter().filter(|piece| piece.first > since);
        if self.disordered {
            let mut new: Vec<_> = new.collect();
            new.sort_by_key(|piece| piece.first);
            new.into_iter().for_each(&mut add_piece);
        } else {
            new.for_each(&mut add_piece);
        }
    }
}

/// Adds a value to a string, or sets all of it.
pub(super) fn add(
    text: &mut Grown,
    value: Cursor<'_>,
    growth: &Growth,
    stamp: Stamp,
    is_all: bool,
    notes: &mut Notes,
) {
    let mut add = |json: &[u8]| if is_all { text.set(stamp, json) } else { text.push(stamp, json) };
    match value.as_text() {
        Some(piece) => add(piece.raw()),
        None if growth.list.is_some()
            && value.get("text").is_some_and(|it| it.as_text().is_some()) =>
        {
            // Some servers send an object with the text.
            add(value.get("text").and_then(Cursor::as_text).map_or(b"", Text::raw));
        }
        // Some servers send arguments as an object.
        None if growth.list.is_none() && (value.is_object() || value.is_array()) => {
            let mut json = Vec::new();
            write(value, Layout::Dense, &mut json);
            let mut escaped = TextBuf::new();
            escaped.push_wtf8(&json);
            add(escaped.as_text().raw());
        }
        None => notes.unexpected(growth.member, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::responses::event::Print;
    use crate::merge::responses::order::{Order, Turn};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_stand_in_their_order(
            events in prop::collection::vec((prop::option::of(0..12i64), "[a-z]", 0..6u8), 0..24),
            since in 0..6usize,
        ) {
            let (mut order, mut grown, mut all) = (Order::default(), Grown::list(), Vec::new());
            for (place, (number, piece, what)) in (0..).zip(&events) {
                let Turn::New(stamp) = order.admit(*number, Print::numbered(place)) else { continue };
                match what {
                    0 => grown.set(stamp, piece.as_bytes()),
                    // Something else
                    1 => {}
                    _ => grown.push(stamp, piece.as_bytes()),
                }
                all.push((stamp, piece.as_str(), *what));
            }
            let others: Vec<_> = all.iter().filter(|(_, _, what)| *what == 1).collect();
            let since = others.get(since).map_or(Stamp::START, |(stamp, ..)| *stamp);
            all.retain(|(stamp, _, what)| *stamp > since && *what != 1);
            all.sort_by_key(|(stamp, ..)| *stamp);
            prop_assert_eq!(grown.has_grown(since), !all.is_empty());
            let set = all.iter().rposition(|(_, _, what)| *what == 0);
            let base = if set.is_some() { None } else { Some("base") };
            let pieces = all.iter().skip(set.unwrap_or_default()).map(|(_, piece, _)| *piece);
            let expected: Vec<_> = base.into_iter().chain(pieces).collect();
            let mut out = b"[".to_vec();
            grown.write(b"base", since, &mut out);
            prop_assert_eq!(String::from_utf8_lossy(&out), format!("[{}", expected.join(",")));
        }
    }
}
