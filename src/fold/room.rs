//! Memory for what is merged: looked for before an item is merged, so that there being none is an
//! error that leaves everything as it was.

use crate::error::{OutOfMemory, ensure};
use crate::json::Cursor;

/// So many bytes may be needed for each byte of JSON that is merged: small objects take more
/// memory than text, and lists grow by doubling.
const FACTOR: usize = 24;

/// From so many tokens on, those of an item count: each may be the whole of a choice.
const MANY_TOKENS: usize = 4096;
const PER_TOKEN: usize = 64;

/// So many bytes of items are taken for kept before somebody looks what was kept of them.
const UNSEEN: usize = 16 << 20;

/// For so many bytes more than are needed room is looked for at a time, and not before there are
/// as many: most streams are shorter.
const STEP: usize = 64 << 10;

/// How much was merged, and for how much there is memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    /// Bytes of JSON that were kept when that was last looked at, and of all items since.
    kept: usize,
    since: usize,
    ensured: usize,
}

impl Room {
    /// Makes sure of room for an item; `kept` tells how long the JSON of what was merged is.
    ///
    /// # Errors
    ///
    /// If there is none.
    #[inline]
    pub(super) fn make_for(
        &mut self,
        item: Cursor<'_>,
        kept: impl FnOnce() -> usize,
    ) -> Result<(), OutOfMemory> {
        let mut bytes = item.extent();
        if item.span() > MANY_TOKENS {
            bytes = bytes.max(item.span().saturating_mul(PER_TOKEN));
        }
        if self.kept + self.since + bytes > self.ensured.max(STEP) {
            self.enlarge(bytes, kept)?;
        }
        self.since += bytes;
        Ok(())
    }

    #[cold]
    fn enlarge(&mut self, bytes: usize, kept: impl FnOnce() -> usize) -> Result<(), OutOfMemory> {
        if self.since > UNSEEN.max(self.kept) {
            (self.kept, self.since) = (kept(), 0);
        }
        let needed = self.kept + self.since + bytes;
        let wanted = needed + STEP.max(needed / 4);
        ensure(wanted.saturating_mul(FACTOR))?;
        self.ensured = wanted;
        Ok(())
    }

    /// Makes sure of room for a completion of what was merged.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub(super) fn for_completion(&self) -> Result<(), OutOfMemory> {
        match self.kept + self.since {
            small if small <= STEP => Ok(()),
            bytes => ensure(bytes.saturating_mul(4)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn room_is_looked_for_and_what_was_kept_asked_for_now_and_then() -> crate::Result<()> {
        let item = Document::parse(format!("{{\"a\": \"{}\"}}", "x".repeat(1 << 20)).into())?;
        let (mut room, mut asked) = (Room::default(), 0);
        for _ in 0..1000 {
            room.make_for(item.root(), || {
                asked += 1;
                100
            })?;
            assert!(room.kept + room.since <= room.ensured.max(STEP));
        }
        // Once for each 16 to 21 MiB: nothing is kept of them.
        assert!((40..70).contains(&asked), "{asked}");
        Ok(())
    }

    #[test]
    fn an_item_that_no_memory_is_for_is_an_error_and_changes_nothing() -> crate::Result<()> {
        let item = Document::parse(b"{}".to_vec())?;
        let mut room = Room { kept: 1 << 58, ..Room::default() };
        assert_eq!(room.make_for(item.root(), || 0), Err(OutOfMemory));
        assert_eq!((room.kept, room.since, room.ensured), (1 << 58, 0, 0));
        assert_eq!(room.for_completion(), Err(OutOfMemory));
        Ok(())
    }
}
