//! Merges events into a response (contract, section 6).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::arguments::{Mended, mended};
use super::event::{Effect, Event, TEXTS, ended};
use super::head::Head;
use super::lacking::{filled, with_former};
use super::node::{Items, Node};
use super::order::{Order, Stamp, Turn};
use super::output::Output;
use super::repetition::{self, NUMBER, Repetition};
use super::report;
use super::write;
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::merge_info::MergeInfo;
use crate::merge::options::Options;
use crate::merge::parts::failure::Failure;
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
use crate::merge::parts::slots::Slot;

/// A response so far. The event that ends it has the whole response; until then it is merged from
/// the other events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    strict: bool,
    /// The id with which the response began.
    id: Identity,
    order: Order,
    head: Head,
    /// What events about the response say beside it.
    beside: Head,
    output: Output,
    /// A part of the last message; its events do not say of which one.
    audio: Node,
    /// Gateways end a response more than once.
    ends: BTreeMap<Stamp, End>,
    error: Option<(Stamp, Box<[u8]>)>,
    notes: Notes,
    /// The effect of the last event, if it can be repeated.
    last: Option<Repetition>,
    /// Whether the last event counts: one that came before does not.
    is_admitted: bool,
}

#[derive(Clone, Debug)]
struct End {
    status: &'static str,
    /// The response, if it was an object
    response: Option<Box<[u8]>>,
}

impl Merger for Events {
    fn push(&mut self, item: Cursor<'_>) -> Result<()> {
        check_item(item)?;
        self.last = None;
        self.is_admitted = false;
        let event = Event::read(item);
        let is_own = event.kind.is_some_and(|kind| kind.start(9).to_str().starts_with("response."));
        let own = if is_own { event.effect() } else { None };
        let effect = own.or_else(|| Failure::of(item).map(|_| Effect::Fails));
        if effect.is_none() {
            return self.notes.skip(item, self.strict);
        }
        if let Some(Effect::Tells) = effect {
            self.note_beginning(&event)?;
        }
        if let Some(effect) = effect
            && let Some(stamp) = self.admit(&event)
        {
            self.is_admitted = true;
            self.take(item, &event, effect, stamp);
        }
        Ok(())
    }

    fn check_end(&self) -> Result<()> {
        let json = self.json(&self.output.items, &mut Notes::default());
        let repaired = mended(&json, &self.output.items).repaired;
        repaired.into_iter().next().map_or(Ok(()), |detail| Err(Error::merge(detail)))
    }

    fn report(&self, item: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        if self.is_admitted {
            report::event(&Event::read(item), self.output.latest(), watcher);
        }
    }

    fn snapshot(&self) -> Completion {
        let with_audio;
        let items = match self.with_audio() {
            Some(items) => {
                with_audio = items;
                &with_audio
            }
            None => &self.output.items,
        };
        let mut notes = self.notes.clone();
        let mut json = self.json(items, &mut notes);
        let Mended { json: instead, repaired, broken } = mended(&json, items);
        if let Some(instead) = instead.filter(|_| !self.strict) {
            json = instead;
            repaired.into_iter().for_each(|detail| notes.add("arguments_repaired", detail));
        }
        broken.into_iter().for_each(|detail| notes.add("arguments_json_error", detail));
        let is_whole = |status| matches!(status, "completed" | "incomplete");
        let merge_info = MergeInfo {
            complete: self.end_status().is_some_and(is_whole) && self.error.is_none(),
            warnings: notes.into_warnings(),
            error: self.error.as_ref().map(|(_, error)| error.to_vec()),
        };
        Completion::new(json, merge_info)
    }
}

impl Repeating for Events {
    fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }

    fn again(&self, item: Cursor<'_>) -> Option<Again> {
        repetition::of(item, &self.order)
    }

    fn add(&mut self, slot: u32, value: Cursor<'_>) -> Option<()> {
        let last = self.last.as_mut()?;
        if slot == NUMBER {
            last.number = Some(value.as_i64().filter(|number| self.order.is_next(*number))?);
            return Some(());
        }
        let delta = value.non_null();
        let turn = self.order.admit(last.number.take(), last.print.with(delta));
        if let Turn::New(stamp) = turn {
            self.output.grow_at(last, delta, stamp, &mut self.notes);
        }
        Some(())
    }
}

impl Events {
    pub(crate) fn new(options: Options) -> Self {
        Events { strict: options.strict, ..Events::default() }
    }

    /// Notes the event that begins a response; another one begins a response of its own, whose items
    /// follow those before.
    fn note_beginning(&mut self, event: &Event<'_>) -> Result<()> {
        if !event.kind.is_some_and(|kind| kind == *"response.created") {
            return Ok(());
        }
        let id = event.value.and_then(|response| response.get("id")?.as_text());
        let Some(id) = id.filter(|id| !id.is_empty()) else { return Ok(()) };
        if self.id.get().is_none_or(|known| known == id) {
            self.id.set_first(id);
            return Ok(());
        }
        self.notes.restarted(self.strict)?;
        self.id.set_last(id);
        self.order.begin_again();
        if let Some((stamp, End { response: Some(response), .. })) =
            std::mem::take(&mut self.ends).pop_last()
            && let Ok(response) = Document::parse(response.to_vec())
            && let Some(items) = response.root().get("output")
        {
            self.output.set_all(items, stamp);
        }
        self.output.begin_message();
        Ok(())
    }

    fn admit(&mut self, event: &Event<'_>) -> Option<Stamp> {
        match self.order.admit(event.number, event.print().with(event.value)) {
            Turn::New(stamp) => Some(stamp),
            Turn::NumberTaken(stamp) => {
                let detail = "different events have one: the order in which they came counts";
                self.notes.add("sequence_numbers_repeat", detail);
                Some(stamp)
            }
            Turn::Repeated => None,
        }
    }

    fn take(&mut self, item: Cursor<'_>, event: &Event<'_>, effect: Effect, stamp: Stamp) {
        let Events { output, notes, .. } = self;
        match effect {
            Effect::Tells => {
                self.beside.merge_beside(stamp, item);
                self.tell(event, stamp);
            }
            Effect::Ends(status) => {
                self.beside.merge_beside(stamp, item);
                self.end(event, status, stamp);
            }
            Effect::Item => output.set(event, stamp, notes),
            Effect::Part(list) => output.set_part(event, list, stamp, notes),
            Effect::Grows(growth) => {
                output.grow(event, growth, stamp, false, notes);
                self.last = Some(output.repetition(event, growth));
            }
            Effect::Grown(growth) => output.grow(event, growth, stamp, true, notes),
            Effect::Annotates => output.annotate(event, &TEXTS, stamp),
            Effect::ItemStatus(tool, status) => {
                let status = status.map(|status| format!("\"{status}\""));
                let status = status.as_ref().map(String::as_bytes);
                output.set_member(event, tool, stamp, ("status", status));
            }
            Effect::Image => output.preview(item, event, stamp),
            Effect::Audio(member) => self.hear(event, member, stamp),
            Effect::Command { is_all } => output.command(event, stamp, is_all),
            Effect::ShellOutput { is_all } => output.shell_output(event, stamp, is_all),
            Effect::Diff { is_all } => output.diff(event, stamp, is_all),
            Effect::Fails => {
                // Gateways put the members that OpenAI has in the event itself into an `error`
                // member.
                self.fail(event.error.unwrap_or(item), stamp);
            }
        }
    }

    fn tell(&mut self, event: &Event<'_>, stamp: Stamp) {
        let Some(response) = self.response_of(event) else { return };
        self.head.merge(stamp, response);
        if let Some(items) = response.get("output") {
            self.output.set_all(items, stamp);
        }
    }

    fn end(&mut self, event: &Event<'_>, status: &'static str, stamp: Stamp) {
        let response = self.response_of(event);
        let said = response.and_then(|response| response.get("status")?.as_text());
        let status = said.and_then(|said| ended(&said.to_str())).unwrap_or(status);
        let error = response.and_then(|it| it.get("error")).and_then(Cursor::non_null);
        if let Some(error) = error.or(event.error) {
            self.fail(error, stamp);
        }
        if self.output.message > 0
            && let Some(items) = response.and_then(|response| response.get("output"))
        {
            self.output.set_all(items, stamp);
        }
        let response = response.map(|response| response.raw().into());
        self.ends.insert(stamp, End { status, response });
    }

    fn end_status(&self) -> Option<&'static str> {
        self.ends.last_key_value().map(|(_, end)| end.status)
    }

    /// The response as it ended.
    fn final_response(&self, notes: &mut Notes) -> Option<Cow<'_, [u8]>> {
        let mut ends =
            self.ends.values().rev().filter_map(|end| end.response.as_deref()).peekable();
        let last = *ends.peek()?;
        if self.ends.len() == 1 {
            return Some(last.into());
        }
        let ends: Vec<_> = ends.filter_map(|end| Document::parse(end.to_vec()).ok()).collect();
        let Some(both) = with_former(ends.iter().map(Document::root)) else {
            return Some(last.into());
        };
        let detail = "the last end lacks members that one before it has: they are kept";
        notes.add("output_missing", detail);
        Some(both.into())
    }

    fn response_of<'a>(&mut self, event: &Event<'a>) -> Option<Cursor<'a>> {
        let value = event.value?;
        if !value.is_object() {
            self.notes.unexpected("response", value);
        }
        event.value.filter(|value| value.is_object())
    }

    fn fail(&mut self, error: Cursor<'_>, stamp: Stamp) {
        if self.error.as_ref().is_none_or(|(known, _)| *known < stamp) {
            self.error = Some((stamp, error.raw().into()));
        }
    }

    fn hear(&mut self, event: &Event<'_>, member: &'static str, stamp: Stamp) {
        let Some(piece) = event.value.and_then(Cursor::as_text) else { return };
        if let Some(text) = self.audio.touch(stamp, "output_audio").text(member) {
            text.push(stamp, piece.raw());
        }
    }

    /// The items, if there is audio to add to one of them.
    fn with_audio(&self) -> Option<Items> {
        self.audio.pieces.as_ref()?;
        let mut items = self.output.items.clone();
        let message = items.iter().rfind(|(_, item)| item.kind() == Some("message"));
        let after = |(last, _): (&Slot, _)| Slot::first(last.message, last.index.next());
        let slot = message.map_or_else(
            || items.last_key_value().map(after).unwrap_or_default(),
            |(slot, _)| slot.clone(),
        );
        let mut json = Builder::new();
        write::node(&self.audio, None, Stamp::START, &mut json);
        // However the message has changed since the audio arrived, the audio is a part of it.
        let audio = Node {
            latest: Stamp::END,
            first: Stamp::END,
            whole: Some((Stamp::END, json.finish().into())),
            ..Node::default()
        };
        let message = items.entry(slot).or_default().touch(Stamp::END, "message");
        message.nodes("content")?.insert(Index::Small(i64::MAX), audio);
        Some(items)
    }

    fn json(&self, items: &Items, notes: &mut Notes) -> Vec<u8> {
        let mut json = Builder::new();
        match self.final_response(notes).as_deref() {
            None => self.head.write(items, self.end_status(), &mut json),
            Some(response) if items.is_empty() => json.raw(response),
            Some(response) => match Document::parse(response.to_vec()) {
                Ok(document) if lacks_output(document.root()) => {
                    let detail = "the final response has none: it is made of the events before";
                    notes.add("output_missing", detail);
                    write_with(document.root(), &mut json, |json| write::items(items, json));
                }
                Ok(document) if self.output.message > 0 => {
                    write_with(document.root(), &mut json, |json| write::items(items, json));
                }
                Ok(document) => match filled(document.root(), items) {
                    Some(output) => {
                        let detail = "the final response lacks items or words that events had: they are kept";
                        notes.add("output_missing", detail);
                        write_with(document.root(), &mut json, |json| json.raw(&output));
                    }
                    None => json.raw(response),
                },
                Err(_) => json.raw(response),
            },
        }
        self.beside.beside(json.finish())
    }
}

fn lacks_output(response: Cursor<'_>) -> bool {
    let output = response.get("output").and_then(Cursor::non_null);
    output.is_none_or(|output| output.is_array() && output.items().next().is_none())
}

/// Some servers leave the output, or a part of it, out of the event that ends the response.
fn write_with(response: Cursor<'_>, json: &mut Builder, output: impl FnOnce(&mut Builder)) {
    json.begin_object();
    for (key, value) in response.members().filter(|(key, _)| !(*key == *"output")) {
        json.key_text(key);
        json.value(value);
    }
    json.key("output");
    output(json);
    json.end_object();
}
