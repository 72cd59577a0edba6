//! Whether a stream had anything besides pings and errors.

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
        let is = |kind: &str| {
            let types = ["type", "event_type"].into_iter().filter_map(|key| item.get(key));
            types.filter_map(Cursor::as_text).any(|text| text == *kind)
        };
        let has_choices = item.get("choices").is_some_and(|it| it.items().next().is_some());
        let error = item.get("error").and_then(Cursor::non_null).filter(|_| !has_choices);
        match error.or_else(|| is("error").then_some(item)) {
            Some(error) => {
                let text = String::from_utf8_lossy(error.raw());
                *self = Received::Error(text.chars().take(LONGEST).collect());
            }
            None if is("ping") => {}
            None => *self = Received::Items,
        }
    }

    /// # Errors
    ///
    /// [`Error::Merge`], with the error that arrived, if no item could be merged.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Received::Items => Ok(()),
            Received::Nothing => Err(Error::merge("no items to merge")),
            Received::Error(error) => {
                Err(Error::merge(format!("the stream contains only an error: {error}")))
            }
        }
    }
}
