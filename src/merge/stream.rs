//! Merges the items of one stream as the family that is detected from them.

use super::completion::Completion;
use super::detect::unwrapped;
use super::family::{CHAT, Family, Merger, check_item};
use super::item_depth::check_depth;
use super::kind::Kind;
use super::memory::{Amount, Room};
use super::options::Options;
use super::payload::Payload;
use super::received::Received;
use crate::error::{Error, Grow, Result, joined};
use crate::json::{Cursor, Document};

/// What is merged so far, and whether the stream has declared its end.
#[derive(Debug)]
pub(crate) struct Stream {
    options: Options,
    merging: Merging,
    brought: Received,
    room: Room,
    done: bool,
}

#[derive(Debug)]
enum Merging {
    /// No item has decided the family yet: these are all items.
    Undecided(Vec<Document>),
    Decided(&'static Family, Box<dyn Merger>),
}

impl Stream {
    pub(crate) fn new(family: Option<&'static Family>, options: Options) -> Self {
        let merging = match family {
            Some(family) => Merging::Decided(family, (family.merger)(options)),
            None => Merging::Undecided(Vec::new()),
        };
        let (brought, room) = (Received::Nothing, Room::default());
        Stream { options, merging, brought, room, done: false }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.options.strict
    }

    /// Merges the payloads of one item's events: all of them, or none with an error.
    pub(crate) fn take(&mut self, payloads: &[Payload<Document>]) -> Result<()> {
        self.refuse_after_done(payloads)?;
        if let [Payload::Item(item)] = payloads {
            return self.push(&[item.root()]);
        }
        let items = payloads.iter().filter_map(|payload| match payload {
            Payload::Item(item) => Some(item.root()),
            Payload::Done | Payload::Nothing => None,
        });
        self.push(&items.collect::<Vec<_>>())?;
        self.done |= payloads.iter().any(|payload| matches!(payload, Payload::Done));
        Ok(())
    }

    /// Merges items: all of them, or none with an error.
    pub(crate) fn push(&mut self, items: &[Cursor<'_>]) -> Result<()> {
        items.iter().try_for_each(|item| check_item(*item))?;
        for item in items {
            let Stream { room, merging, .. } = self;
            room.make_for(*item, || merging.size())?;
        }
        let options = self.options;
        match &mut self.merging {
            Merging::Decided(family, merger) => {
                items.iter().try_for_each(|item| check_depth(*item, family, options))?;
                // Whether a merger refuses an item depends on the item alone, so an empty merger
                // can check in advance whether a later one of several will be refused.
                if options.strict && items.len() > 1 {
                    merged(family, options, &[], items)?;
                }
                items.iter().try_for_each(|item| merger.push(unwrapped(*item)))?;
            }
            Merging::Undecided(held) => match items.iter().find_map(|item| Kind::of_item(*item)) {
                Some(family) => {
                    let merger = merged(family, options, held, items)?;
                    self.merging = Merging::Decided(family, merger);
                }
                None => {
                    // Items that the merger will refuse must be refused now: later that cannot be
                    // reported.
                    merged(CHAT, options, &[], items)?;
                    let copy = |item: &Cursor<'_>| Document::parse(joined(&[item.raw()])?);
                    let copies = items.iter().map(copy).collect::<Result<Vec<_>>>()?;
                    held.try_room(copies.len())?;
                    held.extend(copies);
                }
            },
        }
        items.iter().for_each(|item| self.brought.note(*item));
        Ok(())
    }

    /// Decides the family at the end of the stream, if no item has decided it.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if no item could be merged; nothing has changed then.
    pub(crate) fn conclude(&mut self) -> Result<()> {
        self.brought.check()?;
        let Merging::Undecided(held) = &self.merging else { return Ok(()) };
        let Some(family) = held.iter().find_map(|item| Kind::likely_of_item(item.root())) else {
            return Err(no_family(held));
        };
        self.merging = Merging::Decided(family, merged(family, self.options, held, &[])?);
        Ok(())
    }

    /// Ensures room for a completion.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is none.
    pub(crate) fn ensure_room(&self) -> Result<()> {
        Ok(self.room.for_completion(|| self.merging.size())?)
    }

    pub(crate) fn snapshot(&self) -> Completion {
        let held = match &self.merging {
            Merging::Decided(_, merger) => return merger.snapshot(),
            Merging::Undecided(held) => held,
        };
        let mut merger = (CHAT.merger)(self.options);
        for item in held {
            // It has accepted each of them before.
            let _ = merger.push(unwrapped(item.root()));
        }
        merger.snapshot()
    }

    /// The family, once an item has decided it; otherwise chat.
    pub(crate) fn family(&self) -> &'static Family {
        match &self.merging {
            Merging::Decided(family, _) => family,
            Merging::Undecided(_) => CHAT,
        }
    }

    /// Refuses the payloads if one of them comes after the end.
    fn refuse_after_done(&self, payloads: &[Payload<Document>]) -> Result<()> {
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

    pub(crate) fn refuse_if_done(&self) -> Result<()> {
        if self.done { Err(after_done()) } else { Ok(()) }
    }
}

impl Merging {
    /// How much JSON is kept.
    fn size(&self) -> Amount {
        match self {
            Merging::Decided(_, merger) => Amount::of(&merger.snapshot().into_json()),
            Merging::Undecided(held) => {
                let items = held.iter().map(|item| Amount::of(item.bytes()));
                items.fold(Amount::default(), Amount::and)
            }
        }
    }
}

/// A merger with all these items merged.
fn merged(
    family: &'static Family,
    options: Options,
    held: &[Document],
    items: &[Cursor<'_>],
) -> Result<Box<dyn Merger>> {
    let mut merger = (family.merger)(options);
    for item in held.iter().map(Document::root).chain(items.iter().copied()) {
        check_depth(item, family, options)?;
        merger.push(unwrapped(item))?;
    }
    Ok(merger)
}

/// At most this many keys are named, each with at most this many characters.
const MOST_NAMED: (usize, usize) = (12, 40);

#[cold]
fn no_family(items: &[Document]) -> Error {
    let mut names: Vec<String> = Vec::new();
    for (key, _) in items.iter().flat_map(|item| item.root().members()) {
        let name: String = key.to_str().chars().take(MOST_NAMED.1).collect();
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() == MOST_NAMED.0 {
            break;
        }
    }
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    let found = match names.is_empty() {
        true => "the items have no members".to_owned(),
        false => format!("the items have the members {}", names.join(", ")),
    };
    Error::merge(format!("no known family: {found}"))
}

#[cold]
fn after_done() -> Error {
    Error::merge("nothing can be merged after [DONE]")
}
