//! Items of a body, in the recorder's wrapping or without.

use crate::json::Cursor;

/// The object inside the recorder's `__type__`/`__data__` wrapping; another value as it is.
pub fn unwrapped(item: Cursor<'_>) -> Cursor<'_> {
    match (item.get("__type__"), item.get("__data__")) {
        (Some(_), Some(data)) => data,
        _ => item,
    }
}
