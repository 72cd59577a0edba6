//! Merges events into a response.

use std::collections::HashSet;

use super::EVENTS;
use super::block::{Content, Piece};
use crate::error::Result;
use crate::json::{Cursor, Text};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::options::Options;
use crate::merge::parts::extras::Members;
use crate::merge::parts::fields::{Class, Sum};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::indexed::Indexed;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating, only, place_and_kind, slot};
use crate::merge::parts::response::Response;
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
    response: Response,
    role: Identity,
    /// Other members of the message.
    others: Members,
    content: Indexed<Content>,
    /// The blocks of the last event, and whether it ended them.
    touched: Vec<(usize, bool)>,
    /// The blocks that have ended.
    closed: HashSet<usize>,
}

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        self.touched.clear();
        if let Some(start) = event.get("messageStart").and_then(Cursor::non_null) {
            self.start(start)?;
        }
        let is_event = |key: Text<'_>| key == *"metadata" || EVENTS.iter().any(|it| key == **it);
        let is_own = event.members().any(|(key, _)| is_event(key));
        for (key, value) in event.members() {
            match &*key.to_str() {
                _ if value.is_null() => {}
                "contentBlockStart" => self.start_block(value),
                "contentBlockDelta" => self.merge_block(value),
                "contentBlockStop" => {
                    let place = index_of(value).and_then(|index| self.content.place(&index));
                    let place = place.filter(|place| self.closed.insert(*place));
                    self.touched.extend(place.map(|place| (place, true)));
                }
                "messageStop" | "metadata" => self.response.set_all(value, &["p"]),
                "messageStart" | "error" | "p" => {}
                // A guardrail's verdict is beside the event, and so is how long it all took.
                name if is_own => {
                    self.response.fields.merge(name, key, value, &mut self.response.notes);
                }
                _ => {}
            }
        }
        match is_own {
            true => {
                self.response.take_error(event);
                Ok(())
            }
            false => self.response.take_other(event),
        }
    }

    fn report(&self, _event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        for (place, is_closed) in &self.touched {
            let Some((message, index)) = self.content.address(*place) else { continue };
            let index = index.saturated();
            if let Some(part) =
                self.content.at(*place).and_then(|it| it.part(*is_closed, self.response.strict))
            {
                let at = [message.into(), index, *place as i64, 0, 0];
                watcher.part(part.at(index, at).closed(*is_closed));
            }
        }
    }

    fn snapshot(&self) -> Completion {
        let has_ended = self.response.fields.name("stopReason").is_some();
        self.response.completion(has_ended, &Spelling::default(), |output, json, notes| {
            json.key(output);
            json.begin_object();
            json.key("message");
            json.begin_object();
            self.role.write_or("assistant", "role", json);
            self.others.write(json);
            json.key("content");
            json.begin_array();
            let strict = self.response.strict;
            self.content.in_order().iter().for_each(|content| content.write(strict, json, notes));
            json.end_array();
            json.end_object();
            json.end_object();
        })
    }

    fn check_end(&self) -> Result<()> {
        self.content.in_order().into_iter().try_for_each(Content::check_end)
    }
}

impl Repeating for Events {
    fn notes(&mut self) -> &mut Notes {
        &mut self.response.notes
    }

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
        let slot = slot(place, piece as usize, Piece::ALL.len())?;
        // Padding hides the length of the text.
        Some(Again::adding(text, slot).whatever(event.get("p")))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let (place, kind) = place_and_kind(slot, Piece::ALL.len());
        self.content.at_mut(place)?.grow(*Piece::ALL.get(kind)?, text.as_text()?)
    }
}

impl Events {
    pub(crate) fn new(options: Options) -> Self {
        Events {
            response: Response::new(RESPONSE, options),
            role: Identity::default(),
            others: Members::default(),
            content: Indexed::default(),
            touched: Vec::new(),
            closed: HashSet::new(),
        }
    }

    fn start(&mut self, event: Cursor<'_>) -> Result<()> {
        if self.response.begins_again(None)? {
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
        Ok(())
    }

    fn start_block(&mut self, event: Cursor<'_>) {
        let index = index_of(event).unwrap_or_else(|| self.content.next());
        let Some(start) = event.get("start") else { return };
        for (name, value) in start.members().filter(|(_, value)| !value.is_null()) {
            let place = self.content.place(&index).filter(|place| {
                self.content.at(*place).is_some_and(|known| known.is_begun_by(name, value))
            });
            let place = place.unwrap_or_else(|| self.open(&index, name));
            if let Some(content) = self.content.at_mut(place) {
                content.start(value, &mut self.response.notes);
                self.touched.push((place, false));
            }
        }
    }

    fn merge_block(&mut self, event: Cursor<'_>) {
        let index = index_of(event).unwrap_or_else(|| self.content.latest());
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
                content.merge(value, &mut self.response.notes);
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
}

fn index_of(event: Cursor<'_>) -> Option<Index> {
    Index::of(event.get("contentBlockIndex")?)
}
