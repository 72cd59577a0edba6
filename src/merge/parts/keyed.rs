//! Values by key, in the order of their first occurrence.

use std::collections::HashMap;

/// Up to this many keys are searched one by one.
const FEW: usize = 16;

/// Values that are found by key or by place; a place does not change.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<T> {
    pub(crate) entries: Vec<(Box<[u8]>, T)>,
    /// The place of each key, once there are too many to search them one by one.
    places: Option<HashMap<Box<[u8]>, usize>>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Keyed { entries: Vec::new(), places: None }
    }
}

impl<T> Keyed<T> {
    #[inline]
    pub(crate) fn place(&self, key: &[u8]) -> Option<usize> {
        match &self.places {
            // Mostly the last one grows.
            None => self.entries.iter().rposition(|(known, _)| **known == *key),
            Some(places) => places.get(key).copied(),
        }
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<&T> {
        Some(&self.entries.get(self.place(key)?)?.1)
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut T> {
        Some(&mut self.entries.get_mut(place)?.1)
    }

    /// Adds a value whose key is new, and returns its place. Not inlined, since values that hold others
    /// are merged with little stack.
    #[inline(never)]
    pub(crate) fn insert(&mut self, key: &[u8], value: T) -> usize {
        let place = self.entries.len();
        self.entries.push((key.into(), value));
        if let Some(places) = &mut self.places {
            places.insert(key.into(), place);
        } else if place == FEW {
            let keys = self.entries.iter().enumerate();
            self.places = Some(keys.map(|(place, (key, _))| (key.clone(), place)).collect());
        }
        place
    }
}
