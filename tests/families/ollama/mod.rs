//! Streams of Ollama's, as its API documents them: each becomes the response that the server would
//! have given whole.

mod random;

use crate::family_support::{merge, merge_recorded, tokens};
use serde_json::{Value, json};

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
