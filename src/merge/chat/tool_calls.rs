//! Which call an entry of a delta belongs to (contract, section 4.1 to 4.3).

use super::call_places::CallPlaces;
use super::tool_call::{ToolCall, begins_arguments, id_of, name_of};
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::Watcher;
use crate::merge::parts::identity::same;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;

/// The tool calls of a message so far, in the order in which they arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToolCalls {
    calls: Vec<ToolCall>,
    places: CallPlaces,
    highest_index: Option<Index>,
    /// The calls of the last delta with several entries: entries without index, id and name go by
    /// their place.
    row: Vec<usize>,
    /// The calls of the last delta.
    touched: Vec<usize>,
}

impl ToolCalls {
    /// Merges the entries of a delta in their order.
    pub(crate) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        self.touched.clear();
        if value.is_object() {
            self.merge_entry(value, None, notes);
            return;
        }
        if !value.is_array() {
            return notes.unexpected("tool_calls", value);
        }
        let mut row = Vec::new();
        let count = value.items().filter(|entry| entry.is_object()).count();
        for entry in value.items().filter(|entry| !entry.is_null()) {
            if !entry.is_object() {
                notes.unexpected("an entry of tool_calls", entry);
                continue;
            }
            let by_place = self.row.get(row.len()).filter(|_| count > 1 && self.row.len() == count);
            let place = self.merge_entry(entry, by_place.copied(), notes);
            if count > 1 {
                row.push(place);
            }
        }
        if count > 1 {
            self.row = row;
        }
    }

    /// Merges an entry, which belongs to the call `by_place` if nothing else says where it belongs;
    /// returns its call.
    fn merge_entry(
        &mut self,
        entry: Cursor<'_>,
        by_place: Option<usize>,
        notes: &mut Notes,
    ) -> usize {
        let (id, name) = (id_of(entry), name_of(entry));
        let given = entry.get("index").and_then(Cursor::non_null);
        let index = given.and_then(Index::of);
        if let (Some(odd), None) = (given, &index) {
            notes.unexpected("the index of a tool call", odd);
        }
        let known = match &index {
            Some(index) => self.place_by_index(index, id, name, entry),
            None if id.is_none() && name.is_none() && by_place.is_some() => by_place,
            None => self.place_without_index(id, name),
        };
        let place = known.unwrap_or_else(|| self.begin(index));
        self.touched.push(place);
        let Some(call) = self.calls.get_mut(place) else { return place };
        let had_id = call.id.get().is_some();
        call.merge(entry, notes);
        if known.is_none() || (!had_id && id.is_some()) {
            self.places.note(&self.calls, place);
        }
        place
    }

    /// The call that an entry with this index continues; `None` if the entry begins a call.
    fn place_by_index(
        &mut self,
        index: &Index,
        id: Option<Text<'_>>,
        name: Option<Text<'_>>,
        entry: Cursor<'_>,
    ) -> Option<usize> {
        // Without a name, a piece follows its id from index to index.
        let by_id =
            || id.filter(|_| name.is_none()).and_then(|id| self.places.with_id(&self.calls, id));
        let Some(latest) = self.places.latest_with_index(&self.calls, index) else {
            if id.is_some() || name.is_some() {
                return by_id();
            }
            // Neither id nor name: more of the latest call, under a wrong index, or the beginning
            // of the arguments of another call.
            let latest = self.latest()?;
            let call = self.calls.get_mut(latest)?;
            let begins = begins_arguments(entry) && call.is_whole_container();
            return (!begins).then_some(latest);
        };
        let call = self.calls.get(latest)?;
        if let Some(id) = id
            && !call.id.is(id)
            && let Some(same) = self.places.with_index_and_id(&self.calls, index, id).or_else(by_id)
        {
            return Some(same);
        }
        let call = self.calls.get_mut(latest)?;
        let begins = match (id, call.id.get()) {
            (Some(id), Some(known)) => name.is_some() && call.name().is_some() && !same(known, id),
            (None, None) => call.ends_before(entry),
            _ => false,
        };
        (!begins).then_some(latest)
    }

    /// Adds to the arguments of the latest call with this index; `None` if there is no such call.
    #[inline]
    pub(crate) fn push_arguments(&mut self, index: &Index, piece: Text<'_>) -> Option<()> {
        let last = self.latest()?;
        let place = match self.calls.get(last)?.index == *index {
            true => last,
            false => self.places.latest_with_index(&self.calls, index)?,
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
            return self.places.with_id(&self.calls, id);
        }
        let latest = self.latest()?;
        let Some(name) = name else { return Some(latest) };
        let call = self.calls.get_mut(latest)?;
        let goes_on = call.name().is_some_and(|known| same(known, name)) && !call.is_whole();
        goes_on.then_some(latest)
    }

    fn latest(&self) -> Option<usize> {
        self.calls.len().checked_sub(1)
    }

    /// Begins a call; without an index it gets the next one.
    fn begin(&mut self, index: Option<Index>) -> usize {
        let next = || self.highest_index.as_ref().map_or_else(Index::default, Index::next);
        let index = index.unwrap_or_else(next);
        if self.highest_index.as_ref().is_none_or(|highest| *highest < index) {
            self.highest_index = Some(index.clone());
        }
        self.calls.push(ToolCall::new(index));
        self.calls.len() - 1
    }

    /// Whether every call has a name.
    pub(crate) fn all_named(&self) -> bool {
        self.calls.iter().all(|call| call.name().is_some())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`ToolCall::check_end`].
    pub(crate) fn check_end(&self) -> Result<()> {
        self.calls.iter().try_for_each(ToolCall::check_end)
    }

    /// Notes what is wrong with the finished calls.
    pub(crate) fn check(&self, strict: bool, notes: &mut Notes) {
        self.calls.iter().for_each(|call| call.check(strict, notes));
    }

    /// Reports the calls of the last delta.
    pub(crate) fn report(&self, choice: i64, watcher: &mut Watcher) {
        for place in &self.touched {
            if let Some(call) = self.calls.get(*place) {
                watcher.part(call.part(choice, *place as i64));
            }
        }
    }

    /// Writes the calls by index, those with the same index in order of arrival.
    pub(crate) fn write_value(&self, strict: bool, json: &mut Builder) {
        let mut sorted: Vec<_> = self.calls.iter().collect();
        sorted.sort_by(|one, two| one.index.cmp(&two.index));
        json.begin_array();
        sorted.into_iter().for_each(|call| call.write(strict, json));
        json.end_array();
    }
}
