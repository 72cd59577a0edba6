//! The tool calls of a message, each under an index.

use std::collections::HashSet;

use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::parts::block::Block;
use crate::merge::parts::index::Index;
use crate::merge::parts::indexed::Indexed;

/// The calls so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToolCalls {
    calls: Indexed<ToolCall>,
    /// The calls of the last event, and whether it ended them.
    touched: Vec<(usize, bool)>,
    /// The calls that have ended.
    closed: HashSet<usize>,
}

#[derive(Clone, Debug, Default)]
struct ToolCall {
    own: Block,
    function: Block,
}

impl ToolCalls {
    /// Another event is read.
    pub(crate) fn next_event(&mut self) {
        self.touched.clear();
    }

    /// Ends a call.
    pub(crate) fn stop(&mut self, index: Option<Index>) {
        let place = index.or_else(|| self.calls.latest()).and_then(|it| self.calls.place(&it));
        let place = place.filter(|place| self.closed.insert(*place));
        self.touched.extend(place.map(|place| (place, true)));
    }

    /// Reports the calls of the last event.
    pub(crate) fn report(&self, watcher: &mut Watcher) {
        for (place, is_closed) in &self.touched {
            let (Some(call), Some((message, index))) =
                (self.calls.at(*place), self.calls.address(*place))
            else {
                continue;
            };
            let index = index.saturated();
            let at = [message.into(), index, *place as i64, 0, 0];
            let text = call.function.text("arguments").unwrap_or(Text::new(b"", false));
            let value = call.function.json("arguments").filter(|_| *is_closed);
            let part = Part::new(PartKind::ToolCall, 0, text).at(index, at).value(value);
            let part = part.closed(*is_closed);
            watcher.part(part.called(call.own.text("id"), call.function.text("name")));
        }
    }

    /// Opens a call; a second one under the same index continues that if both have one id.
    pub(crate) fn start(&mut self, index: Option<Index>, call: Cursor<'_>) {
        let index = index.unwrap_or_else(|| self.next_index());
        let id = call.get("id").and_then(Cursor::as_text).filter(|id| !id.is_empty());
        let known = self.calls.place(&index).filter(|place| {
            let known = self.calls.at(*place).and_then(|known| known.own.text("id"));
            known.is_some_and(|known| id.is_none_or(|id| known == id))
        });
        let place = known.unwrap_or_else(|| self.calls.open(index, ToolCall::default()));
        self.merge(place, call);
    }

    /// Continues a call, which is opened if there is none.
    pub(crate) fn delta(&mut self, index: Option<Index>, call: Cursor<'_>) {
        let index = index.or_else(|| self.calls.latest()).unwrap_or_default();
        let known = self.calls.place(&index);
        let place = known.unwrap_or_else(|| self.calls.open(index, ToolCall::default()));
        self.merge(place, call);
    }

    /// The place of the call with this index.
    pub(crate) fn place(&self, index: &Index) -> Option<usize> {
        self.calls.place(index)
    }

    /// Appends to the arguments of the call at a place.
    pub(crate) fn grow_at(&mut self, place: usize, piece: Text<'_>) -> Option<()> {
        self.calls.at_mut(place)?.function.grow("arguments", piece);
        Some(())
    }

    fn merge(&mut self, place: usize, call: Cursor<'_>) {
        let Some(known) = self.calls.at_mut(place) else { return };
        self.touched.push((place, false));
        for (key, value) in call.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("function", _) => known.merge_function(value),
                (_, Some(text)) if text.is_empty() => {}
                (key, _) => known.own.set(key, value),
            }
        }
    }

    fn next_index(&self) -> Index {
        self.calls.latest().map_or_else(Index::default, |latest| latest.next())
    }

    /// The calls of another message follow.
    pub(crate) fn begin_message(&mut self) {
        self.calls.begin_message();
    }

    /// Writes the member, if there are calls.
    pub(crate) fn write(&self, json: &mut Builder) {
        if !self.calls.is_empty() {
            json.key("tool_calls");
            json.begin_array();
            self.calls.in_order().iter().for_each(|call| call.write(json));
            json.end_array();
        }
    }
}

impl ToolCall {
    fn merge_function(&mut self, function: Cursor<'_>) {
        for (key, value) in function.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("arguments", Some(piece)) => self.function.grow("arguments", piece),
                (_, Some(text)) if text.is_empty() => {}
                (key, _) => self.function.set(key, value),
            }
        }
    }

    fn write(&self, json: &mut Builder) {
        let mut function = Builder::new();
        self.function.write(None, &mut function);
        self.own.write(Some(("function", &function.finish())), json);
    }
}
