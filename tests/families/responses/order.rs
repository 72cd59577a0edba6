//! The order of events, and very many of them.

use deltafold::internals::merge::{Accumulator, Options, family_named};
use serde_json::{Value, json};

use super::RESPONSES;
use super::support::{added, created, delta, message, numbered};
use crate::family_support::merge;

#[test]
fn numbers_order_what_arrives_in_any_order_and_count_once() {
    let events = numbered(&[
        created(),
        added(0, message(json!([]))),
        delta("output_text", 0, 0, "a"),
        delta("output_text", 0, 0, "a"),
        delta("output_text", 0, 0, "b"),
    ]);
    let order = [4, 2, 1, 4, 0, 3, 2, 1];
    let arrived: Vec<_> = order.iter().map(|at| events[*at].clone()).collect();
    let merged = merge(RESPONSES, &arrived);
    assert_eq!(merged.json, merge(RESPONSES, &events).json);
    assert_eq!(merged.json["output"][0]["content"][0]["text"], "aab");
    assert!(merged.info.warnings.is_empty());
}

#[test]
fn numbers_that_are_all_the_same_order_nothing() {
    for number in [json!(0), json!(-1)] {
        let mut events = vec![created(), added(0, message(json!([])))];
        events.extend(["ha", "ha", "!"].map(|piece| delta("output_text", 0, 0, piece)));
        events.iter_mut().for_each(|event| event["sequence_number"] = number.clone());
        let merged = merge(RESPONSES, &events);
        assert_eq!(merged.json["output"][0]["content"][0]["text"], "haha!");
        assert_eq!(merged.codes(), ["sequence_numbers_repeat"]);
    }
}

#[test]
fn very_many_of_one_thing() {
    const MANY: usize = 20_000;
    let one_text = (0..MANY).map(|_| delta("output_text", 0, 0, "word "));
    let backwards: Vec<_> = numbered(&one_text.collect::<Vec<_>>()).into_iter().rev().collect();
    let items = (0..MANY).map(|at| delta("output_text", at * 1_000_000, at, "word "));
    let unnamed = (0..MANY)
        .map(|at| json!({"type": "response.output_text.annotation.added", "annotation": at}));
    for events in [backwards, items.collect(), unnamed.collect()] {
        let mut merging = Accumulator::of(family_named(RESPONSES), Options::default());
        events
            .iter()
            .for_each(|event| merging.push(event.to_string().as_bytes()).expect("it merges"));
        let json = merging.finish().expect("it merges").to_json();
        assert!(json.len() > MANY, "{}", json.len());
    }
}

#[test]
fn names_that_a_whole_part_lacks_are_those_of_the_last_one_sent_before() {
    let part = |part: Value| json!({"type": "response.content_part.added", "output_index": 0, "content_index": 0, "part": part});
    let parts = [
        json!({"type": "x", "id": "first"}),
        json!({"type": "x", "id": "second"}),
        json!({"type": "x"}),
        json!({"text": "end"}),
    ];
    let events = numbered(&parts.map(part));
    let expected = json!([{"text": "end", "type": "x", "id": "second"}]);
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 3, 1, 0], [3, 0, 1, 2]] {
        let arrived = order.map(|at: usize| events[at].clone());
        assert_eq!(merge(RESPONSES, &arrived).json["output"][0]["content"], expected, "{order:?}");
    }
}

#[test]
fn an_empty_end_replaces_nothing_whenever_it_arrives() {
    let end = |text: &str| json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": text});
    let events = numbered(&[delta("output_text", 0, 0, "abc"), end("abcd"), end("")]);
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 2, 1]] {
        let arrived = order.map(|at: usize| events[at].clone());
        let merged = merge(RESPONSES, &arrived);
        assert_eq!(merged.json["output"][0]["content"][0]["text"], "abcd", "{order:?}");
    }
}

#[test]
fn an_event_is_about_the_member_that_its_type_names() {
    let events = numbered(&[
        json!({"type": "response.output_item.added", "output_index": 0, "item": message(json!([])), "output": []}),
        json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "ab", "text": "", "item": {}}),
        json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "abc", "part": {}, "delta": ""}),
    ]);
    let merged = merge(RESPONSES, &events);
    assert_eq!(merged.json["output"][0]["content"][0]["text"], "abc");
    assert_eq!(merged.codes(), [""; 0]);
}
