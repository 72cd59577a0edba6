//! Recorded events that repeat each other but for some scalars merge as if each came alone.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::RESPONSES;
use crate::family_support::{merge, merge_recorded};

/// What differs from event to event.
#[derive(Clone, Debug)]
struct Change {
    /// How far its number is from that of the event before
    step: i64,
    item: u8,
    delta: Value,
    padding: Value,
}

fn any_change() -> impl Strategy<Value = Change> {
    let step = prop_oneof![12 => Just(1), 1 => Just(0), 1 => Just(2), 1 => Just(-1)];
    let item = prop_oneof![9 => Just(0), 1 => Just(1u8)];
    let delta = prop_oneof![
        9 => "[ab😀\\n]{0,3}".prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!(7)),
        1 => Just(json!({"a": "b"})),
    ];
    let padding = prop_oneof![3 => "[a-z]{0,3}".prop_map(Value::from), 1 => Just(Value::Null)];
    (step, item, delta, padding).prop_map(|(step, item, delta, padding)| Change {
        step,
        item,
        delta,
        padding,
    })
}

fn events(of: &str, in_part: bool, changes: &[Change]) -> Vec<Value> {
    let mut number = 0;
    let event = |change: &Change| {
        number += change.step;
        let mut event = json!({"type": format!("response.{of}.delta"), "output_index": change.item, "item_id": "i",
                               "delta": change.delta, "obfuscation": change.padding, "sequence_number": number});
        if in_part {
            event["content_index"] = json!(1);
            event["logprobs"] = json!([]);
        }
        event
    };
    changes.iter().map(event).collect()
}

proptest! {
    #[test]
    fn recorded_events_merge_as_pushed_ones(
        changes in vec(any_change(), 2..40),
        (of, in_part) in prop_oneof![
            Just(("output_text", true)), Just(("refusal", true)), Just(("function_call_arguments", false)),
        ],
    ) {
        let events = events(of, in_part, &changes);
        let pushed = merge(RESPONSES, &events);
        let recorded = merge_recorded(RESPONSES, &events);
        prop_assert_eq!((pushed.json, pushed.info), (recorded.json, recorded.info));
    }
}

#[test]
fn one_event_that_comes_again_after_others_counts_once() {
    let change =
        |step, delta: &str| Change { step, item: 0, delta: delta.into(), padding: Value::Null };
    let steps = [
        change(1, "a"),
        change(1, "b"),
        change(1, "c"),
        change(1, "d"),
        change(-2, "b"),
        change(3, "e"),
    ];
    let merged = merge_recorded(RESPONSES, &events("output_text", true, &steps));
    assert_eq!(merged.json["output"][0]["content"][0]["text"], "abcde");
    assert!(merged.info.warnings.is_empty());
}

#[test]
fn what_counted_before_is_not_repeated() {
    let change =
        |step, item, delta: &str| Change { step, item, delta: delta.into(), padding: Value::Null };
    // The second one comes again after another one, and then the third one comes.
    let steps = [
        change(1, 0, "a"),
        change(1, 0, "b"),
        change(4, 1, "x"),
        change(-4, 0, "b"),
        change(1, 0, "c"),
    ];
    let merged = merge_recorded(RESPONSES, &events("function_call_arguments", false, &steps));
    assert_eq!(merged.json["output"][0]["arguments"], "abc");
    assert_eq!(merged.json["output"][1]["arguments"], "x");
}
