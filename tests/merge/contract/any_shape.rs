//! Whatever stands in a chunk: no error, no panic, and a completion that is JSON.

use deltafold::internals::json::Document;
use deltafold::internals::merge::{ChatAccumulator, Options};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::support::{completion, merge};

/// Keys that mean something to the merger, and some that do not.
const KEYS: [&str; 44] = [
    "id",
    "object",
    "created",
    "model",
    "system_fingerprint",
    "service_tier",
    "usage",
    "moderation",
    "error",
    "choices",
    "obfuscation",
    "index",
    "delta",
    "finish_reason",
    "logprobs",
    "message",
    "content_filter_results",
    "token_ids",
    "role",
    "content",
    "refusal",
    "tool_calls",
    "audio",
    "function_call",
    "annotations",
    "images",
    "reasoning_details",
    "thinking_blocks",
    "reasoning",
    "type",
    "text",
    "thinking",
    "signature",
    "data",
    "transcript",
    "expires_at",
    "function",
    "custom",
    "name",
    "arguments",
    "input",
    "summary",
    "other",
    "",
];

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        3 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        4 => (-2..4i64).prop_map(Value::from),
        1 => prop_oneof![any::<f64>().prop_map(|f| json!(f)), any::<u64>().prop_map(|n| json!(n))],
        4 => prop_oneof!["", "text", "thinking", "reasoning.text", "function", "a", "\\PC{0,6}"]
            .prop_map(Value::from),
    ];
    scalar.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object(inner),
        ]
    })
}

fn any_object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(&KEYS[..]), value), 0..6).prop_map(|members| {
        Value::Object(
            members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map<_, _>>(),
        )
    })
}

/// A chunk that looks like one from afar: garbage at every field.
fn likely_chunk() -> impl Strategy<Value = Value> {
    (any_object(any_value()), any_object(any_value()), any_object(any_value()), 0..3u8).prop_map(
        |(mut chunk, mut choice, delta, index)| {
            choice["delta"] = delta;
            choice["index"] = json!(index);
            chunk["choices"] = json!([choice]);
            chunk
        },
    )
}

/// No key may stand twice in one object, for readers that take the first.
fn has_unique_keys(json: &[u8]) -> bool {
    let document = Document::parse(json.to_vec());
    document.is_ok_and(|document| document.bytes() == json)
}

proptest! {
    #[test]
    fn any_object_merges(chunks in prop::collection::vec(any_object(any_value()), 0..6)) {
        let json = completion(Options::default(), &chunks).map(|merged| merged.to_json());
        prop_assert!(json.is_ok_and(|json| has_unique_keys(&json)));
    }

    #[test]
    fn garbage_at_every_field_merges(chunks in prop::collection::vec(likely_chunk(), 0..8)) {
        let json = completion(Options::default(), &chunks).map(|merged| merged.to_json());
        prop_assert!(json.is_ok_and(|json| has_unique_keys(&json)));
    }

    #[test]
    fn one_choice_is_all_that_single_choice_gives(chunks in prop::collection::vec(likely_chunk(), 1..8)) {
        let options = Options { single_choice: true, strict: true };
        let json = completion(options, &chunks).map(|merged| merged.to_json());
        let json: Value = json.ok().and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        prop_assert_eq!(json["choices"].as_array().map(Vec::len), Some(1));
        prop_assert_eq!(&json["choices"][0]["index"], 0);
    }

    #[test]
    fn a_chunk_of_nulls_changes_nothing(chunks in prop::collection::vec(likely_chunk(), 0..6)) {
        let nulls: Map<_, _> = KEYS.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
        let mut choice = nulls.clone();
        choice.insert("index".into(), json!(0));
        choice.insert("delta".into(), nulls.clone().into());
        let mut chunk = nulls;
        chunk.insert("choices".into(), json!([choice]));
        let first = json!({"choices": [{"index": 0}]});
        let before: Vec<_> = std::iter::once(first).chain(chunks).collect();
        let after: Vec<_> = before.iter().cloned().chain([chunk.into()]).collect();
        prop_assert_eq!(merge(&before).json, merge(&after).json);
    }
}

/// Logprobs that are not an object are written where an object's own member has its place.
#[test]
fn odd_logprobs_and_a_member_of_their_name_have_one_key() {
    let chunk =
        |logprobs: Value| json!({"choices": [{"logprobs": logprobs, "delta": {}, "index": 0}]});
    let odd = [json!(false), json!({"logprobs": null}), json!({"logprobs": [1]}), json!([2])];
    for first in &odd {
        for second in &odd {
            let chunks = [chunk(first.clone()), chunk(second.clone())];
            let json = completion(Options::default(), &chunks).map(|merged| merged.to_json());
            assert!(json.is_ok_and(|json| has_unique_keys(&json)), "{first} {second}");
        }
    }
}

#[test]
fn what_is_nested_as_deep_as_documents_may_be_merges() -> deltafold::internals::error::Result<()> {
    for (open, close) in [
        (r#"{"x": "#, "}"),
        (r#"[{"index": 0, "x": "#, "}]"),
        (r#"[{"type": "thinking", "thinking": "#, "}]"),
    ] {
        let depth = 980 / open.matches(['{', '[']).count();
        let deep = |inner: &str| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        for field in ["content", "other", "tool_calls", "reasoning_details"] {
            let chunk =
                format!(r#"{{"choices": [{{"delta": {{"{field}": {}}}}}]}}"#, deep("\"a\""));
            let document = Document::parse(chunk.into_bytes())?;
            let mut merging = ChatAccumulator::new(Options::default());
            merging.push(document.root())?;
            merging.push(document.root())?;
            merging.finish().document()?;
        }
    }
    Ok(())
}
