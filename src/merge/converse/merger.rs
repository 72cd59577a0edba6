//! Merges events into a response.

use std::collections::HashSet;

use super::block::{Content, Piece};
use super::exception;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::merge_info::MergeInfo;
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::fields::{Class, Fields, Sum};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::indexed::Indexed;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
use crate::merge::parts::spelling::Spelling;

/// As botocore's shape `ConverseResponse`.
const RESPONSE: Class = &[
    ("output", Sum::Own),
    ("stopReason", Sum::Set),
    ("usage", Sum::Keys),
    ("metrics", Sum::Keys),
    ("additionalModelResponseFields", Sum::Last),
    ("trace", Sum::Last),
    ("performanceConfig", Sum::Last),
    ("serviceTier", Sum::Last),
];

/// A response so far.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    response: Fields,
    role: Identity,
    /// Other members of the message.
    others: Members,
    content: Indexed<Content>,
    /// The blocks of the last event, and whether it ended them.
    touched: Vec<(usize, bool)>,
    /// The blocks that have ended.
    closed: HashSet<usize>,
    has_started: bool,
    /// The last error as JSON.
    error: Option<Vec<u8>>,
    notes: Notes,
}

impl Default for Events {
    fn default() -> Self {
        Events {
            response: Fields::new(RESPONSE, Rule::Whole),
            role: Identity::default(),
            others: Members::default(),
            content: Indexed::default(),
            touched: Vec::new(),
            closed: HashSet::new(),
            has_started: false,
            error: None,
            notes: Notes::default(),
        }
    }
}

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        self.touched.clear();
        for (key, value) in event.members().filter(|(_, value)| !value.is_null()) {
            match &*key.to_str() {
                "messageStart" => self.start(value),
                "contentBlockStart" => self.start_block(value),
                "contentBlockDelta" => self.merge_block(value),
                "contentBlockStop" => {
                    let place = index_of(value).and_then(|index| self.content.place(&index));
                    let place = place.filter(|place| self.closed.insert(*place));
                    self.touched.extend(place.map(|place| (place, true)));
                }
                "messageStop" | "metadata" => self.set(value),
                "error" => self.error = Some(value.raw().to_vec()),
                _ => {}
            }
        }
        if let Some((name, exception)) = exception(event) {
            self.error = Some(named(name, exception));
        }
        Ok(())
    }

    fn report(&self, event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        for (place, is_closed) in &self.touched {
            let Some((message, index)) = self.content.address(*place) else { continue };
            let index = index.saturated();
            if let Some(part) = self.content.at(*place).and_then(|it| it.part(*is_closed)) {
                let at = [message.into(), index, *place as i64, 0, 0];
                watcher.part(part.at(index, at).closed(*is_closed));
            }
        }
        if let Some((name, exception)) = exception(event) {
            watcher.fail(None, named(name, exception));
        }
    }

    fn snapshot(&self) -> Completion {
        let mut notes = self.notes.clone();
        let json = self.json(&mut notes);
        let merge_info = MergeInfo {
            complete: self.response.name("stopReason").is_some() && self.error.is_none(),
            warnings: notes.into_warnings(),
            error: self.error.clone(),
        };
        Completion::new(json, merge_info)
    }
}

impl Repeating for Events {
    /// A delta that continues a block.
    fn again(&self, event: Cursor<'_>) -> Option<Again> {
        let event = event.get("contentBlockDelta")?;
        let place = self.content.place(&index_of(event)?)?;
        let mut members = event.get("delta")?.members();
        let (name, value) = members.next().filter(|_| members.next().is_none())?;
        let (piece, text) = match &*name.to_str() {
            "text" => (Piece::Text, value),
            "reasoningContent" => (Piece::Reasoning, only(value, "text")?),
            "toolUse" => (Piece::Input, only(value, "input")?),
            _ => return None,
        };
        text.as_text()?;
        self.content.at(place)?.takes(name).then_some(())?;
        let slot = u32::try_from(place).ok()?.checked_mul(Piece::ALL.len() as u32)?;
        // Padding hides the length of the text.
        Some(Again::adding(text, slot.checked_add(piece as u32)?).whatever(event.get("p")))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let kinds = Piece::ALL.len() as u32;
        let piece = Piece::ALL.get((slot % kinds) as usize)?;
        self.content.at_mut((slot / kinds) as usize)?.grow(*piece, text.as_text()?)
    }
}

impl Events {
    fn start(&mut self, event: Cursor<'_>) {
        if std::mem::replace(&mut self.has_started, true) {
            self.notes.add("message_restarted", "a second message begins: it is merged too");
            self.content.begin_message();
        }
        for (key, value) in event.members().filter(|(_, value)| !value.is_null()) {
            match (&*key.to_str(), value.as_text()) {
                ("role", Some(role)) => {
                    self.role.set_first(role);
                }
                ("p", _) => {}
                _ => self.others.set(key, value),
            }
        }
    }

    fn start_block(&mut self, event: Cursor<'_>) {
        let index = index_of(event).unwrap_or_else(|| {
            self.content.latest().map_or_else(Index::default, |latest| latest.next())
        });
        let Some(start) = event.get("start") else { return };
        for (name, value) in start.members().filter(|(_, value)| !value.is_null()) {
            let place = self.content.place(&index).filter(|place| {
                self.content.at(*place).is_some_and(|known| known.is_begun_by(name, value))
            });
            let place = place.unwrap_or_else(|| self.open(&index, name));
            if let Some(content) = self.content.at_mut(place) {
                content.start(value, &mut self.notes);
                self.touched.push((place, false));
            }
        }
    }

    fn merge_block(&mut self, event: Cursor<'_>) {
        let index = index_of(event).or_else(|| self.content.latest()).unwrap_or_default();
        let Some(delta) = event.get("delta") else { return };
        for (name, value) in delta.members().filter(|(_, value)| !value.is_null()) {
            // Texts have no start event, and words for a block of another kind are not lost.
            let place = self
                .content
                .place(&index)
                .filter(|place| self.content.at(*place).is_some_and(|known| known.takes(name)));
            let place = match place {
                Some(place) => place,
                None if value.as_text().is_some_and(Text::is_empty) && self.has(&index) => continue,
                None => self.open(&index, name),
            };
            if let Some(content) = self.content.at_mut(place) {
                content.merge(value, &mut self.notes);
                self.touched.push((place, false));
            }
        }
    }

    fn has(&self, index: &Index) -> bool {
        self.content.place(index).is_some()
    }

    fn open(&mut self, index: &Index, name: Text<'_>) -> usize {
        self.content.open(index.clone(), Content::of(name))
    }

    /// Sets all members of the response that an event has.
    fn set(&mut self, event: Cursor<'_>) {
        for (key, value) in event.members() {
            match &*key.to_str() {
                "p" => {}
                name => self.response.merge(name, key, value, &mut self.notes),
            }
        }
    }

    fn json(&self, notes: &mut Notes) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_object();
        self.response.write(&Spelling::default(), &mut json, |name, json| {
            json.key(name);
            json.begin_object();
            json.key("message");
            json.begin_object();
            json.key("role");
            match self.role.get() {
                Some(role) => json.text(role),
                None => json.str("assistant"),
            }
            self.others.write(json);
            json.key("content");
            json.begin_array();
            self.content.in_order().iter().for_each(|content| content.write(json, notes));
            json.end_array();
            json.end_object();
            json.end_object();
        });
        json.end_object();
        json.finish()
    }
}

fn index_of(event: Cursor<'_>) -> Option<Index> {
    Index::of(event.get("contentBlockIndex")?)
}

/// An error with its name as its type.
fn named(name: &str, exception: Cursor<'_>) -> Vec<u8> {
    let mut json = Builder::new();
    json.begin_object();
    json.key("type");
    json.str(name);
    if !exception.is_object() {
        json.key("message");
        json.value(exception);
    }
    for (key, value) in exception.members() {
        if !(key == *"type") {
            json.key_text(key);
            json.value(value);
        }
    }
    json.end_object();
    json.finish()
}

/// A member, if it is the only one.
fn only<'a>(object: Cursor<'a>, key: &str) -> Option<Cursor<'a>> {
    let mut members = object.members();
    let (found, value) = members.next()?;
    (found == *key && members.next().is_none()).then_some(value)
}
