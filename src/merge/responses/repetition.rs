//! An event that repeats the one before except for its number and its delta: only these two are
//! read.

use super::event::{Effect, Event, Growth, Print};
use super::order::Order;
use crate::json::Cursor;
use crate::merge::parts::index::Index;
use crate::merge::parts::repeats::Again;
use crate::merge::parts::slots::Slot;

/// The slot of the number of an event.
pub(crate) const NUMBER: u32 = 0;
/// The slot of its delta.
const DELTA: u32 = 1;

/// The effect of the last event, if it added to a string.
#[derive(Clone, Debug)]
pub(crate) struct Repetition {
    pub(crate) growth: &'static Growth,
    pub(crate) item: Slot,
    pub(crate) part: Index,
    /// What distinguishes it from others, apart from its delta
    pub(crate) print: Print,
    /// The number of the next such event, while its delta has not been merged yet
    pub(crate) number: Option<i64>,
}

/// What the last event would do again: add its delta, under the next number.
pub(crate) fn of(item: Cursor<'_>, order: &Order) -> Option<Again> {
    let event = Event::read(item);
    let Effect::Grows(_) = event.effect()? else { return None };
    let adds_logprobs = event.logprobs.is_some_and(|list| list.items().next().is_some());
    let is_placed = event.output_index.and_then(Index::of).is_some();
    if adds_logprobs || event.name.is_some() || !is_placed || !order.is_last(event.number?) {
        return None;
    }
    let delta = item.get("delta").filter(|delta| delta.as_text().is_some())?;
    let padding = item.get("obfuscation").filter(|padding| padding.as_text().is_some());
    let number = Again::adding(item.get("sequence_number")?, NUMBER);
    Some(number.and(delta, DELTA).whatever(padding))
}
