//! Documents with a key twice in one object, rewritten as Python's `dict` holds them: the last
//! value, at the first one's place. Everything after this room can rely on unique keys.

use std::collections::HashMap;

use super::cursor::{Cursor, Kind};

/// The bytes of `value` with unique keys.
pub(super) fn without_duplicates(value: Cursor<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

/// Recursion is bounded by `MAX_DEPTH`.
fn write(value: Cursor<'_>, bytes: &mut Vec<u8>) {
    match value.kind() {
        Kind::Object => {
            let mut members = Vec::new();
            let mut places = HashMap::new();
            for (key, value) in value.members() {
                let place = *places.entry(key.to_wtf8()).or_insert(members.len());
                match members.get_mut(place) {
                    Some((_, last)) => *last = value,
                    None => members.push((key, value)),
                }
            }
            bytes.push(b'{');
            for (place, (key, value)) in members.into_iter().enumerate() {
                if place > 0 {
                    bytes.push(b',');
                }
                bytes.push(b'"');
                bytes.extend_from_slice(key.raw());
                bytes.extend_from_slice(b"\":");
                write(value, bytes);
            }
            bytes.push(b'}');
        }
        Kind::Array => {
            bytes.push(b'[');
            for (place, item) in value.items().enumerate() {
                if place > 0 {
                    bytes.push(b',');
                }
                write(item, bytes);
            }
            bytes.push(b']');
        }
        _ => bytes.extend_from_slice(value.raw()),
    }
}
