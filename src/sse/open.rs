//! The current event, whose blank line has not been read yet.

use super::event::{Ends, Event};
use super::place::Place;
use crate::error::{Grow, OutOfMemory, ParseError};

/// What each data line after the first counts in addition to its text, because its location is
/// kept.
const LINE_COST: usize = size_of::<Place>();

/// An event that is being read. While its data is a single line that can still be borrowed, the
/// data is not stored here: the caller has it, in the `data` argument of the methods.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    name: String,
    /// A name that came after data: that of this event if a blank line follows, and otherwise that
    /// of the next one.
    late_name: String,
    /// The last comment.
    comment: String,
    /// The data, unless the caller has it.
    held: String,
    /// Where each line of data starts.
    places: Vec<Place>,
    /// Where the data is not UTF-8.
    pub(super) invalid: Option<ParseError>,
    pub(super) ends: Ends,
}

impl Open {
    pub(super) fn has_data(&self) -> bool {
        !self.places.is_empty()
    }

    /// # Errors
    ///
    /// If there is not enough memory; the same applies to all methods that take text.
    pub(super) fn name(&mut self, name: &str) -> Result<(), OutOfMemory> {
        let is_late = self.has_data();
        set(if is_late { &mut self.late_name } else { &mut self.name }, name)
    }

    /// Keeps a comment of an error, whose data some servers write there.
    pub(super) fn comment(&mut self, comment: &str) -> Result<(), OutOfMemory> {
        if self.name == "error" { set(&mut self.comment, comment) } else { Ok(()) }
    }

    /// Makes the comment of an error without data its data.
    pub(super) fn end_comment(&mut self, place: Place) -> Result<(), OutOfMemory> {
        if !self.has_data() && !self.comment.is_empty() {
            self.held = std::mem::take(&mut self.comment);
            self.places.try_push(place)?;
        }
        Ok(())
    }

    pub(super) fn has_any_name(&self) -> bool {
        self.has_name() || !self.late_name.is_empty()
    }

    pub(super) fn has_name(&self) -> bool {
        !self.name.is_empty()
    }

    /// The data so far; `lent` is what the caller has of it.
    pub(super) fn data<'a>(&'a self, lent: Option<&'a str>) -> &'a str {
        lent.unwrap_or(&self.held)
    }

    /// Decides that a name that came after data is that of the next event. To be called before the
    /// event is emitted, for one that no blank line ends.
    pub(super) fn keep_late_name(&mut self) -> String {
        std::mem::take(&mut self.late_name)
    }

    /// Adds a data line that starts at `place`; the first one is left to the caller.
    pub(super) fn data_line<'a>(
        &mut self,
        value: &'a str,
        place: Place,
        data: &mut Option<&'a str>,
    ) -> Result<(), OutOfMemory> {
        if self.has_data() {
            self.keep(data.take())?;
            self.held.try_reserve(value.len() + 1)?;
            self.held.push('\n');
            self.held.push_str(value);
        } else {
            *data = Some(value);
        }
        self.ends = self.ends.and(value);
        self.places.try_push(place)
    }

    /// Stores the data that the caller can no longer lend.
    pub(super) fn keep(&mut self, data: Option<&str>) -> Result<(), OutOfMemory> {
        let data = data.unwrap_or_default();
        self.held.try_reserve(data.len())?;
        self.held.push_str(data);
        Ok(())
    }

    /// The size that counts against the limit.
    pub(super) fn size(&self) -> usize {
        self.held.len() + self.places.len().saturating_sub(1) * LINE_COST
    }

    pub(super) fn event<'a>(
        &'a self,
        data: Option<&'a str>,
        id: &'a str,
        retry: Option<u64>,
    ) -> Option<Event<'a>> {
        self.has_data().then(|| Event {
            event: non_empty(&self.late_name).or(non_empty(&self.name)),
            data: data.unwrap_or(&self.held),
            id: non_empty(id),
            retry,
            invalid: self.invalid.as_ref(),
            places: &self.places,
        })
    }

    pub(super) fn clear(&mut self) {
        self.name.clear();
        self.late_name.clear();
        self.comment.clear();
        self.held.clear();
        self.places.clear();
        self.invalid = None;
        self.ends = Ends::default();
    }
}

/// Replaces a string, reusing its memory.
pub(super) fn set(text: &mut String, to: &str) -> Result<(), OutOfMemory> {
    text.clear();
    text.try_reserve(to.len())?;
    text.push_str(to);
    Ok(())
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
