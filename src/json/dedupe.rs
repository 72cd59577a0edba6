//! Documents with a key twice in one object, rewritten as Python's `dict` holds them: the last
//! value, at the first one's place. Everything after this room can rely on unique keys.

use std::collections::HashMap;
use std::vec::IntoIter;

use super::builder::Builder;
use super::cursor::{Cursor, Items, Kind};
use super::text::Text;

/// A container that is being written: what is left of it.
enum Open<'a> {
    Object(IntoIter<(Text<'a>, Cursor<'a>)>),
    Array(Items<'a>),
}

/// The bytes of `value` with unique keys.
///
/// Keeps its own stack, since that of a thread may be small.
pub(super) fn without_duplicates(value: Cursor<'_>) -> Vec<u8> {
    let mut builder = Builder::new();
    let mut open = Vec::new();
    open.extend(write(value, &mut builder));
    while let Some(innermost) = open.last_mut() {
        let next = match innermost {
            Open::Object(members) => members.next().map(|(key, value)| {
                builder.key_text(key);
                value
            }),
            Open::Array(items) => items.next(),
        };
        match (next, innermost) {
            (Some(value), _) => open.extend(write(value, &mut builder)),
            (None, container) => {
                match container {
                    Open::Object(_) => builder.end_object(),
                    Open::Array(_) => builder.end_array(),
                }
                open.pop();
            }
        }
    }
    builder.finish()
}

/// Writes a scalar, or begins a container.
fn write<'a>(value: Cursor<'a>, builder: &mut Builder) -> Option<Open<'a>> {
    match value.kind() {
        Kind::Object => {
            builder.begin_object();
            Some(Open::Object(unique_members(value).into_iter()))
        }
        Kind::Array => {
            builder.begin_array();
            Some(Open::Array(value.items()))
        }
        _ => {
            builder.value(value);
            None
        }
    }
}

fn unique_members(object: Cursor<'_>) -> Vec<(Text<'_>, Cursor<'_>)> {
    let mut members: Vec<(Text<'_>, Cursor<'_>)> = Vec::new();
    let mut places = HashMap::new();
    for (key, value) in object.members() {
        let place = *places.entry(key.to_wtf8()).or_insert(members.len());
        match members.get_mut(place) {
            Some((_, last)) => *last = value,
            None => members.push((key, value)),
        }
    }
    members
}
