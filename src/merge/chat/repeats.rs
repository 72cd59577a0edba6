//! Chunks that repeat an earlier one except for the text: fields that are set have their value
//! already, fields that add are added, and nothing else is read.

use super::accumulator::ChatAccumulator;
use super::choice::Choice;
use super::chunk::delta_field;
use super::likeness::Likeness;
use super::only_text::OnlyText;
use super::repeat_plan::{Integer, Member, Plan};
use crate::error::Result;
use crate::json::{Cursor, Element};
use crate::merge::parts::index::Index;
use crate::merge::parts::notes::{Notes, Path};
use crate::merge::parts::places::Places;

/// A shape for which more plans than this were made varies too much to be planned.
const MOST_PLANS: u32 = 8;

/// Chunks that differ in more ways than this have no usual way.
const MOST_WAYS: u32 = 32;

/// Merges the elements of one folded list, each a chunk or a wrapped chunk.
///
/// The result is the same as with [`ChatAccumulator::push`] for each chunk.
#[derive(Debug, Default)]
pub struct RepeatedChunks {
    merged: ChatAccumulator,
    /// By shape.
    plans: Vec<Latest>,
    /// How many plans were made.
    made: u32,
    /// The plan that the latest chunk follows, if it follows one.
    repeats: Option<u32>,
}

/// The latest plan for a shape.
#[derive(Debug, Default)]
struct Latest {
    pattern: Option<Pattern>,
    made: u32,
}

/// What chunks have in common that set the same values and add what their plan says.
#[derive(Debug)]
struct Pattern {
    /// Its number among all plans.
    number: u32,
    plan: Plan,
    /// Scalars in which the chunk of the plan differs from the shape's first one.
    changes: Places,
    likeness: Likeness,
    /// Scalars that are added even if they do not differ from the shape's first chunk.
    added: Places,
    /// Chunks that only add text differ from it in one of these ways, the latest first: choices
    /// that take turns differ in their index.
    only_text: [Option<OnlyText>; 2],
    /// How many such ways were found.
    ways: u32,
}

impl RepeatedChunks {
    /// Continues from `merged`.
    pub fn new(merged: ChatAccumulator) -> Self {
        RepeatedChunks { merged, ..Self::default() }
    }

    /// Merges one element; `chunk_of` unwraps the chunk.
    ///
    /// # Errors
    ///
    /// As [`ChatAccumulator::push`], and those of `chunk_of`.
    #[inline]
    pub fn push(
        &mut self,
        element: Element<'_>,
        chunk_of: impl for<'a> FnOnce(Cursor<'a>) -> Result<Cursor<'a>>,
    ) -> Result<()> {
        match self.push_repeat(&element) {
            Some(()) => Ok(()),
            None => self.push_whole(element, chunk_of),
        }
    }

    fn push_whole(
        &mut self,
        mut element: Element<'_>,
        chunk_of: impl for<'a> FnOnce(Cursor<'a>) -> Result<Cursor<'a>>,
    ) -> Result<()> {
        let place = element.shape() as usize;
        if self.plans.len() <= place {
            self.plans.resize_with(place + 1, Latest::default);
        }
        let changes = Places::of(element.changes());
        let wants_plan = match (self.plans.get(place), changes) {
            (Some(latest), Some(changes)) => latest.wants_plan(&element, changes),
            _ => false,
        };
        let chunk = chunk_of(element.unfold())?;
        self.merged.notes.item += 1;
        self.merged.push(chunk)?;
        let plan = if wants_plan { Plan::of(chunk) } else { None };
        self.repeats = self.note(place, plan, &element, changes);
        Ok(())
    }

    /// Notes what the element just merged has in common with those that may follow; returns the
    /// number of the plan that it follows.
    fn note(
        &mut self,
        place: usize,
        plan: Option<Plan>,
        element: &Element<'_>,
        changes: Option<Places>,
    ) -> Option<u32> {
        let latest = self.plans.get_mut(place)?;
        if let Some(plan) = plan {
            self.made += 1;
            latest.made += 1;
            latest.pattern = Some(Pattern::new(self.made, plan, element, changes?));
        }
        let pattern = latest.pattern.as_ref()?;
        if self.merged.options.single_choice || !pattern.is_followed_by(element, changes?) {
            return None;
        }
        let index = pattern.integer(element, changes?, pattern.plan.index)?;
        self.merged.choices.known(&Index::Small(index))?.repeats = Some(pattern.number);
        Some(pattern.number)
    }

    /// Merges an element that only adds; `None`, with nothing done, if it may do more.
    #[inline]
    fn push_repeat(&mut self, element: &Element<'_>) -> Option<()> {
        let number = self.repeats?;
        let pattern = self.plans.get_mut(element.shape() as usize)?.pattern.as_mut()?;
        if pattern.number != number {
            return None;
        }
        if pattern.likeness.has_values(element) {
            for way in pattern.only_text.iter().flatten() {
                if way.merge(element, &mut self.merged.choices, number).is_some() {
                    self.merged.notes.item += 1;
                    return Some(());
                }
            }
        }
        let changes = Places::of(element.changes())?;
        if !pattern.is_followed_by(element, changes) {
            return None;
        }
        let plan = &pattern.plan;
        let index = pattern.integer(element, changes, plan.index)?;
        let ChatAccumulator { choices, notes, .. } = &mut self.merged;
        let choice =
            choices.known(&Index::Small(index)).filter(|choice| choice.repeats == Some(number))?;
        // Steps that may fail come first, so that a failure changes nothing.
        if let Some(piece) = plan.call {
            let index = Index::Small(pattern.integer(element, changes, piece.index)?);
            let push = |piece: Cursor<'_>| choice.message.push_arguments(&index, piece.as_text()?);
            element.scalar(piece.arguments, push)??;
        }
        notes.choice = Some(index);
        let added = pattern.added.or(changes);
        for member in plan.members.iter().filter(|member| added.has(member.value)) {
            add(choice, element, *member, notes);
        }
        notes.choice = None;
        notes.item += 1;
        pattern.remember(element);
        Some(())
    }

    /// Merges a chunk about which nothing else is known.
    ///
    /// # Errors
    ///
    /// As [`ChatAccumulator::push`].
    pub fn push_chunk(&mut self, chunk: Cursor<'_>) -> Result<()> {
        self.repeats = None;
        self.merged.notes.item += 1;
        self.merged.push(chunk)
    }

    /// Merges objects without members of a chunk, too.
    pub fn take_any(&mut self) {
        self.merged.takes_any = true;
    }

    /// What was merged.
    pub fn merged(&self) -> &ChatAccumulator {
        &self.merged
    }
}

impl Latest {
    /// Whether a new plan is worth making: the element does not follow the present one.
    fn wants_plan(&self, element: &Element<'_>, changes: Places) -> bool {
        let follows = |pattern: &Pattern| pattern.is_followed_by(element, changes);
        self.made < MOST_PLANS && !self.pattern.as_ref().is_some_and(follows)
    }
}

impl Pattern {
    /// What elements have in common with this one, from whose chunk the plan was made.
    fn new(number: u32, plan: Plan, element: &Element<'_>, changes: Places) -> Self {
        Pattern {
            number,
            changes,
            likeness: Likeness::new(element, changes, plan.allowed),
            added: plan.added.or(changes.and(plan.allowed)),
            plan,
            only_text: [None, None],
            ways: 0,
        }
    }

    /// Remembers how an element that follows differs, if it only adds text.
    fn remember(&mut self, element: &Element<'_>) {
        if self.ways < MOST_WAYS
            && let Some(way) = OnlyText::of(&self.plan, (self.changes, self.added), element)
        {
            self.only_text.rotate_right(1);
            self.only_text[0] = Some(way);
            self.ways += 1;
        }
    }

    /// An integer of an element that follows.
    #[inline]
    fn integer(&self, element: &Element<'_>, changes: Places, planned: Integer) -> Option<i64> {
        if !self.changes.or(changes).has(planned.place) {
            return Some(planned.value);
        }
        element.scalar(planned.place, |value| value.as_i64())?
    }

    /// Whether an element sets the same values.
    #[inline]
    fn is_followed_by(&self, element: &Element<'_>, changes: Places) -> bool {
        self.likeness.is_in(element, changes)
    }
}

/// Adds one member of the delta.
#[inline]
fn add(choice: &mut Choice, element: &Element<'_>, member: Member, notes: &mut Notes) {
    element.scalar(member.value, |value| {
        if member.is_content {
            choice.message.content.merge(value, &Path::to("content"), notes);
        } else if !value.is_null() {
            element.scalar(member.key, |key| {
                let field = delta_field(key.as_text()?, value);
                choice.message.merge_field(field, notes);
                Some(())
            });
        }
    });
}
