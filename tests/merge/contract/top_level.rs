//! Contract, section 1.

use serde_json::json;

use super::support::{choice, merge};

#[test]
fn object_is_constant_and_a_chunk_without_one_is_read() {
    let merged = merge(&[json!({"object": "", "choices": [], "prompt_filter_results": [1]})]);
    assert_eq!(merged.json["object"], "chat.completion");
    assert_eq!(merged.json["prompt_filter_results"], json!([1]));
}

#[test]
fn id_is_the_first_that_is_not_empty_and_others_are_noted_once() {
    let merged = merge(&[
        json!({"id": ""}),
        json!({"id": "a"}),
        json!({"id": "b"}),
        json!({"id": "c"}),
        json!({"id": "\u{61}"}),
    ]);
    assert_eq!(merged.json["id"], "a");
    assert_eq!(merged.codes(), ["ids_differ"]);
    assert_eq!(merge(&[json!({"id": null})]).json["id"], "");
}

#[test]
fn created_is_the_first_that_is_not_zero() {
    let merged = merge(&[json!({"created": 0}), json!({"created": 7}), json!({"created": 9})]);
    assert_eq!(merged.json["created"], 7);
    assert_eq!(merge(&[json!({"created": 0})]).json["created"], 0);
}

#[test]
fn model_fingerprint_and_tier_are_the_last_that_are_not_empty() {
    for field in ["model", "system_fingerprint", "service_tier"] {
        let merged = merge(&[
            json!({field: "router"}),
            json!({field: "real"}),
            json!({field: ""}),
            json!({field: null}),
            json!({field: 5}),
        ]);
        assert_eq!(merged.json[field], "real", "{field}");
        assert_eq!(merged.codes(), ["unexpected_type"]);
    }
    assert_eq!(merge(&[json!({})]).json["model"], "");
}

#[test]
fn usage_is_the_last_that_is_not_empty_and_never_summed() {
    let merged = merge(&[
        json!({"usage": {"total_tokens": 3, "extra": 1}}),
        json!({"usage": {"total_tokens": 5}}),
        json!({"usage": {}}),
        json!({"usage": null}),
    ]);
    assert_eq!(merged.json["usage"], json!({"total_tokens": 5}));
}

#[test]
fn obfuscation_is_dropped() {
    let mut chunk = choice(json!({"delta": {"content": "a"}, "obfuscation": "xyz"}));
    chunk["obfuscation"] = json!("abc");
    let merged = merge(&[chunk.clone(), chunk]);
    assert!(!merged.json.to_string().contains("obfuscation"));
}

#[test]
fn moderation_is_the_last_that_is_not_null() {
    let merged = merge(&[
        json!({"moderation": {"input": 1}}),
        json!({"moderation": {"output": 2}}),
        json!({"moderation": null}),
    ]);
    assert_eq!(merged.json["moderation"], json!({"output": 2}));
}

#[test]
fn unknown_fields_are_replaced_whole_by_the_last_that_is_not_null() {
    let merged = merge(&[
        json!({"citations": ["a"], "x_groq": {"id": "r"}, "created_at": "t1", "n": 1}),
        json!({"citations": ["a", "b"], "x_groq": {"usage": 1}, "created_at": "t2", "n": "one"}),
        json!({"citations": null, "x_groq": null, "created_at": null}),
    ]);
    assert_eq!(merged.json["citations"], json!(["a", "b"]));
    assert_eq!(merged.json["x_groq"], json!({"usage": 1}));
    assert_eq!(merged.json["created_at"], "t2");
    assert_eq!(merged.json["n"], "one");
    assert!(merged.info.warnings.is_empty());
}

#[test]
fn choices_may_be_null_or_missing() {
    let merged = merge(&[json!({"choices": null}), json!({}), json!({"choices": []})]);
    assert_eq!(merged.json["choices"], json!([]));
    assert!(!merged.info.complete);
}

#[test]
fn keys_come_in_openais_order_and_extras_as_they_first_came() {
    let merged = merge(&[json!({
        "zeta": 1, "usage": {"total_tokens": 1}, "system_fingerprint": "f", "service_tier": "auto",
        "moderation": {"a": 1}, "alpha": 2, "object": "chat.completion.chunk", "model": "m",
        "created": 1, "choices": [{"index": 0, "zed": 1, "token_ids": [1], "logprobs": {},
            "finish_reason": "stop", "delta": {"zebra": "z", "thinking_blocks": [{"type": "x"}],
            "tool_calls": [{"index": 0, "new": 1, "type": "function", "id": "a",
                            "function": {"name": "f", "arguments": "1", "more": 1}}],
            "role": "assistant", "refusal": "r", "images": [1], "function_call": {"name": "f"},
            "content": "c", "audio": {"transcript": "t", "expires_at": 1, "data": "", "id": "i"},
            "apple": 1, "annotations": [1]}}],
        "id": "c",
    })]);
    let keys = |value: &serde_json::Value| {
        let keys = value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
        keys.unwrap_or_default().join(" ")
    };
    assert_eq!(
        keys(&merged.json),
        "id choices created model object moderation service_tier system_fingerprint usage zeta alpha"
    );
    assert_eq!(keys(merged.choice()), "finish_reason index logprobs message zed token_ids");
    assert_eq!(
        keys(merged.message()),
        "content refusal role annotations audio function_call tool_calls zebra thinking_blocks \
         images apple"
    );
    let call = &merged.message()["tool_calls"][0];
    assert_eq!(keys(call), "id function type new");
    assert_eq!(keys(&call["function"]), "arguments name more");
    assert_eq!(keys(&merged.message()["audio"]), "id data expires_at transcript");
}

#[test]
fn padding_is_dropped() {
    let chunk = |padding| json!({"id": "a", "choices": [], "p": padding, "obfuscation": "x"});
    let merged = merge(&[chunk(json!("abc")), chunk(json!("abcdefg"))]);
    assert!(merged.json.get("p").is_none() && merged.json.get("obfuscation").is_none());
    assert_eq!(merge(&[chunk(json!(5))]).json["p"], 5);
}
