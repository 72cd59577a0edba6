//! The choices of a stream in which each entry has its choice's index (contract, section 2).

use std::collections::BTreeMap;

use super::index::Index;
use super::notes::Notes;
use crate::error::{Error, Result};
use crate::json::Cursor;
use crate::merge::options::{MAX_CHOICE_INDEX, Options};

/// Choices by index, however large; gaps are not filled.
#[derive(Clone, Debug)]
pub(crate) struct Choices<T> {
    options: Options,
    by_index: BTreeMap<Index, T>,
}

impl<T: Default> Choices<T> {
    pub(crate) fn new(options: Options) -> Self {
        Choices { options, by_index: BTreeMap::new() }
    }

    /// Strict mode: checks all indexes before anything is merged.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] for an invalid index.
    pub(crate) fn check(&self, list: Option<Cursor<'_>>) -> Result<()> {
        if !self.options.strict || self.options.single_choice {
            return Ok(());
        }
        let indexes = (0..).zip(list.into_iter().flat_map(Cursor::items));
        let mut indexes = indexes.map(|(place, entry)| index_of(entry, place));
        match indexes.find(|index| !is_likely(index)) {
            None => Ok(()),
            Some(index) => Err(Error::merge(format!(
                "expected a choice's index from 0 to {MAX_CHOICE_INDEX}, found {}",
                index.saturated()
            ))),
        }
    }

    /// Hands each entry of `list`, the member `key` of a chunk, to `merge` with its choice.
    pub(crate) fn merge(
        &mut self,
        key: &str,
        list: Cursor<'_>,
        notes: &mut Notes,
        mut merge: impl FnMut(&mut T, Cursor<'_>, &mut Notes),
    ) {
        if !list.is_array() {
            return notes.unexpected(key, list);
        }
        for (place, entry) in (0..).zip(list.items()) {
            if !entry.is_object() {
                notes.unexpected(&format!("an entry of {key}"), entry);
                continue;
            }
            let index = match self.options.single_choice {
                true => Index::default(),
                false => index_of(entry, place),
            };
            notes.choice = Some(index.saturated());
            if !is_likely(&index) {
                notes.add("odd_index", "no likely index of a choice");
            }
            merge(self.by_index.entry(index).or_default(), entry, notes);
        }
        notes.choice = None;
    }

    /// The only entry of `list`, if its choice is known and can be found by a slot.
    pub(crate) fn only<'a>(&self, list: Cursor<'a>) -> Option<(u32, Cursor<'a>)> {
        let mut entries = list.items();
        let entry = entries.next().filter(|entry| entry.is_object() && entries.next().is_none())?;
        let index = match self.options.single_choice {
            true => Index::default(),
            false => index_of(entry, 0),
        };
        let slot = u32::try_from(index.saturated()).ok()?;
        // The upper half of the slots is left for other uses.
        (slot < i32::MAX as u32 && self.by_index.contains_key(&index)).then_some((slot, entry))
    }

    /// The choice in a slot.
    pub(crate) fn known(&mut self, slot: u32) -> Option<&mut T> {
        self.by_index.get_mut(&Index::Small(slot.into()))
    }

    /// The choices that an entry of `list`, the member of the chunk merged last, belongs to.
    pub(crate) fn merged<'c>(
        &'c self,
        list: Option<Cursor<'c>>,
    ) -> impl Iterator<Item = (i64, &'c T, Cursor<'c>)> {
        let entries = (0..).zip(list.into_iter().flat_map(Cursor::items));
        entries.filter_map(|(place, entry)| {
            let index = match self.options.single_choice {
                true => Index::default(),
                false => index_of(entry, place),
            };
            Some((index.saturated(), self.by_index.get(&index)?, entry))
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_index.is_empty()
    }

    /// All of them, by index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Index, &T)> {
        self.by_index.iter()
    }
}

/// The index of an entry, or its place in the chunk's list if it has none.
fn index_of(entry: Cursor<'_>, place: i64) -> Index {
    Index::in_object(entry).unwrap_or(Index::Small(place))
}

/// The same for reports, as the nearest integer of 64 bits.
pub(crate) fn reported_index(entry: Cursor<'_>, place: i64) -> i64 {
    index_of(entry, place).saturated()
}

fn is_likely(index: &Index) -> bool {
    (0..=MAX_CHOICE_INDEX).contains(&index.saturated())
}
