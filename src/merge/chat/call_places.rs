//! Finding tool calls by index and id, at a cost that does not grow with their number.

use std::collections::HashMap;

use super::tool_call::ToolCall;
use crate::json::Text;
use crate::merge::parts::index::Index;

/// Up to this many calls are searched one by one.
const FEW: usize = 16;

/// The positions of calls in their list; the latest of several that match.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallPlaces {
    /// Made when there are many
    maps: Option<Box<Maps>>,
}

type Id = Box<[u8]>;

#[derive(Clone, Debug, Default)]
struct Maps {
    by_index: HashMap<Index, usize>,
    by_id: HashMap<Id, usize>,
    /// Calls whose id occurs again in a later call with another index.
    by_both: HashMap<(Index, Id), usize>,
}

impl CallPlaces {
    /// Notes a call that is new or has just got its id.
    pub(crate) fn note(&mut self, calls: &[ToolCall], place: usize) {
        if let (Some(maps), Some(call)) = (&mut self.maps, calls.get(place)) {
            maps.note(calls, call, place);
        } else if calls.len() > FEW {
            let mut maps = Maps::default();
            calls.iter().enumerate().for_each(|(place, call)| maps.note(calls, call, place));
            self.maps = Some(Box::new(maps));
        }
    }

    pub(crate) fn latest_with_index(&self, calls: &[ToolCall], index: &Index) -> Option<usize> {
        match &self.maps {
            Some(maps) => maps.by_index.get(index).copied(),
            None => calls.iter().rposition(|call| call.index == *index),
        }
    }

    pub(crate) fn with_id(&self, calls: &[ToolCall], id: Text<'_>) -> Option<usize> {
        match &self.maps {
            Some(maps) => maps.by_id.get(&*id.to_wtf8()).copied(),
            None => calls.iter().rposition(|call| call.id.is(id)),
        }
    }

    pub(crate) fn with_index_and_id(
        &self,
        calls: &[ToolCall],
        index: &Index,
        id: Text<'_>,
    ) -> Option<usize> {
        let Some(maps) = &self.maps else {
            return calls.iter().rposition(|call| call.index == *index && call.id.is(id));
        };
        let id = id.to_wtf8();
        let latest = *maps.by_id.get(&*id)?;
        match calls.get(latest)?.index == *index {
            true => Some(latest),
            false => maps.by_both.get(&(index.clone(), id.into())).copied(),
        }
    }
}

impl Maps {
    fn note(&mut self, calls: &[ToolCall], call: &ToolCall, place: usize) {
        self.by_index.insert(call.index.clone(), place);
        let Some(id) = call.id.get() else { return };
        let id: Id = id.to_wtf8().into();
        let latest = self.by_id.entry(id.clone()).or_insert(place);
        // An earlier call may get its id after a later call with the same id began.
        let earlier = place.min(*latest);
        *latest = place.max(*latest);
        if earlier != *latest
            && let (Some(earlier_call), Some(latest_call)) =
                (calls.get(earlier), calls.get(*latest))
            && earlier_call.index != latest_call.index
        {
            let known = self.by_both.entry((earlier_call.index.clone(), id)).or_insert(earlier);
            *known = earlier.max(*known);
        }
    }
}
