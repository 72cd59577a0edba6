//! Chunks that repeat each other but for some scalars merge from a recording, where only these are
//! read, as they do one by one.

use crate::family_support::{Dice, completion, completion_of_class};
use deltafold::Recording;
use deltafold::internals::merge::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Families with a class, and chunks as they come and as they may be odd.
fn families() -> [(&'static str, &'static str, Vec<Value>); 4] {
    let genai = |part: Value, rest: Value| {
        json!({"sdk_http_response": {"headers": {"date": "d"}}, "response_id": "r", "usage_metadata": rest,
               "candidates": [{"index": 0, "content": {"parts": [part], "role": "model"}, "finish_reason": null}]})
    };
    let counts = json!({"total_token_count": 1, "prompt_token_count": null, "traffic_type": "A"});
    let citing = json!({"candidates": [{"index": 1, "citationMetadata": {"citations": [{"startIndex": 1}]},
        "content": {"parts": [{"text": "a"}]}}]});
    let mut with_both = genai(json!({"text": "a"}), counts.clone());
    with_both["usageMetadata"] = json!({"total_token_count": true});
    let chat = |message: Value| json!({"model": "m", "created_at": "t", "message": message, "done": false, "eval_count": 1});
    let text = |choice: Value| json!({"id": "c", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]});
    [
        (
            "genai",
            "google.genai.types.GenerateContentResponse",
            vec![
                genai(json!({"text": "a"}), counts.clone()),
                genai(json!({"text": "a", "thought": true}), json!({"total_token_count": 1})),
                genai(json!({"text": "a", "thought_signature": "s"}), counts),
                genai(
                    json!({"function_call": {"name": "f", "will_continue": true, "partial_args": [{"json_path": "$.a", "string_value": "a"}]}}),
                    json!(null),
                ),
                json!({"candidates": [{"content": {"parts": [{"text": "a"}, {"text": "b"}]}}]}),
                citing,
                with_both,
            ],
        ),
        (
            "ollama.chat",
            "ollama._types.ChatResponse",
            vec![
                chat(
                    json!({"role": "assistant", "content": "a", "thinking": null, "tool_calls": null}),
                ),
                chat(json!({"role": "assistant", "content": "a", "tool_calls": [], "other": "a"})),
                chat(
                    json!({"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": {}}}]}),
                ),
                json!({"created_at": {"x": 1}, "message": {"content": "a", "thinking": "b"}, "done": false}),
                json!({"created_at": "t", "message": {"content": ["a"]}, "logprobs": [1], "done": true}),
            ],
        ),
        (
            "ollama.generate",
            "ollama._types.GenerateResponse",
            vec![
                json!({"model": "m", "created_at": "t", "response": "a", "thinking": null, "done": false}),
                json!({"model": "m", "created_at": {"x": 1}, "response": "a", "done": false}),
                json!({"created_at": "t", "response": [], "thinking": "a", "done": false, "completed": 1, "total": 2}),
                json!({"created_at": "t", "response": "a", "logprobs": [{"token": "a"}], "done": false}),
            ],
        ),
        (
            "completion",
            "openai.types.completion.Completion",
            vec![
                text(json!({"index": 0, "text": "a", "finish_reason": null, "logprobs": null})),
                text(json!({"text": "a", "obfuscation": "x", "stop_reason": 1})),
                text(json!({"index": 1, "text": "a", "token_ids": [1]})),
                text(json!({"index": 0, "text": "a", "logprobs": {"tokens": ["a"]}})),
            ],
        ),
    ]
}

/// Other scalars in some of the places, the last ones more often than the first.
fn vary(dice: &mut Dice, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| vary(dice, item)),
        Value::Object(members) => members.values_mut().for_each(|value| vary(dice, value)),
        scalar => {
            let others =
                [json!("a"), json!("b"), json!(""), json!(7), json!(8), json!(null), json!(true)];
            if dice.roll(6) == 0 {
                *scalar = others[dice.roll(others.len())].clone();
            }
        }
    }
}

/// Other texts and counts, so that the chunks still do the same.
fn vary_texts(dice: &mut Dice, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| vary_texts(dice, item)),
        Value::Object(members) => {
            for (key, value) in members {
                match value.is_number() && key.ends_with("_count") {
                    true => *value = json!(dice.roll(3)),
                    false => vary_texts(dice, value),
                }
            }
        }
        Value::String(text) if ["a", "b", "t"].contains(&text.as_str()) => {
            *text = ["a", "b", "t", ""][dice.roll(4)].into();
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn a_recording_of_repeating_chunks_merges_as_chunk_by_chunk(
        family in 0..4usize,
        runs in prop::collection::vec((any::<prop::sample::Index>(), 1..12usize, any::<bool>()), 1..4),
        seed in any::<u64>(),
    ) {
        let (name, class, templates) = families()[family].clone();
        let mut dice = Dice(seed);
        let mut chunks = Vec::new();
        for (template, length, wild) in runs {
            for _ in 0..length {
                let mut chunk = template.get(&templates).clone();
                if wild { vary(&mut dice, &mut chunk) } else { vary_texts(&mut dice, &mut chunk) }
                chunks.push(chunk);
            }
        }
        let pushed = completion(name, Options::default(), &chunks);
        let recorded = completion_of_class(class, &chunks);
        prop_assert_eq!(pushed.as_ref().map(|it| String::from_utf8_lossy(&it.clone().into_json()).into_owned()).ok(),
                        Some(String::from_utf8_lossy(&recorded.to_json()).into_owned()));
        prop_assert_eq!(pushed.map(|it| it.merge_info).ok(), Some(recorded.merge_info));
    }
}

/// An item of another kind gets a warning each time, though it adds nothing.
#[test]
fn items_of_another_kind_that_repeat_are_each_warned_of() {
    for (name, class, _) in families() {
        let items = [(); 4].map(|()| json!({"__type__": class, "other": "a"}));
        let text = json!({"response": {"body": items}}).to_string();
        let recording = Recording::parse(text.into_bytes(), None).expect("a recording");
        let merged = recording.merge(Options::default()).expect("the items merge");
        let codes = merged.merge_info.warnings.iter().map(|warning| warning.code);
        assert_eq!(codes.collect::<Vec<_>>(), ["foreign_event"; 4], "{name}");
    }
}
