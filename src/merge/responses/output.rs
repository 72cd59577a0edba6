//! Merges the events about output items into the items by index.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::event::{Event, Growth, List};
use super::grown::add;
use super::node::{Items, Node, Nodes, Pieces};
use super::order::Stamp;
use super::repetition::Repetition;
use super::write::inside;
use crate::json::{Cursor, Text};
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::slots::{Slot, with_index};

/// The output so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) items: Items,
    /// What the whole items said.
    opened: BTreeMap<Slot, Opened>,
    /// The item with an id, for events that have no index, or whose index several items have.
    by_id: HashMap<Box<[u8]>, Slot>,
    /// The item with the id of a call.
    by_call: HashMap<Box<[u8]>, Slot>,
    /// The item of the previous event.
    last: Slot,
    /// The annotations that came without an index.
    annotations: Annotations,
    /// How many responses have begun again in the stream.
    pub(crate) message: u32,
}

/// Annotations by the item and the part that has them.
type Annotations = BTreeSet<(Slot, Index, Box<[u8]>)>;

/// What is known of an item that arrived whole, at its beginning, its end or both.
#[derive(Clone, Debug, Default)]
struct Opened {
    kind: Option<Box<str>>,
    /// The ids of the events that began and ended it.
    added: Option<Box<[u8]>>,
    done: Option<Box<[u8]>>,
}

/// What an event expects of its item.
#[derive(Clone, Copy, Debug)]
enum Wanted<'e> {
    /// The item of an event that has all of it.
    Whole { item: Cursor<'e>, is_done: bool },
    /// An item of this type.
    Kind(&'static str),
}

impl Output {
    /// Sets a whole item.
    pub(crate) fn set(&mut self, event: &Event<'_>, stamp: Stamp, notes: &mut Notes) {
        let Some(item) = event.value.filter(|item| item.is_object()) else {
            return unexpected("item", event.value, notes);
        };
        let id = item.get("id").and_then(Cursor::as_text).or(event.item_id);
        let is_done = event.kind.is_some_and(|kind| kind == *"response.output_item.done");
        let slot = self.place(event.output_index, id, Wanted::Whole { item, is_done }, is_done);
        if let Some(call) = item.get("call_id").and_then(Cursor::as_text) {
            self.by_call.entry(call.raw().into()).or_insert_with(|| slot.clone());
        }
        let opened = self.opened.entry(slot.clone()).or_default();
        let seen = if is_done { &mut opened.done } else { &mut opened.added };
        *seen = Some(id.map(|id| id.raw().into()).unwrap_or_default());
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            self.by_id.entry(id.raw().into()).or_insert_with(|| slot.clone());
        }
        self.set_at(slot, stamp, item);
    }

    /// The item of the last event.
    pub(crate) fn latest(&self) -> &Slot {
        &self.last
    }

    /// The following items are those of another response.
    pub(crate) fn begin_message(&mut self) {
        self.message += 1;
        self.last = Slot::first(self.message, Index::default());
    }

    /// Sets the items of a response that has not ended.
    pub(crate) fn set_all(&mut self, items: Cursor<'_>, stamp: Stamp) {
        for (index, item) in (0..).map(Index::Small).zip(items.items()) {
            if item.is_object() {
                self.set_at(Slot::first(self.message, index), stamp, item);
            }
        }
    }

    fn set_at(&mut self, slot: Slot, stamp: Stamp, item: Cursor<'_>) {
        if let Some(kind) = kind_of(item) {
            self.opened.entry(slot.clone()).or_default().kind = Some(kind.into());
        }
        let node = self.items.entry(slot).or_default();
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
        let slot = self.place(event.output_index, event.item_id, Wanted::Kind(list.of), false);
        // Some servers repeat an annotation with each event.
        let is_new = |known: &mut Annotations, slot| {
            known.insert((slot, part_index(event), annotation.raw().into()))
        };
        if event.annotation_index.is_none() && !is_new(&mut self.annotations, slot) {
            return;
        }
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

    pub(super) fn touch(
        &mut self,
        event: &Event<'_>,
        stamp: Stamp,
        kind: &'static str,
    ) -> &mut Pieces {
        if let Some(slot) = self.called(event, kind) {
            self.last = slot.clone();
            return self.items.entry(slot).or_default().touch(stamp, kind);
        }
        let is_end = event.kind.is_some_and(|it| {
            [".delta", ".added"].iter().all(|end| !it.raw().ends_with(end.as_bytes()))
        });
        let slot = self.place(event.output_index, event.item_id, Wanted::Kind(kind), is_end);
        let pieces = self.items.entry(slot).or_default().touch(stamp, kind);
        if let Some(id) = event.item_id {
            pieces.name(stamp, id.raw());
        }
        pieces
    }

    /// The place of the call that an event names by the id of the call, as some gateways do: that
    /// says more than an index.
    fn called(&self, event: &Event<'_>, kind: &'static str) -> Option<Slot> {
        let ids = [event.call_id, event.item_id].into_iter().flatten();
        let mut slots = ids.filter_map(|id| self.by_call.get(id.raw()));
        let slot = slots.find(|slot| slot.message == self.message)?;
        self.fits(slot, Wanted::Kind(kind)).then(|| slot.clone())
    }

    /// The place of an item: by its index, or where its id was seen; otherwise a new one if it has
    /// an id, and that of the previous event's item if not. An item of another kind than the one
    /// there gets a place of its own.
    fn place(
        &mut self,
        index: Option<Cursor<'_>>,
        id: Option<Text<'_>>,
        wanted: Wanted<'_>,
        is_end: bool,
    ) -> Slot {
        let id = id.filter(|id| !id.is_empty());
        let by_id = id.and_then(|id| self.by_id.get(id.raw()));
        let by_id = by_id.filter(|slot| slot.message == self.message).cloned();
        let (slot, is_new) = match (index.and_then(Index::of), by_id) {
            (Some(index), Some(slot)) if slot.index == index && self.fits(&slot, wanted) => {
                (slot, false)
            }
            // vLLM counts an item as ended before it says so.
            (Some(index), Some(slot))
                if is_end
                    && slot.index.next() == index
                    && self.fits(&slot, wanted)
                    && with_index(&self.items, self.message, &index).next().is_none() =>
            {
                (slot, false)
            }
            (Some(index), _) => self.place_at(index, wanted),
            (None, Some(slot)) => (slot, false),
            (None, None) if id.is_some() => (self.after(), true),
            (None, None) if self.fits(&self.last, wanted) => (self.last.clone(), false),
            (None, None) => (self.after(), true),
        };
        if let Some(id) = id.filter(|_| is_new) {
            self.by_id.entry(id.raw().into()).or_insert_with(|| slot.clone());
        }
        self.last = slot.clone();
        slot
    }

    /// The latest item with this index that is what the event expects, or a new place; and whether
    /// it is new.
    fn place_at(&self, index: Index, wanted: Wanted<'_>) -> (Slot, bool) {
        let mut latest = None;
        for (slot, _) in with_index(&self.items, self.message, &index).rev() {
            if self.fits(slot, wanted) {
                return (slot.clone(), false);
            }
            latest = latest.or(Some(slot));
        }
        match (self.ended_by(&index, wanted), latest) {
            (Some(slot), _) => (slot.clone(), false),
            (None, Some(latest)) => (latest.twin(), true),
            (None, None) => (Slot::first(self.message, index), true),
        }
    }

    /// The call that a whole item without an id ends as another type: as what the tool found.
    fn ended_by(&self, index: &Index, wanted: Wanted<'_>) -> Option<&Slot> {
        let Wanted::Whole { item, is_done: true } = wanted else { return None };
        let is_named = item.get("id").and_then(Cursor::as_text).is_some_and(|id| !id.is_empty());
        let is_tool = |kind: &str| class(kind) == class("function_call");
        if is_named || !kind_of(item).is_some_and(|kind| is_tool(&kind)) {
            return None;
        }
        with_index(&self.items, self.message, index).rev().map(|(slot, _)| slot).find(|slot| {
            let opened = self.opened.get(slot);
            let open = opened.filter(|it| it.added.is_some() && it.done.is_none());
            open.and_then(|it| it.kind.as_deref()).is_some_and(is_tool)
        })
    }

    /// Whether the item at `slot`, if there is one, is what an event expects.
    fn fits(&self, slot: &Slot, wanted: Wanted<'_>) -> bool {
        let Some(node) = self.items.get(slot) else { return true };
        let opened = self.opened.get(slot);
        let own = opened.and_then(|opened| opened.kind.as_deref());
        let Some(kind) = own.or(node.kind()).filter(|kind| !kind.is_empty()) else { return true };
        match wanted {
            Wanted::Kind(wanted) => class(kind) == class(wanted),
            Wanted::Whole { item, is_done } => {
                let id =
                    item.get("id").and_then(Cursor::as_text).map(Text::raw).unwrap_or_default();
                let seen = opened
                    .and_then(|it| if is_done { it.done.as_ref() } else { it.added.as_ref() });
                let is_taken =
                    seen.is_some_and(|seen| !seen.is_empty() && !id.is_empty() && **seen != *id);
                let is_same = kind_of(item).is_none_or(|new| match own {
                    Some(own) => new == own,
                    None => class(&new) == class(kind),
                });
                is_same && !is_taken
            }
        }
    }

    /// The place after all others of the current response.
    fn after(&self) -> Slot {
        let last = self.items.last_key_value().map(|(slot, _)| slot);
        let last = last.filter(|slot| slot.message == self.message);
        Slot::first(self.message, last.map_or_else(Index::default, |slot| slot.index.next()))
    }
}

/// The type of an item, if it says so.
fn kind_of(item: Cursor<'_>) -> Option<String> {
    let kind = item.get("type")?.as_text().filter(|kind| !kind.is_empty())?;
    Some(kind.to_str().into_owned())
}

/// What the items of a type are: deltas for one never belong to another, however servers call the
/// items of tools.
fn class(kind: &str) -> u8 {
    match kind {
        "message" => 0,
        "reasoning" => 1,
        _ => 2,
    }
}

fn part_of<'p>(
    item: &'p mut Pieces,
    list: &'static List,
    event: &Event<'_>,
) -> Option<&'p mut Node> {
    Some(item.nodes(list.name)?.entry(part_index(event)).or_default())
}

pub(super) fn part_index(event: &Event<'_>) -> Index {
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

fn unexpected(field: &str, found: Option<Cursor<'_>>, notes: &mut Notes) {
    if let Some(found) = found {
        notes.unexpected(field, found);
    }
}
