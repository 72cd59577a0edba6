//! Adds the lines about a response.

use super::request;
use crate::cli::paint::{Page, Tone, counted};
use crate::recording::{RecordedException, Recording};
use crate::summary::{message_of, text};

pub(super) fn add(recording: &Recording, page: &mut Page) {
    let mut facts = Vec::new();
    if let Some(status) = recording.status() {
        facts.push(format!("status {status}"));
    }
    facts.push(if recording.is_streaming() { "streamed" } else { "not streamed" }.to_owned());
    if recording.body().is_none() {
        facts.push("no body".to_owned());
    } else if recording.chunk_count() > 0 {
        let of = if recording.is_streaming() { "chunk" } else { "item" };
        facts.push(counted(recording.chunk_count(), of));
    }
    page.field("response", &facts.join(", "));
    if let Some(exception) = recording.exception() {
        page.toned_field("exception", &described(&exception), Tone::Bad);
    }
}

/// The model that answered, if it is not the requested one.
pub(super) fn add_model(recording: &Recording, model: Option<&str>, page: &mut Page) {
    if model != request::model(recording).as_deref()
        && let Some(model) = model
    {
        page.field("answered by", model);
    }
}

/// The number of a stream's events of each type.
pub(super) fn add_types(recording: &Recording, page: &mut Page) {
    let mut types: Vec<(String, usize)> = Vec::new();
    for number in 0..recording.chunk_count() {
        let Some((document, index)) = recording.chunk(number) else { break };
        let event = document.at(index);
        let Some(of) = text(event, "type").or_else(|| text(event, "event_type")) else { continue };
        match types.iter_mut().find(|(known, _)| *known == of) {
            Some((_, count)) => *count += 1,
            None => types.push((of, 1)),
        }
    }
    let shown = types.iter().map(|(of, count)| match count {
        1 => of.clone(),
        _ => format!("{of} ×{count}"),
    });
    if !types.is_empty() {
        page.field("events", &shown.collect::<Vec<_>>().join(", "));
    }
}

/// `RateLimitError (openai, status 429): too many trees`.
fn described(exception: &RecordedException<'_>) -> String {
    let name = exception.type_name.map_or("Exception".into(), |name| name.to_str());
    let origin = exception.provider.or(exception.category).map(|origin| origin.to_str());
    let status = exception.status.map(|status| format!("status {status}").into());
    let facts: Vec<_> = origin.into_iter().chain(status).collect();
    let mut described = name.into_owned();
    if !facts.is_empty() {
        described.push_str(&format!(" ({})", facts.join(", ")));
    }
    let message = exception.message.map(|message| message.to_str().into_owned());
    match message.or_else(|| exception.body.map(message_of)) {
        Some(message) => format!("{described}: {message}"),
        None => described,
    }
}
