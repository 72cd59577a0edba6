//! Merges events into a message.

use super::content::{Content, Piece};
use crate::error::Result;
use crate::json::Cursor;
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::options::Options;
use crate::merge::parts::fields::{Class, Sum};
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating, place_and_kind, slot};
use crate::merge::parts::response::Response;
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
    message: Response,
    content: Content,
}

impl Events {
    pub(crate) fn new(options: Options) -> Self {
        Events { message: Response::new(MESSAGE, options), content: Content::default() }
    }

    /// Sets what an event says itself.
    fn tell(&mut self, event: Cursor<'_>) {
        self.message.take_error_in(event);
        self.message.set_all(event, &OWN);
    }

    fn start(&mut self, event: Cursor<'_>) -> Result<()> {
        let message = event.get("message").filter(|message| message.is_object());
        let id = message.and_then(|message| message.get("id")?.as_text());
        if self.message.begins_again(id)? {
            self.content.begin_message();
        }
        self.tell(event);
        let Some(message) = message else { return Ok(()) };
        self.message.set_all(message, &BESIDE);
        // Usually empty here.
        let blocks = message.get("content").into_iter().flat_map(Cursor::items);
        for (index, block) in (0..).zip(blocks) {
            self.content.begin(Index::Small(index), block);
        }
        Ok(())
    }
}

/// Members of messages and of their deltas that are not set.
const BESIDE: [&str; 3] = ["type", "delta", "content"];
/// Members of events that belong to the event. Others are the message's: Bedrock and gateways put
/// counts and verdicts beside any event.
const OWN: [&str; 8] =
    ["type", "delta", "content", "index", "content_block", "message", "error", "p"];

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        self.content.next_event();
        let kind = event.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        match kind.as_deref() {
            Some("message_start") => return self.start(event),
            Some("content_block_start") => self.content.start(event),
            Some("content_block_delta") => {
                let Response { strict, notes, .. } = &mut self.message;
                self.content.delta(event, *strict, notes)?;
            }
            Some("message_delta") => {
                let delta = event.get("delta").into_iter();
                delta.for_each(|of| self.message.set_all(of, &BESIDE));
            }
            Some("content_block_stop") => self.content.stop(event),
            Some("message_stop") => {}
            _ => return self.message.take_other(event),
        }
        self.tell(event);
        Ok(())
    }

    fn report(&self, _event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        self.content.report(self.message.strict, watcher);
    }

    fn snapshot(&self) -> Completion {
        let has_ended = self.message.fields.name("stop_reason").is_some();
        self.message.completion(has_ended, &Spelling::default(), |name, json, notes| {
            json.key(name);
            match name {
                "content" => self.content.write(self.message.strict, json, notes),
                _ => json.str("message"),
            }
        })
    }

    fn check_end(&self) -> Result<()> {
        self.content.check_end()
    }
}

impl Repeating for Events {
    fn notes(&mut self) -> &mut Notes {
        &mut self.message.notes
    }

    /// A delta that continues a block.
    fn again(&self, event: Cursor<'_>) -> Option<Again> {
        if !event.get("type")?.as_text().is_some_and(|kind| kind == *"content_block_delta") {
            return None;
        }
        let (place, piece, text) = self.content.piece(event)?;
        Some(Again::adding(text, slot(place, piece as usize, Piece::ALL.len())?))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let (place, kind) = place_and_kind(slot, Piece::ALL.len());
        self.content.go_on(place, *Piece::ALL.get(kind)?, text.as_text()?)
    }
}
