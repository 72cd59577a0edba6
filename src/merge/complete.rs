//! Whether a response that was stored whole is complete. Each family has its own key for that.

use super::family::Family;
use crate::json::{Cursor, Text};

/// Whether there is a complete answer and no error.
pub(crate) fn is_complete(whole: Cursor<'_>, family: &Family) -> bool {
    let has_error = whole.get("error").is_some_and(|error| !error.is_null());
    !has_error && (family.is_complete)(whole)
}

/// Whether the list `name` has items and `test` holds for each.
pub(super) fn all(whole: Cursor<'_>, name: &str, test: impl Fn(Cursor<'_>) -> bool) -> bool {
    let mut tested = whole.get(name).into_iter().flat_map(Cursor::items).map(test).peekable();
    tested.peek().is_some() && tested.all(|holds| holds)
}

/// Whether a reason for which a choice ended is that it came to its end: some servers end one that
/// failed with the reason `error`.
pub(super) fn is_end(reason: Text<'_>) -> bool {
    !reason.is_empty() && reason != *"error"
}

/// Whether a choice has such a reason.
pub(super) fn has_ended(choice: Cursor<'_>) -> bool {
    choice.get("finish_reason").and_then(Cursor::as_text).is_some_and(is_end)
}

/// Whether the member `status` is a text other than these.
pub(super) fn has_status_but(whole: Cursor<'_>, others: &[&str]) -> bool {
    let status = whole.get("status").and_then(Cursor::as_text);
    status.is_some_and(|status| !others.iter().any(|other| status == **other))
}
