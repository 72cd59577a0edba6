//! What stands beside the parts of a content.

use deltafold::internals::merge::Options;
use deltafold::internals::recording::Recording;
use serde_json::{Value, json};

use super::GENAI;
use crate::family_support::{completion, merge, merge_recorded, merge_with, tokens};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn a_stream_as_python_objects_are_dumped() {
    let head = |usage: Value, text: &str, reason: Value| {
        json!({
            "sdk_http_response": {"headers": {"a": "b"}},
            "candidates": [{"content": {"parts": [{"text": text, "thought": null}], "role": "model"},
                            "finish_reason": reason, "index": 0}],
            "create_time": "2026-01-02T03:04:05Z", "model_version": "gemini-2.5-flash",
            "prompt_feedback": null, "response_id": "r1", "usage_metadata": usage, "parsed": null,
        })
    };
    let first = json!({"traffic_type": "ON_DEMAND", "prompt_token_count": null});
    let last =
        json!({"prompt_token_count": 4, "candidates_token_count": 2, "total_token_count": 6});
    let merged = merge_recorded(
        GENAI,
        &[
            head(first, "Hel", Value::Null),
            head(Value::Null, "lo", Value::Null),
            head(last, "!", json!("STOP")),
        ],
    );
    assert_eq!(
        merged.json,
        json!({
            "candidates": [{"content": {"parts": [{"text": "Hello!"}], "role": "model"}, "finish_reason": "STOP", "index": 0}],
            "create_time": "2026-01-02T03:04:05Z", "model_version": "gemini-2.5-flash", "response_id": "r1",
            "usage_metadata": {"traffic_type": "ON_DEMAND", "prompt_token_count": 4, "candidates_token_count": 2,
                               "total_token_count": 6},
        })
    );
    assert_eq!(
        keys(&merged.json),
        ["candidates", "create_time", "model_version", "response_id", "usage_metadata"]
    );
    assert_eq!(keys(&merged.json["candidates"][0]), ["content", "finish_reason", "index"]);
    assert!(merged.info.complete && merged.info.warnings.is_empty());
}

#[test]
fn members_keep_the_spelling_of_the_wire() {
    let merged = merge_recorded(
        GENAI,
        &[
            json!({"candidates": [{"content": {"parts": [{"text": "a"}], "role": "model"}, "safetyRatings": [{"category": "X"}]}],
               "usageMetadata": {"promptTokenCount": 3}, "modelVersion": "g", "responseId": "r"}),
            json!({"candidates": [{"content": {"parts": [{"text": "b", "thoughtSignature": "c2ln"}]}, "finishReason": "STOP",
                               "citationMetadata": {"citationSources": [{"uri": "u"}]}, "avgLogprobs": -0.5}],
               "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 5}, "modelVersion": "g", "responseId": "r"}),
        ],
    );
    assert_eq!(
        merged.json,
        json!({
            "candidates": [{
                "content": {"parts": [{"text": "ab", "thoughtSignature": "c2ln"}], "role": "model"},
                "citationMetadata": {"citationSources": [{"uri": "u"}]}, "finishReason": "STOP", "avgLogprobs": -0.5,
                "safetyRatings": [{"category": "X"}],
            }],
            "modelVersion": "g", "responseId": "r", "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 5},
        })
    );
    assert!(merged.info.complete);
}

#[test]
fn a_member_spelled_in_two_ways_is_one() {
    let merged = merge(
        GENAI,
        &[
            json!({"candidates": [{"finishReason": "MAX_TOKENS"}], "usageMetadata": {"a": 1}}),
            json!({"candidates": [{"finish_reason": "STOP"}], "usage_metadata": {"b": 2}}),
        ],
    );
    assert_eq!(
        merged.json,
        json!({"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"a": 1, "b": 2}})
    );
    assert_eq!(merged.codes(), ["finish_reason_changed"]);
}

#[test]
fn metadata_adds_up_by_what_it_is() {
    let candidate = |fields: Value| json!({"candidates": [fields]});
    let merged = merge(
        GENAI,
        &[
            candidate(
                json!({"citation_metadata": {"citations": [{"uri": "a"}]}, "safety_ratings": [{"category": "A"}],
                         "grounding_metadata": {"web_search_queries": ["q"]}, "token_count": 1,
                         "logprobs_result": {"chosen_candidates": [{"token": "a"}], "top_candidates": [{"candidates": []}]}}),
            ),
            candidate(
                json!({"citation_metadata": {"citations": [{"uri": "a"}, {"uri": "b"}]}, "safety_ratings": [],
                         "grounding_metadata": {"grounding_chunks": [{"web": {}}], "web_search_queries": []},
                         "logprobs_result": {"chosen_candidates": [{"token": "b"}], "log_probability_sum": -2.5}}),
            ),
            candidate(
                json!({"citation_metadata": {"citations": [{"uri": "c"}]}, "avg_logprobs": -0.1, "token_count": 7,
                         "finish_message": "done", "url_context_metadata": {"url_metadata": [{"retrieved_url": "u"}]},
                         "grounding_metadata": null, "unknown": {"a": 1}}),
            ),
        ],
    );
    assert_eq!(
        merged.json["candidates"],
        json!([{
            "citation_metadata": {"citations": [{"uri": "a"}, {"uri": "b"}, {"uri": "c"}]}, "finish_message": "done",
            "token_count": 7, "grounding_metadata": {"web_search_queries": ["q"], "grounding_chunks": [{"web": {}}]},
            "avg_logprobs": -0.1,
            "logprobs_result": {"chosen_candidates": [{"token": "a"}, {"token": "b"}], "top_candidates": [{"candidates": []}],
                                "log_probability_sum": -2.5},
            "safety_ratings": [{"category": "A"}], "url_context_metadata": {"url_metadata": [{"retrieved_url": "u"}]},
            "unknown": {"a": 1},
        }])
    );
}

#[test]
fn candidates_are_told_apart_by_index_or_place() {
    let text = |text: &str| json!({"content": {"parts": [{"text": text}]}});
    let at = |index: i64, said: &str| {
        let mut candidate = text(said);
        candidate["index"] = json!(index);
        candidate
    };
    let said = |chunks: &[Value], options| -> Vec<(Value, Value)> {
        let merged = merge_with(GENAI, options, chunks).json;
        let each = merged["candidates"].as_array().into_iter().flatten();
        each.map(|it| (it["index"].clone(), it["content"]["parts"][0]["text"].clone())).collect()
    };
    let lenient = Options::default();
    let chunks = [
        json!({"candidates": [text("a"), text("b")]}),
        json!({"candidates": [text("c"), text("d")]}),
    ];
    assert_eq!(said(&chunks, lenient), [(Value::Null, json!("ac")), (Value::Null, json!("bd"))]);
    let chunks =
        [json!({"candidates": [at(7, "a"), at(0, "b")]}), json!({"candidates": [at(7, "c")]})];
    assert_eq!(said(&chunks, lenient), [(json!(0), json!("b")), (json!(7), json!("ac"))]);
    let single = Options { single_choice: true, strict: true };
    assert_eq!(said(&chunks, single), [(json!(0), json!("abc"))]);
    for index in [-1, 129, i64::MAX] {
        let odd = [json!({"candidates": [at(index, "a")]})];
        assert_eq!(said(&odd, lenient), [(json!(index), json!("a"))]);
        assert_eq!(merge(GENAI, &odd).codes(), ["odd_index"]);
        assert!(completion(GENAI, Options { strict: true, single_choice: false }, &odd).is_err());
    }
}

#[test]
fn only_ended_candidates_without_an_error_are_complete() {
    let ended = json!({"candidates": [{"index": 0, "finish_reason": "STOP"}]});
    let begun = json!({"candidates": [{"index": 1, "content": {"parts": [{"text": "a"}]}}]});
    assert!(merge(GENAI, &[&ended]).info.complete);
    assert!(!merge(GENAI, &[&ended, &begun]).info.complete);
    let error =
        json!({"error": {"code": 429, "message": "too many", "status": "RESOURCE_EXHAUSTED"}});
    let failed = merge_recorded(GENAI, &[ended, error.clone()]);
    assert!(!failed.info.complete && failed.json.get("error").is_none());
    assert_eq!(failed.info.error.map(String::from_utf8), Some(Ok(error["error"].to_string())));
    let blocked = json!({"prompt_feedback": {"block_reason": "SAFETY"}, "usage_metadata": {"prompt_token_count": 3}});
    let merged = merge_recorded(GENAI, std::slice::from_ref(&blocked));
    assert_eq!((merged.json, merged.info.complete), (blocked, false));
    assert_eq!(merge::<Value>(GENAI, &[]).json, json!({}));
}

#[test]
fn what_a_member_cannot_be_is_noted_and_left_out() {
    let merged = merge(
        GENAI,
        &[json!({"candidates": [
        {"content": "x", "finish_reason": 1}, {"content": {"parts": {}, "role": 5}}, 7,
        {"content": {"parts": [null, "a", {"text": 5}]}}], "response_id": 3, "usage_metadata": "many"})],
    );
    assert_eq!(
        merged.json,
        json!({"candidates": [{}, {"content": {}}, {"content": {"parts": [{"text": 5}]}}]})
    );
    assert_eq!(merged.codes(), ["unexpected_type"; 9]);
    let other = merge(
        GENAI,
        &[json!({"candidates": "none", "response_id": "a"}), json!({"response_id": "b"})],
    );
    assert_eq!(other.json, json!({"response_id": "a"}));
    assert_eq!(other.codes(), ["unexpected_type", "ids_differ"]);
}

#[test]
fn chunks_with_text_or_calls_bring_tokens() {
    let two = json!({"candidates": [
        {"index": 3, "content": {"parts": [{"text": "", "thought": true}, {"text": "a", "thought": true}]}},
        {"content": {"parts": [{"functionCall": {"name": "f"}}]}},
        {"content": {"parts": [{"text": ""}, {"functionCall": {}}, {"inlineData": {}}]}},
        {"finish_reason": "STOP"}, null]});
    assert_eq!(tokens(GENAI, &two), [3, 1]);
    assert!(tokens(GENAI, &json!({"candidates": 5})).is_empty());
}

/// A prompt that was blocked has no candidates: the reason stands where theirs would.
#[test]
fn a_blocked_prompt_says_why() {
    for [feedback, reason] in
        [["promptFeedback", "blockReason"], ["prompt_feedback", "block_reason"]]
    {
        let body = json!({feedback: {reason: "PROHIBITED_CONTENT"}, "modelVersion": "g"});
        let recording = json!({"response": {"body": body}}).to_string();
        let recording = Recording::parse(recording.into_bytes(), None).expect("a recording");
        let choices = recording.summary(recording.body().expect("a body")).choices;
        let reasons: Vec<_> =
            choices.iter().map(|choice| choice.finish_reason.as_deref()).collect();
        assert_eq!(reasons, [Some("PROHIBITED_CONTENT")]);
    }
}
