//! An event that repeats the one before but for its number and its delta: no more than these two
//! are looked at.

use super::event::{Effect, Event, Growth, Print};
use super::order::Order;
use crate::grammar::repeats::Again;
use crate::json::Cursor;
use crate::merge::Index;

/// The slot of the number of an event. Those of deltas say what they are added to.
pub(super) const NUMBER: u32 = 0;

/// Indexes of items and parts up to this one have slots.
const MOST: i64 = 1 << 12;

/// What an event would do again that was the last to come: add its delta, under the next number.
pub(super) fn of(item: Cursor<'_>, order: &Order) -> Option<Again> {
    let event = Event::read(item);
    let Effect::Grows(growth) = Effect::of(&event.kind?.to_str())? else { return None };
    let adds_logprobs = event.logprobs.is_some_and(|list| list.items().next().is_some());
    let says_more = adds_logprobs || event.name.is_some() || event.annotation_index.is_some();
    if says_more || !order.is_last(event.number?) {
        return None;
    }
    let slot = slot_of(growth, event.output_index?, event.part_index)?;
    let delta = item.get("delta").filter(|delta| delta.as_text().is_some())?;
    let padding = item.get("obfuscation").filter(|padding| padding.as_text().is_some());
    let number = Again::adding(item.get("sequence_number")?, NUMBER);
    Some(number.and(delta, slot).whatever(padding))
}

/// One more than a number of which the growth, the item and the part are the digits.
fn slot_of(
    growth: &Growth,
    output_index: Cursor<'_>,
    part_index: Option<Cursor<'_>>,
) -> Option<u32> {
    let place = |index: Cursor<'_>| index.as_i64().filter(|index| (0..MOST).contains(index));
    let part = match (growth.list, part_index) {
        (Some(_), Some(part)) => place(part)?,
        (None, None) => 0,
        _ => return None,
    };
    let growth = i64::try_from(growth.number()?).ok()?;
    u32::try_from(((growth * MOST) + place(output_index)?) * MOST + part + 1).ok()
}

/// What is known of the event that is being repeated.
#[derive(Clone, Debug, Default)]
pub(super) struct Repetition {
    number: Option<i64>,
}

/// A delta, and where it belongs.
pub(super) struct Delta<'a> {
    pub(super) growth: &'static Growth,
    pub(super) item: Index,
    pub(super) part: Index,
    pub(super) value: Option<Cursor<'a>>,
}

impl Repetition {
    /// Takes the number of the event; none if it is not the one that comes next.
    pub(super) fn take_number(&mut self, number: Cursor<'_>, order: &Order) -> Option<()> {
        self.number = Some(number.as_i64().filter(|number| order.is_next(*number))?);
        Some(())
    }

    /// The number, and the delta that comes with it.
    pub(super) fn delta<'a>(&mut self, slot: u32, value: Cursor<'a>) -> Option<(i64, Delta<'a>)> {
        let slot = i64::from(slot) - 1;
        let growth = Growth::numbered(usize::try_from(slot / MOST / MOST).ok()?)?;
        let (item, part) = (Index::Small(slot / MOST % MOST), Index::Small(slot % MOST));
        Some((self.number.take()?, Delta { growth, item, part, value: value.non_null() }))
    }
}

impl Delta<'_> {
    /// That of the event.
    pub(super) fn print(&self) -> u64 {
        let digits = |index: &Index| index.saturated().to_string();
        let (item, part) = (digits(&self.item), digits(&self.part));
        let part = self.growth.list.map(|_| part.as_bytes());
        let places = [Some(item.as_bytes()), part, None];
        Print::of(&self.growth.delta()).places(places).with(self.value.map(Cursor::raw))
    }
}
