//! The row of a recording.

use super::answer::Answer;
use super::cell::{Cell, Row};
use super::rows::{Made, Named};
use crate::json::{Cursor, Text};
use crate::recording::Recording;
use crate::request_hash::{self, FileName};
use crate::summary::{Tokens, json, text};

pub(super) fn rows(recording: &Recording, named: &Named<'_>) -> Made {
    let answer = Answer::of(recording);
    let request = recording.request();
    let member = |key| request.and_then(|request| request.get(key)).and_then(Cursor::as_text);
    let (type_name, message) = match recording.exception() {
        Some(exception) => (exception.type_name, exception.message),
        None => (None, None),
    };
    let (hash, unhashed) = match request_hash::of_recording(recording).transpose() {
        Ok(hash) => (hash, None),
        Err(error) => (None, Some(error)),
    };
    // Null if the name is not a hash.
    let hash_ok = hash.as_ref().and_then(|hash| Some(FileName::of(recording.path()?)?.fits(hash)));
    let error = answer.error.or(unhashed);
    let Tokens { input, output, total, cached, reasoning } = answer.summary.tokens;
    let row: Row = vec![
        named.name.into(),
        recording.number().into(),
        recording.test_id().into(),
        recording.format().as_str().into(),
        recording.kind().as_str().into(),
        recording.provider().map(std::borrow::Cow::into_owned).into(),
        member("method").into(),
        member("url").into(),
        member("endpoint").into(),
        answer.summary.model.or_else(|| requested_model(request?)).into(),
        recording.is_streaming().into(),
        recording.status().into(),
        type_name.map(Text::to_str).as_deref().into(),
        message.map(Text::to_str).as_deref().into(),
        recording.chunk_count().into(),
        answer.summary.choices.len().into(),
        named.bytes.into(),
        hash.map(|hash| hash.to_string()).into(),
        hash_ok.into(),
        request.map(json).into(),
        answer.complete.into(),
        Cell::Texts(answer.warnings),
        input.into(),
        output.into(),
        total.into(),
        cached.into(),
        reasoning.into(),
        error.as_ref().map(|error| error.to_string()).into(),
    ];
    Made { rows: vec![row], error }
}

/// The model in a request, or in its body.
fn requested_model(request: Cursor<'_>) -> Option<String> {
    text(request, "model").or_else(|| text(request.get("body")?, "model"))
}
