//! Contract, section 3, but for reasoning.

use serde_json::{Value, json};

use super::support::{delta, merge};

#[test]
fn role_is_the_first_that_is_not_empty_and_assistant_by_default() {
    let role = |role: &str| delta(json!({"role": role}));
    assert_eq!(merge(&[role(""), role("tool"), role("assistant")]).message()["role"], "tool");
    assert_eq!(merge(&[delta(json!({"content": "x"}))]).message()["role"], "assistant");
}

#[test]
fn content_and_refusal_concatenate_and_null_and_empty_stay_distinct() {
    for field in ["content", "refusal"] {
        let piece = |value: Value| delta(json!({field: value}));
        let null = || piece(Value::Null);
        assert_eq!(merge(&[null(), null()]).message()[field], Value::Null);
        assert_eq!(merge(&[null(), piece(json!("")), null()]).message()[field], "");
        let merged = merge(&[piece(json!("a\"")), null(), piece(json!("")), piece(json!("é"))]);
        assert_eq!(merged.message()[field], "a\"é");
    }
}

#[test]
fn list_content_has_a_part_for_text_before_and_after_it() {
    let thinking =
        |text: &str| json!([{"type": "thinking", "thinking": [{"type": "text", "text": text}]}]);
    let merged = merge(&[
        delta(json!({"role": "assistant", "content": ""})),
        delta(json!({"content": "Let "})),
        delta(json!({"content": [{"type": "text", "text": "me see"}]})),
        delta(json!({"content": thinking("two ")})),
        delta(json!({"content": thinking("and two")})),
        delta(json!({"content": [{"type": "reference", "reference_ids": [1]}]})),
        delta(json!({"content": ""})),
        delta(json!({"content": [""]})),
        delta(json!({"content": [{"type": "reference", "reference_ids": [2]}, null]})),
        delta(json!({"content": "Fo"})),
        delta(json!({"content": ""})),
        delta(json!({"content": ["u", {"type": "text", "text": "r"}]})),
    ]);
    let expected = json!([
        {"type": "text", "text": "Let me see"},
        {"type": "thinking", "thinking": [{"type": "text", "text": "two and two"}]},
        {"type": "reference", "reference_ids": [1]},
        {"type": "reference", "reference_ids": [2]},
        {"type": "text", "text": "Four"},
    ]);
    assert_eq!(merged.message()["content"], expected);
    assert!(merged.info.warnings.is_empty());
}

#[test]
fn content_that_is_neither_text_nor_a_list_replaces_with_a_warning() {
    let merged = merge(&[delta(json!({"content": "a"})), delta(json!({"content": {"b": 1}}))]);
    assert_eq!(merged.message()["content"], json!({"b": 1}));
    assert_eq!(merged.codes(), ["type_changed"]);
}

#[test]
fn function_call_merges_by_the_rules_of_names_and_arguments() {
    let call = |call: Value| delta(json!({"function_call": call}));
    let merged = merge(&[
        call(json!({"name": "get_", "arguments": null})),
        call(json!({"name": "get_weather", "arguments": ""})),
        call(json!({"name": "", "arguments": "{\"x\""})),
        call(Value::Null),
        call(json!({"arguments": ":1}"})),
    ]);
    let expected = json!({"arguments": "{\"x\":1}", "name": "get_weather"});
    assert_eq!(merged.message()["function_call"], expected);
    assert_eq!(merge(&[call(json!({}))]).message()["function_call"], Value::Null);
}

#[test]
fn audio_sets_its_id_concatenates_its_transcript_and_keeps_the_last_expiry() {
    let audio = |audio: Value| delta(json!({"audio": audio}));
    let merged = merge(&[
        audio(json!({"id": "au", "transcript": "He", "expires_at": 1})),
        audio(json!({"id": "au", "transcript": "y", "data": "AAAA", "mood": "ca"})),
        audio(json!({"id": "", "data": "BBBB", "mood": "lm"})),
        audio(json!({"expires_at": 99})),
    ]);
    let expected = json!({"id": "au", "data": "AAAABBBB", "expires_at": 99, "transcript": "Hey",
                          "mood": "calm"});
    assert_eq!(merged.message()["audio"], expected);
}

#[test]
fn audio_data_is_encoded_again_only_if_its_fragments_are_no_base64_together() {
    let data = |fragments: &[&str]| {
        let audio = |data: &&str| delta(json!({"audio": {"data": data}}));
        let chunks: Vec<_> = fragments.iter().map(audio).collect();
        merge(&chunks).message()["audio"]["data"].clone()
    };
    assert_eq!(data(&["aGV", "sbG8="]), "aGVsbG8=");
    assert_eq!(data(&["aGU=", "bGxv"]), "aGVsbG8=");
    assert_eq!(data(&["aGU", "bGxv", "IQ=="]), "aGVsbG8h");
    assert_eq!(data(&["aG", "Vs"]), "aGVs");
    assert_eq!(data(&["+/", "8="]), "+/8=");
    assert_eq!(data(&["no base64!", "AA=="]), "no base64!AA==");
    assert_eq!(data(&[""]), "");
    let escaped = r#"{"choices": [{"delta": {"audio": {"data": "+\/8="}}}]}"#;
    assert_eq!(merge(&[escaped, escaped]).message()["audio"]["data"], "+//7/w==");
}

#[test]
fn annotations_and_images_append_and_are_null_without_an_entry() {
    for field in ["annotations", "images"] {
        let list = |list: Value| delta(json!({field: list}));
        let merged = merge(&[
            list(json!([])),
            list(json!([{"index": 0, "url": "a"}])),
            list(Value::Null),
            list(json!([{"index": 0, "url": "b"}, {"index": 0, "url": "c"}])),
        ]);
        let urls: Vec<_> = merged.message()[field].as_array().into_iter().flatten().collect();
        assert_eq!(urls.iter().map(|item| &item["url"]).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(merge(&[list(json!([]))]).message()[field], Value::Null);
    }
}

#[test]
fn unknown_strings_concatenate_but_identities_are_set() {
    let merged = merge(&[
        delta(json!({"note": "a", "id": "i1", "status": "open", "channel": "analysis"})),
        delta(json!({"note": "b", "id": "i2", "status": "", "channel": "analysis"})),
        delta(json!({"note": null, "id": null})),
    ]);
    let message = merged.message();
    assert_eq!(message["note"], "ab");
    assert_eq!(message["id"], "i2");
    assert_eq!(message["status"], "open");
    assert_eq!(message["channel"], "analysis");
}

#[test]
fn every_identity_key_is_set() {
    for key in [
        "id",
        "type",
        "role",
        "name",
        "status",
        "format",
        "object",
        "model",
        "signature",
        "channel",
        "recipient",
    ] {
        let nested = |value: &str| delta(json!({"extra": {key: value}}));
        let merged = merge(&[nested("a"), nested("b"), nested("")]);
        assert_eq!(merged.message()["extra"][key], "b", "{key}");
    }
}

#[test]
fn unknown_numbers_and_booleans_are_never_summed() {
    let merged = merge(&[
        delta(json!({"n": 5, "f": 0.5, "ok": true})),
        delta(json!({"n": 5, "f": 1.5, "ok": true})),
    ]);
    assert_eq!(merged.message()["n"], 5);
    assert_eq!(merged.message()["f"], 1.5);
    assert_eq!(merged.message()["ok"], true);
}

#[test]
fn unknown_objects_are_merged_at_every_depth() {
    let merged = merge(&[
        delta(json!({"x": {"y": {"text": "a", "n": 1}, "gone": null}})),
        delta(json!({"x": {"y": {"text": "b", "new": true}}})),
    ]);
    let expected = json!({"y": {"text": "ab", "n": 1, "new": true}, "gone": null});
    assert_eq!(merged.message()["x"], expected);
}

#[test]
fn unknown_lists_merge_by_index_and_append_what_has_none() {
    let merged = merge(&[
        delta(json!({"steps": [{"index": 7, "text": "a"}, {"text": "whole"}, 1]})),
        delta(json!({"steps": [{"index": 3, "text": "x"}, {"index": 7, "text": "b"}, 1]})),
        delta(json!({"steps": []})),
    ]);
    let expected = json!([{"index": 7, "text": "ab"}, {"text": "whole"}, 1,
                          {"index": 3, "text": "x"}, 1]);
    assert_eq!(merged.message()["steps"], expected);
}

#[test]
fn a_type_that_changes_is_noted_with_its_path_and_the_last_value_stays() {
    let merged = merge(&[
        delta(json!({"x": {"y": "a"}, "z": {"a": 1}})),
        delta(json!({"x": {"y": ["b"]}, "z": "s"})),
    ]);
    assert_eq!(merged.message()["x"]["y"], json!(["b"]));
    assert_eq!(merged.message()["z"], "s");
    let details: Vec<_> = merged.info.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        details,
        [
            "type_changed: choice 0: x.y was a string and is a list: the last one stays",
            "type_changed: choice 0: z was an object and is a string: the last one stays",
        ]
    );
}
