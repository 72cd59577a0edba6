//! Streams of Bedrock's Converse: each becomes the response that the service would have given whole.

use crate::family_support::{completion, merge, merge_recorded, tokens};
use deltafold::internals::merge::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

const CONVERSE: &str = "converse";

fn delta(index: i64, delta: &Value) -> Value {
    json!({"contentBlockDelta": {"contentBlockIndex": index, "delta": delta, "p": "abc"}})
}

fn text(index: i64, text: &str) -> Value {
    delta(index, &json!({"text": text}))
}

fn begin(index: i64, start: &Value) -> Value {
    json!({"contentBlockStart": {"contentBlockIndex": index, "start": start}})
}

fn tool(index: i64, id: &str, pieces: &[&str]) -> Vec<Value> {
    let mut events = vec![begin(index, &json!({"toolUse": {"toolUseId": id, "name": "plant"}}))];
    events.extend(pieces.iter().map(|piece| delta(index, &json!({"toolUse": {"input": piece}}))));
    events.push(json!({"contentBlockStop": {"contentBlockIndex": index}}));
    events
}

fn start() -> Value {
    json!({"messageStart": {"role": "assistant", "p": "ab"}})
}

fn stop() -> Value {
    json!({"messageStop": {"stopReason": "end_turn"}})
}

fn metadata() -> Value {
    json!({"metadata": {"usage": {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7},
                        "metrics": {"latencyMs": 5}, "p": "x"}})
}

fn content(merged: &crate::family_support::Merged) -> Value {
    merged.json["output"]["message"]["content"].clone()
}

#[test]
fn a_whole_message() {
    let cited = json!({"title": "t", "location": {"documentChar": {"documentIndex": 0}}});
    let mut events = vec![
        start(),
        delta(0, &json!({"reasoningContent": {"text": "Oaks "}})),
        delta(0, &json!({"reasoningContent": {"text": "la"}})),
        delta(0, &json!({"reasoningContent": {"text": "st."}})),
        delta(0, &json!({"reasoningContent": {"signature": "c2ln"}})),
        text(1, "An"),
        text(1, " o"),
        text(1, "ak."),
    ];
    events.extend(tool(2, "a", &["{\"kind\":", " \"o", "ak\"}"]));
    events.extend(tool(3, "b", &[]));
    events.extend([
        text(4, "Cited."),
        delta(4, &json!({"citation": cited})),
        delta(4, &json!({"citation": cited})),
        delta(5, &json!({"reasoningContent": {"redactedContent": "AAAA"}})),
        stop(),
        metadata(),
    ]);
    let expected = json!({
        "output": {"message": {"role": "assistant", "content": [
            {"reasoningContent": {"reasoningText": {"text": "Oaks last.", "signature": "c2ln"}}},
            {"text": "An oak."},
            {"toolUse": {"toolUseId": "a", "name": "plant", "input": {"kind": "oak"}}},
            {"toolUse": {"toolUseId": "b", "name": "plant", "input": {}}},
            {"citationsContent": {"content": [{"text": "Cited."}], "citations": [cited]}},
            {"reasoningContent": {"redactedContent": "AAAA"}},
        ]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7},
        "metrics": {"latencyMs": 5},
    });
    let merged = merge_recorded(CONVERSE, &events);
    assert_eq!(merged.json, expected);
    assert!(merged.info.complete);
    assert_eq!(merged.codes(), [] as [&str; 0]);
    assert_eq!(merge(CONVERSE, &events).json, expected);
    assert_eq!(tokens(CONVERSE, &text(0, "An")), [0]);
    assert_eq!(tokens(CONVERSE, &start()), [] as [i64; 0]);
}

#[test]
fn results_and_unknown_blocks_are_kept() {
    let events = [
        start(),
        begin(0, &json!({"toolResult": {"toolUseId": "a", "status": "success"}})),
        delta(0, &json!({"toolResult": [{"text": "a "}]})),
        delta(0, &json!({"toolResult": [{"text": "b"}, {"json": {"x": 1}}]})),
        begin(1, &json!({"image": {"format": "png"}})),
        delta(1, &json!({"image": {"source": {"bytes": "AAAA"}}})),
        delta(2, &json!({"audio": {"bytes": "AAAA"}})),
    ];
    assert_eq!(
        content(&merge_recorded(CONVERSE, &events)),
        json!([
            {"toolResult": {"toolUseId": "a", "status": "success",
                            "content": [{"text": "a b"}, {"json": {"x": 1}}]}},
            {"image": {"format": "png", "source": {"bytes": "AAAA"}}},
            {"audio": {"bytes": "AAAA"}},
        ])
    );
}

#[test]
fn two_things_under_one_index_are_two() {
    let mut events = vec![start(), text(0, "An oak.")];
    events.extend(tool(0, "a", &["{}"]));
    events.extend(tool(0, "b", &["[1]"]));
    events.push(text(0, " More."));
    let merged = merge_recorded(CONVERSE, &events);
    assert_eq!(
        content(&merged),
        json!([
            {"text": "An oak."},
            {"toolUse": {"toolUseId": "a", "name": "plant", "input": {}}},
            {"toolUse": {"toolUseId": "b", "name": "plant", "input": [1]}},
            {"text": " More."},
        ])
    );
}

#[test]
fn input_that_is_not_whole_is_noted() {
    for (pieces, input, code) in [
        (&["{\"a\": 1, \"b"][..], json!({"a": 1}), "input_cut"),
        (&["oak"][..], json!("oak"), "input_broken"),
    ] {
        let mut events = vec![start()];
        events.extend(tool(0, "a", pieces));
        let merged = merge(CONVERSE, &events);
        assert_eq!(content(&merged)[0]["toolUse"]["input"], input);
        assert_eq!(merged.codes(), [code]);
    }
}

#[test]
fn an_exception_ends_a_stream() {
    let error = json!({"throttlingException": {"message": "too fast"}});
    let merged = merge(CONVERSE, &[start(), text(0, "An"), error]);
    assert_eq!(content(&merged), json!([{"text": "An"}]));
    let found = merged.info.error.map(|error| String::from_utf8_lossy(&error).into_owned());
    assert_eq!(found.as_deref(), Some(r#"{"type":"throttlingException","message":"too fast"}"#));
    assert!(!merged.info.complete);
}

#[test]
fn a_second_message_keeps_the_first_ones_content() {
    let merged =
        merge(CONVERSE, &[start(), text(0, "An oak."), start(), text(0, "A pine."), stop()]);
    assert_eq!(content(&merged), json!([{"text": "An oak."}, {"text": "A pine."}]));
    assert_eq!(merged.codes(), ["message_restarted"]);
}

fn odd() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        (-2i64..3).prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let keys = prop::sample::select(vec![
            "delta",
            "start",
            "text",
            "toolUse",
            "input",
            "reasoningContent",
            "signature",
            "citation",
            "toolResult",
            "toolUseId",
            "role",
            "usage",
            "stopReason",
            "redactedContent",
            "image",
            "content",
            "contentBlockIndex",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(keys, inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn names() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "messageStart",
        "contentBlockStart",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
        "validationException",
        "oak",
        "error",
    ])
}

proptest! {
    /// Nothing raises, whatever its shape; what is merged from a recording is the same.
    #[test]
    fn any_shape_merges(events in prop::collection::vec((names(), -1i64..3, odd(), odd()), 1..12)) {
        let mut all = vec![start()];
        all.extend(events.into_iter().map(|(name, index, first, second)| {
            let inner = json!({"contentBlockIndex": index, "delta": first, "start": second});
            json!({name: inner})
        }));
        let pushed = completion(CONVERSE, Options::default(), &all).expect("the events merge");
        let text: Value = serde_json::from_slice(&pushed.to_json()).expect("a response is JSON");
        prop_assert_eq!(merge_recorded(CONVERSE, &all).json, text);
    }
}
