//! Memory for merging: checked before an item is merged, so that too little memory is an error that
//! leaves everything unchanged.

use memchr::memchr3_iter;

use crate::error::{OutOfMemory, ensure};
use crate::json::Cursor;

/// The bytes that the merged state may take for each byte of JSON, whose text may be copied as it
/// grows, and for each value in it.
const PER_BYTE: usize = 3;
const PER_VALUE: usize = 256;

/// From this many values on, an item may be a list of empty choices only.
const MANY_VALUES: usize = 4096;
const PER_EMPTY_CHOICE: usize = 1536;

/// Items may need this much before the part that was kept of them is measured.
const UNSEEN: usize = 256 << 20;

/// Room is checked for this many more bytes than needed at a time, and only once this many are in
/// use: most streams are shorter.
const STEP: usize = 1 << 20;

/// The amount of JSON that is kept, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    /// Its length, at most.
    length: usize,
    /// What it may take in memory, at most.
    needed: usize,
}

impl Amount {
    /// The amount for JSON text.
    pub(crate) fn of(json: &[u8]) -> Self {
        // Strings may contain commas and colons, too: the estimate is then too high.
        let values = memchr3_iter(b',', b':', b'{', json).count();
        let needed = json.len().saturating_mul(PER_BYTE) + values.saturating_mul(PER_VALUE);
        Amount { length: json.len(), needed }
    }

    #[inline]
    fn of_item(item: Cursor<'_>) -> Self {
        let (length, values) = (item.extent(), item.span());
        let per_value = if values > MANY_VALUES { PER_EMPTY_CHOICE } else { PER_VALUE };
        let needed = length.saturating_mul(PER_BYTE) + values.saturating_mul(per_value);
        Amount { length, needed }
    }

    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        Amount {
            length: self.length.saturating_add(other.length),
            needed: self.needed.saturating_add(other.needed),
        }
    }
}

/// How much was merged, and for how much memory was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Room {
    /// The amount kept at the last measurement; `since` is that of all later items.
    kept: Amount,
    since: Amount,
    ensured: usize,
}

impl Room {
    /// Ensures room for an item; `kept` measures what is kept of earlier items.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    #[inline]
    pub(crate) fn make_for(
        &mut self,
        item: Cursor<'_>,
        kept: impl FnOnce() -> Amount,
    ) -> Result<(), OutOfMemory> {
        let item = Amount::of_item(item);
        if self.all().and(item).needed > self.ensured.max(STEP) {
            self.enlarge(item, kept)?;
        }
        self.since = self.since.and(item);
        Ok(())
    }

    #[cold]
    fn enlarge(&mut self, item: Amount, kept: impl FnOnce() -> Amount) -> Result<(), OutOfMemory> {
        let is_due = self.since.needed > UNSEEN.max(self.kept.needed);
        if !is_due && self.ensure_for(item).is_ok() {
            return Ok(());
        }
        // Most of the input may not have been kept.
        self.for_measuring()?;
        (self.kept, self.since) = (kept(), Amount::default());
        self.ensure_for(item)
    }

    fn ensure_for(&mut self, item: Amount) -> Result<(), OutOfMemory> {
        let needed = self.all().and(item).needed;
        let wanted = needed.saturating_add(STEP.max(needed / 4));
        ensure(wanted)?;
        self.ensured = wanted;
        Ok(())
    }

    /// Ensures room for the completion.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(crate) fn for_completion(&self, kept: impl FnOnce() -> Amount) -> Result<(), OutOfMemory> {
        if self.all().needed <= STEP || ensure(self.all().needed).is_ok() {
            return Ok(());
        }
        self.for_measuring()?;
        ensure(kept().needed)
    }

    /// Measuring what is kept writes it once.
    fn for_measuring(&self) -> Result<(), OutOfMemory> {
        ensure(self.all().length.saturating_mul(PER_BYTE))
    }

    fn all(&self) -> Amount {
        self.kept.and(self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn room_is_looked_for_and_what_was_kept_measured_now_and_then() -> crate::error::Result<()> {
        let item = Document::parse(format!("{{\"a\": \"{}\"}}", "x".repeat(1 << 20)).into())?;
        let (mut room, mut asked) = (Room::default(), 0);
        for _ in 0..1000 {
            room.make_for(item.root(), || {
                asked += 1;
                Amount::of(b"{}")
            })?;
            assert!(room.all().needed <= room.ensured);
        }
        // Each takes 3 MiB if it is kept, and the total is measured once it may be 256 MiB.
        assert!((5..13).contains(&asked), "{asked}");
        Ok(())
    }

    #[test]
    fn an_item_that_no_memory_is_for_is_an_error_and_changes_nothing() -> crate::error::Result<()> {
        let item = Document::parse(b"{}".to_vec())?;
        let huge = Amount { length: 1 << 10, needed: 1 << 60 };
        let mut room = Room { kept: huge, ..Room::default() };
        assert_eq!(room.make_for(item.root(), || huge), Err(OutOfMemory));
        assert_eq!((room.kept, room.since, room.ensured), (huge, Amount::default(), 0));
        assert_eq!(room.for_completion(|| huge), Err(OutOfMemory));
        // Data that was not kept takes no memory.
        assert_eq!(room.for_completion(|| Amount::of(b"{}")), Ok(()));
        assert_eq!(room.make_for(item.root(), || Amount::of(b"{}")), Ok(()));
        assert_eq!(room.kept, Amount::of(b"{}"));
        Ok(())
    }
}
