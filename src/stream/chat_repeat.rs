//! What merging a chunk again would change, when only some of its scalars differ from those of a
//! chunk that was merged: most chunks of a stream repeat the one before but for their text.

use super::chat::{ChoiceField, ChunkField, choice_fields, chunk_fields, present};
use crate::json::{Cursor, Kind};

/// The places in a chunk of one shape that matter when it comes again.
///
/// All else in it is set, not added: setting it a second time to what it was changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The choice's index
    pub index: u32,
    /// Scalars of the delta that are added, or may be
    pub members: Vec<Member>,
    /// Strings that say nothing: `obfuscation`
    ignored: Vec<u32>,
}

/// A scalar member of a delta.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The index of its key
    pub key: u32,
    /// The index of its value
    pub value: u32,
    /// Whether the value is there, so that it is added each time
    pub adds: bool,
}

impl Plan {
    /// The plan for chunks that repeat this one; none if they would add more than scalars of the
    /// delta, or to more than one choice.
    pub fn of(chunk: Cursor<'_>) -> Option<Self> {
        let mut plan = Plan::default();
        plan.ignored.extend(chunk.get("obfuscation").map(Cursor::index));
        let choices = chunk_fields(chunk).find_map(|field| match field {
            ChunkField::Choices(choices) => Some(choices),
            _ => None,
        })?;
        let mut entries = choices.items();
        let (entry, None) = (entries.next()?, entries.next()) else { return None };
        plan.index = entry.get("index").filter(|index| index.as_i64().is_some())?.index();
        plan.ignored.extend(entry.get("obfuscation").map(Cursor::index));
        for field in choice_fields(entry) {
            match field {
                ChoiceField::Delta(delta) => plan.note_delta(delta)?,
                ChoiceField::Logprobs(_) | ChoiceField::TokenIds(_) => return None,
                _ => {}
            }
        }
        Some(plan)
    }

    fn note_delta(&mut self, delta: Cursor<'_>) -> Option<()> {
        let added = |value: Cursor<'_>| match value.kind() {
            Kind::Object => Some(true),
            Kind::Array => value.items().next().map(|_| true),
            _ => None,
        };
        if present(delta).any(|(_, value)| added(value).is_some()) {
            return None;
        }
        let scalars = delta
            .members()
            .filter(|(_, value)| !matches!(value.kind(), Kind::Object | Kind::Array));
        self.members.extend(scalars.map(|(_, value)| {
            let index = value.index();
            Member { key: index - 1, value: index, adds: !value.is_null() }
        }));
        Some(())
    }

    /// Whether a change of the scalar at `index` leaves the plan as good as it is.
    #[inline]
    pub fn allows(&self, index: u32) -> bool {
        self.index == index
            || self.members.iter().any(|member| member.value == index)
            || self.ignored.contains(&index)
    }
}
