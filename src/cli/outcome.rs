//! The completion of an input: merged, or as stored.

use super::input::Input;
use crate::error::{Error, Result};
use crate::json::{Cursor, Document};
use crate::merge::{Accumulator, Completion, Kind, Options, ReasoningTags};
use crate::recording::{Format, Recording};

/// A completion, and how it was obtained.
pub(super) struct Outcome {
    pub(super) completion: Document,
    /// The merge result; `None` for a completion that was stored whole.
    pub(super) merged: Option<Merged>,
}

/// The merge result.
pub(super) struct Merged {
    /// Whether the stream seems to be complete.
    pub(super) complete: bool,
    /// The warnings.
    pub(super) warnings: Vec<String>,
    /// The error that the stream ended with.
    pub(super) error: Option<Document>,
}

impl Outcome {
    /// # Errors
    ///
    /// [`Error::Recording`] if there is no completion; those of merging.
    pub(super) fn of(input: &Input, options: Options) -> Result<Self> {
        Self::if_any(input, options).unwrap_or_else(|| {
            let kind = input.recording.kind();
            let what = if kind.is_stream() {
                "its stream cannot be merged"
            } else {
                "no completion in it"
            };
            Err(Error::recording(format!("{what}: its kind is '{}'", kind.as_str())))
        })
    }

    /// `None` for kinds of response that are not completions, and for streams without a merger.
    ///
    /// # Errors
    ///
    /// Those of merging.
    pub(super) fn if_any(input: &Input, options: Options) -> Option<Result<Self>> {
        let recording = &input.recording;
        let kind = recording.kind();
        if recording.stream_family().is_some() {
            let completion = recording.merge(options);
            return Some(completion.and_then(|completion| Self::merged(&completion)));
        }
        // The kind of an event stream with only comments, errors or unknown objects cannot be
        // detected.
        if recording.format() == Format::Sse && kind.family().is_none() {
            return Some(merge_events(recording, options));
        }
        let data = recording.data().filter(|_| matches!(kind, Kind::Whole(_)))?;
        Some(Self::stored(data))
    }

    fn merged(completion: &Completion) -> Result<Self> {
        let info = &completion.merge_info;
        let error = info.error.as_ref().map(|json| Document::parse(json.clone()));
        let merged = Merged {
            complete: info.complete,
            warnings: info.warnings.iter().map(ToString::to_string).collect(),
            error: error.transpose()?,
        };
        Ok(Outcome { completion: completion.document()?, merged: Some(merged) })
    }

    /// The same with the reasoning in tags apart from the text.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub(super) fn with_reasoning_apart(self, tags: &ReasoningTags) -> Result<Self> {
        Ok(match tags.apart_in(self.completion.root()) {
            Some(json) => Outcome { completion: Document::parse(json)?, ..self },
            None => self,
        })
    }

    fn stored(completion: Cursor<'_>) -> Result<Self> {
        Ok(Outcome { completion: Document::parse_lent(completion.raw())?, merged: None })
    }
}

/// Merges an event stream of unknown kind.
fn merge_events(recording: &Recording, options: Options) -> Result<Outcome> {
    // Any text may happen to start like an event stream.
    if recording.chunk_count() == 0 {
        return Err(Error::recording("has no completion: the event stream contains no chunks"));
    }
    let mut merged = Accumulator::new(options);
    recording.try_each_chunk(|chunk| merged.push_value(chunk))?;
    match merged.finish() {
        Ok(completion) => Outcome::merged(&completion),
        Err(error) => {
            // The only content of the stream may be its error.
            let snapshot = merged.snapshot();
            match snapshot.merge_info.error {
                Some(_) => Outcome::merged(&snapshot),
                None => Err(error),
            }
        }
    }
}
