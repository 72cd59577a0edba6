//! The items of one stream in, merged as the family that they tell.

use crate::completion::Completion;
use crate::error::{Error, Result};
use crate::grammar::{CHAT, Grammar, Kind, Merger};
use crate::json::{Cursor, Document};
use crate::merge::Options;
use crate::recording::Payload;

/// So many items may go by before one tells its family.
const MOST_HELD: usize = 32;

/// What is merged so far, and whether the stream said that this is all.
#[derive(Debug)]
pub(super) struct Stream {
    options: Options,
    merging: Merging,
    done: bool,
}

#[derive(Debug)]
enum Merging {
    /// No item has told its family yet.
    Undecided(Vec<Document>),
    Decided(&'static Grammar, Box<dyn Merger>),
}

impl Stream {
    pub(super) fn new(grammar: Option<&'static Grammar>, options: Options) -> Self {
        let merging = match grammar {
            Some(grammar) => Merging::Decided(grammar, (grammar.merger)(options)),
            None => Merging::Undecided(Vec::new()),
        };
        Stream { options, merging, done: false }
    }

    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    pub(super) fn is_strict(&self) -> bool {
        self.options.strict
    }

    pub(super) fn take(&mut self, payload: Payload<Document>) -> Result<()> {
        self.refuse_after_done(std::slice::from_ref(&payload))?;
        match payload {
            Payload::Item(item) => {
                check_item(item.root())?;
                self.push(item.root())?;
            }
            Payload::Done => self.done = true,
            Payload::Nothing => {}
        }
        Ok(())
    }

    pub(super) fn push(&mut self, item: Cursor<'_>) -> Result<()> {
        if let Merging::Undecided(held) = &mut self.merging {
            check_item(item)?;
            let told = Kind::of_item(item);
            if told.is_none() && held.len() < MOST_HELD {
                // What the merger will refuse, it must refuse now: later it cannot be told of.
                (CHAT.merger)(self.options).push(item)?;
                held.push(Document::parse(item.raw().to_vec())?);
                return Ok(());
            }
            let held = std::mem::take(held);
            self.decide(told, &held)?;
        }
        match &mut self.merging {
            Merging::Decided(_, merger) => merger.push(item),
            Merging::Undecided(_) => Ok(()),
        }
    }

    fn decide(&mut self, told: Option<&'static Grammar>, held: &[Document]) -> Result<()> {
        let grammar = told.unwrap_or(CHAT);
        let mut merger = (grammar.merger)(self.options);
        held.iter().try_for_each(|item| merger.push(item.root()))?;
        self.merging = Merging::Decided(grammar, merger);
        Ok(())
    }

    pub(super) fn snapshot(&self) -> Completion {
        let held = match &self.merging {
            Merging::Decided(_, merger) => return merger.snapshot(),
            Merging::Undecided(held) => held,
        };
        let mut merger = (CHAT.merger)(self.options);
        for item in held {
            // It took each of them before.
            let _ = merger.push(item.root());
        }
        merger.snapshot()
    }

    /// The family, once an item has told it; a chat if none did.
    pub(super) fn grammar(&self) -> &'static Grammar {
        match &self.merging {
            Merging::Decided(grammar, _) => grammar,
            Merging::Undecided(_) => CHAT,
        }
    }

    /// Refuses the payloads if one of them comes after the end.
    pub(super) fn refuse_after_done(&self, payloads: &[Payload<Document>]) -> Result<()> {
        let mut done = self.done;
        for payload in payloads {
            match payload {
                Payload::Nothing => {}
                _ if done => return Err(after_done()),
                Payload::Done => done = true,
                Payload::Item(_) => {}
            }
        }
        Ok(())
    }

    /// Refuses what the merger would refuse, before it has merged the first of several. What it
    /// refuses of objects depends on them alone, so that one with no state can tell.
    pub(super) fn try_items(&self, payloads: &[Payload<Document>]) -> Result<()> {
        let items = || {
            payloads.iter().filter_map(|payload| match payload {
                Payload::Item(item) => Some(item.root()),
                Payload::Done | Payload::Nothing => None,
            })
        };
        items().try_for_each(check_item)?;
        if !self.options.strict || payloads.len() < 2 {
            return Ok(());
        }
        let decided = match &self.merging {
            Merging::Decided(grammar, _) => Some(*grammar),
            Merging::Undecided(_) => items().find_map(Kind::of_item),
        };
        let mut trial = (decided.unwrap_or(CHAT).merger)(self.options);
        items().try_for_each(|item| trial.push(item))
    }

    pub(super) fn refuse_if_done(&self) -> Result<()> {
        if self.done { Err(after_done()) } else { Ok(()) }
    }
}

/// Refuses what is no object.
pub(super) fn check_item(item: Cursor<'_>) -> Result<()> {
    if item.is_object() {
        return Ok(());
    }
    Err(Error::merge(format!("expected a chunk, an object, found {}", item.kind().described())))
}

#[cold]
fn after_done() -> Error {
    Error::merge("nothing can be merged after [DONE]")
}
