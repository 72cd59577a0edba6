//! Contract, section 2.

use deltafold::internals::merge::Options;
use serde_json::{Value, json};

use super::support::{choice, completion, delta, finish, merge, merge_with};

const STRICT: Options = Options { strict: true, single_choice: false };
const SINGLE: Options = Options { strict: true, single_choice: true };

fn at(index: &str, text: &str) -> String {
    format!(r#"{{"choices": [{{"index": {index}, "delta": {{"content": "{text}"}}}}]}}"#)
}

fn indexes(json: &Value) -> Vec<String> {
    let choices = json["choices"].as_array().cloned().unwrap_or_default();
    choices.iter().map(|choice| choice["index"].to_string()).collect()
}

#[test]
fn choices_are_found_by_index_and_sorted_and_gaps_are_not_filled() {
    let merged = merge(&[at("2", "x"), at("0", "a"), at("2", "y"), at("0", "b")]);
    assert_eq!(indexes(&merged.json), ["0", "2"]);
    assert_eq!(merged.json["choices"][0]["message"]["content"], "ab");
    assert_eq!(merged.json["choices"][1]["message"]["content"], "xy");
}

#[test]
fn without_an_index_the_place_in_the_chunk_counts() {
    let entries = json!([{"delta": {"content": "a"}}, {"index": null, "delta": {"content": "b"}},
                         {"index": 2.5, "delta": {"content": "c"}}]);
    let merged = merge(&[json!({"choices": entries})]);
    assert_eq!(indexes(&merged.json), ["0", "1", "2"]);
    assert_eq!(merged.json["choices"][1]["message"]["content"], "b");
}

#[test]
fn odd_indexes_are_choices_of_their_own_and_an_error_in_strict_mode() {
    let huge = "123456789012345678901234567890";
    let merged =
        merge(&[at("-1", "a"), at("129", "b"), at(huge, "c"), at("0", "d"), at(huge, "e")]);
    assert_eq!(merged.json["choices"].as_array().map(Vec::len), Some(4));
    assert_eq!(merged.json["choices"][3]["message"]["content"], "ce");
    let codes = merged.codes();
    assert!(codes.len() == 3 && codes.iter().all(|code| *code == "odd_index"), "{codes:?}");
    for odd in ["-1", "129", huge] {
        assert!(completion(STRICT, &[at(odd, "a")]).is_err(), "{odd}");
    }
    assert!(completion(STRICT, &[at("0", "a"), at("128", "b")]).is_ok());
    let many = json!({"choices": vec![json!({}); 130]});
    assert!(completion(STRICT, &[many]).is_err());
}

#[test]
fn single_choice_merges_everything_into_choice_0() {
    let merged = merge_with(SINGLE, &[at("0", "a"), at("1", "b"), at("500", "c")]);
    assert_eq!(indexes(&merged.json), ["0"]);
    assert_eq!(merged.message()["content"], "abc");
}

#[test]
fn finish_reason_is_the_last_that_is_not_empty() {
    let reason = |reason: Value| choice(json!({"delta": {}, "finish_reason": reason}));
    let merged = merge(&[finish("length"), reason(json!("")), reason(Value::Null)]);
    assert_eq!(merged.choice()["finish_reason"], "length");
    assert!(merged.info.warnings.is_empty() && merged.info.complete);
}

#[test]
fn finish_reason_has_no_default() {
    let merged = merge(&[delta(json!({"content": "x"}))]);
    assert_eq!(merged.choice()["finish_reason"], Value::Null);
    assert!(!merged.info.complete);
}

#[test]
fn a_finish_reason_that_changes_is_noted() {
    let merged = merge(&[finish("tool_calls"), finish("tool_calls"), finish("stop")]);
    assert_eq!(merged.choice()["finish_reason"], "stop");
    assert_eq!(merged.codes(), ["finish_reason_changed"]);
}

#[test]
fn deltas_after_the_finish_reason_are_merged() {
    let merged = merge(&[finish("stop"), delta(json!({"content": "late"}))]);
    assert_eq!(merged.message()["content"], "late");
}

#[test]
fn logprobs_are_null_until_an_object_comes() {
    let logprobs = |value: Value| choice(json!({"delta": {}, "logprobs": value}));
    assert_eq!(merge(&[logprobs(Value::Null)]).choice()["logprobs"], Value::Null);
    let merged = merge(&[logprobs(json!({}))]);
    assert_eq!(merged.choice()["logprobs"], json!({"content": null, "refusal": null}));
}

#[test]
fn lists_of_logprobs_concatenate_and_null_and_empty_stay_distinct() {
    let content = |value: Value| choice(json!({"delta": {}, "logprobs": {"content": value}}));
    let merged = merge(&[content(json!([])), content(Value::Null)]);
    assert_eq!(merged.choice()["logprobs"], json!({"content": [], "refusal": null}));
    let merged = merge(&[
        content(json!([{"token": "a"}])),
        content(json!([])),
        content(json!([{"token": "b"}, {"token": "c"}])),
        choice(json!({"logprobs": null})),
        choice(json!({"logprobs": {"refusal": [{"token": "d"}]}})),
    ]);
    let expected = json!({"content": [{"token": "a"}, {"token": "b"}, {"token": "c"}],
                          "refusal": [{"token": "d"}]});
    assert_eq!(merged.choice()["logprobs"], expected);
}

#[test]
fn arrays_of_legacy_logprobs_append() {
    let legacy = |token: &str, offset: u8| {
        choice(json!({"logprobs": {"tokens": [token], "token_logprobs": [-0.5],
                      "top_logprobs": [{"index": 0}], "text_offset": [offset]}}))
    };
    let merged = merge(&[legacy("a", 0), legacy("b", 1)]);
    let expected = json!({"content": null, "refusal": null, "tokens": ["a", "b"],
        "token_logprobs": [-0.5, -0.5], "top_logprobs": [{"index": 0}, {"index": 0}],
        "text_offset": [0, 1]});
    assert_eq!(merged.choice()["logprobs"], expected);
}

#[test]
fn delta_may_be_null_or_missing() {
    let merged = merge(&[choice(json!({"delta": null})), choice(json!({})), finish("stop")]);
    assert_eq!(merged.message()["content"], Value::Null);
    assert!(merged.info.complete && merged.info.warnings.is_empty());
}

#[test]
fn content_filter_results_update_by_category_and_empty_ones_clear_nothing() {
    for field in ["content_filter_results", "content_filter_offsets", "content_filter_result"] {
        let merged = merge(&[
            choice(json!({"delta": {"content": "x"}, field: {}})),
            choice(json!({field: {"hate": {"filtered": false}, "check_offset": 1}})),
            choice(json!({field: {"violence": {"filtered": true}, "check_offset": 5}})),
            choice(json!({field: {"hate": {"severity": "safe"}, "violence": {}}})),
            choice(json!({field: {}})),
            choice(json!({field: null})),
        ]);
        let expected = json!({"hate": {"severity": "safe"}, "check_offset": 5,
                              "violence": {"filtered": true}});
        assert_eq!(merged.choice()[field], expected, "{field}");
        assert_eq!(merge(&[choice(json!({field: {}}))]).choice()[field], json!({}));
    }
}

#[test]
fn other_fields_are_replaced_by_the_last_that_is_not_null() {
    for field in ["stop_reason", "matched_stop", "native_finish_reason", "unknown"] {
        let merged = merge(&[
            choice(json!({field: "</s>"})),
            choice(json!({field: 128009})),
            choice(json!({field: null})),
        ]);
        assert_eq!(merged.choice()[field], 128009, "{field}");
        assert!(merged.info.warnings.is_empty());
    }
    let merged = merge(&[choice(json!({"x": {"a": 1}})), choice(json!({"x": {"b": 2}}))]);
    assert_eq!(merged.choice()["x"], json!({"b": 2}));
}

#[test]
fn token_ids_concatenate() {
    let ids = |ids: Value| choice(json!({"token_ids": ids}));
    let merged = merge(&[ids(json!([1, 2])), ids(Value::Null), ids(json!([])), ids(json!([3]))]);
    assert_eq!(merged.choice()["token_ids"], json!([1, 2, 3]));
}

#[test]
fn a_whole_message_beside_the_deltas_is_left_out_and_noted() {
    let merged = merge(&[choice(json!({"delta": {"content": "a"}, "message": {"content": "b"}}))]);
    assert_eq!(merged.message()["content"], "a");
    assert_eq!(merged.codes(), ["unexpected_message"]);
}

#[test]
fn a_choice_that_ended_with_an_error_is_not_complete() {
    let chunk = |reason: &str| json!({"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": reason}]});
    assert!(merge(&[chunk("stop")]).info.complete);
    let merged = merge(&[chunk("error")]);
    assert_eq!(merged.choice()["finish_reason"], "error");
    assert!(!merged.info.complete);
}

/// Azure's chats about own data stream a list of messages, of which one is that of a tool.
#[test]
fn messages_in_a_list_are_the_message() {
    let chunk = |index: usize, delta: Value, reason: Value| {
        json!({"id": "c", "object": "extensions.chat.completion.chunk", "choices": [{"index": 0,
            "messages": [{"index": index, "delta": delta, "end_turn": false}], "finish_reason": reason}]})
    };
    let merged = merge(&[
        chunk(0, json!({"role": "tool", "content": "{\"citations\": []}"}), Value::Null),
        chunk(1, json!({"role": "assistant"}), Value::Null),
        chunk(1, json!({"content": "An "}), Value::Null),
        chunk(1, json!({"content": "oak."}), Value::Null),
        chunk(1, json!({"content": "[DONE]"}), json!("stop")),
    ]);
    let choice = merged.choice();
    assert_eq!(choice["message"]["content"], "An oak.");
    assert_eq!(choice["messages"][0]["delta"]["content"], "{\"citations\": []}");
    assert_eq!(choice["messages"].as_array().unwrap().len(), 1);
    assert!(merged.info.complete && merged.info.warnings.is_empty());
    let whole = json!({"choices": [{"index": 0, "finish_reason": "stop", "messages": [
        {"role": "tool", "content": "{}"}, {"role": "assistant", "content": "An oak."}]}]});
    assert_eq!(merge(&[whole]).choice()["message"]["content"], "An oak.");
}
