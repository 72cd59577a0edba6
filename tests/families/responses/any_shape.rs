//! Whatever stands in an event, it merges.

use deltafold::internals::merge::Options;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::RESPONSES;
use super::random::shuffled;
use super::support::{message, numbered};
use crate::family_support::{Dice, completion, merge, tokens};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 3 / 8))]

    #[test]
    fn order_of_arrival_does_not_matter_to_odd_events(
        events in vec(likely_event(), 0..12), seed in any::<u64>()
    ) {
        // What has no index takes one by what was there when it came.
        let has_place = |event: &Value| ["output_index", "annotation_index"].iter().all(|key| event[key].is_u64());
        let events: Vec<_> = events.into_iter().filter(has_place).filter_map(|event| of_class(event, seed % 3)).collect();
        let events = numbered(&events);
        let mut dice = Dice(seed);
        let expected = merge(RESPONSES, &events);
        let found = merge(RESPONSES, &shuffled(&mut dice, &events));
        prop_assert_eq!((&found.json, found.info.error), (&expected.json, expected.info.error));
    }

    #[test]
    fn any_objects_merge(events in vec(any_object(any_value()), 0..6)) {
        prop_assert!(completion(RESPONSES, Options::default(), &events).is_ok());
    }

    #[test]
    fn garbage_in_every_member_merges(events in vec(likely_event(), 0..10)) {
        let options = Options { strict: false, single_choice: true };
        prop_assert!(completion(RESPONSES, options, &events).is_ok());
        if let Some(first) = events.first() {
            tokens(RESPONSES, first);
        }
    }
}

/// The event, if it is about items of this class: which of several items with one index an event is
/// about depends on those that came before it.
fn of_class(mut event: Value, class: u64) -> Option<Value> {
    let kind = event["type"].as_str().unwrap_or_default().to_owned();
    if kind.contains("output_item") {
        let item = ["message", "reasoning", "function_call"][class as usize];
        // Whichever key has it.
        let members = event.as_object().into_iter().flat_map(Map::values);
        let mut types = members.filter_map(|value| value["type"].as_str());
        let is_it = types.all(|kind| kind == item);
        if let Some(item) = event["item"].as_object_mut() {
            item.remove("id");
        }
        event["item_id"] = Value::Null;
        return is_it.then_some(event);
    }
    let about = match &*kind {
        kind if kind.contains("reasoning") => Some(1),
        kind if kind.contains("call") => Some(2),
        kind if ["text", "refusal", "part"].iter().any(|it| kind.contains(it)) => Some(0),
        _ => None,
    };
    let has_items = event["response"]["output"].as_array().is_some_and(|items| !items.is_empty());
    (about.is_none_or(|about| about == class) && !has_items).then_some(event)
}

const TYPES: [&str; 40] = [
    "response.created",
    "response.in_progress",
    "response.queued",
    "response.completed",
    "response.failed",
    "response.output_item.added",
    "response.output_item.done",
    "response.output_item.added",
    "response.output_item.done",
    "response.content_part.added",
    "response.content_part.done",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.output_text.delta",
    "response.refusal.delta",
    "response.refusal.done",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.done",
    "response.reasoning_text.delta",
    "response.reasoning_text.done",
    "response.reasoning_summary_part.added",
    "response.reasoning_summary_part.done",
    "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.done",
    "response.output_text.annotation.added",
    "response.mcp_call_arguments.delta",
    "response.mcp_call_arguments.done",
    "response.code_interpreter_call_code.delta",
    "response.code_interpreter_call_code.done",
    "response.code_interpreter_call.interpreting",
    "response.image_generation_call.partial_image",
    "response.web_search_call.completed",
    "response.audio.delta",
    "response.audio.transcript.delta",
    "error",
    "response.unknown",
    "",
];

const KEYS: [&str; 24] = [
    "id",
    "type",
    "sequence_number",
    "output_index",
    "item_id",
    "content_index",
    "summary_index",
    "annotation_index",
    "delta",
    "text",
    "refusal",
    "arguments",
    "input",
    "code",
    "item",
    "part",
    "response",
    "annotation",
    "logprobs",
    "name",
    "error",
    "output",
    "content",
    "summary",
];

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..3i64).prop_map(Value::from),
        prop_oneof!["", "a", "message", "function_call", "\\PC{0,6}"].prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Value::from), any_object(inner)]
    })
}

fn any_object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(&TYPES[..]);
    vec((prop::sample::select(&KEYS[..]), value), 0..6).prop_flat_map(move |members| {
        let members: Map<_, _> =
            members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        kind.clone().prop_map(move |kind| {
            let mut members = members.clone();
            members.entry("type").or_insert(kind.into());
            Value::Object(members)
        })
    })
}

/// An event that has what its type needs, some of it odd.
fn likely_event() -> impl Strategy<Value = Value> {
    let index = || prop_oneof![9 => (0..3u64).prop_map(Value::from), 1 => any_value()];
    let value = prop_oneof![
        "[ab]{0,3}".prop_map(Value::from),
        vec(any_object(any_value()), 0..3).prop_map(|content| message(content.into())),
        any_value(),
    ];
    let places = (index(), index(), index());
    (prop::sample::select(&TYPES[..]), places, value, any_object(any_value())).prop_map(
        |(kind, (output, part, annotation), value, odd)| {
            let mut event = json!({"type": kind, "output_index": output, "content_index": part, "annotation_index": annotation});
            let key = match kind {
                _ if kind.ends_with("delta") => "delta",
                _ if kind.contains("output_item") => "item",
                _ if kind.contains("part.") => "part",
                _ if kind.contains("annotation") => "annotation",
                _ if kind.ends_with("arguments.done") => "arguments",
                _ if kind.ends_with("done") => "text",
                _ => "response",
            };
            event[key] = value;
            if let (Value::Object(event), Value::Object(odd)) = (&mut event, odd) {
                for (key, value) in odd {
 event.entry(key).or_insert(value);
}
            }
            event
        },
    )
}
