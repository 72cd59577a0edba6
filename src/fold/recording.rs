//! A recording in, the completion of its chat stream out.

use super::accumulator::Accumulator;
use crate::completion::ChatCompletion;
use crate::error::{Error, Result};
use crate::merge::{ChatAccumulator, Options, RepeatedChunks};
use crate::recording::{Kind, Recording};

/// Merges the chat stream that `recording` holds, be it chunks or lines of server-sent events.
///
/// The chunks that came before a recorded exception merge too. Only streams are merged: a
/// completion that was recorded whole is not looked at.
///
/// ```
/// use deltafold::fold::merge_recording;
/// use deltafold::merge::Options;
/// use deltafold::recording::Recording;
/// let bytes = br#"{"response": {"is_streaming": true, "body": [
///     {"choices": [{"index": 0, "delta": {"content": "Hel"}}], "object": "chat.completion.chunk"},
///     {"choices": [{"index": 0, "delta": {"content": "lo"}}], "object": "chat.completion.chunk"}
/// ]}}"#;
/// let recording = Recording::parse(bytes.to_vec(), None)?;
/// let completion = merge_recording(&recording, Options::default())?;
/// assert!(String::from_utf8_lossy(&completion.to_json()).contains("Hello"));
/// # Ok::<(), deltafold::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Recording`] if it is no chat stream, or an item is neither an object nor such a line;
/// [`Error::Merge`] for what [`ChatAccumulator::push`] refuses. Each names the file.
pub fn merge_recording(recording: &Recording, options: Options) -> Result<ChatCompletion> {
    let holds_chunks = match recording.kind() {
        Kind::ChatStream => true,
        Kind::Exception => recording.item_count() > 0,
        _ => false,
    };
    if !holds_chunks {
        let kind = recording.kind().as_str();
        return Err(recording.error(format!("no chat stream to merge: its kind is '{kind}'")));
    }
    if recording.has_event_lines() {
        return merge_lines(recording, options);
    }
    let mut merged = RepeatedChunks::new(ChatAccumulator::new(options));
    recording
        .try_each_element(|element, chunk| merged.push(element, |item| chunk.take(item)))
        .map_err(|error| named(recording, error))?;
    Ok(merged.into_merged().finish())
}

/// Merges a body that is a list of lines, up to `[DONE]`.
fn merge_lines(recording: &Recording, options: Options) -> Result<ChatCompletion> {
    let mut merged = Accumulator::new(options);
    for number in 0..recording.item_count() {
        if merged.is_done() {
            break;
        }
        let Some(item) = recording.item(number) else { break };
        let Some(line) = item.root().as_text() else {
            let found = item.root().kind().described();
            let what = format!("expected a string as response.body[{number}], found {found}");
            return Err(recording.error(what));
        };
        merged.push(line.to_str().as_bytes()).map_err(|error| match error {
            // Its place is one in the decoded line: of no use as a place in the file.
            Error::Parse(error) => recording.error(format!("response.body[{number}]: {error}")),
            other => named(recording, other),
        })?;
    }
    merged.finish()
}

/// A merger's error with the file it happened in.
fn named(recording: &Recording, error: Error) -> Error {
    match (error, recording.path()) {
        (Error::Merge { what }, Some(path)) => Error::merge(format!("{}: {what}", path.display())),
        (error, _) => error,
    }
}
