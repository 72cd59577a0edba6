//! Finds the choice of a union that takes a value, if only one can.

use super::build::Build;
use super::plan::{Id, Model, Plan, Plans};
use crate::json::{Cursor, ValueKind};

/// The choice that takes a string exactly; pydantic prefers it to choices that must convert.
/// None if a choice is not known well enough.
pub(crate) fn exact_choice(plans: &Plans, choices: &[Id], at: Cursor<'_>) -> Option<Id> {
    let is_exact = |choice: &&Id| match plans.get(**choice) {
        Plan::Str => true,
        Plan::Literal(expected) => {
            at.as_text().is_some_and(|text| expected.iter().any(|one| text == *one.text))
        }
        _ => false,
    };
    let is_known = |choice: &Id| match plans.get(*choice) {
        Plan::Str | Plan::Literal(_) | Plan::Int | Plan::Float | Plan::Bool => true,
        Plan::List(_) | Plan::Dict(_) | Plan::Model(_) => true,
        Plan::Any | Plan::Nullable(_) | Plan::Union { .. } | Plan::Tagged { .. } => false,
        Plan::Left(_) | Plan::Refuse => false,
    };
    let is_known = choices.iter().all(is_known);
    choices.iter().find(is_exact).copied().filter(|_| is_known)
}

impl Build<'_, '_> {
    /// The only choice of a union that could take a value that is not a string.
    pub(crate) fn only_choice(&mut self, choices: &[Id], at: Cursor<'_>) -> Option<Id> {
        let mut only = None;
        for choice in choices {
            if self.may_fit(*choice, at) && only.replace(*choice).is_some() {
                return None;
            }
        }
        only
    }

    fn may_fit(&mut self, choice: Id, at: Cursor<'_>) -> bool {
        let plans = self.plans;
        match (plans.get(choice), at.kind()) {
            (Plan::Model(model), ValueKind::Object) => self.may_be(model, at),
            (Plan::Model(_), _) => false,
            (Plan::List(_), ValueKind::Array) | (Plan::Dict(_), ValueKind::Object) => true,
            (Plan::List(_) | Plan::Dict(_), _) => false,
            (Plan::Str | Plan::Literal(_), ValueKind::Object | ValueKind::Array) => false,
            (Plan::Int | Plan::Float | Plan::Bool, ValueKind::Object | ValueKind::Array) => false,
            _ => true,
        }
    }

    /// Whether an object could be of this class. A class that is identified by the value of a
    /// member requires that member.
    fn may_be(&mut self, model: &Model, at: Cursor<'_>) -> bool {
        let plans = self.plans;
        model.fields.iter().all(|field| {
            let Plan::Literal(expected) = plans.get(field.plan) else { return true };
            match self.deciding(at, &field.key) {
                Some(value) => {
                    value.as_text().is_some_and(|text| expected.iter().any(|one| text == *one.text))
                }
                None => field.default.is_some(),
            }
        })
    }

    /// The member of a value that decides how the value is built. Decisions may read scalars only
    /// through this function: what it notes must be the same in all objects that are copies.
    pub(crate) fn deciding<'a>(&mut self, at: Cursor<'a>, key: &str) -> Option<Cursor<'a>> {
        let member = at.get(key)?;
        if let Some(notes) = &mut self.notes {
            notes.decide(member);
        }
        Some(member)
    }
}
