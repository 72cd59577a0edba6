//! Two contents of a file in, the stretches in which they differ out.

use std::ops::Range;

/// A stretch of the old contents and what stands there in the new ones. Both start at the same
/// place; they differ in length only if they go on to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// How many bytes are compared at once, and kept if one of them differs.
const BLOCK: usize = 64;

/// What must be known of `old` to get it back from any mixture of `old` and `new`.
///
/// When the length changes, all that follows is moved, so it counts as changed.
pub(super) fn changes(old: &[u8], new: &[u8]) -> Vec<Change> {
    let mut found: Vec<Change> = Vec::new();
    if old.len() != new.len() {
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        found.push(Change { old: start..old.len(), new: start..new.len() });
        return found;
    }
    for (index, (a, b)) in old.chunks(BLOCK).zip(new.chunks(BLOCK)).enumerate() {
        if a == b {
            continue;
        }
        let (start, end) = (index * BLOCK, index * BLOCK + a.len());
        match found.last_mut() {
            Some(last) if last.old.end == start => (last.old.end, last.new.end) = (end, end),
            _ => found.push(Change { old: start..end, new: start..end }),
        }
    }
    found
}

/// Changes, joined where there is little between them: writing is quicker than seeking.
pub(super) fn spans(changes: &[Change]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for change in changes {
        match spans.last_mut() {
            Some(last) if change.new.start < last.end + 4096 => last.end = change.new.end,
            _ => spans.push(change.new.clone()),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_outside_of_the_changes_is_the_same(
            old in prop::collection::vec(0..3_u8, 0..600),
            edits in prop::collection::vec((0..600_usize, 0..3_u8), 0..6),
            longer in prop::collection::vec(0..3_u8, 0..9),
        ) {
            let mut new = old.clone();
            for (at, byte) in edits {
                if let Some(place) = new.get_mut(at) {
                    *place = byte;
                }
            }
            new.extend(longer);
            for (old, new) in [(&old, &new), (&new, &old)] {
                let changes = changes(old, new);
                let mut back = new.clone();
                for change in changes.iter().rev() {
                    back.splice(change.new.clone(), old[change.old.clone()].iter().copied());
                    prop_assert_eq!(change.old.start, change.new.start);
                }
                prop_assert_eq!(&back, old);
                prop_assert_eq!(changes.is_empty(), old == new);
                let spans = spans(&changes);
                for change in changes {
                    let around = |span: &Range<usize>| {
                        span.start <= change.new.start && change.new.end <= span.end
                    };
                    prop_assert!(spans.iter().any(around));
                }
            }
        }
    }
}
