//! Google's Interactions (contract, section 6).

use super::answer::{Answer, single};
use super::found::{Form, Found};
use super::interface::{Classes, Grammar, pending};
use crate::json::Cursor;

pub(super) const GRAMMAR: Grammar = Grammar {
    name: "interactions",
    stream_name: "interactions.stream",
    classes: Classes { item: "interactions.EVENTS", whole: "interactions.Interaction" },
    tell,
    merger: pending,
    answer: |response| Answer::of(response, vec![single::of(response)]),
    tokens,
};

fn tell(found: &Found<'_>) -> Option<Form> {
    if let Some(class) = &found.class {
        return match (class.package(), class.name()) {
            ("google", "Interaction") => Some(Form::Whole),
            ("google", _) if class.module().contains("interactions") => Some(Form::Item),
            _ => None,
        };
    }
    if found.object.as_deref() == Some("interaction") {
        return Some(Form::Whole);
    }
    match found.kind.as_deref().and_then(|kind| kind.split_once('.')) {
        Some(("interaction" | "content" | "step", _)) => Some(Form::Item),
        _ => (found.has("outputs") && found.has("status")).then_some(Form::Whole),
    }
}

fn tokens(item: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let _ = (item, report);
}
