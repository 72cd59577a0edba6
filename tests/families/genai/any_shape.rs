//! Whatever stands in a chunk, it merges.

use deltafold::internals::merge::Options;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::GENAI;
use crate::family_support::{any_object, completion, merge, merge_with};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 3 / 8))]

    #[test]
    fn any_objects_merge(chunks in prop::collection::vec(any_object(&KEYS, any_value()), 0..6)) {
        prop_assert!(completion(GENAI, Options::default(), &chunks).is_ok());
    }

    #[test]
    fn garbage_at_every_member_merges(chunks in prop::collection::vec(likely_chunk(), 0..8)) {
        prop_assert!(completion(GENAI, Options::default(), &chunks).is_ok());
        let single = merge_with(GENAI, Options { strict: true, single_choice: true }, &chunks).json;
        prop_assert!(single["candidates"].as_array().is_none_or(|list| list.len() == 1));
    }

    #[test]
    fn a_chunk_of_nulls_changes_nothing(chunks in prop::collection::vec(likely_chunk(), 0..6)) {
        let nulls: Map<_, _> = KEYS.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
        let mut candidate = nulls.clone();
        candidate.insert("index".into(), json!(0));
        let mut content = nulls.clone();
        content.insert("parts".into(), json!([]));
        candidate.insert("content".into(), content.into());
        let mut chunk = nulls;
        chunk.insert("candidates".into(), json!([candidate]));
        let first = json!({"candidates": [{"index": 0, "content": {}}]});
        let before: Vec<_> = std::iter::once(first).chain(chunks).collect();
        let after: Vec<_> = before.iter().cloned().chain([chunk.into()]).collect();
        prop_assert_eq!(merge(GENAI, &before).json, merge(GENAI, &after).json);
    }
}

/// Names that mean something in either spelling, and some that do not.
const KEYS: [&str; 40] = [
    "candidates",
    "create_time",
    "model_version",
    "modelVersion",
    "prompt_feedback",
    "response_id",
    "responseId",
    "usage_metadata",
    "usageMetadata",
    "sdk_http_response",
    "error",
    "content",
    "citation_metadata",
    "citationMetadata",
    "finish_message",
    "token_count",
    "finish_reason",
    "finishReason",
    "grounding_metadata",
    "index",
    "logprobs_result",
    "safety_ratings",
    "parts",
    "role",
    "text",
    "thought",
    "thought_signature",
    "thoughtSignature",
    "function_call",
    "functionCall",
    "id",
    "args",
    "name",
    "partial_args",
    "partialArgs",
    "will_continue",
    "json_path",
    "string_value",
    "citations",
    "",
];

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        2 => Just(Value::Null),
        2 => any::<bool>().prop_map(Value::from),
        2 => (-2..4i64).prop_map(Value::from),
        1 => prop_oneof![any::<f64>().prop_map(|f| json!(f)), any::<u64>().prop_map(|n| json!(n))],
        4 => prop_oneof!["", "a", "\\$\\.a(\\.b|\\[0\\])?", "\\PC{0,6}"].prop_map(Value::from),
    ];
    scalar.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object(&KEYS, inner)
        ]
    })
}

/// A chunk that looks like one from afar: garbage at every member.
fn likely_chunk() -> impl Strategy<Value = Value> {
    let call = prop::collection::vec(any_object(&KEYS, any_value()), 0..3);
    let objects = (
        any_object(&KEYS, any_value()),
        any_object(&KEYS, any_value()),
        any_object(&KEYS, any_value()),
        any_object(&KEYS, any_value()),
    );
    (objects, call, 0..3u8, any::<bool>()).prop_map(
        |((mut chunk, mut candidate, mut part, mut call), partial, index, calls)| {
            if calls {
                call["partial_args"] = json!(partial);
                part["function_call"] = call;
            }
            candidate["content"] = json!({"parts": [part]});
            candidate["index"] = json!(index);
            chunk["candidates"] = json!([candidate]);
            chunk
        },
    )
}

#[test]
fn what_is_nested_as_deep_as_documents_may_be_merges() {
    let deep = |levels: usize| format!("{}1{}", r#"{"a":["#.repeat(levels), "]}".repeat(levels));
    let wrap = |field: &str| match field {
        "args" | "list_value" => {
            let value = deep(490);
            let call = match field {
                "args" => format!(r#""args":{value}"#),
                _ => format!(r#""partial_args":[{{"json_path":"$.a","{field}":{}}}]"#, deep(480)),
            };
            format!(
                r#"{{"candidates":[{{"content":{{"parts":[{{"function_call":{{"name":"f","will_continue":true,{call}}}}}]}}}}]}}"#
            )
        }
        "part" => format!(r#"{{"candidates":[{{"content":{{"parts":[{}]}}}}]}}"#, deep(490)),
        field => format!(r#"{{"candidates":[{{"{field}":{}}}]}}"#, deep(490)),
    };
    for field in [
        "args",
        "list_value",
        "part",
        "other",
        "citation_metadata",
        "logprobs_result",
        "grounding_metadata",
    ] {
        let chunk = wrap(field);
        let merged = completion(GENAI, Options::default(), &[&chunk, &chunk]).expect("it merges");
        assert!(merged.document().is_ok(), "{field}");
    }
}
