//! Turns the growth of parts into events.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::event::{PartKind, StreamEvent};
use super::final_parts;
use super::live::{Indexes, Live};
use super::part::{At, Part};
use crate::json::{Cursor, Text};
use crate::merge::family::Merger;
use crate::merge::parts::failure::Failure;
use crate::merge::reasoning_tags::ReasoningTags;

/// Watches a merger: keeps how much of each part is known, and the events that were not taken yet.
///
/// The cost of an item depends on what it adds only: a part is reported with all its text, of which
/// nothing is read but what is new.
#[derive(Debug, Default)]
pub struct Watcher {
    pub(super) tags: Option<Arc<ReasoningTags>>,
    pub(super) choices: BTreeMap<i64, Choice>,
    /// How many parts there are.
    pub(super) count: usize,
    /// The last error, as JSON.
    pub(super) error: Option<Vec<u8>>,
    pub(super) events: Vec<StreamEvent>,
}

#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) parts: HashMap<(PartKind, At), Live>,
    pub(super) indexes: HashMap<PartKind, Indexes>,
    /// The lists of log probabilities that have arrived.
    pub(super) logprobs: Vec<&'static str>,
}

impl Watcher {
    pub(crate) fn new(tags: Option<ReasoningTags>) -> Self {
        Watcher { tags: tags.map(Arc::new), ..Watcher::default() }
    }

    /// One that has seen nothing.
    pub(crate) fn afresh(&self) -> Self {
        let (tags, error) = (self.tags.clone(), self.error.clone());
        Watcher { tags, error, ..Watcher::default() }
    }

    /// The events since they were taken last.
    pub(crate) fn take(&mut self) -> Vec<StreamEvent> {
        std::mem::take(&mut self.events)
    }

    /// Puts events before those that were not taken yet.
    pub(crate) fn precede(&mut self, mut events: Vec<StreamEvent>) {
        events.append(&mut self.events);
        self.events = events;
    }

    /// Notes what an item, which was merged last, has added.
    pub(crate) fn note(&mut self, merger: &dyn Merger, item: Cursor<'_>) {
        merger.report(item, self);
        self.note_failure(item);
    }

    /// Notes the errors in an item.
    pub(crate) fn note_failure(&mut self, item: Cursor<'_>) {
        if let Some(failure) = Failure::of(item) {
            self.fail(None, failure.json());
        }
        let choices = item.get("choices").into_iter().flat_map(Cursor::items);
        for (choice, entry) in (0..).zip(choices) {
            if let Some(failure) = Failure::in_error(entry) {
                let index = crate::merge::parts::choices::reported_index(entry, choice);
                self.fail(Some(index), failure.json());
            }
        }
    }

    /// Notes an error.
    pub(crate) fn fail(&mut self, choice: Option<i64>, error: Vec<u8>) {
        self.error = Some(error.clone());
        self.events.push(StreamEvent::Error { choice, error });
    }

    /// Notes a part with all its text.
    pub(crate) fn part(&mut self, part: Part<'_>) {
        if part.text().is_empty() && part.kind != PartKind::ToolCall && !self.knows(&part) {
            return;
        }
        let text = part.text();
        let new = self.live(&part).see(text.raw());
        self.grow(&part, new, text.is_escaped());
        self.close_if_closed(&part);
    }

    /// Notes a part with only what is new of its text.
    pub(crate) fn piece(&mut self, part: Part<'_>) {
        let text = part.text();
        self.live(&part).see_piece(text.raw());
        self.grow(&part, text.raw(), text.is_escaped());
        self.close_if_closed(&part);
    }

    /// Notes new log probabilities: the entries of a list, or a value that counts as one.
    pub(crate) fn logprobs(&mut self, choice: i64, of: &'static str, value: Option<Cursor<'_>>) {
        let Some(entries) = value.and_then(final_parts::as_list) else { return };
        let known = &mut self.choices.entry(choice).or_default().logprobs;
        if !known.contains(&of) {
            known.push(of);
        }
        self.events.push(StreamEvent::Logprobs { choice, of, entries, is_done: false });
    }

    /// Notes a choice of which nothing but its end may be known.
    pub(crate) fn choice(&mut self, choice: i64) {
        self.choices.entry(choice).or_default();
    }

    fn knows(&self, part: &Part<'_>) -> bool {
        let choice = self.choices.get(&part.choice);
        choice.is_some_and(|choice| choice.parts.contains_key(&(part.kind, part.at)))
    }

    fn live(&mut self, part: &Part<'_>) -> &mut Live {
        let count = &mut self.count;
        let Choice { parts, indexes, .. } = self.choices.entry(part.choice).or_default();
        let live = parts.entry((part.kind, part.at)).or_insert_with(|| {
            *count += 1;
            Live::new(*count, indexes.entry(part.kind).or_default().take(part.index))
        });
        live.call(part);
        live
    }

    fn grow(&mut self, part: &Part<'_>, new: &[u8], is_escaped: bool) {
        let tags = self.tags.clone().filter(|_| part.is_plain);
        let live = self.live(part);
        let is_known = live.is_shown || part.kind != PartKind::ToolCall;
        let delta = live.decoded(new, is_escaped, part.is_closed);
        match tags {
            Some(tags) => self.grow_tagged(part, &delta, &tags),
            // A tool call is known before its arguments are.
            None if delta.is_empty() && is_known => {}
            None => self.add(part.choice, (part.kind, part.at), &delta),
        }
    }

    fn grow_tagged(&mut self, part: &Part<'_>, delta: &[u8], tags: &ReasoningTags) {
        let Some(live) = self.choices.get_mut(&part.choice) else { return };
        let Some(live) = live.parts.get_mut(&(part.kind, part.at)) else { return };
        let mut pieces = Vec::new();
        let tagged = live.tagged.get_or_insert_default();
        tagged.push(delta, tags, |is_reasoning, piece| pieces.push((is_reasoning, piece.to_vec())));
        self.add_tagged(part.choice, (part.kind, part.at), pieces);
    }

    pub(super) fn add_tagged(
        &mut self,
        choice: i64,
        key: (PartKind, At),
        pieces: Vec<(bool, Vec<u8>)>,
    ) {
        for (is_reasoning, piece) in pieces.into_iter().filter(|(_, piece)| !piece.is_empty()) {
            let key = if is_reasoning { self.tagged_reasoning(choice) } else { key };
            self.add(choice, key, &piece);
        }
    }

    /// The part for reasoning in tags: the member `reasoning`.
    fn tagged_reasoning(&mut self, choice: i64) -> (PartKind, At) {
        let at = final_parts::reasoning_at("reasoning");
        let part = Part::new(PartKind::Reasoning, choice, Text::new(b"", false)).at(0, at);
        self.live(&part);
        (PartKind::Reasoning, at)
    }

    fn add(&mut self, choice: i64, key: (PartKind, At), delta: &[u8]) {
        let Some(live) = self.choices.get_mut(&choice).and_then(|it| it.parts.get_mut(&key)) else {
            return;
        };
        live.text.push(delta);
        live.is_shown = true;
        let part = live.event(choice, key.0);
        self.events.push(StreamEvent::Delta { part, delta: delta.to_vec() });
    }

    fn close_if_closed(&mut self, part: &Part<'_>) {
        if !part.is_closed {
            return;
        }
        let live = self.live(part);
        if live.is_done || (live.text.is_empty() && part.kind != PartKind::ToolCall) {
            return;
        }
        live.is_done = true;
        let text = match &part.instead {
            Some(text) => text.to_vec(),
            None if live.is_replaced => part.text().to_wtf8().into_owned(),
            None => live.text.with(0, <[u8]>::to_vec),
        };
        let part = live.event(part.choice, part.kind);
        self.events.push(StreamEvent::Done { part, text });
    }
}
