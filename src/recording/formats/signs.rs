//! What an item says about the stream that it belongs to.

use crate::json::{Cursor, Element};
use crate::merge::{Kind, is_chat_chunk, is_failure};

/// The role of an item in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The event that begins a stream.
    Opening,
    /// The event that ends one.
    Ending,
    /// Another event of a stream of events.
    Event,
    /// The last chunk of Ollama's streams.
    Done,
    /// Any other item.
    Chunk,
}

/// Where the items of one shape have the values that determine their stream, and what they have in
/// common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    pub(super) id: Option<u32>,
    kind: Option<u32>,
    done: Option<u32>,
    /// What a member says that only one event has, as in Bedrock's streams.
    of_member: Option<Sign>,
    pub(super) has_role: bool,
    pub(super) has_choices: bool,
    pub(super) is_chunk: bool,
}

impl Places {
    pub(super) fn of(item: Cursor<'_>) -> Self {
        let choices = || item.get("choices").into_iter().flat_map(Cursor::items);
        let is_chunk = is_chat_chunk(item);
        // An event that is foreign to the stream may have an id, too.
        let has_own_id = is_chunk || Kind::of_item(item).is_some();
        let ids = ["id", "response_id", "responseId"];
        Places {
            id: ids.iter().filter(|_| has_own_id).find_map(|key| scalar_in(item, key)),
            kind: ["type", "event_type"].iter().find_map(|key| scalar_in(item, key)),
            done: scalar_in(item, "done"),
            of_member: sign_of_members(item).filter(|_| !is_chunk),
            has_role: choices().any(gives_role),
            has_choices: choices().next().is_some(),
            is_chunk: is_chunk || is_failure(item),
        }
    }

    pub(super) fn sign(&self, element: &Element<'_>) -> Sign {
        let of_kind = |kind: Cursor<'_>| kind.as_text().map(|kind| kind.with_wtf8(sign_of));
        let kind = self.kind.filter(|_| !self.is_chunk);
        if let Some(sign) = kind.and_then(|place| element.scalar(place, of_kind)).flatten() {
            return sign;
        }
        if let Some(sign) = self.of_member {
            return sign;
        }
        let is_done = |place| element.scalar(place, |done| done.as_bool() == Some(true));
        match self.id.is_none() && self.done.and_then(is_done) == Some(true) {
            true => Sign::Done,
            false => Sign::Chunk,
        }
    }
}

fn gives_role(choice: Cursor<'_>) -> bool {
    let role = choice.get("delta").and_then(|delta| delta.get("role"));
    role.is_some_and(|role| !role.is_null())
}

fn sign_of(kind: &[u8]) -> Sign {
    let end = kind.iter().position(|byte| matches!(byte, b'.' | b'_' | b'-'));
    let (subject, what) = kind.split_at(end.unwrap_or(kind.len()));
    match (subject, what.get(1..).unwrap_or_default()) {
        (b"response" | b"interaction", b"created" | b"start") | (b"message", b"start") => {
            Sign::Opening
        }
        (b"response" | b"interaction", b"completed" | b"complete" | b"failed" | b"incomplete")
        | (b"response" | b"interaction", b"cancelled")
        | (b"message", b"stop" | b"end") => Sign::Ending,
        (b"response" | b"interaction" | b"message" | b"content" | b"step", _) => Sign::Event,
        (b"error" | b"ping", b"") => Sign::Event,
        _ => Sign::Chunk,
    }
}

fn sign_of_members(item: Cursor<'_>) -> Option<Sign> {
    let has = |key: &&str| item.get(key).is_some_and(Cursor::is_object);
    let events = ["contentBlockStart", "contentBlockDelta", "contentBlockStop", "metadata"];
    match () {
        () if has(&"messageStart") => Some(Sign::Opening),
        () if has(&"messageStop") => Some(Sign::Ending),
        () if events.iter().any(has) => Some(Sign::Event),
        () => None,
    }
}

/// The index of a member of `object` that is neither a list nor an object.
fn scalar_in(object: Cursor<'_>, key: &str) -> Option<u32> {
    object.get(key).filter(|value| !value.is_object() && !value.is_array()).map(Cursor::index)
}
