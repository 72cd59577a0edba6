//! Merges the items of one stream as the family that is detected from them.

use super::completion::Completion;
use super::detect::unwrapped;
use super::events::Watcher;
use super::family::{CHAT, Family, Merger, check_item};
use super::item_depth::check_depth;
use super::kind::{Kind, whole_family};
use super::memory::{Amount, Room};
use super::merge_info::{MergeInfo, Warning};
use super::options::Options;
use super::parts::notes::named_members;
use super::payload::{INVALID, MOST_WARNINGS, Payload, after_done, mended, unreadable};
use super::reasoning_tags::ReasoningTags;
use super::received::Received;
use crate::error::{Error, Grow, Result, ensure, joined};
use crate::json::{Cursor, Document};

/// What is merged so far, and whether the stream has declared its end.
#[derive(Debug)]
pub(crate) struct Stream {
    options: Options,
    merging: Merging,
    received: Received,
    room: Room,
    done: bool,
    /// How many items were merged.
    count: usize,
    /// Warnings about the reading of the stream.
    warnings: Vec<Warning>,
    /// If the stream is watched.
    watcher: Option<Box<Watcher>>,
}

#[derive(Debug)]
enum Merging {
    /// No item has decided the family yet: these are all items.
    Undecided(Vec<Document>),
    Decided(&'static Family, Box<dyn Merger>),
    /// The only item is a whole response.
    Whole(&'static Family, Document),
}

impl Stream {
    pub(crate) fn new(family: Option<&'static Family>, options: Options) -> Self {
        let merging = match family {
            Some(family) => {
                let mut merger = (family.merger)(options);
                merger.take_any();
                Merging::Decided(family, merger)
            }
            None => Merging::Undecided(Vec::new()),
        };
        let (received, room, warnings) = (Received::Nothing, Room::default(), Vec::new());
        let (done, count, watcher) = (false, 0, None);
        Stream { options, merging, received, room, done, count, warnings, watcher }
    }

    /// From here on, events are kept until they are taken.
    pub(crate) fn watch(&mut self, tags: Option<ReasoningTags>) {
        self.watcher.get_or_insert_with(|| Box::new(Watcher::new(tags)));
    }

    pub(crate) fn watcher(&mut self) -> Option<&mut Watcher> {
        self.watcher.as_deref_mut()
    }

    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.options.strict
    }

    pub(crate) fn has_only_errors(&self) -> bool {
        matches!(self.received, Received::Error(_))
    }

    /// Merges the payloads of one item's events: all of them, or none with an error.
    ///
    /// # Errors
    ///
    /// Those of merging; in strict mode also for unreadable data, and for items after the end.
    pub(crate) fn take(&mut self, payloads: &[Payload<Document>]) -> Result<()> {
        if let [Payload::Item(item)] = payloads {
            return self.push(item.root());
        }
        let is_after = self.check(payloads)?;
        let items = payloads.iter().filter_map(|payload| match payload {
            Payload::Item(item) => Some(item.root()),
            Payload::Done | Payload::Unreadable(_) | Payload::Mended(_) => None,
        });
        self.push_items(&items.collect::<Vec<_>>())?;
        if is_after {
            self.warn_after_done();
        }
        for payload in payloads {
            match payload {
                Payload::Item(_) => {}
                Payload::Done => self.done = true,
                Payload::Unreadable(error) => self.warn("unreadable_event", unreadable(error)),
                Payload::Mended(error) => self.warn(INVALID, mended(error)),
            }
        }
        Ok(())
    }

    /// Checks in advance what only strict mode refuses. Returns whether an item comes after the
    /// end.
    fn check(&self, payloads: &[Payload<Document>]) -> Result<bool> {
        let (mut done, mut is_after) = (self.done, false);
        for payload in payloads {
            match payload {
                Payload::Item(_) => is_after |= done,
                Payload::Done => done = true,
                Payload::Unreadable(error) | Payload::Mended(error) if self.options.strict => {
                    return Err(error.clone().into());
                }
                Payload::Unreadable(_) | Payload::Mended(_) => {}
            }
        }
        if is_after && self.options.strict { Err(refused_after_done()) } else { Ok(is_after) }
    }

    fn warn_after_done(&mut self) {
        if !self.warnings.iter().any(|warning| warning.code == "after_done") {
            self.warn("after_done", after_done(self.count));
        }
    }

    #[cold]
    fn warn(&mut self, code: &'static str, detail: String) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(Warning { code, choice: None, detail });
        }
    }

    /// Merges one item.
    ///
    /// # Errors
    ///
    /// Those of merging; in strict mode also after the end.
    pub(crate) fn push(&mut self, item: Cursor<'_>) -> Result<()> {
        if self.done && self.options.strict {
            return Err(refused_after_done());
        }
        self.push_items(&[item])?;
        if self.done {
            self.warn_after_done();
        }
        Ok(())
    }

    /// Merges items: all of them, or none with an error.
    fn push_items(&mut self, items: &[Cursor<'_>]) -> Result<()> {
        items.iter().try_for_each(|item| check_item(*item))?;
        for item in items {
            let Stream { room, merging, .. } = self;
            room.make_for(*item, || merging.size())?;
            if self.watcher.is_some() {
                // Its deltas, the texts that they become, and what is kept of them.
                ensure(item.raw().len().saturating_mul(4))?;
            }
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
                for item in items {
                    merger.push(unwrapped(*item))?;
                    if let Some(watcher) = &mut self.watcher {
                        watcher.note(&**merger, unwrapped(*item));
                    }
                }
            }
            Merging::Whole(..) => {}
            Merging::Undecided(held) => match items.iter().find_map(|item| Kind::of_item(*item)) {
                Some(family) => {
                    let watcher = self.watcher.as_deref_mut();
                    let merger = decided(family, options, held, items, watcher)?;
                    self.merging = Merging::Decided(family, merger);
                }
                None => {
                    // Chunks that the merger will refuse must be refused now: later that cannot be
                    // reported.
                    let chunks = items.iter().copied();
                    let chunks = chunks.filter(|item| Kind::likely_of_item(*item).is_some());
                    merged(CHAT, options, &[], &chunks.collect::<Vec<_>>())?;
                    let copy = |item: &Cursor<'_>| Document::parse(joined(&[item.raw()])?);
                    let copies = items.iter().map(copy).collect::<Result<Vec<_>>>()?;
                    held.try_room(copies.len())?;
                    held.extend(copies);
                    if let Some(watcher) = &mut self.watcher {
                        items.iter().for_each(|item| watcher.note_failure(*item));
                    }
                }
            },
        }
        items.iter().for_each(|item| self.received.note(*item));
        self.count += items.len();
        Ok(())
    }

    /// Decides the family at the end of the stream, if no item has decided it.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if no item could be merged, and what the merger refuses in strict mode.
    pub(crate) fn conclude(&mut self) -> Result<()> {
        self.received.check(self.warnings.first())?;
        if let Merging::Undecided(held) = &mut self.merging {
            if let Some((place, family)) = only_whole(held) {
                self.merging = Merging::Whole(family, held.swap_remove(place));
                return Ok(());
            }
            let Some(family) = held.iter().find_map(|item| Kind::likely_of_item(item.root()))
            else {
                return Err(no_family(held));
            };
            self.merging =
                Merging::Decided(family, decided(family, self.options, held, &[], None)?);
        }
        match &self.merging {
            Merging::Decided(_, merger) if self.options.strict => merger.check_end(),
            _ => Ok(()),
        }
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
        let mut completion = match &self.merging {
            Merging::Decided(_, merger) => merger.snapshot(),
            Merging::Whole(family, whole) => as_completion(family, whole),
            Merging::Undecided(held) => match only_whole(held) {
                Some((place, family)) => as_completion(family, &held[place]),
                None => {
                    let mut merger = (CHAT.merger)(self.options);
                    for item in held {
                        // An item that is refused will be reported at the end.
                        let _ = merger.push(item.root());
                    }
                    merger.snapshot()
                }
            },
        };
        completion.merge_info.warnings.extend(self.warnings.iter().cloned());
        completion
    }

    /// The family, once an item has decided it; otherwise chat.
    pub(crate) fn family(&self) -> &'static Family {
        match &self.merging {
            Merging::Decided(family, _) | Merging::Whole(family, _) => family,
            Merging::Undecided(held) => only_whole(held).map_or(CHAT, |(_, family)| family),
        }
    }
}

impl Merging {
    /// How much JSON is kept.
    fn size(&self) -> Amount {
        match self {
            Merging::Decided(_, merger) => Amount::of(&merger.snapshot().into_json()),
            Merging::Whole(_, whole) => Amount::of(whole.bytes()),
            Merging::Undecided(held) => {
                let items = held.iter().map(|item| Amount::of(item.bytes()));
                items.fold(Amount::default(), Amount::and)
            }
        }
    }
}

/// Where the only item that is neither a ping nor an error is, if it is a whole response of a
/// family.
fn only_whole(held: &[Document]) -> Option<(usize, &'static Family)> {
    let mut items = held.iter().enumerate().filter(|(_, item)| Received::is_item(item.root()));
    let (place, item) = items.next().filter(|_| items.next().is_none())?;
    Some((place, whole_family(item.root())?))
}

/// A whole response as it is.
fn as_completion(family: &Family, whole: &Document) -> Completion {
    let complete = super::is_complete(whole.root(), family);
    let error = whole.root().get("error").and_then(Cursor::non_null);
    let error = error.map(|error| error.raw().to_vec());
    let merge_info = MergeInfo { complete, error, ..MergeInfo::default() };
    Completion::new(whole.root().raw().to_vec(), merge_info)
}

/// The same as [`merged`]; a held item that is refused is dropped, so that the stream can go on
/// without it.
fn decided(
    family: &'static Family,
    options: Options,
    held: &mut Vec<Document>,
    items: &[Cursor<'_>],
    watcher: Option<&mut Watcher>,
) -> Result<Box<dyn Merger>> {
    let mut merger = (family.merger)(options);
    // What it sees does not count until nothing can be refused.
    let mut fresh = watcher.as_ref().map(|watcher| watcher.afresh());
    for place in 0..held.len() {
        let item = held[place].root();
        let taken = push_checked(&mut *merger, item, family, options);
        if let Err(error) = taken {
            held.remove(place);
            return Err(error);
        }
        if let Some(fresh) = &mut fresh {
            merger.report(unwrapped(item), fresh);
        }
    }
    for item in items {
        push_checked(&mut *merger, *item, family, options)?;
        if let Some(fresh) = &mut fresh {
            fresh.note(&*merger, unwrapped(*item));
        }
    }
    if let (Some(watcher), Some(mut fresh)) = (watcher, fresh) {
        fresh.precede(watcher.take());
        *watcher = fresh;
    }
    Ok(merger)
}

fn push_checked(
    merger: &mut dyn Merger,
    item: Cursor<'_>,
    family: &'static Family,
    options: Options,
) -> Result<()> {
    check_depth(item, family, options)?;
    merger.push(unwrapped(item))
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
        push_checked(&mut *merger, item, family, options)?;
    }
    Ok(merger)
}

#[cold]
fn no_family(items: &[Document]) -> Error {
    let members = items.iter().flat_map(|item| item.root().members());
    let found = match members.count() {
        0 => "the items have no members".to_owned(),
        _ => format!(
            "the items have the members {}",
            named_members(items.iter().map(Document::root))
        ),
    };
    Error::merge(format!("no known family: {found}"))
}

#[cold]
fn refused_after_done() -> Error {
    Error::merge("nothing can be merged after [DONE]")
}
