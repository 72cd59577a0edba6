//! Things that events name by an index, where one index may name several in turn.

use std::collections::HashMap;

use super::index::Index;

/// Up to this many things are searched one by one.
const FEW: usize = 16;

/// The things so far. An index refers to the last thing that was opened under it.
#[derive(Clone, Debug)]
pub(crate) struct Indexed<T> {
    /// In the order of arrival, each with the message that it belongs to.
    entries: Vec<(u32, Index, T)>,
    places: HashMap<Index, Vec<usize>>,
    message: u32,
}

impl<T> Default for Indexed<T> {
    fn default() -> Self {
        Indexed { entries: Vec::new(), places: HashMap::new(), message: 0 }
    }
}

impl<T> Indexed<T> {
    /// Opens a thing under an index, and returns its place.
    pub(crate) fn open(&mut self, index: Index, thing: T) -> usize {
        let place = self.entries.len();
        self.places.entry(index.clone()).or_default().push(place);
        self.entries.push((self.message, index, thing));
        place
    }

    /// The place of the thing that an index refers to.
    pub(crate) fn place(&self, index: &Index) -> Option<usize> {
        // Hashing takes longer than looking at a few.
        if self.entries.len() <= FEW {
            let is_it =
                |(message, known, _): &(u32, Index, T)| *message == self.message && known == index;
            return self.entries.iter().rposition(is_it);
        }
        self.places.get(index)?.last().copied()
    }

    /// The place of the latest thing under an index for which `test` holds.
    pub(crate) fn place_of(&self, index: &Index, test: impl Fn(&T) -> bool) -> Option<usize> {
        let mut places = self.places.get(index)?.iter().rev().copied();
        places.find(|place| self.at(*place).is_some_and(&test))
    }

    /// The thing at a place.
    pub(crate) fn at(&self, place: usize) -> Option<&T> {
        self.entries.get(place).map(|(_, _, thing)| thing)
    }

    /// The message and the index of the thing at a place.
    pub(crate) fn address(&self, place: usize) -> Option<(u32, &Index)> {
        self.entries.get(place).map(|(message, index, _)| (*message, index))
    }

    /// The same to change it.
    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T> {
        self.entries.get_mut(place).map(|(_, _, thing)| thing)
    }

    /// The index of the thing that was opened last: that of pieces without an index.
    pub(crate) fn latest(&self) -> Index {
        self.entries.last().map_or_else(Index::default, |(_, index, _)| index.clone())
    }

    /// The index after that: the one of things without an index.
    pub(crate) fn next(&self) -> Index {
        self.entries.last().map_or_else(Index::default, |(_, index, _)| index.next())
    }

    /// From here on, every index refers to things that are opened after those before.
    pub(crate) fn begin_message(&mut self) {
        self.message += 1;
        self.places.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The things in the order of their messages and indexes.
    pub(crate) fn in_order(&self) -> Vec<&T> {
        let mut ordered: Vec<_> = self.entries.iter().collect();
        ordered.sort_by(|one, two| (one.0, &one.1).cmp(&(two.0, &two.1)));
        ordered.into_iter().map(|(_, _, thing)| thing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_may_name_several_things_in_turn() {
        let mut things = Indexed::default();
        let index = Index::Small;
        things.open(index(1), "b");
        things.open(index(0), "a");
        let second = things.open(index(1), "c");
        assert_eq!(things.place(&index(1)), Some(second));
        things.begin_message();
        assert_eq!(things.place(&index(1)), None);
        things.open(index(0), "d");
        assert_eq!(things.in_order(), [&"a", &"b", &"c", &"d"]);
        assert_eq!((things.latest(), things.next()), (index(0), index(1)));
        assert_eq!(things.place_of(&index(0), |thing| *thing == "a"), None);
    }
}
