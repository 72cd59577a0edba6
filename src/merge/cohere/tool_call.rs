//! The tool calls of a message, each under an index.

use std::collections::HashSet;

use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::parts::block::Block;
use crate::merge::parts::index::Index;
use crate::merge::parts::indexed::Indexed;
use crate::merge::parts::json_text::JsonText;
use crate::merge::parts::notes::Notes;

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
    arguments: Option<JsonText>,
}

impl ToolCalls {
    /// Another event is read.
    pub(crate) fn next_event(&mut self) {
        self.touched.clear();
    }

    /// Ends a call.
    pub(crate) fn stop(&mut self, index: Option<Index>) {
        let place = self.calls.place(&index.unwrap_or_else(|| self.calls.latest()));
        let place = place.filter(|place| self.closed.insert(*place));
        self.touched.extend(place.map(|place| (place, true)));
    }

    /// Reports the calls of the last event.
    pub(crate) fn report(&self, strict: bool, watcher: &mut Watcher) {
        for (place, is_closed) in &self.touched {
            let (Some(call), Some((message, index))) =
                (self.calls.at(*place), self.calls.address(*place))
            else {
                continue;
            };
            let index = index.saturated();
            let at = [message.into(), index, *place as i64, 0, 0];
            let arguments = call.arguments.as_ref();
            let text = arguments.map_or(Text::new(b"", false), JsonText::as_text);
            let instead = arguments.filter(|_| *is_closed).and_then(|it| it.instead(strict));
            let part = Part::new(PartKind::ToolCall, 0, text).at(index, at).closed(*is_closed);
            let part = part.instead(instead);
            watcher.part(part.called(call.own.text("id"), call.function.text("name")));
        }
    }

    /// Opens a call; a second one under the same index continues that if both have one id.
    pub(crate) fn start(&mut self, index: Option<Index>, call: Cursor<'_>) {
        let index = index.unwrap_or_else(|| self.calls.next());
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
        let index = index.unwrap_or_else(|| self.calls.latest());
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
        self.calls.at_mut(place)?.arguments.get_or_insert_default().push(piece);
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

    /// The calls of another message follow.
    pub(crate) fn begin_message(&mut self) {
        self.calls.begin_message();
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`JsonText::check`].
    pub(crate) fn check_end(&self) -> Result<()> {
        let mut arguments = self.arguments();
        arguments.try_for_each(|(number, arguments)| arguments.check(&what(number)))
    }

    fn arguments(&self) -> impl Iterator<Item = (usize, &JsonText)> {
        let calls = self.calls.in_order().into_iter().enumerate();
        calls.filter_map(|(number, call)| Some((number, call.arguments.as_ref()?)))
    }

    /// Writes the member, if there are calls.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder, notes: &mut Notes) {
        if !self.calls.is_empty() {
            json.key("tool_calls");
            json.begin_array();
            self.calls.in_order().iter().for_each(|call| call.write(strict, json));
            json.end_array();
        }
        self.arguments().for_each(|(number, it)| it.note(strict, &what(number), notes));
    }
}

fn what(number: usize) -> String {
    format!("arguments of tool call {number}")
}

impl ToolCall {
    fn merge_function(&mut self, function: Cursor<'_>) {
        for (key, value) in function.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("arguments", _) => self.arguments.get_or_insert_default().push_value(value),
                (_, Some(text)) if text.is_empty() => {}
                (key, _) => self.function.set(key, value),
            }
        }
    }

    fn write(&self, strict: bool, json: &mut Builder) {
        let arguments = self.arguments.as_ref().map(|arguments| {
            let mut text = Builder::new();
            arguments.write(strict, &mut text);
            text.finish()
        });
        let mut function = Builder::new();
        let arguments = arguments.as_deref().map(|arguments| ("arguments", arguments));
        self.function.write(arguments, &mut function);
        self.own.write(Some(("function", &function.finish())), json);
    }
}
