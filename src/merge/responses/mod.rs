//! OpenAI's Responses (contract, section 6).

mod arguments;
mod event;
mod grown;
mod head;
mod lacking;
mod merger;
mod node;
mod order;
mod output;
mod repetition;
mod report;
mod shapes;
mod tools;
mod write;

use self::event::{Effect, Event};

use super::complete::has_status_but;
use super::detect::{Form, Found};
use super::family::{Classes, Family};
use super::parts::repeats::Repeats;
use crate::json::Cursor;
use crate::summary::{Summary, single};

pub(crate) const FAMILY: Family = Family {
    name: "responses",
    stream_name: "responses.stream",
    classes: Classes { item: "responses.EVENTS", whole: "responses.Response" },
    detect,
    detect_alone: detect,
    merger: |options| Box::new(Repeats::new(merger::Events::new(options))),
    is_complete: |response| has_status_but(response, &NOT_COMPLETE),
    summary: |response| Summary::of(response, vec![single::of(response)]),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    if let Some(class) = &found.class {
        let is_event = class.name().ends_with("Event");
        return match (class.package(), class.name()) {
            ("openai", "Response") => Some(Form::Whole),
            ("openai", name) if name.starts_with("ParsedResponse[") => Some(Form::Whole),
            ("openai", _) if is_event && class.module().split('.').any(|it| it == "responses") => {
                Some(Form::Item)
            }
            _ => None,
        };
    }
    if found.object.as_deref() == Some("response") {
        return Some(Form::Whole);
    }
    found.kind.as_deref()?.starts_with("response.").then_some(Form::Item)
}

/// The statuses of an interrupted response. One that ended at a limit is `incomplete`, and counts
/// as complete.
const NOT_COMPLETE: [&str; 4] = ["failed", "cancelled", "in_progress", "queued"];

/// There is one choice. Images and audio do not count as its tokens, but transcripts do.
fn token_choices(item: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let event = Event::read(item);
    let adds = match event.value.and_then(Cursor::as_text) {
        Some(text) => !text.is_empty(),
        // Arguments
        None => event.value.is_some_and(Cursor::is_object),
    };
    match event.effect() {
        Some(Effect::Grows(_) | Effect::Audio("transcript")) if adds => report(0),
        _ => {}
    }
}
