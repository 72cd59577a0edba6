//! Whether a response that was stored whole is complete. Each family has its own key for that.

use super::family::Family;
use crate::json::Cursor;

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

/// Whether the member `status` is a text other than these.
pub(super) fn has_status_but(whole: Cursor<'_>, others: &[&str]) -> bool {
    let status = whole.get("status").and_then(Cursor::as_text);
    status.is_some_and(|status| !others.iter().any(|other| status == **other))
}
