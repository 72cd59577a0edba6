//! Shows the changes to a recording, line by line, as a unified diff.

use std::ops::Range;

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use super::Changed;
use super::edits::Edit;

/// The number of lines shown around a change.
const CONTEXT: usize = 3;

/// Up to this number of lines, the two layouts of a file are compared; beyond it, all lines count
/// as changed.
const COMPARED: usize = 4_000;

impl Changed {
    /// The changes to `old`, the bytes that were normalized, as a unified diff, with `name`
    /// unchanged in its header. Empty if the new bytes were not requested.
    pub fn diff(&self, name: &str, old: &[u8]) -> Vec<u8> {
        if self.bytes.is_empty() {
            return Vec::new();
        }
        let (before, after) = (lines(old), lines(&self.bytes));
        let operations = match &self.edits {
            Some(edits) => of_edits(old, &before, &after, edits),
            None => of_lines(&before, &after),
        };
        let mut diff = format!("--- {name}\n+++ {name}\n").into_bytes();
        for hunk in group_diff_ops(operations, CONTEXT) {
            diff.extend_from_slice(format!("{}\n", UnifiedHunkHeader::new(&hunk)).as_bytes());
            for operation in &hunk {
                push(operation, &before, &after, &mut diff);
            }
        }
        diff
    }

    /// The line, from 1, of the first change, if it is known.
    pub fn first_line(&self, old: &[u8]) -> Option<usize> {
        let first = self.edits.as_ref()?.first()?;
        let before = old.get(..first.range.start)?;
        Some(1 + memchr::memchr_iter(b'\n', before).count())
    }
}

/// The lines of a text, including their ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Computed from edits, without comparing more than the lines they touch: takes time linear in the
/// size.
fn of_edits(old: &[u8], before: &[&[u8]], after: &[&[u8]], edits: &[Edit]) -> Vec<DiffOp> {
    let mut operations = Vec::new();
    let (mut old_at, mut new_at, mut grown) = (0, 0, 0);
    for Change { lines, added } in changed_lines(old, edits) {
        // Lines are added and removed before this one, so the difference may be negative.
        let new_start = lines.start.wrapping_add(grown);
        grown = grown.wrapping_add(added).wrapping_sub(lines.len());
        let gone = before.get(lines.clone()).unwrap_or_default();
        let come = after.get(new_start..new_start + added).unwrap_or_default();
        let same = |pairs: &mut dyn Iterator<Item = (&&[u8], &&[u8])>| {
            pairs.take_while(|(old, new)| old == new).count()
        };
        let head = same(&mut gone.iter().zip(come));
        let tail = same(&mut gone[head..].iter().rev().zip(come[head..].iter().rev()));
        let (old_index, new_index) = (lines.start + head, new_start + head);
        let (old_len, new_len) = (gone.len() - head - tail, come.len() - head - tail);
        if old_index > old_at {
            let len = old_index - old_at;
            operations.push(DiffOp::Equal { old_index: old_at, new_index: new_at, len });
        }
        operations.push(match new_len {
            0 => DiffOp::Delete { old_index, old_len, new_index },
            _ => DiffOp::Replace { old_index, old_len, new_index, new_len },
        });
        (old_at, new_at) = (old_index + old_len, new_index + new_len);
    }
    if before.len() > old_at {
        let len = before.len() - old_at;
        operations.push(DiffOp::Equal { old_index: old_at, new_index: new_at, len });
    }
    operations
}

/// Lines that are replaced.
struct Change {
    lines: Range<usize>,
    /// The number of new lines.
    added: usize,
}

/// The lines that edits touch, where the edits are in text order.
fn changed_lines(old: &[u8], edits: &[Edit]) -> Vec<Change> {
    let ends_in = |text: &[u8]| memchr::memchr_iter(b'\n', text).count();
    let mut changes: Vec<Change> = Vec::new();
    let (mut line, mut at) = (0, 0);
    for Edit { range, with } in edits {
        let first = line + ends_in(old.get(at..range.start).unwrap_or_default());
        let last = first + ends_in(old.get(range.clone()).unwrap_or_default());
        (line, at) = (last, range.end);
        match changes.last_mut() {
            // It starts in the line in which the previous one ended.
            Some(change) if change.lines.end == first + 1 => {
                change.added += ends_in(with);
                change.lines.end = last + 1;
            }
            _ => changes.push(Change { lines: first..last + 1, added: 1 + ends_in(with) }),
        }
    }
    changes
}

/// Computed from the lines themselves, for a file whose whole layout changed.
fn of_lines(before: &[&[u8]], after: &[&[u8]]) -> Vec<DiffOp> {
    if before.len() + after.len() <= COMPARED {
        return capture_diff_slices(Algorithm::Myers, before, after);
    }
    let (old_len, new_len) = (before.len(), after.len());
    vec![DiffOp::Replace { old_index: 0, old_len, new_index: 0, new_len }]
}

fn push(operation: &DiffOp, before: &[&[u8]], after: &[&[u8]], diff: &mut Vec<u8>) {
    let mut side = |sign: u8, lines: &[&[u8]]| {
        for line in lines {
            diff.push(sign);
            diff.extend_from_slice(line);
            if !line.ends_with(b"\n") {
                diff.extend_from_slice(b"\n\\ No newline at end of file\n");
            }
        }
    };
    let old = before.get(operation.old_range()).unwrap_or_default();
    if let DiffOp::Equal { .. } = operation {
        return side(b' ', old);
    }
    side(b'-', old);
    side(b'+', after.get(operation.new_range()).unwrap_or_default());
}
