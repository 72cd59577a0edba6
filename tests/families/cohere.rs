//! Streams of Cohere's chats: each becomes the response that the server would have given whole.

use crate::family_support::{completion, merge, merge_recorded, tokens};
use deltafold::internals::merge::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

const COHERE: &str = "cohere";

fn event(kind: &str, index: i64, message: &Value) -> Value {
    json!({"type": kind, "index": index, "delta": {"message": message}})
}

fn start() -> Value {
    json!({"type": "message-start", "id": "c", "delta": {"message": {"role": "assistant",
        "content": [], "tool_plan": "", "tool_calls": [], "citations": []}}})
}

fn text(index: i64, text: &str) -> Value {
    event("content-delta", index, &json!({"content": {"text": text}}))
}

fn begin(index: i64, content: &Value) -> Value {
    event("content-start", index, &json!({"content": content}))
}

fn end(reason: &str) -> Value {
    json!({"type": "message-end", "id": "c", "delta": {"finish_reason": reason,
        "usage": {"billed_units": {"input_tokens": 5, "output_tokens": 7},
                  "tokens": {"input_tokens": 71, "output_tokens": 9}}}})
}

fn call(index: i64, id: &str, arguments: &[&str]) -> Vec<Value> {
    let call =
        json!({"id": id, "type": "function", "function": {"name": "plant", "arguments": ""}});
    let piece = |piece: &&str| {
        let call = json!({"function": {"arguments": piece}});
        event("tool-call-delta", index, &json!({"tool_calls": call}))
    };
    let mut events = vec![event("tool-call-start", index, &json!({"tool_calls": call}))];
    events.extend(arguments.iter().map(piece));
    events.push(json!({"type": "tool-call-end", "index": index}));
    events
}

#[test]
fn a_whole_chat() {
    let cited = json!({"start": 0, "end": 2, "text": "An", "type": "TEXT_CONTENT",
                       "sources": [{"type": "document", "id": "d", "document": {"title": "t"}}]});
    let mut events = vec![
        start(),
        event("tool-plan-delta", 0, &json!({"tool_plan": "I "})),
        event("tool-plan-delta", 0, &json!({"tool_plan": "will."})),
    ];
    events.extend(call(0, "a", &["{\"kind\":", " \"oak\"}"]));
    events.extend(call(1, "b", &["{}"]));
    events.extend([
        begin(0, &json!({"type": "thinking", "thinking": ""})),
        event("content-delta", 0, &json!({"content": {"thinking": "Oaks "}})),
        event("content-delta", 0, &json!({"content": {"thinking": "last."}})),
        begin(1, &json!({"type": "text", "text": ""})),
        text(1, "An"),
        text(1, " oak."),
        event("citation-start", 0, &json!({"citations": cited})),
        event("citation-start", 0, &json!({"citations": cited})),
        json!({"type": "citation-end", "index": 0}),
        end("TOOL_CALL"),
    ]);
    let merged = merge_recorded(COHERE, &events);
    let called = |id: &str, arguments: &str| {
        json!({"id": id, "type": "function",
               "function": {"name": "plant", "arguments": arguments}})
    };
    let expected = json!({
        "id": "c",
        "finish_reason": "TOOL_CALL",
        "message": {
            "role": "assistant",
            "tool_calls": [called("a", "{\"kind\": \"oak\"}"), called("b", "{}")],
            "tool_plan": "I will.",
            "content": [{"type": "thinking", "thinking": "Oaks last."},
                        {"type": "text", "text": "An oak."}],
            "citations": [cited],
        },
        "usage": {"billed_units": {"input_tokens": 5, "output_tokens": 7},
                  "tokens": {"input_tokens": 71, "output_tokens": 9}},
    });
    assert_eq!(merged.json, expected);
    assert!(merged.info.complete);
    assert_eq!(merged.codes(), [] as [&str; 0]);
    assert_eq!(merge(COHERE, &events).json, expected);
    assert_eq!(tokens(COHERE, &text(1, "An")), [0]);
    assert_eq!(tokens(COHERE, &text(1, "")), [] as [i64; 0]);
}

#[test]
fn two_things_under_one_index_are_two() {
    let mut events = vec![
        start(),
        begin(0, &json!({"type": "thinking", "thinking": ""})),
        event("content-delta", 0, &json!({"content": {"thinking": "Hm."}})),
        begin(0, &json!({"type": "text", "text": ""})),
        text(0, "An "),
        begin(0, &json!({"type": "text", "text": ""})),
        text(0, "oak."),
    ];
    events.extend(call(0, "a", &["{}"]));
    events.extend(call(0, "b", &["[]"]));
    let merged = merge_recorded(COHERE, &events);
    assert_eq!(
        merged.json["message"]["content"],
        json!([{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "An oak."}])
    );
    let calls = merged.json["message"]["tool_calls"].as_array().map(Vec::len);
    assert_eq!((calls, merged.info.complete), (Some(2), false));
}

#[test]
fn words_are_never_lost() {
    let events = [
        text(3, "No"),
        event("content-delta", 3, &json!({"content": {"thinking": "Hm."}})),
        event("content-delta", 3, &json!({"content": " start."})),
    ];
    assert_eq!(
        merge(COHERE, &events).json["message"]["content"],
        json!([{"type": "text", "text": "No"}, {"type": "thinking", "thinking": "Hm."},
               {"type": "text", "text": " start."}])
    );
}

#[test]
fn a_second_message_keeps_the_first_ones_content() {
    let mut again = start();
    again["id"] = "d".into();
    let events = [start(), text(0, "An oak."), again, text(0, "A pine."), end("COMPLETE")];
    let merged = merge(COHERE, &events);
    let texts = json!([{"type": "text", "text": "An oak."}, {"type": "text", "text": "A pine."}]);
    assert_eq!(merged.json["message"]["content"], texts);
    assert_eq!(merged.codes(), ["message_restarted"]);
}

#[test]
fn errors_are_kept_beside_what_came_before() {
    for (last, error) in [
        (
            json!({"type": "message-end", "delta": {"finish_reason": "ERROR", "error": "gone"}}),
            Some("\"gone\""),
        ),
        (json!({"type": "message-end", "delta": {"finish_reason": "TIMEOUT"}}), None),
        (json!({"error": {"message": "gone"}}), Some("{\"message\":\"gone\"}")),
    ] {
        let merged = merge(COHERE, &[start(), text(0, "An"), last]);
        assert_eq!(merged.json["message"]["content"][0]["text"], "An");
        assert!(!merged.info.complete);
        let found = merged.info.error.map(|error| String::from_utf8_lossy(&error).into_owned());
        assert_eq!(found.as_deref(), error);
    }
}

#[test]
fn logprobs_are_appended() {
    let with = |number: i64| {
        let mut event = text(0, "a");
        event["logprobs"] = json!({"token_ids": [number], "text": "a", "logprobs": [-0.5]});
        event
    };
    let merged = merge_recorded(COHERE, &[start(), with(1), with(2), with(3)]);
    let ids: Vec<_> =
        (0..3).map(|at| merged.json["logprobs"][at]["token_ids"][0].clone()).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(merged.json["message"]["content"][0]["text"], "aaa");
}

fn odd() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2i64..3).prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let keys = prop::sample::select(vec![
            "message",
            "content",
            "text",
            "thinking",
            "type",
            "tool_calls",
            "function",
            "arguments",
            "citations",
            "tool_plan",
            "id",
            "role",
            "usage",
            "finish_reason",
            "error",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(keys, inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn kinds() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "message-start",
        "message-end",
        "content-start",
        "content-delta",
        "content-end",
        "tool-plan-delta",
        "tool-call-start",
        "tool-call-delta",
        "citation-start",
        "debug",
        "oak",
    ])
}

proptest! {
    /// Nothing raises, whatever its shape; what is merged from a recording is the same.
    #[test]
    fn any_shape_merges(events in prop::collection::vec((kinds(), -1i64..3, odd(), odd()), 1..12)) {
        let events: Vec<_> = events.into_iter().map(|(kind, index, delta, more)| {
            json!({"type": kind, "index": index, "delta": delta, "logprobs": more})
        }).collect();
        let mut all = vec![start()];
        all.extend(events);
        merges_however_it_comes(&all);
    }
}

#[test]
fn a_role_that_is_not_a_text_merges() {
    let odd = json!({"type": "message-start", "index": 0, "delta": {"message": {"role": false}}});
    merges_however_it_comes(&[start(), odd]);
}

/// The events merge one by one, and to the same from a recording.
fn merges_however_it_comes(events: &[Value]) {
    let pushed = completion(COHERE, Options::default(), events).expect("the events merge");
    let text: Value = serde_json::from_slice(&pushed.to_json()).expect("a response is JSON");
    assert_eq!(merge_recorded(COHERE, events).json, text);
}
