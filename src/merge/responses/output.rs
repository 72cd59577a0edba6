//! Merges the events about output items into the items by index.

use std::collections::HashMap;

use super::event::{Event, Growth, List};
use super::node::{Node, Nodes, Pieces};
use super::order::Stamp;
use super::repetition::Repetition;
use super::write::inside;
use crate::json::{Cursor, Layout, Text, TextBuf, write};
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;

/// The output so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) items: Nodes,
    /// The index of the item with an id, for events that have no index.
    by_id: HashMap<Box<[u8]>, Index>,
    /// The item of the previous event.
    last: Index,
}

impl Output {
    /// Sets a whole item.
    pub(crate) fn set(&mut self, event: &Event<'_>, stamp: Stamp, notes: &mut Notes) {
        let Some(item) = event.value.filter(|item| item.is_object()) else {
            return unexpected("item", event.value, notes);
        };
        let id = item.get("id").and_then(Cursor::as_text).or(event.item_id);
        let index = self.place(event.output_index, id);
        self.set_at(index, stamp, item);
    }

    /// Sets the items of a response that has not ended.
    pub(crate) fn set_all(&mut self, items: Cursor<'_>, stamp: Stamp) {
        for (index, item) in (0..).map(Index::Small).zip(items.items()) {
            if item.is_object() {
                self.set_at(index, stamp, item);
            }
        }
    }

    fn set_at(&mut self, index: Index, stamp: Stamp, item: Cursor<'_>) {
        let node = self.items.entry(index).or_default();
        node.set(stamp, item);
        if let Some(id) = item.get("id").and_then(Cursor::as_text) {
            let pieces = node.pieces.get_or_insert_default();
            pieces.name(stamp, id.raw());
        }
        let is_message =
            item.get("type").and_then(Cursor::as_text).is_some_and(|it| it == *"message");
        if is_message {
            node.touch(stamp, "message");
        }
    }

    /// Sets a whole part.
    pub(crate) fn set_part(
        &mut self,
        event: &Event<'_>,
        list: &'static List,
        stamp: Stamp,
        notes: &mut Notes,
    ) {
        let Some(part) = event.value.filter(|part| part.is_object()) else {
            return unexpected("part", event.value, notes);
        };
        let kind = part.get("type").and_then(Cursor::as_text);
        let thinks = kind.is_some_and(|kind| kind == *"reasoning_text");
        let item = self.touch(event, stamp, if thinks { "reasoning" } else { list.of });
        if let Some(node) = part_of(item, list, event) {
            node.set(stamp, part);
            if kind.is_none() {
                node.touch(stamp, list.part);
            }
        }
    }

    /// Adds to a string, or sets all of it.
    pub(crate) fn grow(
        &mut self,
        event: &Event<'_>,
        growth: &'static Growth,
        stamp: Stamp,
        is_all: bool,
        notes: &mut Notes,
    ) {
        let item = self.touch(event, stamp, growth.item);
        if let Some(name) = event.name.filter(|name| !name.is_empty() && growth.list.is_none()) {
            item.set("name", stamp, &[b"\"", name.raw(), b"\""].concat());
        }
        let Some(holder) = holder(item, growth, part_index(event), stamp) else { return };
        if let Some(logprobs) = event.logprobs.filter(|list| list.items().next().is_some())
            && let Some(entries) = holder.entries("logprobs")
        {
            match is_all {
                true => entries.set(stamp, inside(logprobs)),
                false => entries.push(stamp, inside(logprobs)),
            }
        }
        let (Some(value), Some(text)) = (event.value, holder.text(growth.member)) else { return };
        add(text, value, growth, stamp, is_all, notes);
    }

    /// What [`Output::grow`] just did.
    pub(crate) fn repetition(&self, event: &Event<'_>, growth: &'static Growth) -> Repetition {
        let (item, part) = (self.last.clone(), part_index(event));
        Repetition { growth, item, part, print: event.print(), number: None }
    }

    /// Does it again with another delta.
    pub(crate) fn grow_at(
        &mut self,
        Repetition { growth, item, part, .. }: &Repetition,
        delta: Option<Cursor<'_>>,
        stamp: Stamp,
        notes: &mut Notes,
    ) {
        let item = self.items.entry(item.clone()).or_default().touch(stamp, growth.item);
        let Some(holder) = holder(item, growth, part.clone(), stamp) else { return };
        if let (Some(value), Some(text)) = (delta, holder.text(growth.member)) {
            add(text, value, growth, stamp, false, notes);
        }
    }

    /// Adds an annotation.
    pub(crate) fn annotate(&mut self, event: &Event<'_>, list: &'static List, stamp: Stamp) {
        let Some(annotation) = event.value else { return };
        let item = self.touch(event, stamp, list.of);
        let Some(part) = part_of(item, list, event) else { return };
        let Some(all) = part.touch(stamp, list.part).nodes("annotations") else { return };
        let index = event.annotation_index.and_then(Index::of).unwrap_or_else(|| after(all));
        all.entry(index).or_default().set(stamp, annotation);
    }

    /// Sets a member of an item of this type, if there is a value.
    pub(crate) fn set_member(
        &mut self,
        event: &Event<'_>,
        kind: &'static str,
        stamp: Stamp,
        (name, value): (&'static str, Option<&[u8]>),
    ) {
        let item = self.touch(event, stamp, kind);
        if let Some(value) = value {
            item.set(name, stamp, value);
        }
    }

    fn touch(&mut self, event: &Event<'_>, stamp: Stamp, kind: &'static str) -> &mut Pieces {
        let index = self.place(event.output_index, event.item_id);
        let pieces = self.items.entry(index).or_default().touch(stamp, kind);
        if let Some(id) = event.item_id {
            pieces.name(stamp, id.raw());
        }
        pieces
    }

    /// The index of an item: its own; otherwise the one where its id was seen; otherwise a new one
    /// if it has an id, and that of the previous event's item if not.
    fn place(&mut self, index: Option<Cursor<'_>>, id: Option<Text<'_>>) -> Index {
        let id = id.filter(|id| !id.is_empty());
        let known = index.and_then(Index::of);
        self.last = match (known, id) {
            (Some(index), None) => index,
            (Some(index), Some(id)) => {
                if !self.items.contains_key(&index) {
                    self.by_id.insert(id.raw().into(), index.clone());
                }
                index
            }
            (None, Some(id)) => {
                let new = || after(&self.items);
                self.by_id.entry(id.raw().into()).or_insert_with(new).clone()
            }
            (None, None) => self.last.clone(),
        };
        self.last.clone()
    }
}

fn part_of<'p>(
    item: &'p mut Pieces,
    list: &'static List,
    event: &Event<'_>,
) -> Option<&'p mut Node> {
    Some(item.nodes(list.name)?.entry(part_index(event)).or_default())
}

fn part_index(event: &Event<'_>) -> Index {
    event.part_index.and_then(Index::of).unwrap_or_default()
}

/// The node with the string: the item itself or a part of it.
fn holder<'p>(
    item: &'p mut Pieces,
    growth: &'static Growth,
    part: Index,
    stamp: Stamp,
) -> Option<&'p mut Pieces> {
    match growth.list {
        Some(list) => {
            let part = item.nodes(list.name)?.entry(part).or_default();
            Some(part.touch(stamp, list.part))
        }
        None => Some(item),
    }
}

/// The index after all others.
fn after(nodes: &Nodes) -> Index {
    nodes.last_key_value().map_or_else(Index::default, |(last, _)| last.next())
}

fn add(
    text: &mut super::grown::Grown,
    value: Cursor<'_>,
    growth: &Growth,
    stamp: Stamp,
    is_all: bool,
    notes: &mut Notes,
) {
    let mut add = |json: &[u8]| if is_all { text.set(stamp, json) } else { text.push(stamp, json) };
    match value.as_text() {
        Some(piece) => add(piece.raw()),
        // Some servers send arguments as an object.
        None if growth.list.is_none() && (value.is_object() || value.is_array()) => {
            let mut json = Vec::new();
            write(value, Layout::Dense, &mut json);
            let mut escaped = TextBuf::new();
            escaped.push_wtf8(&json);
            add(escaped.as_text().raw());
        }
        None => notes.unexpected(growth.member, value),
    }
}

fn unexpected(field: &str, found: Option<Cursor<'_>>, notes: &mut Notes) {
    if let Some(found) = found {
        notes.unexpected(field, found);
    }
}
