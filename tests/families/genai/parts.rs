//! Pieces of texts and of function calls become parts again.

use serde_json::{Value, json};

use super::GENAI;
use crate::family_support::merge;

/// A chunk of one candidate with these parts.
fn chunk(parts: Value) -> Value {
    json!({"candidates": [{"content": {"parts": parts, "role": "model"}}]})
}

fn parts(chunks: &[Value]) -> Value {
    merge(GENAI, chunks).json["candidates"][0]["content"]["parts"].take()
}

/// The one call that chunks with these calls make up.
fn call(calls: &[Value]) -> Value {
    let chunks: Vec<_> = calls.iter().map(|call| chunk(json!([{"functionCall": call}]))).collect();
    let parts = parts(&chunks);
    assert_eq!(parts.as_array().map(Vec::len), Some(1), "{parts}");
    parts[0]["functionCall"].clone()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn thoughts_and_texts_stay_apart_and_a_signature_ends_a_part() {
    let merged = parts(&[
        chunk(json!([{"text": "Let me", "thought": true}])),
        chunk(json!([{"text": " see.", "thought": true}, {"text": "It "}])),
        chunk(json!([{"text": "is", "thought": false}])),
        chunk(json!([{"text": "", "thought_signature": "c2ln"}])),
        chunk(json!([{"text": "More"}])),
    ]);
    assert_eq!(
        merged,
        json!([
            {"text": "Let me see.", "thought": true},
            {"text": "It is", "thought": false, "thought_signature": "c2ln"},
            {"text": "More"},
        ])
    );
}

#[test]
fn other_parts_are_appended_as_they_are() {
    let others = json!([
        {"executable_code": {"code": "print(1)", "language": "PYTHON"}},
        {"code_execution_result": {"outcome": "OUTCOME_OK", "output": "1\n"}},
        {"inline_data": {"data": "aGk=", "mime_type": "image/png"}},
        {"inline_data": {"data": "aG8=", "mime_type": "image/png"}},
        {"file_data": {"file_uri": "gs://b/f"}},
        {"function_call": {"id": "1", "args": {"x": null, "y": [1.50, "z"]}, "name": "f"}, "thought_signature": "c2ln"},
        {"function_call": {"name": "f"}},
        {"function_call": {"args": {}, "name": "f", "will_continue": false}},
        {"text": "t", "part_metadata": {"a": 1}},
        {"thought_signature": "c2ln"},
    ]);
    let each: Vec<_> =
        others.as_array().into_iter().flatten().map(|part| chunk(json!([part]))).collect();
    assert_eq!(parts(&each), others);
    assert_eq!(parts(&[chunk(others.clone())]), others);
    let null = json!([{"text": null, "inline_data": {"data": "aGk="}, "function_call": null}]);
    assert_eq!(parts(&[chunk(null)]), json!([{"inline_data": {"data": "aGk="}}]));
}

#[test]
fn a_call_in_pieces_becomes_whole() {
    let text = |path: &str, text: &str, more: bool| {
        let piece = json!({"jsonPath": path, "stringValue": text, "willContinue": more});
        json!({"partialArgs": [piece], "willContinue": true})
    };
    let merged = call(&[
        json!({"name": "get_weather", "id": "c1", "willContinue": true}),
        text("$.location", "New ", true),
        text("$.location", "Delhi", false),
        json!({"partialArgs": [{"jsonPath": "$.days", "numberValue": 3}, {"jsonPath": "$.deep['a.b'][1]", "boolValue": true}],
               "willContinue": true}),
        json!({"partialArgs": [{"jsonPath": "$.deep['a.b'][0]", "nullValue": "NULL_VALUE"}], "willContinue": true}),
        json!({}),
    ]);
    assert_eq!(
        merged,
        json!({
            "id": "c1", "args": {"location": "New Delhi", "days": 3, "deep": {"a.b": [null, true]}}, "name": "get_weather",
        })
    );
    assert_eq!(keys(&merged), ["id", "args", "name"]);
}

#[test]
fn calls_in_pieces_follow_each_other() {
    let piece = |path: &str, text: &str| json!({"json_path": path, "string_value": text});
    let part = |call: Value| json!({"function_call": call});
    let merged = merge(
        GENAI,
        &[
            chunk(json!([{"text": "Now: "}])),
            chunk(
                json!([{"function_call": {"name": "f", "will_continue": true}, "thought_signature": "c2ln"}]),
            ),
            chunk(json!([part(
                json!({"partial_args": [piece("$.a", "1")], "will_continue": true})
            )])),
            chunk(json!([part(json!({})), part(json!({"name": "f", "will_continue": true}))])),
            // Some gateways repeat the name.
            chunk(json!([part(
                json!({"name": "f", "partial_args": [piece("$.a", "2")], "will_continue": true})
            )])),
            chunk(json!([
                part(json!({"name": "f", "will_continue": false})),
                part(json!({"name": "g", "args": {}}))
            ])),
            chunk(
                json!([part(json!({"name": "h", "partial_args": [piece("$.a", "3")]})), {"text": "."}]),
            ),
            chunk(json!([part(json!({"name": "i", "will_continue": true}))])),
        ],
    );
    assert_eq!(
        merged.json["candidates"][0]["content"]["parts"],
        json!([
            {"text": "Now: "},
            {"function_call": {"args": {"a": "1"}, "name": "f"}, "thought_signature": "c2ln"},
            {"function_call": {"args": {"a": "2"}, "name": "f"}},
            {"function_call": {"args": {}, "name": "g"}},
            {"function_call": {"args": {"a": "3"}, "name": "h"}},
            {"text": "."},
            {"function_call": {"args": {}, "name": "i", "will_continue": true}},
        ])
    );
    assert_eq!(merged.codes(), ["call_not_ended"]);
    assert_eq!(merged.info.warnings[0].choice, Some(0));
}

#[test]
fn odd_pieces_of_arguments_are_kept_or_left_out() {
    let pieces = |list: Value| json!({"name": "f", "partial_args": list});
    let huge = json!({"json_path": "$.a[9007199254740993]", "number_value": 1});
    let args = |list: Value| {
        let merged = merge(GENAI, &[chunk(json!([{"function_call": pieces(list)}]))]);
        merged.json["candidates"][0]["content"]["parts"][0]["function_call"]["args"].clone()
    };
    assert_eq!(args(json!([huge])), json!({"a": [1]}));
    assert_eq!(args(json!([{"json_path": "$..x", "string_value": "a"}])), json!({"$..x": "a"}));
    assert_eq!(args(json!([{"json_path": "$.a"}, {"string_value": "a"}, 1, null])), json!({}));
    let list = json!([{"json_path": "$.a", "list_value": [1, {"b": "c"}]}, {"json_path": "$.a[1].b", "string_value": "d"}]);
    assert_eq!(args(list), json!({"a": [1, {"b": "cd"}]}));
    let retyped = json!([{"json_path": "$.a", "string_value": "x"}, {"json_path": "$.a.b", "bool_value": false}]);
    assert_eq!(args(retyped), json!({"a": {"b": false}}));
}
