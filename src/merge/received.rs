//! Whether a stream had anything besides pings and errors.

use super::merge_info::Warning;
use super::parts::failure::Failure;
use crate::error::{Error, Result};
use crate::json::Cursor;

/// Only the beginning of a longer error is shown.
const LONGEST: usize = 1000;

/// What the items of a stream have contained so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// Nothing, or only pings.
    Nothing,
    /// Only errors: the last one, as JSON text.
    Error(String),
    /// Something to merge.
    Items,
}

impl Received {
    /// Notes what an item contains. Once there is something to merge, later items are not examined.
    #[inline]
    pub(crate) fn note(&mut self, item: Cursor<'_>) {
        if *self != Received::Items {
            self.note_first(item);
        }
    }

    fn note_first(&mut self, item: Cursor<'_>) {
        match Failure::of(item) {
            Some(error) if !has_choices(item) => {
                let error = error.json();
                let text = String::from_utf8_lossy(&error);
                *self = Received::Error(text.chars().take(LONGEST).collect());
            }
            _ if is_named_ping(item) => {}
            _ => *self = Received::Items,
        }
    }

    /// Whether an item is neither a ping nor an error.
    pub(crate) fn is_item(item: Cursor<'_>) -> bool {
        let is_error = Failure::of(item).is_some() && !has_choices(item);
        !is_error && !is_ping(item)
    }

    /// # Errors
    ///
    /// [`Error::Merge`] if no item could be merged, with the error that arrived, or with the first
    /// warning about what was left out.
    pub(crate) fn check(&self, left_out: Option<&Warning>) -> Result<()> {
        match (self, left_out) {
            (Received::Items, _) => Ok(()),
            (Received::Nothing, None) => Err(Error::merge("no items to merge")),
            (Received::Nothing, Some(warning)) => {
                Err(Error::merge(format!("no items to merge: {}", warning.detail)))
            }
            (Received::Error(error), _) => {
                Err(Error::merge(format!("the stream contains only an error: {error}")))
            }
        }
    }
}

fn has_choices(item: Cursor<'_>) -> bool {
    item.get("choices").is_some_and(|choices| choices.items().next().is_some())
}

/// Whether an item only keeps the connection open: a ping, or one without members.
pub(crate) fn is_ping(item: Cursor<'_>) -> bool {
    is_named_ping(item) || item.members().next().is_none()
}

fn is_named_ping(item: Cursor<'_>) -> bool {
    let types = ["type", "event_type"].into_iter().filter_map(|key| item.get(key));
    let pings = ["ping", "keepalive", "keep-alive", "heartbeat"];
    types.filter_map(Cursor::as_text).any(|kind| pings.iter().any(|ping| kind == **ping))
}
