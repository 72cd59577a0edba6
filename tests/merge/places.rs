//! Content, usage and logprobs in other places and shapes than OpenAI's.

use crate::family_support::{merge, merge_recorded};
use serde_json::{Value, json};

fn choice(choice: Value) -> Value {
    json!({"object": "chat.completion.chunk", "choices": [choice]})
}

fn delta(delta: Value) -> Value {
    choice(json!({"index": 0, "delta": delta}))
}

fn message(items: &[Value]) -> Value {
    let merged = merge("chat", items);
    let recorded = merge_recorded("chat", items);
    assert_eq!((&recorded.json, &recorded.info), (&merged.json, &merged.info));
    merged.json["choices"][0]["message"].clone()
}

#[test]
fn what_a_choice_holds_decides_the_family() {
    let named = |object: &str, choice: Value| json!({"object": object, "choices": [choice]});
    let items = [named("text_completion", json!({"index": 0, "delta": {"content": "a"}}))];
    assert_eq!(merge_recorded("chat", &items).json["choices"][0]["message"]["content"], "a");
    let items = [named("chat.completion.chunk", json!({"index": 0, "text": "a"}))];
    assert_eq!(merge_recorded("completion", &items).json["choices"][0]["text"], "a");
}

#[test]
fn a_message_counts_where_no_delta_adds_anything() {
    let whole =
        |text: &str| choice(json!({"index": 0, "message": {"role": "assistant", "content": text}}));
    assert_eq!(message(&[whole("one"), whole("one two")])["content"], "one two");
    assert_eq!(message(&[delta(json!({"role": "assistant"})), whole("one")])["content"], "one");
    assert_eq!(message(&[delta(json!({"content": "a"})), whole("one")])["content"], "a");
    let calls = json!([{"id": "a", "function": {"name": "f", "arguments": "{}"}}]);
    let with_call = choice(
        json!({"index": 0, "message": {"tool_calls": calls}, "finish_reason": "tool_calls"}),
    );
    assert_eq!(message(&[with_call])["tool_calls"][0]["function"]["name"], "f");
}

#[test]
fn usage_in_a_choice_counts_if_there_is_no_other() {
    let ends = |usage: Value| choice(json!({"index": 0, "delta": {}, "usage": usage}));
    let both = [ends(json!({"total_tokens": 1})), ends(json!({"total_tokens": 2}))];
    assert_eq!(merge("chat", &both).json["usage"], json!({"total_tokens": 2}));
    let own = json!({"choices": [], "usage": {"total_tokens": 9}});
    let items = [own, ends(json!({"total_tokens": 2}))];
    assert_eq!(merge("chat", &items).json["usage"], json!({"total_tokens": 9}));
    let text = json!({"choices": [{"index": 0, "text": "a", "usage": {"total_tokens": 3}}]});
    assert_eq!(merge("completion", &[text]).json["usage"], json!({"total_tokens": 3}));
}

#[test]
fn parts_of_one_type_are_joined() {
    let thought = |text: &str| {
        delta(
            json!({"content": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": text}]}]}),
        )
    };
    let items = [
        thought("a"),
        thought("b"),
        delta(json!({"content": [{"type": "output_text", "text": "c"}]})),
        delta(
            json!({"content": [{"type": "output_text", "text": "d"}, {"type": "image", "url": "u"}]}),
        ),
    ];
    assert_eq!(
        message(&items)["content"],
        json!([
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "ab"}]},
            {"type": "output_text", "text": "cd"},
            {"type": "image", "url": "u"},
        ])
    );
    let items =
        [delta(json!({"content": "a"})), delta(json!({"content": {"type": "text", "text": "b"}}))];
    assert_eq!(message(&items)["content"], "ab");
}

#[test]
fn equal_annotations_are_kept_once() {
    let source = |url: &str| json!({"type": "url_citation", "url": url});
    let items = [
        delta(json!({"annotations": [source("a")]})),
        delta(json!({"annotations": [source("b"), source("a")]})),
        delta(json!({"annotations": [source("b")]})),
    ];
    assert_eq!(message(&items)["annotations"], json!([source("a"), source("b")]));
}

#[test]
fn logprobs_in_other_shapes_are_kept() {
    let with = |logprobs: Value| choice(json!({"index": 0, "delta": {}, "logprobs": logprobs}));
    let logprobs = |items: &[Value]| {
        let merged = merge("chat", items);
        assert_eq!(merged.codes(), [""; 0]);
        merged.json["choices"][0]["logprobs"].clone()
    };
    assert_eq!(logprobs(&[with(json!([-0.5])), with(json!([-0.25]))]), json!([-0.5, -0.25]));
    let odd = json!({"content": {"tokens": ["a"]}, "refusal": null});
    assert_eq!(logprobs(&[with(odd.clone())]), odd);
    let ollama = json!({"message": {"content": "a"}, "logprobs": {"a": -0.5}, "done": true});
    assert_eq!(merge("ollama.chat", &[ollama]).json["logprobs"], json!({"a": -0.5}));
}
