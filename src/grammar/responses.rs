//! OpenAI's Responses (contract, section 6).

use super::answer::{Answer, single};
use super::found::{Form, Found};
use super::interface::{Classes, Grammar, pending};
use crate::json::Cursor;

pub(super) const GRAMMAR: Grammar = Grammar {
    name: "responses",
    stream_name: "responses.stream",
    classes: Classes { item: "responses.EVENTS", whole: "responses.Response" },
    tell,
    merger: pending,
    answer: |response| Answer::of(response, vec![single::of(response)]),
    tokens,
};

fn tell(found: &Found<'_>) -> Option<Form> {
    if let Some(class) = &found.class {
        let is_event = class.module().contains(".responses.") && class.name().ends_with("Event");
        return match (class.package(), class.name()) {
            ("openai", "Response") => Some(Form::Whole),
            ("openai", _) if is_event => Some(Form::Item),
            _ => None,
        };
    }
    if found.object.as_deref() == Some("response") {
        return Some(Form::Whole);
    }
    found.kind.as_deref()?.starts_with("response.").then_some(Form::Item)
}

fn tokens(item: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let _ = (item, report);
}
