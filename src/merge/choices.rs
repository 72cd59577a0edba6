//! The choices of a stream, found by index at a cost that does not grow with their number.

use std::collections::HashMap;

use super::choice::Choice;
use super::index::Index;

/// Choices in the order in which they first came.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    choices: Vec<Choice>,
    /// The one used last: streams mostly stay with one for a while
    last: usize,
    places: HashMap<Index, usize>,
}

impl Choices {
    /// The choice with this index, new if there is none yet.
    #[inline]
    pub(super) fn at(&mut self, index: Index) -> &mut Choice {
        if self.choices.get(self.last).is_none_or(|choice| choice.index != index) {
            self.last = *self.places.entry(index).or_insert_with_key(|index| {
                self.choices.push(Choice::new(index.clone()));
                self.choices.len() - 1
            });
        }
        &mut self.choices[self.last]
    }

    /// All of them by index.
    pub(super) fn sorted(&self) -> Vec<&Choice> {
        let mut sorted: Vec<_> = self.choices.iter().collect();
        sorted.sort_by(|one, two| one.index.cmp(&two.index));
        sorted
    }
}
