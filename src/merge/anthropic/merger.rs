//! Merges events into a message.

use super::content::{Content, Piece};
use crate::error::Result;
use crate::json::{Builder, Cursor};
use crate::merge::completion::Completion;
use crate::merge::family::{Merger, check_item};
use crate::merge::merge_info::MergeInfo;
use crate::merge::parts::extras::Rule;
use crate::merge::parts::fields::{Class, Fields, Sum};
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
use crate::merge::parts::spelling::Spelling;

/// As anthropic's class `Message`. The counts of its usage are totals so far: later ones replace
/// earlier ones.
const MESSAGE: Class = &[
    ("id", Sum::First),
    ("container", Sum::Last),
    ("content", Sum::Own),
    ("model", Sum::Set),
    ("role", Sum::First),
    ("stop_details", Sum::Last),
    ("stop_reason", Sum::Set),
    ("stop_sequence", Sum::Last),
    ("type", Sum::Own),
    ("usage", Sum::Keys),
];

/// A message so far.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    message: Fields,
    content: Content,
    has_started: bool,
    error: Last,
    notes: Notes,
}

impl Default for Events {
    fn default() -> Self {
        Events {
            message: Fields::new(MESSAGE, Rule::Whole),
            content: Content::default(),
            has_started: false,
            error: Last::default(),
            notes: Notes::default(),
        }
    }
}

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        let kind = event.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        match kind.as_deref() {
            Some("message_start") => self.start(event),
            Some("content_block_start") => self.content.start(event),
            Some("content_block_delta") => self.content.delta(event, &mut self.notes),
            Some("message_delta") => {
                event.get("delta").into_iter().for_each(|delta| self.set(delta));
                // Usage is next to the delta, and so is the context management.
                self.set(event);
            }
            Some("error") => self.error.replace(event.get("error").unwrap_or(event)),
            // Without a type it can only be an error that a gateway inserted.
            None => event.get("error").into_iter().for_each(|error| self.error.replace(error)),
            // Pings, ends of blocks, and unknown events.
            Some(_) => {}
        }
        Ok(())
    }

    fn snapshot(&self) -> Completion {
        let mut notes = self.notes.clone();
        let json = self.json(&mut notes);
        let merge_info = MergeInfo {
            complete: self.message.name("stop_reason").is_some() && self.error.json().is_none(),
            warnings: notes.into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(json, merge_info)
    }
}

impl Repeating for Events {
    /// A delta that continues a block.
    fn again(&self, event: Cursor<'_>) -> Option<Again> {
        if !event.get("type")?.as_text().is_some_and(|kind| kind == *"content_block_delta") {
            return None;
        }
        let (index, piece, text) = self.content.piece(event)?;
        let slot = index.checked_mul(Piece::ALL.len() as u32)?.checked_add(piece as u32)?;
        Some(Again::adding(text, slot))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let kinds = Piece::ALL.len() as u32;
        let piece = Piece::ALL.get((slot % kinds) as usize)?;
        self.content.go_on(slot / kinds, *piece, text.as_text()?)
    }
}

impl Events {
    fn start(&mut self, event: Cursor<'_>) {
        if std::mem::replace(&mut self.has_started, true) {
            self.notes.add("second_start", "the stream has a second message: it is merged too");
        }
        let Some(message) = event.get("message").filter(|message| message.is_object()) else {
            return;
        };
        self.set(message);
        // Usually empty here.
        for (index, block) in (0..).zip(message.get("content").into_iter().flat_map(Cursor::items))
        {
            self.content.begin(index, block);
        }
    }

    /// Sets all message members that `of` has.
    fn set(&mut self, of: Cursor<'_>) {
        for (key, value) in of.members() {
            match &*key.to_str() {
                "type" | "delta" | "content" => {}
                name => self.message.merge(name, key, value, &mut self.notes),
            }
        }
    }

    fn json(&self, notes: &mut Notes) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_object();
        self.message.write(&Spelling::default(), &mut json, |name, json| {
            json.key(name);
            match name {
                "content" => self.content.write(json, notes),
                _ => json.str("message"),
            }
        });
        json.end_object();
        json.finish()
    }
}
