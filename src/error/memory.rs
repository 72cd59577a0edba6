//! Fallible allocation for memory that grows with the input: running out of memory is an ordinary
//! error.
//!
//! The standard library aborts the process where `Vec::push` runs out of memory, so whatever grows
//! with the input uses [`Grow`] instead. Small allocations of a fixed size (a path, a shared
//! pointer) do not: each larger growth leaves [`SPARE`] bytes for them.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read};
use std::path::Path;

/// There is not enough memory.
///
/// ```
/// let error = deltafold::Error::from(deltafold::OutOfMemory);
/// assert_eq!(error.to_string(), "out of memory");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("out of memory")]
pub struct OutOfMemory;

impl From<std::collections::TryReserveError> for OutOfMemory {
    fn from(_: std::collections::TryReserveError) -> Self {
        OutOfMemory
    }
}

/// The number of bytes left for small allocations when a large one succeeds.
const SPARE: usize = 512 << 10;

/// The size from which on a growth counts as large.
const LARGE: usize = 64 << 10;

/// Growth that may fail.
pub(crate) trait Grow<T> {
    /// Makes room for `more` elements, as `Vec::reserve` does.
    fn try_room(&mut self, more: usize) -> Result<(), OutOfMemory>;

    /// Appends one element.
    fn try_push(&mut self, element: T) -> Result<(), OutOfMemory>;

    /// Appends all elements of a slice.
    fn try_extend(&mut self, elements: &[T]) -> Result<(), OutOfMemory>
    where
        T: Copy;
}

impl<T> Grow<T> for Vec<T> {
    #[inline(always)]
    fn try_room(&mut self, more: usize) -> Result<(), OutOfMemory> {
        if self.capacity() - self.len() >= more {
            return Ok(());
        }
        grow(self, more)
    }

    #[inline(always)]
    fn try_push(&mut self, element: T) -> Result<(), OutOfMemory> {
        self.try_room(1)?;
        self.push(element);
        Ok(())
    }

    #[inline(always)]
    fn try_extend(&mut self, elements: &[T]) -> Result<(), OutOfMemory>
    where
        T: Copy,
    {
        self.try_room(elements.len())?;
        self.extend_from_slice(elements);
        Ok(())
    }
}

#[cold]
#[inline(never)]
fn grow<T>(list: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    list.try_reserve(more)?;
    match list.capacity().saturating_mul(size_of::<T>()) >= LARGE {
        true => ensure(SPARE),
        false => Ok(()),
    }
}

/// Checks that `bytes` bytes could be allocated now, before an operation that cannot report
/// failure.
///
/// # Errors
///
/// If they could not be allocated.
pub(crate) fn ensure(bytes: usize) -> Result<(), OutOfMemory> {
    let mut room: Vec<u8> = Vec::new();
    room.try_reserve_exact(bytes)?;
    // An unused allocation could be optimized away.
    black_box(&mut room);
    Ok(())
}

/// Checks memory for many small allocations that cannot fail, at almost no cost for each.
#[derive(Debug, Default)]
pub(crate) struct Allowance {
    /// The number of bytes for which there was memory at the last check.
    left: usize,
}

impl Allowance {
    /// To be called before `bytes` are allocated, in one or a few allocations.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for them.
    #[inline]
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), OutOfMemory> {
        // A page: glibc maps one for each allocation once a thread's heap cannot grow.
        const OVERHEAD: usize = 4 << 10;
        match self.left.checked_sub(bytes.saturating_add(OVERHEAD)) {
            Some(left) => self.left = left,
            None => {
                ensure(bytes.saturating_add(SPARE))?;
                self.left = SPARE / 2;
            }
        }
        Ok(())
    }
}

/// The extra capacity that [`read_all`] needs to read everything at once and detect the end.
pub(crate) const BEYOND: usize = LEFT + 1;

/// The capacity that [`read_all`] never fills.
const LEFT: usize = 64;

/// Appends at most `most` bytes of `source` to `out`, and returns their number.
///
/// `Read::read_to_end` grows a full buffer in a way that aborts the process when memory runs out,
/// so the buffer is never full.
///
/// # Errors
///
/// Those of the source, and one of kind `OutOfMemory`.
pub(crate) fn read_all(source: &mut impl Read, most: u64, out: &mut Vec<u8>) -> io::Result<usize> {
    let before = out.len();
    loop {
        let had = (out.len() - before) as u64;
        let free = (out.capacity() - out.len()).saturating_sub(LEFT);
        let wanted = if free > 0 { free } else { out.len().max(LARGE) };
        let wanted = (most - had).min(wanted as u64);
        out.try_room(wanted as usize + LEFT).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let read = source.by_ref().take(wanted).read_to_end(out)?;
        if (read as u64) < wanted || had + read as u64 == most {
            return Ok(out.len() - before);
        }
    }
}

/// Longer files beside the recordings, which are read whole, are refused.
const MOST_BESIDE: u64 = 256 << 20;

/// All bytes of a file beside the recordings, such as a configuration or a list.
///
/// # Errors
///
/// Those of the file; one of kind `FileTooLarge` if it is longer than such files are.
pub(crate) fn read_beside(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    // What has no end, or no size, is read as far as that.
    if file.metadata()?.len() <= MOST_BESIDE {
        read_all(&mut file, MOST_BESIDE + 1, &mut bytes)?;
        if bytes.len() as u64 <= MOST_BESIDE {
            return Ok(bytes);
        }
    }
    Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 256 MiB"))
}

/// Checks that there is memory for a few small allocations, which cannot fail. Costs almost
/// nothing.
///
/// # Errors
///
/// If there is not.
pub(crate) fn ensure_little() -> Result<(), OutOfMemory> {
    const LITTLE: usize = 48 << 10;
    ensure(LITTLE)
}

/// The same for what is computed for one recording, which is held for long if the recording is.
///
/// # Errors
///
/// If there is not.
pub(crate) fn ensure_some() -> Result<(), OutOfMemory> {
    // Once it was allocated, glibc has it ready; and each small allocation may take a page.
    ensure(SPARE / 2)
}

/// Concatenates the pieces.
///
/// # Errors
///
/// If there is not enough memory for them.
pub(crate) fn joined(pieces: &[&[u8]]) -> Result<Vec<u8>, OutOfMemory> {
    let mut all = Vec::new();
    all.try_room(pieces.iter().map(|piece| piece.len()).sum())?;
    pieces.iter().for_each(|piece| all.extend_from_slice(piece));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_had_is_an_error() {
        assert_eq!(Vec::<u8>::new().try_room(usize::MAX), Err(OutOfMemory));
        assert_eq!(Vec::<u64>::new().try_room(1 << 60), Err(OutOfMemory));
        assert_eq!(ensure(1 << 60), Err(OutOfMemory));
    }

    #[test]
    fn all_is_read_whatever_room_there_is() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        for (room, most) in [(0, 400_000), (10, 299_999), (300_000, 300_000), (64, 0), (65, 1)] {
            let mut out = Vec::with_capacity(room);
            out.push(7);
            let count = read_all(&mut bytes.as_slice(), most, &mut out).unwrap();
            assert_eq!(count, bytes.len().min(most as usize));
            assert_eq!(out[1..], bytes[..count]);
        }
    }

    #[test]
    fn growth_keeps_what_is_there() {
        let mut list = vec![1];
        list.try_push(2).unwrap();
        list.try_extend(&[3, 4]).unwrap();
        assert_eq!(list, [1, 2, 3, 4]);
        assert_eq!(joined(&[b"ab", b"", b"c"]).unwrap(), b"abc");
    }
}
