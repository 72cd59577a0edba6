//! What has to be known to undo one file: its bytes in the journal, written and read.
//!
//! | bytes | |
//! |---|---|
//! | 8 | length of what follows the checksum |
//! | 8 | checksum of it (XXH3) |
//! | 8, n | length of the path, the path |
//! | 8, 8 | length of the old contents, and of the new |
//! | 8 | checksum of what stands outside the changes |
//! | 8 | number of changes; of each: |
//! | 8, 8, 8, n | where it starts, old length, new length, the old bytes |
//! | 4 each | a checksum of each piece of the new bytes |
//!
//! Numbers are little-endian. A piece is what a disk writes whole, or nothing of.

use std::ops::Range;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

use crate::corpus::write::changes::Change;

/// What any disk writes at once.
const SECTOR: usize = 512;
/// Length and checksum.
pub(super) const HEAD: usize = 16;

/// How to get one file's old contents back.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::corpus::write) struct Undo<'a> {
    pub(in crate::corpus::write) path: PathBuf,
    pub(super) old_len: usize,
    pub(super) new_len: usize,
    pub(super) outside: u64,
    pub(super) changes: Vec<Undone<'a>>,
}

/// How to get one stretch back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undone<'a> {
    pub(super) start: usize,
    pub(super) old: &'a [u8],
    pub(super) new_len: usize,
    /// Of each piece of the new bytes four bytes of checksum.
    pub(super) sums: &'a [u8],
}

/// Appends the record of a file that is about to be changed to `out`.
///
/// # Errors
///
/// None if the path cannot be written down: on Windows it may be no Unicode.
pub(in crate::corpus::write) fn encode(
    path: &Path,
    old: &[u8],
    new: &[u8],
    changes: &[Change],
    out: &mut Vec<u8>,
) -> Option<Range<usize>> {
    let start = out.len();
    let path = path_bytes(path)?;
    out.extend([0; HEAD]);
    number(out, path.len());
    out.extend(path);
    number(out, old.len());
    number(out, new.len());
    let outside = outside(old, changes.iter().map(|change| change.old.clone()));
    out.extend(outside.to_le_bytes());
    number(out, changes.len());
    for change in changes {
        number(out, change.old.start);
        number(out, change.old.len());
        number(out, change.new.len());
        out.extend(&old[change.old.clone()]);
        for piece in pieces(change.new.clone(), change.old.end) {
            out.extend(sum(&new[piece]));
        }
    }
    let (head, payload) = out[start..].split_at_mut(HEAD);
    let (length, checksum) = head.split_at_mut(8);
    length.copy_from_slice(&(payload.len() as u64).to_le_bytes());
    checksum.copy_from_slice(&xxh3_64(payload).to_le_bytes());
    Some(start..out.len())
}

/// Length and checksum of the payload that follows.
pub(super) fn decode_head(head: [u8; HEAD]) -> (u64, u64) {
    let (bytes, mut numbers) = (&mut &head[..], [0; 2]);
    for number in &mut numbers {
        *number = take(bytes, 8)
            .and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)))
            .unwrap_or(0);
    }
    (numbers[0], numbers[1])
}

/// Whether a payload is the one that was written.
pub(super) fn is_whole(payload: &[u8], checksum: u64) -> bool {
    xxh3_64(payload) == checksum
}

impl<'a> Undo<'a> {
    /// The record with its head, as [`encode`] appended it.
    pub(in crate::corpus::write) fn of_record(record: &'a [u8]) -> Option<Self> {
        Self::decode(record.get(HEAD..)?)
    }

    /// None for bytes that [`encode`] does not write.
    pub(super) fn decode(payload: &'a [u8]) -> Option<Self> {
        let bytes = &mut &payload[..];
        let length = take_number(bytes)?;
        let path = path_of(take(bytes, length)?)?;
        let (old_len, new_len) = (take_number(bytes)?, take_number(bytes)?);
        let outside = take(bytes, 8)?.try_into().ok().map(u64::from_le_bytes)?;
        let count = take_number(bytes)?;
        let mut changes = Vec::new();
        let mut done = 0;
        for _ in 0..count {
            let (start, old) = (take_number(bytes)?, take_number(bytes)?);
            let length = take_number(bytes)?;
            let (old_end, new_end) = (start.checked_add(old)?, start.checked_add(length)?);
            // One after the other, inside the file, and of another length only at its end.
            let at_end = (old_end, new_end) == (old_len, new_len);
            if start < done || old_end > old_len || new_end > new_len || !(old == length || at_end)
            {
                return None;
            }
            done = old_end.max(new_end);
            let old = take(bytes, old)?;
            // Four bytes each: a length that is not that of the bytes cannot make this long.
            let count = count_pieces(start..new_end, old_end);
            let sums = take(bytes, count.checked_mul(4)?)?;
            changes.push(Undone { start, old, new_len: length, sums });
        }
        let is_all = bytes.is_empty()
            && path.is_absolute()
            && (old_len == new_len || done >= old_len.max(new_len));
        is_all.then_some(Undo { path, old_len, new_len, outside, changes })
    }
}

impl Undone<'_> {
    pub(super) fn old_end(&self) -> usize {
        self.start + self.old.len()
    }

    pub(super) fn new_end(&self) -> usize {
        self.start + self.new_len
    }

    /// The pieces of the new bytes, each with its checksum.
    pub(super) fn new_pieces(&self) -> impl Iterator<Item = (Range<usize>, &[u8])> {
        pieces(self.start..self.new_end(), self.old_end()).zip(self.sums.chunks(4))
    }
}

/// The checksum of a piece.
pub(super) fn sum(piece: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = xxh3_64(piece).to_le_bytes();
    [a, b, c, d]
}

/// The checksum of all that stands outside of `changes`.
pub(super) fn outside(bytes: &[u8], changes: impl Iterator<Item = Range<usize>>) -> u64 {
    let (mut hash, mut done) = (Xxh3Default::new(), 0);
    for change in changes {
        hash.update(bytes.get(done..change.start).unwrap_or_default());
        done = change.end;
    }
    hash.update(bytes.get(done..).unwrap_or_default());
    hash.digest()
}

/// `range` cut at the sectors of the disk, and at `also`.
fn pieces(range: Range<usize>, also: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let mut end = ((start / SECTOR).saturating_add(1)).saturating_mul(SECTOR).min(range.end);
        if start < also && also < end {
            end = also;
        }
        let piece = start..end;
        start = end;
        (!piece.is_empty()).then_some(piece)
    })
}

/// How many pieces there are, without going through them.
fn count_pieces(range: Range<usize>, also: usize) -> usize {
    if range.is_empty() {
        return 0;
    }
    let sectors = (range.end - 1) / SECTOR - range.start / SECTOR + 1;
    let is_cut = range.start < also && also < range.end && !also.is_multiple_of(SECTOR);
    sectors + usize::from(is_cut)
}

fn number(out: &mut Vec<u8>, number: usize) {
    out.extend((number as u64).to_le_bytes());
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let number = u64::from_le_bytes(take(bytes, 8)?.try_into().ok()?);
    usize::try_from(number).ok()
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> Option<&[u8]> {
    Some(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()))
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(Path::new(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)).to_owned())
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Option<&[u8]> {
    path.to_str().map(str::as_bytes)
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::write::changes::changes;

    #[test]
    fn pieces_are_counted_as_they_are_cut() {
        for start in [0, 1, 511, 512, 513, 1000] {
            for length in [0, 1, 2, 511, 512, 513, 1500] {
                for also in [0, 5, 512, 513, 900, 1024, 2000, 5000] {
                    let range = start..start + length;
                    let cut: Vec<_> = pieces(range.clone(), also).collect();
                    assert_eq!(cut.len(), count_pieces(range.clone(), also), "{range:?} {also}");
                    assert_eq!(cut.iter().map(Range::len).sum::<usize>(), length);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn bytes_of_any_kind_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Undo::decode(&bytes);
        }

        #[test]
        fn damage_is_noticed_or_harmless(
            old in prop::collection::vec(any::<u8>(), 0..900),
            new in prop::collection::vec(any::<u8>(), 0..900),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut record = Vec::new();
            let path = std::env::temp_dir().join("a");
            encode(&path, &old, &new, &changes(&old, &new), &mut record).unwrap();
            let (length, checksum) = decode_head(record[..HEAD].try_into().unwrap());
            prop_assert_eq!(length as usize, record.len() - HEAD);
            prop_assert!(is_whole(&record[HEAD..], checksum));
            let undo = Undo::of_record(&record).unwrap();
            prop_assert_eq!((undo.old_len, undo.new_len), (old.len(), new.len()));

            let mut damaged = record[HEAD..].to_vec();
            let at = at.index(damaged.len());
            damaged[at] = byte;
            prop_assert_eq!(is_whole(&damaged, checksum), damaged == record[HEAD..]);
            // Whoever made the checksum right again is read without a panic.
            if let Some(undo) = Undo::decode(&damaged) {
                for change in &undo.changes {
                    prop_assert_eq!(change.new_pieces().count() * 4, change.sums.len());
                }
            }
        }
    }
}
