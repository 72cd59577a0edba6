//! Reports what an event adds to those who watch the stream.

use super::event::{Effect, Event, Growth};
use crate::json::{Cursor, Layout, Text, TextBuf, write};
use crate::merge::events::{At, Part, PartKind, THOUGHTS, Watcher, is_call};
use crate::merge::parts::index::Index;
use crate::merge::parts::slots::Slot;

/// Reports an event about the item in this slot.
pub(crate) fn event(event: &Event<'_>, slot: &Slot, watcher: &mut Watcher) {
    let kind = event.kind.map(Text::to_str).unwrap_or_default();
    let part_index = event.part_index.and_then(Index::of).unwrap_or_default().saturated();
    match (event.effect(), event.value) {
        (Some(Effect::Grows(growth)), value) => {
            let text = value.and_then(as_text).unwrap_or_default();
            let part = part_of(growth, slot, part_index, text.as_text());
            watcher.piece(part.called(None, event.name));
            watcher.logprobs(0, "content", event.logprobs);
        }
        (Some(Effect::Grown(growth)), Some(value)) => {
            if let Some(text) = value.as_text() {
                watcher.part(part_of(growth, slot, part_index, text).called(None, event.name));
            }
        }
        (Some(Effect::Part(list)), Some(part)) => {
            let order = order_of(list.name);
            each_text(part, &mut |kind, text| {
                let part = Part::new(kind, 0, text);
                watcher.part(part.at(slot.index.saturated(), at(slot, order, part_index)));
            });
        }
        (Some(Effect::Item), Some(item)) => item_of(item, slot, kind.ends_with(".done"), watcher),
        (Some(Effect::Audio("transcript")), Some(value)) => {
            if let Some(text) = value.as_text() {
                watcher.piece(Part::new(PartKind::Transcript, 0, text));
            }
        }
        (Some(Effect::Ends(_)), Some(response)) => {
            if let Some(error) = response.get("error").and_then(Cursor::non_null) {
                watcher.fail(None, error.raw().to_vec());
            }
        }
        _ => {}
    }
}

/// The part that a string is: of the item, or of one of its lists.
fn part_of<'t>(growth: &Growth, slot: &Slot, part: i64, text: Text<'t>) -> Part<'t> {
    let (kind, list) = match (growth.list, growth.member) {
        (Some(list), "refusal") => (PartKind::Refusal, list.name),
        (Some(list), _) if list.of == "reasoning" => (PartKind::Reasoning, list.name),
        (Some(list), _) => (PartKind::Content, list.name),
        (None, _) => (PartKind::ToolCall, ""),
    };
    let place = if growth.list.is_some() { part } else { 0 };
    let part = Part::new(kind, 0, text).at(slot.index.saturated(), at(slot, order_of(list), place));
    part.json(growth.member == "arguments")
}

/// Reports the texts of a whole item, and the item itself if it is a call.
fn item_of(item: Cursor<'_>, slot: &Slot, is_done: bool, watcher: &mut Watcher) {
    let index = slot.index.saturated();
    let kind = item.get("type").and_then(Cursor::as_text).map(Text::to_str).unwrap_or_default();
    let is_code = *kind == *"code_interpreter_call";
    if is_call(&kind) || is_code {
        let member =
            ["arguments", "input", "code"].iter().find_map(|key| item.get(key)?.non_null());
        let text = member.and_then(as_text).unwrap_or_default();
        let id = ["call_id", "id"].iter().find_map(|key| item.get(key)?.as_text());
        let name = item.get("name").and_then(Cursor::as_text);
        let part = Part::new(PartKind::ToolCall, 0, text.as_text()).at(index, at(slot, 0, 0));
        let is_json = *kind != *"custom_tool_call" && !is_code;
        let is_closed = is_done && (member.is_some() || is_json);
        let part = part.called(id, name).json(is_json).closed(is_closed);
        return watcher.part(part.instead(is_closed.then(|| text.as_text().to_wtf8())));
    }
    for list in ["summary", "content"] {
        for (place, part) in (0..).zip(item.get(list).into_iter().flat_map(Cursor::items)) {
            each_text(part, &mut |kind, text| {
                let place = at(slot, order_of(list), place);
                let part = Part::new(kind, 0, text).at(index, place).closed(is_done);
                watcher.part(part.instead(is_done.then(|| text.to_wtf8())));
            });
        }
    }
}

/// The texts of a part that are not empty.
fn each_text<'a>(part: Cursor<'a>, found: &mut dyn FnMut(PartKind, Text<'a>)) {
    let kind = part.get("type").and_then(Cursor::as_text).map(Text::to_str).unwrap_or_default();
    let (kind, key) = match &*kind {
        "output_text" | "text" => (PartKind::Content, "text"),
        "refusal" => (PartKind::Refusal, "refusal"),
        "summary_text" | "reasoning_text" => (PartKind::Reasoning, "text"),
        _ => return,
    };
    if let Some(text) = part.get(key).and_then(Cursor::as_text).filter(|text| !text.is_empty()) {
        found(kind, text);
    }
}

/// A value as text: a text, an object with a text, or the JSON of arguments that are a value.
fn as_text(value: Cursor<'_>) -> Option<TextBuf> {
    if let Some(text) = value.as_text().or_else(|| value.get("text")?.as_text()) {
        return Some(text.into());
    }
    if !value.is_object() && !value.is_array() {
        return None;
    }
    let (mut json, mut text) = (Vec::new(), TextBuf::new());
    write(value, Layout::Dense, &mut json);
    text.push_wtf8(&json);
    Some(text)
}

fn at(slot: &Slot, order: i64, part: i64) -> At {
    [slot.message.into(), slot.index.saturated(), slot.twin.into(), order, part]
}

/// The order of a list among those of its item.
fn order_of(list: &str) -> i64 {
    (0..).zip(THOUGHTS).find(|(_, name)| *name == list).map_or(0, |(order, _)| order)
}
