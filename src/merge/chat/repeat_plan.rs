//! What merging a chunk again would change, when only some of its scalars differ from those of a
//! chunk that was merged: most chunks of a stream repeat the one before, except for the text.

use super::chunk::{ChunkChoice, ChunkField, chunk_fields, present};
use crate::json::{Cursor, Text, ValueKind};
use crate::merge::parts::places::Places;

/// The places in a chunk of one shape that matter when it repeats, as [`Cursor::index`]es.
///
/// Everything else in it is set, not added: setting the same value again changes nothing.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The choice's index
    pub index: Integer,
    /// The scalars of the delta, in their order
    pub members: Vec<Member>,
    /// A piece of the arguments of a tool call that has begun
    pub call: Option<CallPiece>,
    /// Scalars that may differ
    pub allowed: Places,
    /// Scalars of the delta that are not null
    pub added: Places,
}

/// A scalar that is an integer in the chunk from which the plan was made.
#[derive(Clone, Copy, Debug)]
pub struct Integer {
    /// Where it occurs
    pub place: u32,
    /// Its value there
    pub value: i64,
}

/// A scalar member of a delta.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Where its key occurs
    pub key: u32,
    /// Where its value occurs
    pub value: u32,
    /// Whether it is the content, for which the key need not be checked
    pub is_content: bool,
}

/// An entry of `tool_calls` without id and name.
#[derive(Clone, Copy, Debug)]
pub struct CallPiece {
    /// The call's index
    pub index: Integer,
    /// Where the piece occurs
    pub arguments: u32,
}

impl Plan {
    /// The plan for chunks that repeat this one; `None` if they would add more than scalars of one
    /// choice's delta and a piece of one tool call's arguments.
    pub fn of(chunk: Cursor<'_>) -> Option<Self> {
        let choices = chunk_fields(chunk).find_map(|field| match field {
            ChunkField::Choices(choices) => Some(choices),
            _ => None,
        })?;
        let entry = only_item(choices)?;
        let mut plan = Plan {
            index: integer(entry)?,
            members: Vec::new(),
            call: None,
            allowed: Places::default(),
            added: Places::default(),
        };
        plan.allowed.add(plan.index.place)?;
        for silent in [chunk.get("obfuscation"), entry.get("obfuscation")].into_iter().flatten() {
            if !is_container(silent) {
                plan.allowed.add(silent.index())?;
            }
        }
        let choice = ChunkChoice::new(entry);
        if choice.logprobs.is_some() || choice.others().any(|(key, _)| key == *"token_ids") {
            return None;
        }
        choice.delta.map_or(Some(()), |delta| plan.note_delta(delta))?;
        Some(plan)
    }

    fn note_delta(&mut self, delta: Cursor<'_>) -> Option<()> {
        for (key, value) in delta.members() {
            if !is_container(value) {
                self.note_member(key, value)?;
            } else if key == *"tool_calls" && value.items().next().is_some() {
                self.note_call(only_item(value)?)?;
            } else if value.is_object() || value.items().next().is_some() {
                return None;
            }
        }
        Some(())
    }

    fn note_member(&mut self, key: Text<'_>, value: Cursor<'_>) -> Option<()> {
        let place = value.index();
        let is_content = key == *"content";
        self.members.push(Member { key: place - 1, value: place, is_content });
        self.allowed.add(place)?;
        if value.is_null() { Some(()) } else { self.added.add(place) }
    }

    fn note_call(&mut self, call: Cursor<'_>) -> Option<()> {
        let says_nothing = |value: Option<Cursor<'_>>| {
            value.is_none_or(|value| value.is_null() || value.as_text().is_some_and(Text::is_empty))
        };
        let function = call.get("function")?;
        let silent = says_nothing(call.get("id")) && says_nothing(function.get("name"));
        let fields = [&b"index"[..], b"id", b"type", b"function"];
        let known = present(call).all(|(key, _)| key.with_wtf8(|name| fields.contains(&name)));
        let arguments =
            function.get("arguments").filter(|text| text.kind() == ValueKind::String)?;
        let only_arguments =
            present(function).all(|(key, _)| key == *"arguments" || key == *"name");
        if !(silent && known && only_arguments) {
            return None;
        }
        let index = integer(call)?;
        self.call = Some(CallPiece { index, arguments: arguments.index() });
        // A type is set, and another call's type would be set, too.
        if says_nothing(call.get("type")) {
            self.allowed.add(index.place)?;
        }
        self.allowed.add(arguments.index())
    }
}

/// The index of an entry, if it is an integer.
fn integer(entry: Cursor<'_>) -> Option<Integer> {
    let index = entry.get("index")?;
    Some(Integer { place: index.index(), value: index.as_i64()? })
}

/// The only item of a list, if it is an object.
pub(crate) fn only_item(list: Cursor<'_>) -> Option<Cursor<'_>> {
    let mut items = list.items();
    items.next().filter(|item| item.is_object() && items.next().is_none())
}

fn is_container(value: Cursor<'_>) -> bool {
    matches!(value.kind(), ValueKind::Object | ValueKind::Array)
}
