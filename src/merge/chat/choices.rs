//! The choices of a stream, found by index at a cost that does not grow with their number.

use std::collections::HashMap;

use super::choice::Choice;
use crate::merge::parts::index::Index;

/// Up to this many choices are searched one by one.
const FEW: usize = 8;

/// Choices in the order of their first occurrence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    choices: Vec<Choice>,
    /// The one used last: streams mostly stay with one for a while
    last: usize,
    places: HashMap<Index, usize>,
}

impl Choices {
    /// The choice with this index, created if there is none yet.
    #[inline]
    pub(crate) fn at(&mut self, index: Index) -> &mut Choice {
        let place = self.place(&index).unwrap_or_else(|| {
            let place = self.choices.len();
            self.choices.push(Choice::new(index));
            if place >= FEW {
                let new = if place == FEW { 0 } else { place };
                let choices = self.choices.iter().enumerate().skip(new);
                self.places.extend(choices.map(|(place, choice)| (choice.index.clone(), place)));
            }
            place
        });
        self.last = place;
        &mut self.choices[place]
    }

    /// The choice with this index, if there is one.
    #[inline]
    pub(crate) fn known(&mut self, index: &Index) -> Option<&mut Choice> {
        self.last = self.place(index)?;
        self.choices.get_mut(self.last)
    }

    /// The choice with this index, if there is one.
    pub(crate) fn get(&self, index: &Index) -> Option<&Choice> {
        self.choices.get(self.place(index)?)
    }

    #[inline]
    fn place(&self, index: &Index) -> Option<usize> {
        if self.choices.get(self.last).is_some_and(|choice| choice.index == *index) {
            return Some(self.last);
        }
        if self.choices.len() <= FEW {
            return self.choices.iter().position(|choice| choice.index == *index);
        }
        self.places.get(index).copied()
    }

    /// All of them by index.
    pub(crate) fn sorted(&self) -> Vec<&Choice> {
        let mut sorted: Vec<_> = self.choices.iter().collect();
        sorted.sort_by(|one, two| one.index.cmp(&two.index));
        sorted
    }
}
