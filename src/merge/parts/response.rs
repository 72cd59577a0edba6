//! What the mergers of most families have in common: the members of the response by its class, the
//! error of the stream, and warnings.

use super::extras::Rule;
use super::failure::Failure;
use super::fields::{Class, Fields};
use super::lists::Last;
use super::notes::Notes;
use super::spelling::Spelling;
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::completion::Completion;
use crate::merge::merge_info::MergeInfo;
use crate::merge::options::Options;

/// A response so far, without the members that its family merges itself.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) fields: Fields,
    pub(crate) notes: Notes,
    pub(crate) strict: bool,
    /// Whether items that do not show their family are merged, too.
    pub(crate) takes_any: bool,
    has_begun: bool,
    error: Last,
}

impl Response {
    pub(crate) fn new(class: Class, options: Options) -> Self {
        Response {
            fields: Fields::new(class, Rule::Whole),
            notes: Notes::default(),
            strict: options.strict,
            takes_any: false,
            has_begun: false,
            error: Last::default(),
        }
    }

    /// Sets all members that `of` has, except for these.
    pub(crate) fn set_all(&mut self, of: Cursor<'_>, except: &[&str]) {
        for (key, value) in of.members() {
            let name = key.to_str();
            if !except.contains(&&*name) {
                self.fields.merge(&name, key, value, &mut self.notes);
            }
        }
    }

    /// Notes the event with which a message with this id begins; returns whether another message
    /// has begun before.
    ///
    /// # Errors
    ///
    /// In strict mode, if one has.
    pub(crate) fn begins_again(&mut self, id: Option<Text<'_>>) -> Result<bool> {
        let is_same = id.is_some() && self.fields.name("id") == id;
        let is_other = self.has_begun && !is_same;
        if is_other {
            self.notes.restarted(self.strict)?;
        }
        self.has_begun = true;
        Ok(is_other)
    }

    /// Takes the error in an item; returns whether there is one.
    pub(crate) fn take_error(&mut self, item: Cursor<'_>) -> bool {
        let failure = Failure::of(item);
        if let Some(failure) = failure {
            self.error.set_json(failure.json());
        }
        failure.is_some()
    }

    /// Takes the error in the member `error` of an event or of what it is about.
    pub(crate) fn take_error_in(&mut self, object: Cursor<'_>) {
        if let Some(failure) = Failure::in_error(object) {
            self.error.set_json(failure.json());
        }
    }

    /// Sets the error of the stream.
    pub(crate) fn fail(&mut self, error: Cursor<'_>) {
        self.error.replace(error);
    }

    /// Takes the error in an item that is not of the family, or leaves the item out.
    ///
    /// # Errors
    ///
    /// In strict mode, for an item that is neither an error nor a ping.
    pub(crate) fn take_other(&mut self, item: Cursor<'_>) -> Result<()> {
        match self.take_error(item) {
            true => Ok(()),
            false => self.notes.skip(item, self.strict),
        }
    }

    /// The response; `own` writes the members that the family merges itself. It is complete if it
    /// `has_ended` and nothing failed.
    pub(crate) fn completion(
        &self,
        has_ended: bool,
        spelling: &Spelling,
        mut own: impl FnMut(&'static str, &mut Builder, &mut Notes),
    ) -> Completion {
        let (mut json, mut notes) = (Builder::new(), self.notes.clone());
        json.begin_object();
        self.fields.write(spelling, &mut json, |name, json| own(name, json, &mut notes));
        json.end_object();
        let error = self.error.json().map(<[u8]>::to_vec);
        let merge_info = MergeInfo {
            complete: has_ended && error.is_none(),
            warnings: notes.into_warnings(),
            error,
        };
        Completion::new(json.finish(), merge_info)
    }
}
