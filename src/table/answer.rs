//! The completion of a recording, merged or stored, with the notes about it.

use crate::error::{Error, Result};
use crate::json::{Cursor, Document};
use crate::merge::{Kind, Options, is_complete};
use crate::recording::Recording;
use crate::summary::{Summary, Tokens, message_of};

/// What a recording was answered.
#[derive(Default)]
pub(super) struct Answer {
    /// The completion, if it was merged.
    merged: Option<Document>,
    /// Its summary; empty if there is no completion.
    pub(super) summary: Summary,
    /// Whether it is complete; `None` if there is no completion.
    pub(super) complete: Option<bool>,
    /// The warnings of its merge.
    pub(super) warnings: Vec<String>,
    /// Why the stream cannot be merged.
    pub(super) error: Option<Error>,
}

impl Answer {
    pub(super) fn of(recording: &Recording) -> Self {
        let of = match (recording.kind(), recording.stream_family()) {
            (_, Some(_)) => Self::merged(recording),
            (Kind::Whole(family), None) => {
                Ok(recording.data().map_or_else(Self::default, |data| {
                    let complete = Some(is_complete(data, family));
                    Answer { summary: recording.summary(data), complete, ..Self::default() }
                }))
            }
            _ => {
                let tokens = recording.data().map(Tokens::of).unwrap_or_default();
                let summary = Summary { tokens, ..Summary::default() };
                Ok(Answer { summary, ..Self::default() })
            }
        };
        of.unwrap_or_else(|error| Answer { error: Some(error), ..Self::default() })
    }

    fn merged(recording: &Recording) -> Result<Self> {
        let completion = recording.merge(Options::default())?;
        let info = completion.merge_info.clone();
        let document = Document::parse(completion.into_json())?;
        let mut warnings: Vec<_> = info.warnings.iter().map(ToString::to_string).collect();
        if let Some(error) = info.error {
            let message = message_of(Document::parse(error)?.root());
            warnings.push(format!("stream_error: {message}"));
        }
        Ok(Answer {
            summary: recording.summary(document.root()),
            merged: Some(document),
            complete: Some(info.complete),
            warnings,
            error: None,
        })
    }

    /// The completion of `recording`, of which this is the answer.
    pub(super) fn completion<'a>(&'a self, recording: &'a Recording) -> Option<Cursor<'a>> {
        match &self.merged {
            Some(document) => Some(document.root()),
            None => recording.data(),
        }
    }
}
