//! Pieces of a text or list, each with its stamp, in any order; the whole of them out.

use super::order::Stamp;

/// A text, still escaped, or the entries of a list, without brackets, that grows.
#[derive(Clone, Debug)]
pub(super) struct Grown {
    /// What stands between two pieces
    between: &'static [u8],
    /// All pieces as they arrived
    json: Vec<u8>,
    pieces: Vec<Piece>,
    disordered: bool,
    /// What took the place of all pieces before it
    set: Option<(Stamp, Vec<u8>)>,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    stamp: Stamp,
    start: usize,
    end: usize,
}

impl Grown {
    /// A text with nothing in it.
    pub(super) fn text() -> Self {
        Self::with(b"")
    }

    /// A list without entries.
    pub(super) fn list() -> Self {
        Self::with(b",")
    }

    fn with(between: &'static [u8]) -> Self {
        let (json, pieces) = (Vec::new(), Vec::new());
        Grown { between, json, pieces, disordered: false, set: None }
    }

    /// Adds a piece.
    #[inline]
    pub(super) fn push(&mut self, stamp: Stamp, piece: &[u8]) {
        if self.set.as_ref().is_some_and(|(set, _)| *set > stamp) {
            return;
        }
        self.disordered |= self.pieces.last().is_some_and(|last| last.stamp > stamp);
        let start = self.json.len();
        self.json.extend_from_slice(piece);
        self.pieces.push(Piece { stamp, start, end: self.json.len() });
    }

    /// Puts `json` in the place of all pieces before it.
    pub(super) fn set(&mut self, stamp: Stamp, json: &[u8]) {
        if self.set.as_ref().is_some_and(|(set, _)| *set > stamp) {
            return;
        }
        self.set = Some((stamp, json.to_vec()));
        if self.pieces.iter().all(|piece| piece.stamp < stamp) {
            self.json.clear();
            self.pieces.clear();
        }
    }

    /// Whether anything came after `since`.
    pub(super) fn has_grown(&self, since: Stamp) -> bool {
        self.set.as_ref().is_some_and(|(set, _)| *set > since)
            || self.pieces.iter().rev().any(|piece| piece.stamp > since)
    }

    /// Appends all of it to `out`, where it was `base` at the time `since`.
    pub(super) fn write(&self, base: &[u8], since: Stamp, out: &mut Vec<u8>) {
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
        let new = self.pieces.iter().filter(|piece| piece.stamp > since);
        if self.disordered {
            let mut new: Vec<_> = new.collect();
            new.sort_by_key(|piece| piece.stamp);
            new.into_iter().for_each(&mut add_piece);
        } else {
            new.for_each(&mut add_piece);
        }
    }
}
