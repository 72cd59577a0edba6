//! A record and what the file holds now in, whether it is old, new or half-written out.

use super::record::{Undo, Undone, outside, sum};

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::corpus::write) enum State {
    /// What it held before.
    Old,
    /// What it was to hold.
    New,
    /// Some of both; these are the old contents.
    Torn(Vec<u8>),
    /// Something else: somebody has written to it since.
    Foreign,
}

/// Which of the two a stretch could be.
#[derive(Clone, Copy)]
struct Fits {
    old: bool,
    new: bool,
    /// Whether each piece on its own is old or new.
    mixed: bool,
}

impl Undo<'_> {
    /// What the file is, now that it holds `now`.
    pub(in crate::corpus::write) fn state(&self, now: &[u8]) -> State {
        let (short, long) = (self.old_len.min(self.new_len), self.old_len.max(self.new_len));
        if now.len() < short || now.len() > long || !self.is_same_outside(now) {
            return State::Foreign;
        }
        let mut fits = Fits { old: now.len() == self.old_len, new: false, mixed: true };
        for change in &self.changes {
            fits.old &= now.get(change.start..change.old_end()) == Some(change.old);
        }
        // Most files are old: then nothing has to be summed up.
        if fits.old {
            return State::Old;
        }
        fits.new = now.len() == self.new_len;
        for change in &self.changes {
            let here = change.fits(now);
            fits = Fits { old: false, new: fits.new && here.new, mixed: fits.mixed && here.mixed };
        }
        match fits {
            Fits { new: true, .. } => State::New,
            Fits { mixed: true, .. } => State::Torn(self.restored(now)),
            _ => State::Foreign,
        }
    }

    fn is_same_outside(&self, now: &[u8]) -> bool {
        // A change at the end takes all that follows, whatever the length is now.
        let ranges = self.changes.iter().map(|change| {
            let at_end = change.old_end() == self.old_len && change.new_end() == self.new_len;
            change.start..if at_end { now.len() } else { change.old_end() }
        });
        outside(now, ranges) == self.outside
    }

    /// The old contents, given that all outside of the changes is as it was.
    fn restored(&self, now: &[u8]) -> Vec<u8> {
        let mut old = now.to_vec();
        old.resize(self.old_len, 0);
        for change in &self.changes {
            if let Some(place) = old.get_mut(change.start..change.old_end()) {
                place.copy_from_slice(change.old);
            }
        }
        old
    }
}

impl Undone<'_> {
    fn fits(&self, now: &[u8]) -> Fits {
        let (old_end, new_end) = (self.old_end(), self.new_end());
        let mut fits = Fits { old: true, new: true, mixed: true };
        for (piece, expected) in self.new_pieces() {
            // A piece is on one side of the old end.
            let is_added = piece.start >= old_end;
            let there = now.get(piece.start..piece.end.min(now.len())).unwrap_or_default();
            let is_new = there.len() == piece.len() && sum(there) == expected;
            let old = self.old.get(piece.start - self.start..).unwrap_or_default();
            let is_old = match is_added {
                // Room that the file was given before its contents arrived.
                true => there.iter().all(|byte| *byte == 0),
                false => old.starts_with(there),
            };
            fits.new &= is_new;
            fits.mixed &= is_new || is_old;
        }
        // What is to be cut off is old as long as it is there.
        let rest = now.get(new_end..).unwrap_or_default();
        let old = self.old.get(self.new_len..).unwrap_or_default();
        fits.mixed &= old_end <= new_end || old.starts_with(rest);
        fits
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::corpus::write::changes::changes;
    use crate::corpus::write::journal::record::encode;

    fn record(old: &[u8], new: &[u8]) -> Vec<u8> {
        let mut record = Vec::new();
        encode(Path::new("/a"), old, new, &changes(old, new), &mut record).unwrap();
        record
    }

    /// Contents of some sectors, and an edited copy.
    fn contents() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        let edit = (any::<prop::sample::Index>(), 1..9_usize, any::<u8>());
        (
            prop::collection::vec(any::<u8>(), 1..3000),
            prop::collection::vec(edit, 1..5),
            prop_oneof![Just(0_isize), -900..900_isize],
        )
            .prop_map(|(old, edits, grow)| {
                let mut new = old.clone();
                for (at, length, byte) in edits {
                    let at = at.index(new.len());
                    new.iter_mut().skip(at).take(length).for_each(|place| *place = byte);
                }
                let length = new.len().saturating_add_signed(grow);
                new.resize(length, b'n');
                (old, new)
            })
            .prop_filter("something changes", |(old, new)| old != new)
    }

    proptest! {
        #[test]
        fn whole_contents_are_known((old, new) in contents()) {
            let record = record(&old, &new);
            let undo = Undo::of_record(&record).unwrap();
            prop_assert_eq!(undo.state(&old), State::Old);
            prop_assert_eq!(undo.state(&new), State::New);
        }

        #[test]
        fn any_mixture_of_sectors_is_undone(
            (old, new) in contents(),
            choice in prop::collection::vec(any::<bool>(), 16),
            cut in any::<bool>(),
        ) {
            let record = record(&old, &new);
            let undo = Undo::of_record(&record).unwrap();
            let mut now = if cut { old.clone() } else { new.clone() };
            let other = if cut { &new } else { &old };
            // Not cut off yet, or grown before its contents arrived.
            if now.len() < other.len() && choice[15] {
                match cut {
                    true => now.resize(new.len(), 0),
                    false => now.extend(&old[new.len()..]),
                }
            }
            let length = now.len().min(other.len());
            for (index, start) in (0..length).step_by(512).enumerate() {
                let end = (start + 512).min(length);
                if choice[index] {
                    now[start..end].copy_from_slice(&other[start..end]);
                }
            }
            match undo.state(&now) {
                State::Torn(back) => prop_assert_eq!(back, old),
                State::Old => prop_assert_eq!(now, old),
                State::New => prop_assert_eq!(now, new),
                State::Foreign => prop_assert!(false, "a mixture was taken for something else"),
            }
        }

        #[test]
        fn an_edit_by_somebody_else_is_left_alone(
            (old, new) in contents(),
            at in any::<prop::sample::Index>(),
        ) {
            let record = record(&old, &new);
            let undo = Undo::of_record(&record).unwrap();
            let mut now = new.clone();
            now.extend(b"more than either has");
            prop_assert_eq!(undo.state(&[old.clone(), now].concat()), State::Foreign);
            let mut edited = old.clone();
            let at = at.index(edited.len());
            edited[at] ^= 0x55;
            if let State::Torn(back) = undo.state(&edited) {
                // An edit cannot be told from a mixture only where it makes the file the new one.
                prop_assert_eq!(back, old);
                prop_assert_eq!(new.get(at), Some(&edited[at]));
            }
        }
    }
}
