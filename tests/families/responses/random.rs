//! Responses split at random, their items interleaved, merge back.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::RESPONSES;
use super::support::{added, created, delta, done, numbered, text};
use crate::family_support::{Dice, merge, merge_recorded};

/// What makes a response of items of every kind, in an order that a server could send it in.
fn any_stream(dice: &mut Dice, items: usize, words: &[String]) -> (Vec<Value>, Vec<Value>) {
    let mut word = |dice: &mut Dice| words[dice.roll(words.len())].clone();
    let mut sequences = Vec::new();
    let mut whole = Vec::new();
    for at in 0..items {
        let (events, item) = any_item(dice, at, &mut word);
        sequences.push(events);
        whole.push(item);
    }
    let mut events = vec![created()];
    events.extend(dice.interleave(&sequences));
    (numbered(&events), whole)
}

fn any_item(
    dice: &mut Dice,
    at: usize,
    word: &mut impl FnMut(&mut Dice) -> String,
) -> (Vec<Value>, Value) {
    let id = format!("item_{at}");
    let mut pieces =
        |dice: &mut Dice| -> Vec<String> { (0..dice.roll(4)).map(|_| word(dice)).collect() };
    let said = pieces(dice);
    let all = said.concat();
    let of = |event: &str| said.iter().map(|piece| delta(event, at, 0, piece)).collect::<Vec<_>>();
    let with = |mut item: Value, key: &str, value: Value| {
        item[key] = value;
        item
    };
    let (empty, key, event, value) = match dice.roll(4) {
        0 => (
            json!({"id": id, "type": "function_call", "name": "f", "call_id": "c", "arguments": ""}),
            "arguments",
            "function_call_arguments",
            json!(all),
        ),
        1 => (
            json!({"id": id, "type": "custom_tool_call", "name": "f", "call_id": "c", "input": ""}),
            "input",
            "custom_tool_call_input",
            json!(all),
        ),
        2 => (
            json!({"id": id, "type": "reasoning", "summary": []}),
            "summary",
            "reasoning_summary_text",
            if said.is_empty() {
                json!([])
            } else {
                json!([{"text": all, "type": "summary_text"}])
            },
        ),
        _ => (
            json!({"id": id, "type": "message", "role": "assistant", "status": "completed", "content": []}),
            "content",
            "output_text",
            if said.is_empty() { json!([]) } else { json!([text(&all)]) },
        ),
    };
    let whole = with(empty.clone(), key, value);
    let mut events = vec![added(at, empty)];
    events.extend(of(event));
    if dice.flip() {
        events.push(done(at, whole.clone()));
    }
    (events, whole)
}

fn any_words() -> impl Strategy<Value = Vec<String>> {
    vec(prop_oneof!["[a-c\"\\\\é😀\n]{0,6}", "\\PC{0,4}"], 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 3 / 8))]

    #[test]
    fn split_responses_merge_back(items in 0..5usize, words in any_words(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (events, whole) = any_stream(&mut dice, items, &words);
        let merged = merge(RESPONSES, &events);
        prop_assert_eq!(&merged.json["output"], &Value::from(whole));
        let recorded = merge_recorded(RESPONSES, &events);
        prop_assert_eq!((&recorded.json, &recorded.info), (&merged.json, &merged.info));
    }

    #[test]
    fn order_of_arrival_does_not_matter(items in 0..5usize, words in any_words(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (events, _) = any_stream(&mut dice, items, &words);
        let expected = merge(RESPONSES, &events);
        prop_assert_eq!(&merge(RESPONSES, &shuffled(&mut dice, &events)).json, &expected.json);
    }

}

/// In another order, some of them twice.
pub fn shuffled(dice: &mut Dice, events: &[Value]) -> Vec<Value> {
    let mut left = events.to_vec();
    left.extend(
        (0..dice.roll(4)).filter_map(|_| events.get(dice.roll(events.len().max(1))).cloned()),
    );
    let mut arrived = Vec::new();
    while !left.is_empty() {
        arrived.push(left.swap_remove(dice.roll(left.len())));
    }
    arrived
}
