//! Merges the stream of a recording into a completion.

use super::model::Recording;
use crate::error::{Error, Result, ensure, shown};
use crate::merge::{Completion, Options, Warning};

/// The memory that every merge needs.
const LITTLE: usize = 48 << 10;

impl Recording {
    /// Merges the recorded stream, whether its items are chunks or lines of server-sent events.
    ///
    /// The items before a recorded exception are merged too. Only streams are merged, not
    /// completions that were recorded whole.
    ///
    /// ```
    /// use deltafold::{Options, Recording};
    /// let bytes = br#"{"response": {"is_streaming": true, "body": [
    ///     {"choices": [{"index": 0, "delta": {"content": "Hel"}}], "object": "chat.completion.chunk"},
    ///     {"choices": [{"index": 0, "delta": {"content": "lo"}}], "object": "chat.completion.chunk"}
    /// ]}}"#;
    /// let recording = Recording::parse(bytes.to_vec(), None)?;
    /// let completion = recording.merge(Options::default())?;
    /// assert!(String::from_utf8_lossy(&completion.to_json()).contains("Hello"));
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if it is not a stream that can be merged, or an item is neither an
    /// object nor such a line; [`Error::Merge`] for what [`crate::merge::Merger::push`] rejects.
    /// Each names the file.
    pub fn merge(&self, options: Options) -> Result<Completion> {
        let Some(family) = self.stream_family() else {
            if self.has_event_lines() {
                // An error about an unreadable event says more than one about missing events.
                self.check_chunks()?;
            }
            let mut what = format!("no stream to merge: its kind is '{}'", self.kind().as_str());
            if let Some(warning) = self.read_warnings().first() {
                what.push_str(&format!(". {}", warning.detail));
            }
            return Err(self.error(what));
        };
        // Mergers cannot report a lack of memory, so memory is checked for growing texts and the
        // result.
        ensure(self.chunks().held().saturating_mul(4) + LITTLE)?;
        let mut merger = (family.merger)(options);
        self.try_each_element(|element, chunk| {
            merger.push_element(element, &|item| chunk.take(item))
        })
        .map_err(|error| named(self, error))?;
        if options.strict {
            merger.check_end().map_err(|error| named(self, error))?;
        }
        let mut completion = merger.snapshot();
        let warnings = self.read_warnings();
        if let Some(warning) = warnings.first().filter(|_| options.strict) {
            return Err(named(self, Error::merge(warning.detail.clone())));
        }
        completion.merge_info.warnings.extend(warnings);
        if self.is_cut() {
            note_cut(&mut completion, options).map_err(|error| named(self, error))?;
        }
        Ok(completion)
    }
}

/// The same as for bytes that are fed to an accumulator.
fn note_cut(completion: &mut Completion, options: Options) -> Result<()> {
    let detail = "the stream ends within an event, which is left out".to_owned();
    if options.strict {
        return Err(Error::merge(detail));
    }
    let warning = Warning { code: "stream_cut", choice: None, detail };
    completion.merge_info.warnings.push(warning);
    Ok(())
}

/// A merger's error with the path of the file.
fn named(recording: &Recording, error: Error) -> Error {
    match (error, recording.path()) {
        (Error::Merge { what }, Some(path)) => Error::merge(format!("{}: {what}", shown(path))),
        (error, _) => error,
    }
}
