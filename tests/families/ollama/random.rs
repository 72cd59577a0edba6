//! Responses split at random merge back to themselves, and whatever stands in a chunk, it merges.

use deltafold::internals::merge::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{CHAT, GENERATE, last_chat};
use crate::family_support::{Dice, Merged, any_object, completion, merge, merge_recorded, object};

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c\"\\\\é😀\n]{0,12}", "\\PC{0,8}"]
}

fn any_calls() -> impl Strategy<Value = Vec<Value>> {
    let arguments = prop::collection::hash_map("[a-c]", any_text(), 0..3);
    let call = ("[fg]", arguments)
        .prop_map(|(name, arguments)| json!({"function": {"name": name, "arguments": arguments}}));
    prop::collection::vec(call, 0..3)
}

/// The pieces of a message as chunks, each one member, and the last chunk of `whole`.
fn split(
    dice: &mut Dice,
    whole: &Value,
    within: &[(&str, &str)],
    lists: &[(&str, Vec<Value>)],
) -> Vec<String> {
    let is_chat = whole.get("message").is_some();
    let chunk = |key: &str, value: String, done: bool| {
        let member = (key, value);
        let mut members =
            vec![("model", whole["model"].to_string()), ("created_at", json!("t").to_string())];
        match is_chat {
            true => members
                .push(("message", object(&[("role", json!("assistant").to_string()), member]))),
            false => members.push(member),
        }
        members.push(("done", done.to_string()));
        object(&members)
    };
    let mut sequences = Vec::new();
    for (key, text) in within {
        let pieces = dice.split_text(text);
        sequences.push(pieces.into_iter().map(|piece| chunk(key, piece, false)).collect());
    }
    for (key, list) in lists {
        let pieces = dice.split(list);
        sequences.push(
            pieces
                .into_iter()
                .map(|piece| chunk(key, Value::from(piece).to_string(), false))
                .collect(),
        );
    }
    let mut chunks = dice.interleave(&sequences);
    let mut last = whole.clone();
    let empty = json!({"role": "assistant", "content": ""});
    match is_chat {
        true => last["message"] = empty,
        false => last["response"] = json!(""),
    }
    if let Some(last) = last.as_object_mut() {
        last.remove("thinking");
    }
    chunks.push(last.to_string());
    chunks
}

fn same_by_any_way(family: &str, chunks: &[String]) -> Result<Merged, TestCaseError> {
    let merged = merge(family, chunks);
    let recorded = merge_recorded(family, chunks);
    prop_assert_eq!(&merged.json, &recorded.json);
    prop_assert_eq!(&merged.info, &recorded.info);
    Ok(merged)
}

proptest! {
    #[test]
    fn a_split_chat_merges_back(content in any_text(), thinking in any_text(), calls in any_calls(), seed in any::<u64>()) {
        let mut whole = last_chat();
        whole["message"]["content"] = json!(content);
        whole["message"]["thinking"] = json!(thinking);
        if !calls.is_empty() {
            whole["message"]["tool_calls"] = json!(calls);
        }
        let texts = [("content", &*content), ("thinking", &*thinking)];
        let chunks = split(&mut Dice(seed), &whole, &texts, &[("tool_calls", calls)]);
        let merged = same_by_any_way(CHAT, &chunks)?;
        prop_assert_eq!(merged.json, whole);
        prop_assert!(merged.info.complete);
    }

    #[test]
    fn a_split_text_merges_back(response in any_text(), thinking in any_text(), seed in any::<u64>()) {
        let whole = json!({"model": "m", "created_at": "t2", "done": true, "done_reason": "stop",
                           "response": response, "thinking": thinking, "context": [5, 6]});
        let texts = [("response", &*response), ("thinking", &*thinking)];
        let chunks = split(&mut Dice(seed), &whole, &texts, &[]);
        prop_assert_eq!(same_by_any_way(GENERATE, &chunks)?.json, whole);
    }

    #[test]
    fn any_objects_merge(chunks in prop::collection::vec(any_object(&KEYS, any_value()), 0..6)) {
        for family in [CHAT, GENERATE] {
            for strict in [false, true] {
                let options = Options { strict, single_choice: false };
                prop_assert!(completion(family, options, &chunks).is_ok());
            }
        }
    }
}

const KEYS: [&str; 20] = [
    "model",
    "created_at",
    "done",
    "done_reason",
    "eval_count",
    "message",
    "logprobs",
    "response",
    "thinking",
    "context",
    "image",
    "error",
    "role",
    "content",
    "images",
    "tool_name",
    "tool_calls",
    "index",
    "other",
    "",
];

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop_oneof!["", "a", "\\PC{0,6}"].prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object(&KEYS, inner)
        ]
    })
}
