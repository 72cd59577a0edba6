//! Streams of Ollama's, as its API documents them: each becomes the response that the server would
//! have given whole.

mod grammar_support;

use deltafold::merge::Options;
use grammar_support::{Dice, Merged, completion, merge, merge_recorded, object, tokens};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const CHAT: &str = "ollama.chat";
const GENERATE: &str = "ollama.generate";

fn chat(message: Value) -> Value {
    json!({"model": "llama3.2", "created_at": "2024-05-01T10:00:00.1Z", "message": message, "done": false})
}

fn last_chat() -> Value {
    json!({"model": "llama3.2", "created_at": "2024-05-01T10:00:02.5Z",
           "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": "stop",
           "total_duration": 4883583458u64, "load_duration": 1334875, "prompt_eval_count": 26,
           "prompt_eval_duration": 342546000, "eval_count": 282, "eval_duration": 4535599000u64})
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn a_chat() {
    let merged = merge_recorded(
        CHAT,
        &[
            chat(json!({"role": "assistant", "content": "", "thinking": "It is "})),
            chat(json!({"role": "assistant", "content": "", "thinking": "blue."})),
            chat(json!({"role": "assistant", "content": "The sky", "images": null})),
            chat(json!({"role": "assistant", "content": " is blue."})),
            last_chat(),
        ],
    );
    let mut expected = last_chat();
    expected["message"] =
        json!({"role": "assistant", "content": "The sky is blue.", "thinking": "It is blue."});
    assert_eq!(merged.json, expected);
    assert!(merged.info.complete);
    assert!(merged.info.warnings.is_empty());
    assert_eq!(
        keys(&merged.json),
        [
            "model",
            "created_at",
            "done",
            "done_reason",
            "total_duration",
            "load_duration",
            "prompt_eval_count",
            "prompt_eval_duration",
            "eval_count",
            "eval_duration",
            "message",
        ]
    );
}

#[test]
fn tool_calls_come_whole_and_are_appended() {
    let call =
        |name: &str, arguments: Value| json!({"function": {"name": name, "arguments": arguments}});
    let first = call("get_weather", json!({"city": "Tokyo", "days": 2}));
    let (second, third) = (call("get_weather", json!({"city": "Oslo"})), call("now", json!({})));
    let merged = merge(
        CHAT,
        &[
            chat(json!({"role": "assistant", "content": "", "tool_calls": [first]})),
            chat(json!({"role": "assistant", "content": "", "tool_calls": [second, third]})),
            last_chat(),
        ],
    );
    assert_eq!(merged.json["message"]["tool_calls"], json!([first, second, third]));
    assert_eq!(merged.json["message"]["content"], "");
}

#[test]
fn lists_that_never_got_an_entry_and_nulls_are_left_out() {
    let merged = merge(CHAT, &[chat(json!({"content": null, "tool_calls": [], "images": []}))]);
    assert_eq!(merged.json["message"], json!({"role": "assistant"}));
    assert!(!merged.info.complete);
    assert_eq!(merge::<Value>(CHAT, &[]).json, json!({"message": {"role": "assistant"}}));
}

#[test]
fn logprobs_are_appended() {
    let entry = |token: &str| json!({"token": token, "logprob": -0.25, "top_logprobs": []});
    let chunks = ["a", "b"].map(|token| {
        let mut chunk = chat(json!({"role": "assistant", "content": token}));
        chunk["logprobs"] = json!([entry(token)]);
        chunk
    });
    assert_eq!(merge(CHAT, &chunks).json["logprobs"], json!([entry("a"), entry("b")]));
}

#[test]
fn an_error_ends_a_stream_that_stays() {
    let chunks =
        [chat(json!({"role": "assistant", "content": "So"})), json!({"error": "out of memory"})];
    let merged = merge_recorded(CHAT, &chunks);
    assert_eq!(merged.info.error.as_deref(), Some(&br#""out of memory""#[..]));
    assert_eq!(merged.json["message"]["content"], "So");
    assert!(!merged.info.complete && merged.json.get("error").is_none());
    let mut done = last_chat();
    done["error"] = json!("late");
    assert!(!merge(CHAT, &[done]).info.complete);
}

#[test]
fn what_is_done_stays_done() {
    let merged = merge(CHAT, &[last_chat(), chat(json!({"content": "!"}))]);
    assert_eq!((&merged.json["done"], merged.info.complete), (&json!(true), true));
    assert_eq!(merged.json["done_reason"], "stop");
}

#[test]
fn a_generated_text() {
    let piece =
        |text: &str| json!({"model": "m", "created_at": "t1", "response": text, "done": false});
    let last = json!({"model": "m", "created_at": "t2", "response": "", "done": true, "done_reason": "length",
                      "context": [1, 2, 3], "total_duration": 5, "eval_count": 2});
    let mut thought = piece("");
    thought["thinking"] = json!("Hm.");
    let merged = merge_recorded(GENERATE, &[thought, piece("Because"), piece(" so."), last]);
    assert_eq!(
        merged.json,
        json!({
            "model": "m", "created_at": "t2", "done": true, "done_reason": "length", "total_duration": 5,
            "eval_count": 2, "response": "Because so.", "thinking": "Hm.", "context": [1, 2, 3],
        })
    );
    assert_eq!(keys(&merged.json)[6..], ["response", "thinking", "context"]);
    assert!(merged.info.complete);
}

#[test]
fn a_generated_image() {
    let step = |at: u8| json!({"model": "m", "created_at": "t", "completed": at, "total": 2, "done": false});
    let last = json!({"model": "m", "created_at": "t", "image": "aGk=", "done": true, "done_reason": "stop"});
    let merged = merge_recorded(GENERATE, &[step(1), step(2), last]);
    assert_eq!(merged.json["image"], "aGk=");
    assert_eq!((&merged.json["completed"], &merged.json["total"]), (&json!(2), &json!(2)));
}

#[test]
fn chunks_with_text_bring_tokens() {
    assert_eq!(tokens(CHAT, &chat(json!({"content": "a"}))), [0]);
    assert_eq!(tokens(CHAT, &chat(json!({"content": "", "thinking": "a"}))), [0]);
    assert_eq!(tokens(CHAT, &chat(json!({"tool_calls": [{"function": {"name": "f"}}]}))), [0]);
    for silent in
        [json!({"content": "", "tool_calls": []}), json!({"role": "assistant"}), json!(null)]
    {
        assert_eq!(tokens(CHAT, &chat(silent)), Vec::<i64>::new());
    }
    assert_eq!(tokens(GENERATE, &json!({"response": "a", "done": false})), [0]);
    assert_eq!(
        tokens(GENERATE, &json!({"response": "", "thinking": null, "done": true})),
        Vec::<i64>::new()
    );
}

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
    fn any_objects_merge(chunks in prop::collection::vec(any_object(any_value()), 0..6)) {
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
            any_object(inner)
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
