//! What went wrong in a call of which there is a recording.

use crate::error::Result;
use crate::json::{Cursor, Document};
use crate::merge::{Completion, Kind, is_complete};
use crate::recording::Recording;
use crate::summary::message_of;

/// So many are kept; a corpus may have any number.
pub const MOST_TROUBLES: usize = 100;

/// A recording of a call that failed, or whose answer is not complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its file, and its number there if the file has several.
    pub name: String,
    /// What is wrong.
    pub what: String,
}

impl Trouble {
    /// Something that is wrong with a recording.
    ///
    /// ```
    /// use deltafold::Recording;
    /// use deltafold::internals::corpus::Trouble;
    /// let recording = Recording::load("examples/two-choices.json".as_ref())?;
    /// let trouble = Trouble::new(&recording, "not complete".to_owned());
    /// assert_eq!(trouble.name, "examples/two-choices.json");
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    pub fn new(recording: &Recording, what: String) -> Self {
        let path = recording.path().map(|path| path.display().to_string()).unwrap_or_default();
        let name = match recording.number() {
            Some(number) => format!("{path}[{number}]"),
            None => path,
        };
        Trouble { name, what }
    }
}

/// What is wrong with a recording, if anything is. `merged` says how its stream ended.
pub(super) fn of(recording: &Recording, merged: Option<&Result<Completion>>) -> Option<Trouble> {
    what(recording, merged).map(|what| Trouble::new(recording, what))
}

fn what(recording: &Recording, merged: Option<&Result<Completion>>) -> Option<String> {
    if let Some(exception) = recording.exception() {
        let name = exception.type_name.map_or("Exception".into(), |name| name.to_str());
        let message = exception.message.map(|message| message.to_str());
        return Some(match message {
            Some(message) => format!("raised {name}: {message}"),
            None => format!("raised {name}"),
        });
    }
    let error = |error: Cursor<'_>| Some(format!("error: {}", message_of(error)));
    match (merged, recording.kind(), recording.data()) {
        (Some(Err(failed)), _, _) => {
            Some(format!("cannot be merged: {}", failed.clone().without_path()))
        }
        (Some(Ok(merged)), _, _) => match &merged.merge_info.error {
            Some(json) => error(Document::parse(json.clone()).ok()?.root()),
            None if merged.merge_info.complete => None,
            None => Some("the stream is not complete".to_owned()),
        },
        (None, Kind::Error, Some(data)) => error(data),
        (None, Kind::Whole(family), Some(data)) if !is_complete(data, family) => {
            Some("the answer is not complete".to_owned())
        }
        _ => None,
    }
}
