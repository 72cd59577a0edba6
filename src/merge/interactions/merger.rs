//! Merges events into an interaction.

use std::collections::BTreeMap;

use super::NOT_COMPLETE;
use super::content::Content;
use super::step::Step;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::options::Options;
use crate::merge::parts::fields::{Class, Sum};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
use crate::merge::parts::response::Response;
use crate::merge::parts::slots::{Slot, with_index};
use crate::merge::parts::spelling::Spelling;

/// The members of an interaction that are not set as they come.
const INTERACTION: Class = &[("status", Sum::Set), ("outputs", Sum::Own), ("steps", Sum::Own)];

/// An interaction so far. The event that ends it usually lacks the outputs; if it has them, they
/// are used instead of the merged ones.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    interaction: Response,
    /// The id of the interaction that began last.
    id: Identity,
    /// How many interactions have begun again in the stream.
    message: u32,
    /// Outputs by their place, in streams of contents.
    outputs: BTreeMap<Slot, Content>,
    /// Steps by their place, in streams of steps.
    steps: BTreeMap<Slot, Step>,
    /// The lists that an interaction had itself.
    own_outputs: Last,
    own_steps: Last,
    /// The output or step of the last event.
    touched: Option<Slot>,
    has_ended: bool,
}

/// The members of an event that are about the event itself, or that are taken apart.
const EVENT: [&str; 6] =
    ["event_type", "type", "event_id", "interaction_id", "interaction", "error"];

/// The parts of an event's type: its subject, and what happened to it.
fn parts(kind: &str) -> (&str, &str) {
    kind.split_once('.').unwrap_or((kind, ""))
}

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        self.touched = None;
        let kind = ["event_type", "type"].iter().find_map(|key| event.get(key)?.as_text());
        let kind = kind.map(Text::to_str).unwrap_or_default();
        let member = |key| event.get(key).and_then(Cursor::non_null);
        match parts(&kind) {
            ("interaction", what) => {
                if matches!(what, "start" | "created") {
                    self.note_beginning(member("interaction"))?;
                }
                self.set(event, &EVENT);
                member("interaction")
                    .into_iter()
                    .for_each(|interaction| self.set(interaction, &[]));
                self.has_ended |= matches!(what, "complete" | "completed" | "failed" | "cancelled");
            }
            ("content", "start") => {
                if let Some(content) = member("content") {
                    let slot =
                        opened(&self.outputs, self.message, event, |known| known.differs(content));
                    self.outputs.entry(slot.clone()).or_default().begin(content);
                    self.touched = Some(slot);
                }
            }
            ("content", "delta") => self.merge_output(event),
            ("step", "start") => {
                if let Some(step) = member("step") {
                    let slot =
                        opened(&self.steps, self.message, event, |known| known.differs(step));
                    self.steps.entry(slot.clone()).or_default().begin(step);
                    self.touched = Some(slot);
                }
            }
            ("step", "delta") => self.merge_step(event),
            ("content", "stop") => {
                let slot = latest(&self.outputs, self.message, event);
                let is_new = self.outputs.get_mut(&slot).is_some_and(Content::close);
                self.touched = is_new.then_some(slot);
            }
            ("step", "stop") => {
                let slot = latest(&self.steps, self.message, event);
                let is_new = self.steps.get_mut(&slot).is_some_and(Step::close);
                self.touched = is_new.then_some(slot);
            }
            ("done", _) => {}
            _ => self.interaction.take_other(event)?,
        }
        Ok(())
    }

    fn report(&self, event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        let Some(slot) = &self.touched else { return };
        let index = slot.index.saturated();
        let kind = ["event_type", "type"].iter().find_map(|key| event.get(key)?.as_text());
        let is_step = kind.is_some_and(|kind| parts(&kind.to_str()).0 == "step");
        let at = [is_step.into(), slot.message.into(), index, slot.twin.into(), 0];
        match is_step {
            true => {
                if let Some(step) = self.steps.get(slot) {
                    step.report(event, index, at, self.interaction.strict, watcher);
                }
            }
            false => {
                if let Some(output) = self.outputs.get(slot) {
                    output.report(event, index, at, self.interaction.strict, watcher);
                }
            }
        }
    }

    fn snapshot(&self) -> Completion {
        let Events { interaction, own_outputs, own_steps, .. } = self;
        let status = interaction.fields.name("status");
        let went_wrong = status.is_some_and(|is| NOT_COMPLETE.iter().any(|bad| is == **bad));
        let has_ended = self.has_ended && !went_wrong;
        let strict = interaction.strict;
        interaction.completion(has_ended, &Spelling::default(), |name, json, notes| match name {
            "outputs" => write_list(name, own_outputs, &self.outputs, json, |output, json| {
                output.write(None, strict, json, notes);
            }),
            _ => write_list(name, own_steps, &self.steps, json, |step, json| {
                step.write(strict, json, notes);
            }),
        })
    }

    fn check_end(&self) -> Result<()> {
        self.outputs.values().try_for_each(Content::check_end)?;
        self.steps.values().try_for_each(Step::check_end)
    }
}

/// Distinguishes slots of steps from those of outputs.
const STEP: u32 = 1 << 31;

impl Repeating for Events {
    fn notes(&mut self) -> &mut Notes {
        &mut self.interaction.notes
    }

    /// A text that continues.
    fn again(&self, event: Cursor<'_>) -> Option<Again> {
        let kind = event.get("event_type")?.as_text()?.to_str();
        let delta = event.get("delta")?;
        let is_text = delta.get("type")?.as_text().is_some_and(|kind| kind == *"text");
        let others = delta.members().filter(|(_, value)| !value.is_null()).count();
        let text = delta.get("text").filter(|text| text.as_text().is_some())?;
        if !is_text || others != 2 {
            return None;
        }
        let index = Index::in_object(event)?;
        let slot = u32::try_from(index.saturated()).ok().filter(|slot| slot & STEP == 0)?;
        match parts(&kind) {
            ("content", "delta") => {
                let slot_of = only(&self.outputs, index)?;
                self.outputs.get(&slot_of)?.is("text").then_some(())?;
                Some(Again::adding(text, slot))
            }
            ("step", "delta") => {
                only(&self.steps, index)?;
                Some(Again::adding(text, slot | STEP))
            }
            _ => None,
        }
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let (text, index) = (text.as_text()?, Index::Small((slot & !STEP).into()));
        let place = Slot::first(0, index);
        if slot & STEP != 0 {
            return self.steps.get_mut(&place)?.go_on(text);
        }
        self.outputs.get_mut(&place)?.go_on(text);
        Some(())
    }
}

impl Events {
    pub(crate) fn new(options: Options) -> Self {
        Events {
            interaction: Response::new(INTERACTION, options),
            id: Identity::default(),
            message: 0,
            outputs: BTreeMap::new(),
            steps: BTreeMap::new(),
            touched: None,
            own_outputs: Last::default(),
            own_steps: Last::default(),
            has_ended: false,
        }
    }

    /// Notes the event that begins an interaction; another one begins an interaction of its own,
    /// whose contents follow those before.
    fn note_beginning(&mut self, interaction: Option<Cursor<'_>>) -> Result<()> {
        let id = interaction.and_then(|interaction| interaction.get("id")?.as_text());
        let Some(id) = id.filter(|id| !id.is_empty()) else { return Ok(()) };
        if self.id.set_first(id) {
            self.interaction.notes.restarted(self.interaction.strict)?;
            self.id.set_last(id);
            self.message += 1;
        }
        Ok(())
    }

    /// Sets all members of an interaction or of an event about one, except for these, and takes its
    /// error.
    fn set(&mut self, of: Cursor<'_>, except: &[&str]) {
        self.interaction.take_error_in(of);
        for (key, value) in of.members().filter(|(_, value)| !value.is_null()) {
            let has_items = value.items().next().is_some();
            match (&*key.to_str(), value.as_text()) {
                (name, _) if except.contains(&name) => {}
                ("outputs", _) if has_items => self.own_outputs.replace(value),
                ("steps", _) if has_items => self.own_steps.replace(value),
                ("outputs" | "steps", _) => {}
                // An empty string is ignored.
                (_, Some(text)) if text.is_empty() => {}
                (name, _) => {
                    let Response { fields, notes, .. } = &mut self.interaction;
                    fields.merge(name, key, value, notes);
                }
            }
        }
    }

    fn merge_output(&mut self, event: Cursor<'_>) {
        let Some(delta) = event.get("delta").filter(|delta| delta.is_object()) else { return };
        let kind = kind_of(delta);
        let new = || Content::for_delta(&kind);
        let slot = latest(&self.outputs, self.message, event);
        self.outputs.entry(slot.clone()).or_insert_with(new).merge(&kind, delta);
        self.touched = Some(slot);
    }

    fn merge_step(&mut self, event: Cursor<'_>) {
        let Some(delta) = event.get("delta").filter(|delta| delta.is_object()) else { return };
        let kind = kind_of(delta);
        let new = || Step::for_delta(&kind);
        let slot = latest(&self.steps, self.message, event);
        self.steps.entry(slot.clone()).or_insert_with(new).merge(&kind, delta);
        self.touched = Some(slot);
    }
}

/// Writes the list that the interaction had itself, or that of the parts, if there are any.
fn write_list<T>(
    name: &str,
    own: &Last,
    parts: &BTreeMap<Slot, T>,
    json: &mut Builder,
    mut write: impl FnMut(&T, &mut Builder),
) {
    own.write(name, json);
    if own.json().is_none() && !parts.is_empty() {
        json.key(name);
        json.begin_array();
        parts.values().for_each(|part| write(part, json));
        json.end_array();
    }
}

fn index_of(event: Cursor<'_>) -> Index {
    Index::in_object(event).unwrap_or_default()
}

/// The place of the latest part with the index of an event.
fn latest<T>(parts: &BTreeMap<Slot, T>, message: u32, event: Cursor<'_>) -> Slot {
    let index = index_of(event);
    let known = with_index(parts, message, &index).next_back().map(|(slot, _)| slot.clone());
    known.unwrap_or_else(|| Slot::first(message, index))
}

/// The place of the part that an event begins: the same, unless the part there differs.
fn opened<T>(
    parts: &BTreeMap<Slot, T>,
    message: u32,
    event: Cursor<'_>,
    differs: impl Fn(&T) -> bool,
) -> Slot {
    let slot = latest(parts, message, event);
    if parts.get(&slot).is_some_and(differs) { slot.twin() } else { slot }
}

/// The place of the only part with this index, if no interaction has begun again.
fn only<T>(parts: &BTreeMap<Slot, T>, index: Index) -> Option<Slot> {
    let slot = Slot::first(0, index);
    let is_only = !parts.contains_key(&slot.twin())
        && parts.last_key_value().is_none_or(|(last, _)| last.message == 0);
    (is_only && parts.contains_key(&slot)).then_some(slot)
}

fn kind_of(delta: Cursor<'_>) -> String {
    delta
        .get("type")
        .and_then(Cursor::as_text)
        .map(|kind| kind.to_str().into_owned())
        .unwrap_or_default()
}
