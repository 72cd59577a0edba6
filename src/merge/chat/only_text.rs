//! Chunks that add nothing but text, and differ from the first of their shape in the same scalars as
//! one that was merged: most chunks of a stream. What must be looked at is remembered.

use super::choices::Choices;
use super::content::Content;
use super::repeat_plan::{Integer, Member, Plan};
use crate::json::{Changed, Cursor, Element};
use crate::merge::parts::index::Index;
use crate::merge::parts::places::{FewPlaces, MOST, Places};

/// What chunks have in common that add only text: to the content, or to the arguments of a call.
#[derive(Debug)]
pub struct OnlyText {
    changed: FewPlaces,
    /// Which of the scalars is the text.
    text: usize,
    /// The index of the choice.
    index: Known,
    /// The index of the call, if the text continues its arguments.
    call: Option<Known>,
    /// Which of the scalars must be null, as they were, to add nothing.
    nulls: [bool; MOST],
    /// Whether they have a role, which adds nothing to a choice that has one.
    has_role: bool,
}

/// An integer: the same in all elements, or one of the scalars in which they differ.
#[derive(Clone, Copy, Debug)]
enum Known {
    Same(i64),
    Changed(usize),
}

impl OnlyText {
    /// What `element` has in common with those that add only text, if it does so itself. It follows
    /// `plan`, which was made from a chunk that differs from the first of its shape in `before`.
    /// The scalars in `added` add something unless they are null.
    pub fn of(
        plan: &Plan,
        (before, added): (Places, Places),
        element: &Element<'_>,
    ) -> Option<Self> {
        let changed = FewPlaces::of(element)?;
        let known = |integer: Integer| match changed.number(integer.place) {
            Some(number) => Some(Known::Changed(number)),
            None => (!before.has(integer.place)).then_some(Known::Same(integer.value)),
        };
        let text = match plan.call {
            Some(call) => changed.number(call.arguments)?,
            None => changed.number(plan.members.iter().find(|it| it.is_content)?.value)?,
        };
        let (mut nulls, mut has_role) = ([false; MOST], false);
        for member in &plan.members {
            match changed.number(member.value) {
                Some(number) => *nulls.get_mut(number)? = number != text,
                None if !added.has(member.value) => {}
                // A role that is set is not set again.
                None if is_role(element, *member)? => has_role = true,
                None => return None,
            }
        }
        let call = match plan.call {
            Some(call) => Some(known(call.index)?),
            None => None,
        };
        Some(OnlyText { changed, text, index: known(plan.index)?, call, nulls, has_role })
    }

    /// Merges an element of the same shape into its choice, if that repeats the plan with this
    /// number; `None`, with nothing done, if it may do more than add a text.
    #[inline]
    pub fn merge(&self, element: &Element<'_>, choices: &mut Choices, plan: u32) -> Option<()> {
        let changed = element.changed();
        let places = self.changed.places();
        if changed.len() != places.len() {
            return None;
        }
        for (number, (place, must_be_null)) in places.iter().zip(&self.nulls).enumerate() {
            let (at, scalar) = changed.get(number)?;
            if at != *place || *must_be_null && !scalar.cursor().is_null() {
                return None;
            }
        }
        let index = self.index.of(changed)?;
        let choice = choices.known(&index).filter(|choice| choice.repeats == Some(plan))?;
        if self.has_role && !choice.message.has_role() {
            return None;
        }
        let (_, text) = changed.get(self.text)?;
        let piece = text.cursor().as_text()?;
        if let Some(call) = &self.call {
            return choice.message.push_arguments(&call.of(changed)?, piece);
        }
        let Content::Text(text) = &mut choice.message.content else { return None };
        text.push(piece);
        Some(())
    }
}

impl Known {
    #[inline]
    fn of(self, changed: Changed<'_>) -> Option<Index> {
        Some(Index::Small(match self {
            Known::Same(integer) => integer,
            Known::Changed(number) => changed.get(number)?.1.cursor().as_i64()?,
        }))
    }
}

/// Whether a member of the delta is a role.
fn is_role(element: &Element<'_>, member: Member) -> Option<bool> {
    let is_key = |key: Cursor<'_>| key.as_text().is_some_and(|key| key == *"role");
    let is_text = |value: Cursor<'_>| value.as_text().is_some();
    Some(element.scalar(member.key, is_key)? && element.scalar(member.value, is_text)?)
}
