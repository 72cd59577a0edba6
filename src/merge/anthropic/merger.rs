//! Merges events into a message.

use super::content::{Content, Piece};
use crate::error::Result;
use crate::json::{Builder, Cursor};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::merge_info::MergeInfo;
use crate::merge::options::Options;
use crate::merge::parts::extras::Rule;
use crate::merge::parts::failure::Failure;
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
    strict: bool,
    error: Last,
    notes: Notes,
}

impl Events {
    pub(crate) fn new(options: Options) -> Self {
        let strict = options.strict;
        Events {
            strict,
            message: Fields::new(MESSAGE, Rule::Whole),
            content: Content::new(strict),
            has_started: false,
            error: Last::default(),
            notes: Notes::default(),
        }
    }
}

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        self.content.next_event();
        let kind = event.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        match kind.as_deref() {
            Some("message_start") => self.start(event)?,
            Some("content_block_start") => self.content.start(event),
            Some("content_block_delta") => self.content.delta(event, &mut self.notes)?,
            Some("message_delta") => {
                event.get("delta").into_iter().for_each(|delta| self.set(delta));
                // Usage is next to the delta, and so is the context management.
                self.set(event);
            }
            Some("content_block_stop") => self.content.stop(event),
            // The end of the message, and what is not known of blocks.
            Some(kind) if kind.starts_with("content_block_") || kind.starts_with("message_") => {}
            // Gateways insert errors without a type.
            _ => match Failure::of(event) {
                Some(failure) => self.error.set_json(failure.json()),
                None => return self.notes.skip(event, self.strict),
            },
        }
        Ok(())
    }

    fn report(&self, _event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        self.content.report(watcher);
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

    fn check_end(&self) -> Result<()> {
        self.content.check_end()
    }
}

impl Repeating for Events {
    fn at(&mut self, number: usize) {
        self.notes.item = number;
    }

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
    fn start(&mut self, event: Cursor<'_>) -> Result<()> {
        let message = event.get("message").filter(|message| message.is_object());
        let id = message.and_then(|message| message.get("id")?.as_text());
        if self.has_started && (id.is_none() || self.message.name("id") != id) {
            self.notes.restarted(self.strict)?;
            self.content.begin_message();
        }
        self.has_started = true;
        let Some(message) = message else { return Ok(()) };
        self.set(message);
        // Usually empty here.
        for (index, block) in (0..).zip(message.get("content").into_iter().flat_map(Cursor::items))
        {
            self.content.begin(index, block);
        }
        Ok(())
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
