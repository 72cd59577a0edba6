//! Streams as choices of one stream, in any order that keeps each one's own: every choice is
//! what its stream gives alone.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::merge;

/// The fields of one entry of `choices`, but for its index.
fn any_entry() -> impl Strategy<Value = Value> {
    let text = prop_oneof![Just(String::new()), "[a-c\"\\\\é😀\n]{1,4}"];
    let call = (prop::option::of(0..3i64), prop::option::of("[ab]"), prop::option::of("[fg]"), text.clone())
        .prop_map(|(index, id, name, arguments)| {
            json!({"index": index, "id": id, "function": {"name": name, "arguments": arguments}})
        });
    let delta = prop_oneof![
        4 => text.clone().prop_map(|text| json!({"role": "assistant", "content": text})),
        2 => text.clone().prop_map(|text| json!({"content": null, "reasoning": text})),
        1 => text.clone().prop_map(|text| json!({"content": [{"type": "text", "text": text}]})),
        1 => text.clone().prop_map(|text| json!({"x": {"list": [{"index": 0, "t": text}, 1]}})),
        1 => text.prop_map(|text| json!({"reasoning_details": [{"type": "reasoning.text", "text": text}]})),
        3 => prop::collection::vec(call, 0..3).prop_map(|calls| json!({"tool_calls": calls})),
        1 => Just(Value::Null),
    ];
    let reason = prop_oneof![6 => Just(None), 1 => Just(Some("stop")), 1 => Just(Some("length"))];
    let logprobs = prop::option::of(prop::collection::vec(0..3u8, 0..2));
    (delta, reason, logprobs).prop_map(|(delta, finish_reason, tokens)| {
        let logprobs = tokens.map(|tokens| json!({"content": tokens}));
        json!({"delta": delta, "finish_reason": finish_reason, "logprobs": logprobs})
    })
}

/// Streams, and for each step which stream comes next, taken modulo those that have chunks left.
fn streams_and_order() -> impl Strategy<Value = (Vec<Vec<Value>>, Vec<usize>)> {
    prop::collection::vec(prop::collection::vec(any_entry(), 1..10), 1..5).prop_flat_map(
        |streams| {
            let steps = streams.iter().map(Vec::len).sum::<usize>();
            (Just(streams), prop::collection::vec(any::<usize>(), steps))
        },
    )
}

fn chunk_of(entries: Vec<Value>) -> Value {
    json!({"id": "c1", "model": "m", "created": 1, "choices": entries})
}

fn with_index(mut entry: Value, index: usize) -> Value {
    entry["index"] = json!(index);
    entry
}

/// Chunks of one entry each, interleaved.
fn interleaved(streams: &[Vec<Value>], order: &[usize]) -> Vec<Value> {
    let mut next = vec![0; streams.len()];
    let step = |random: &usize| {
        let left: Vec<_> = (0..streams.len()).filter(|s| next[*s] < streams[*s].len()).collect();
        let stream = left[random % left.len()];
        next[stream] += 1;
        chunk_of(vec![with_index(streams[stream][next[stream] - 1].clone(), stream)])
    };
    order.iter().map(step).collect()
}

/// Chunks that have the next entries of all streams at once.
fn together(streams: &[Vec<Value>]) -> Vec<Value> {
    let longest = streams.iter().map(Vec::len).max().unwrap_or(0);
    let entries = |step: usize| {
        let next = streams
            .iter()
            .enumerate()
            .filter_map(move |(index, stream)| Some(with_index(stream.get(step)?.clone(), index)));
        chunk_of(next.collect())
    };
    (0..longest).map(entries).collect()
}

proptest! {
    #[test]
    fn every_choice_is_what_its_stream_gives_alone((streams, order) in streams_and_order()) {
        for merged in [merge(&interleaved(&streams, &order)), merge(&together(&streams))] {
            let mut all_complete = true;
            for (index, stream) in streams.iter().enumerate() {
                let alone = stream.iter().map(|entry| chunk_of(vec![with_index(entry.clone(), 0)]));
                let alone = merge(&alone.collect::<Vec<_>>());
                all_complete &= alone.info.complete;
                let mut expected = alone.choice().clone();
                expected["index"] = json!(index);
                prop_assert_eq!(&merged.json["choices"][index], &expected);
            }
            prop_assert_eq!(merged.info.complete, all_complete);
        }
    }
}
