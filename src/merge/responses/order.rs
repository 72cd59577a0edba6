//! Orders events by their numbers, and detects repeated ones.

use std::collections::HashMap;

use super::event::Print;

/// When an event was sent: the greater of two stamps is the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    /// Its `sequence_number`
    number: i64,
    /// How many events had arrived, including this one
    arrival: u64,
    /// Whether no other event can be between it and the one that arrived before it
    follows: bool,
}

impl Stamp {
    /// Before all events.
    pub(crate) const START: Stamp = Stamp { number: i64::MIN, arrival: 0, follows: false };

    /// After all events.
    pub(crate) const END: Stamp = Stamp { number: i64::MAX, arrival: u64::MAX, follows: false };
}

impl Stamp {
    /// Whether no event, received or future, is between the two.
    pub(crate) fn is_right_after(self, before: Stamp) -> bool {
        self.follows && before.arrival.checked_add(1) == Some(self.arrival)
    }
}

/// What the number of an event says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// One that has not occurred yet.
    New(Stamp),
    /// As [`Turn::New`], but with the number of another event: numbers are ignored from here on.
    NumberTaken(Stamp),
    /// One that has occurred before.
    Repeated,
}

/// The order of the events of a stream.
///
/// Events count in the order of their numbers, in whatever order they arrive, and each of them
/// once. An event without a number comes after all that arrived before it. Some servers give many
/// events the same number: once two different events share one, the order of arrival is used.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    arrivals: u64,
    /// The number of the event that arrived last, and the greatest one
    last: i64,
    greatest: i64,
    numbers: Numbers,
    by_arrival: bool,
}

impl Default for Order {
    fn default() -> Self {
        let (last, greatest) = (i64::MIN, i64::MIN);
        Order { arrivals: 0, last, greatest, numbers: Numbers::default(), by_arrival: false }
    }
}

impl Order {
    /// The turn of an event; `print` distinguishes it from other events.
    pub(crate) fn admit(&mut self, number: Option<i64>, print: Print) -> Turn {
        let Some(number) = number.filter(|_| !self.by_arrival) else {
            return Turn::New(self.latest());
        };
        match self.numbers.insert(number, print) {
            Some(known) if known == print => Turn::Repeated,
            Some(_) => {
                self.by_arrival = true;
                Turn::NumberTaken(self.latest())
            }
            None => Turn::New(self.stamp(number, self.last.checked_add(1) == Some(number))),
        }
    }

    /// The stamp of an event after all that arrived.
    fn latest(&mut self) -> Stamp {
        self.stamp(self.greatest, self.last == self.greatest)
    }

    fn stamp(&mut self, number: i64, follows: bool) -> Stamp {
        self.arrivals = self.arrivals.saturating_add(1);
        self.last = number;
        self.greatest = self.greatest.max(number);
        Stamp { number, arrival: self.arrivals, follows }
    }

    /// Ignores numbers from here on: they begin again.
    pub(crate) fn begin_again(&mut self) {
        self.by_arrival = true;
    }

    /// Whether `number` is the greatest of those that arrived without a gap.
    pub(crate) fn is_last(&self, number: i64) -> bool {
        number.checked_add(1).is_some_and(|next| self.is_next(next))
    }

    /// Whether an event with this number is a new one that follows those that arrived without a
    /// gap.
    pub(crate) fn is_next(&self, number: i64) -> bool {
        !self.by_arrival && self.numbers.next() == Some(number)
    }
}

/// The numbers that arrived, each with the print of its event.
#[derive(Clone, Debug, Default)]
struct Numbers {
    first: i64,
    /// The prints of `first` and the numbers that follow it without a gap: usually all of them
    in_a_row: Vec<Print>,
    others: HashMap<i64, Print>,
}

impl Numbers {
    /// The number that would follow those in a row, if it has not arrived.
    fn next(&self) -> Option<i64> {
        let next = self.first.checked_add(i64::try_from(self.in_a_row.len()).ok()?)?;
        (!self.in_a_row.is_empty() && !self.others.contains_key(&next)).then_some(next)
    }

    /// The known print for `number`; stores this one if there is none.
    fn insert(&mut self, number: i64, print: Print) -> Option<Print> {
        if self.in_a_row.is_empty() {
            self.first = number;
        }
        let place = number.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        let known = place.and_then(|place| self.in_a_row.get(place));
        if let Some(known) = known.or_else(|| self.others.get(&number)) {
            return Some(*known);
        }
        if place == Some(self.in_a_row.len()) {
            self.in_a_row.push(print);
        } else {
            self.others.insert(number, print);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(numbers: &[Option<i64>]) -> Vec<Turn> {
        let mut order = Order::default();
        let prints = (0..).map(Print::numbered);
        prints.zip(numbers).map(|(print, number)| order.admit(*number, print)).collect()
    }

    fn stamp(turn: Turn) -> Stamp {
        match turn {
            Turn::New(stamp) | Turn::NumberTaken(stamp) => stamp,
            Turn::Repeated => Stamp::START,
        }
    }

    #[test]
    fn numbers_order_and_what_has_none_comes_last() {
        let found = turns(&[Some(5), Some(3), None, Some(i64::MAX), Some(4), Some(i64::MIN)]);
        let mut places: Vec<_> = (0..found.len()).collect();
        places.sort_by_key(|place| stamp(found[*place]));
        assert_eq!(places, [5, 1, 4, 0, 2, 3]);
        assert!(found.iter().all(|turn| stamp(*turn) > Stamp::START));
    }

    #[test]
    fn an_event_that_comes_again_is_known() {
        let mut order = Order::default();
        for number in [7, 8, 10, 9] {
            assert!(matches!(order.admit(Some(number), Print::numbered(1)), Turn::New(_)));
        }
        for number in [9, 10, 7] {
            assert_eq!(order.admit(Some(number), Print::numbered(1)), Turn::Repeated);
        }
    }

    #[test]
    fn what_is_next_is_new() {
        let mut order = Order::default();
        assert!(!order.is_next(0) && !order.is_last(0));
        for (number, next) in [(3, Some(4)), (5, Some(4)), (4, None), (6, None)] {
            order.admit(Some(number), Print::numbered(1));
            assert_eq!((0..9).find(|number| order.is_next(*number)), next);
            assert_eq!((0..9).find(|number| order.is_last(*number)), next.map(|next| next - 1));
        }
        order.admit(Some(6), Print::numbered(2));
        assert!((0..9).all(|number| !order.is_next(number)));
    }

    #[test]
    fn one_number_for_two_events_makes_arrival_count() {
        let found = turns(&[Some(0), Some(4), Some(0), Some(1), Some(0), None]);
        assert!(matches!(found[2], Turn::NumberTaken(_)));
        assert!(found.is_sorted_by(|one, two| stamp(*one) < stamp(*two)));
    }
}
