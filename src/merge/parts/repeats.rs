//! Items that repeat the one before except for some scalars: only these are merged.

use super::notes::Notes;
use super::places::{FewPlaces, Places};
use crate::error::Result;
use crate::json::{Cursor, Element};
use crate::merge::chat::likeness::Likeness;
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, Take};

/// A merger that can predict what an item would do if it were pushed again.
pub(crate) trait Repeating: Merger {
    /// Its warnings, which name the item that is pushed.
    fn notes(&mut self) -> &mut Notes;

    /// As [`Merger::take_any`].
    fn take_any(&mut self) {}

    /// What pushing `item`, the item pushed last, once more would do, if that only sets what is set
    /// already and adds some scalars.
    fn again(&self, item: Cursor<'_>) -> Option<Again>;

    /// Adds one of these scalars to the merger's `slot`. `None`, with nothing done, if it cannot:
    /// only the first of several may fail.
    fn add(&mut self, slot: u32, value: Cursor<'_>) -> Option<()>;
}

/// What an item would do if it were pushed again. Places are numbered as by [`Cursor::index`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Again {
    /// The place of each scalar that is added, and its slot, in the order of adding.
    added: Vec<(u32, u32)>,
    /// The places of scalars that change nothing.
    silent: Vec<u32>,
}

impl Again {
    /// An item that adds this scalar.
    pub(crate) fn adding(value: Cursor<'_>, slot: u32) -> Self {
        Again { added: vec![(value.index(), slot)], silent: Vec::new() }
    }

    /// Notes one more scalar that is added after the others.
    pub(crate) fn and(mut self, value: Cursor<'_>, slot: u32) -> Self {
        self.added.push((value.index(), slot));
        self
    }

    /// Notes a scalar that changes nothing, whatever its value.
    pub(crate) fn whatever(mut self, value: Option<Cursor<'_>>) -> Self {
        self.silent.extend(value.map(Cursor::index));
        self
    }

    /// Adds in the order of the item, for mergers that note warnings on the way.
    pub(crate) fn in_order(mut self) -> Self {
        self.added.sort_unstable();
        self
    }

    fn free(&self) -> Option<Places> {
        let added = self.added.iter().map(|(place, _)| *place);
        Places::of(added.chain(self.silent.iter().copied()))
    }
}

/// The slot for a kind of text, one of `kinds`, of the part at a place.
pub(crate) fn slot(place: usize, kind: usize, kinds: usize) -> Option<u32> {
    u32::try_from(place.checked_mul(kinds)?.checked_add(kind)?).ok()
}

/// The place and the kind that have this slot.
pub(crate) fn place_and_kind(slot: u32, kinds: usize) -> (usize, usize) {
    (slot as usize / kinds, slot as usize % kinds)
}

/// A member, if it is the only one that is not null.
pub(crate) fn only<'a>(object: Cursor<'a>, key: &str) -> Option<Cursor<'a>> {
    let mut members = object.members().filter(|(_, value)| !value.is_null());
    let (found, value) = members.next()?;
    (found == *key && members.next().is_none()).then_some(value)
}

/// After this many failed attempts, a merger is no longer queried for what an item would do again.
const MOST_ASKED: u32 = 32;

/// Elements that differ in more ways than this have no usual way.
const MOST_WAYS: u32 = 32;

/// What an element would do again.
#[derive(Debug)]
struct Repeat {
    again: Again,
    /// What another must have in common with it.
    likeness: Likeness,
    /// Most others differ from the first of their shape in one of these ways, the latest first.
    ways: [Option<Way>; 2],
    /// How many ways were found.
    found: u32,
}

/// The scalars in which elements differ from the first of their shape, with all that are added.
#[derive(Debug)]
struct Way {
    places: FewPlaces,
    /// Which of the scalars are added, and their slots.
    added: Vec<(usize, u32)>,
}

impl Repeat {
    /// Remembers how an element that does the same differs.
    fn remember(&mut self, element: &Element<'_>) {
        if self.found < MOST_WAYS
            && let Some(way) = Way::of(&self.again, element)
        {
            self.ways.rotate_right(1);
            self.ways[0] = Some(way);
            self.found += 1;
        }
    }
}

impl Way {
    fn of(again: &Again, element: &Element<'_>) -> Option<Self> {
        let places = FewPlaces::of(element)?;
        let added = again.added.iter().map(|(place, slot)| Some((places.number(*place)?, *slot)));
        Some(Way { added: added.collect::<Option<_>>()?, places })
    }

    /// Merges an element that differs in this way; `None`, with nothing done, if it does not.
    #[inline]
    fn push(&self, element: &Element<'_>, merger: &mut impl Repeating) -> Option<()> {
        let changed = element.changed();
        if !self.places.are_those(changed) {
            return None;
        }
        let mut added = self.added.iter();
        added.try_for_each(|(number, slot)| merger.add(*slot, changed.get(*number)?.1.cursor()))
    }
}

/// Merges items with the same result as if each had been pushed whole.
#[derive(Debug)]
pub(crate) struct Repeats<M> {
    merger: M,
    /// The shape of the last element.
    shape: Option<u32>,
    again: Option<Repeat>,
    asked_in_vain: u32,
    /// How many items were merged.
    count: usize,
}

impl<M: Repeating> Repeats<M> {
    /// Continues from `merger`.
    pub(crate) fn new(merger: M) -> Self {
        Repeats { merger, shape: None, again: None, asked_in_vain: 0, count: 0 }
    }

    #[inline]
    fn push_again(&mut self, element: &Element<'_>) -> Option<()> {
        let Repeats { merger, again, .. } = self;
        let repeat = again.as_mut()?;
        if repeat.likeness.has_values(element) {
            for way in repeat.ways.iter().flatten() {
                if way.push(element, merger).is_some() {
                    return Some(());
                }
            }
        }
        if !repeat.likeness.is_in(element, Places::of(element.changes())?) {
            return None;
        }
        for (place, slot) in &repeat.again.added {
            element.scalar(*place, |value| merger.add(*slot, value))??;
        }
        repeat.remember(element);
        Some(())
    }

    fn push_whole(&mut self, item: Cursor<'_>) -> Result<()> {
        self.merger.notes().item = self.count + 1;
        self.merger.push(item)?;
        self.count += 1;
        Ok(())
    }

    /// Asks the merger what an element that was just pushed would do again.
    fn ask(&mut self, element: &mut Element<'_>, take: Take<'_>) -> Result<()> {
        let again = self.merger.again(take(element.unfold())?);
        self.asked_in_vain += u32::from(again.is_none());
        self.again = again.and_then(|again| {
            let changes = Places::of(element.changes())?;
            let likeness = Likeness::new(element, changes, again.free()?);
            Some(Repeat { again, likeness, ways: [None, None], found: 0 })
        });
        Ok(())
    }
}

impl<M: Repeating> Merger for Repeats<M> {
    fn push(&mut self, item: Cursor<'_>) -> Result<()> {
        (self.shape, self.again) = (None, None);
        self.push_whole(item)
    }

    fn push_element(&mut self, mut element: Element<'_>, take: Take<'_>) -> Result<()> {
        let shape = Some(element.shape());
        if self.shape == shape && self.push_again(&element).is_some() {
            self.count += 1;
            return Ok(());
        }
        self.again = None;
        let warned = self.merger.notes().count();
        self.push_whole(take(element.unfold())?)?;
        // An item that is warned of, such as one of another kind, gets a warning each time.
        let is_silent = self.merger.notes().count() == warned;
        let is_second = std::mem::replace(&mut self.shape, shape) == shape;
        if is_second && is_silent && self.asked_in_vain < MOST_ASKED {
            self.ask(&mut element, take)?;
        }
        Ok(())
    }

    fn snapshot(&self) -> Completion {
        self.merger.snapshot()
    }

    fn take_any(&mut self) {
        Repeating::take_any(&mut self.merger);
    }

    fn report(&self, item: Cursor<'_>, watcher: &mut Watcher) {
        self.merger.report(item, watcher);
    }

    fn check_end(&self) -> Result<()> {
        self.merger.check_end()
    }
}
