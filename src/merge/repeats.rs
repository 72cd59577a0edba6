//! Chunks that repeat an earlier one but for their text: what sets is set already, what adds is
//! added, and nothing else is read.

use super::chat::ChatAccumulator;
use crate::error::Result;
use crate::json::{Cursor, Element};
use crate::stream::chat::delta_field;
use crate::stream::chat_repeat::Plan;

/// The plan for a shape, if it has one.
type PlanOf = Option<Plan>;

/// Merges the elements of one folded list, each a chunk or the wrapping of one.
///
/// The result is that of [`ChatAccumulator::push`] for each chunk.
#[derive(Debug, Default)]
pub struct RepeatedChunks {
    merged: ChatAccumulator,
    /// By shape; nothing for those that have not come yet.
    plans: Vec<Option<PlanOf>>,
    /// The shape of the latest chunk, if nothing that it sets differed from the first one's.
    repeats: Option<u32>,
}

impl RepeatedChunks {
    /// Goes on with what `merged` has.
    pub fn new(merged: ChatAccumulator) -> Self {
        RepeatedChunks { merged, ..Self::default() }
    }

    /// Merges one element; `chunk_of` takes the chunk out of its wrapping.
    ///
    /// # Errors
    ///
    /// As [`ChatAccumulator::push`], and those of `chunk_of`.
    #[inline]
    pub fn push(
        &mut self,
        mut element: Element<'_>,
        chunk_of: impl for<'a> FnOnce(Cursor<'a>) -> Result<Cursor<'a>>,
    ) -> Result<()> {
        if self.push_repeat(&element).is_some() {
            return Ok(());
        }
        let shape = element.shape();
        let chunk = chunk_of(element.unfold())?;
        self.merged.push(chunk)?;
        let place = shape as usize;
        if self.plans.len() <= place {
            self.plans.resize_with(place + 1, || None);
        }
        let plan =
            self.plans.get_mut(place).map(|plan| plan.get_or_insert_with(|| Plan::of(chunk)));
        let index = chunk.get("choices").and_then(|choices| choices.items().next()?.get("index"));
        let index = index.and_then(Cursor::as_i64);
        let plan = plan
            .and_then(|plan| plan.as_ref())
            .filter(|plan| element.changes().all(|at| plan.allows(at)));
        self.repeats =
            plan.and(index).filter(|_| !self.merged.options.single_choice).map(|index| {
                self.merged.choices.at(index).repeats = Some(shape);
                shape
            });
        Ok(())
    }

    /// Merges an element that only adds; none, and nothing done, if it may do more.
    #[inline]
    fn push_repeat(&mut self, element: &Element<'_>) -> Option<()> {
        let shape = self.repeats.filter(|shape| *shape == element.shape())?;
        let plan = self.plans.get(shape as usize)?.as_ref()?.as_ref()?;
        if !element.changes().all(|at| plan.allows(at)) {
            return None;
        }
        let index = element.scalar(plan.index, |index| index.as_i64())??;
        let ChatAccumulator { choices, notes, .. } = &mut self.merged;
        let choice = choices.known(index).filter(|choice| choice.repeats == Some(shape))?;
        notes.choice = Some(index);
        for member in &plan.members {
            if !member.adds && !element.changes().any(|at| at == member.value) {
                continue;
            }
            element.scalar(member.value, |value| {
                if value.is_null() {
                    return None;
                }
                element.scalar(member.key, |key| {
                    let field = delta_field(key.as_text()?, value);
                    choice.message.merge_field(field, notes);
                    Some(())
                })
            });
        }
        notes.choice = None;
        Some(())
    }

    /// What was merged.
    pub fn into_merged(self) -> ChatAccumulator {
        self.merged
    }
}
