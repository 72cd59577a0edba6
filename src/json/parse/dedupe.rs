//! Rewrites documents with duplicate keys as Python's `dict` holds them: the last value, in the
//! position of the first. Everything after this module can rely on unique keys.

use std::vec::IntoIter;

use super::keys::SortedKeys;
use super::text::Text;
use crate::error::{Grow, OutOfMemory};
use crate::json::cursor::{Cursor, Items, ValueKind};
use crate::json::write::builder::Builder;

/// A container that is being written: what is left of it.
enum DedupedContainer<'a> {
    Object(IntoIter<(Text<'a>, Cursor<'a>)>),
    Array(Items<'a>),
}

/// The bytes of `value` with unique keys.
///
/// Uses its own stack, since that of a thread may be small.
pub(crate) fn without_duplicates(value: Cursor<'_>) -> Result<Vec<u8>, OutOfMemory> {
    let mut builder = Builder::new();
    let mut open = Vec::new();
    open.extend(write(value, &mut builder)?);
    while let Some(innermost) = open.last_mut() {
        let next = match innermost {
            DedupedContainer::Object(members) => members.next().map(|(key, value)| {
                builder.key_text(key);
                value
            }),
            DedupedContainer::Array(items) => items.next(),
        };
        match (next, innermost) {
            (Some(value), _) => open.extend(write(value, &mut builder)?),
            (None, container) => {
                match container {
                    DedupedContainer::Object(_) => builder.end_object(),
                    DedupedContainer::Array(_) => builder.end_array(),
                }
                open.pop();
            }
        }
    }
    builder.try_finish()
}

/// Writes a scalar, or begins a container.
fn write<'a>(
    value: Cursor<'a>,
    builder: &mut Builder,
) -> Result<Option<DedupedContainer<'a>>, OutOfMemory> {
    Ok(match value.kind() {
        ValueKind::Object => {
            builder.begin_object();
            Some(DedupedContainer::Object(unique_members(value)?.into_iter()))
        }
        ValueKind::Array => {
            builder.begin_array();
            Some(DedupedContainer::Array(value.items()))
        }
        _ => {
            builder.value(value);
            None
        }
    })
}

/// The members of an object with unique keys: the last value of each key, at its first position.
fn unique_members(object: Cursor<'_>) -> Result<Vec<(Text<'_>, Cursor<'_>)>, OutOfMemory> {
    let mut members: Vec<(Text<'_>, Cursor<'_>)> = Vec::new();
    for member in object.members() {
        members.try_push(member)?;
    }
    let keys = SortedKeys::of(object)?;
    // For each member, the member whose value it takes; `None` for a key that occurred before.
    let mut value_of: Vec<Option<u32>> = Vec::new();
    value_of.try_room(members.len())?;
    value_of.resize(members.len(), None);
    for group in keys.groups() {
        if let [first, ..] = group
            && let [.., last] = group
        {
            value_of[first.member] = Some(last.member as u32);
        }
    }
    let mut unique = Vec::new();
    for ((key, _), value) in members.iter().zip(value_of) {
        if let Some(value) = value {
            unique.try_push((*key, members[value as usize].1))?;
        }
    }
    Ok(unique)
}
