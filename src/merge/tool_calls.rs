//! Which call an entry of a delta belongs to (contract, section 4.1 to 4.3).

use std::collections::HashMap;

use super::notes::Notes;
use super::tool_call::{ToolCall, id_of, name_of};
use crate::json::{Builder, Cursor, Text};
use crate::stream::chat::index_of;

/// The tool calls of a message so far, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct ToolCalls {
    calls: Vec<ToolCall>,
    /// The latest call with each index
    by_index: HashMap<i64, usize>,
    /// The call with each index and id, and with each id
    by_index_and_id: HashMap<(i64, Box<[u8]>), usize>,
    by_id: HashMap<Box<[u8]>, usize>,
    highest_index: Option<i64>,
}

impl ToolCalls {
    /// Merges the entries of a delta in their order.
    pub(super) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        if value.is_object() {
            return self.merge_entry(value, notes);
        }
        if !value.is_array() {
            return notes.unexpected("tool_calls", value);
        }
        for entry in value.items().filter(|entry| !entry.is_null()) {
            match entry.is_object() {
                true => self.merge_entry(entry, notes),
                false => notes.unexpected("an entry of tool_calls", entry),
            }
        }
    }

    fn merge_entry(&mut self, entry: Cursor<'_>, notes: &mut Notes) {
        let (id, name) = (id_of(entry), name_of(entry));
        let index = index_of(entry);
        let place = match index {
            Some(index) => self.place_by_index(index, id, name),
            None => self.place_without_index(id, name),
        };
        let place = place.unwrap_or_else(|| self.begin(index));
        let Some(call) = self.calls.get_mut(place) else { return };
        let had_id = call.id.is_some();
        call.merge(entry, notes);
        if let (false, Some(id)) = (had_id, &call.id) {
            let id: Box<[u8]> = id.as_text().to_wtf8().into();
            self.by_index_and_id.insert((call.index, id.clone()), place);
            self.by_id.insert(id, place);
        }
    }

    /// The call that an entry with this index goes on with; none if it begins one.
    fn place_by_index(
        &self,
        index: i64,
        id: Option<Text<'_>>,
        name: Option<Text<'_>>,
    ) -> Option<usize> {
        if let Some(id) = id
            && let Some(same) = self.by_index_and_id.get(&(index, id.to_wtf8().into()))
        {
            return Some(*same);
        }
        let Some(latest) = self.by_index.get(&index).copied() else {
            // Neither id nor name: more of the latest call, under a wrong index.
            return if id.is_none() && name.is_none() { self.latest() } else { None };
        };
        let call = self.calls.get(latest)?;
        let (Some(name), Some(known_name)) = (name, call.name()) else { return Some(latest) };
        let begins = match (id, &call.id) {
            (Some(id), Some(known)) => known.as_text() != id,
            (Some(_), None) => false,
            (None, _) => name != known_name && call.has_arguments(),
        };
        (!begins).then_some(latest)
    }

    /// Adds to the arguments of the latest call with this index; none if there is none.
    #[inline]
    pub(super) fn push_arguments(&mut self, index: i64, piece: Text<'_>) -> Option<()> {
        let last = self.latest()?;
        let place = match self.calls.get(last)?.index == index {
            true => last,
            false => *self.by_index.get(&index)?,
        };
        self.calls.get_mut(place)?.push_arguments(piece)
    }

    /// The same for an entry without an index.
    fn place_without_index(
        &mut self,
        id: Option<Text<'_>>,
        name: Option<Text<'_>>,
    ) -> Option<usize> {
        if let Some(id) = id {
            return self.by_id.get(&*id.to_wtf8()).copied();
        }
        let Some(name) = name else { return self.latest() };
        let latest = self.latest()?;
        let call = self.calls.get_mut(latest)?;
        let goes_on = call.name().is_some_and(|known| known == name) && !call.is_whole();
        goes_on.then_some(latest)
    }

    fn latest(&self) -> Option<usize> {
        self.calls.len().checked_sub(1)
    }

    /// Begins a call; without an index it gets the next one.
    fn begin(&mut self, index: Option<i64>) -> usize {
        let next = || self.highest_index.map_or(0, |highest| highest.saturating_add(1));
        let index = index.unwrap_or_else(next);
        self.highest_index = self.highest_index.max(Some(index));
        let place = self.calls.len();
        self.by_index.insert(index, place);
        self.calls.push(ToolCall::new(index));
        place
    }

    /// Whether every call has a name.
    pub(super) fn all_named(&self) -> bool {
        self.calls.iter().all(|call| call.name().is_some())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Notes what is wrong with the finished calls.
    pub(super) fn check(&self, notes: &mut Notes) {
        self.calls.iter().for_each(|call| call.check(notes));
    }

    /// Writes the calls by index, those with the same one as they came.
    pub(super) fn write_value(&self, json: &mut Builder) {
        let mut sorted: Vec<_> = self.calls.iter().collect();
        sorted.sort_by_key(|call| call.index);
        json.begin_array();
        sorted.into_iter().for_each(|call| call.write(json));
        json.end_array();
    }
}
