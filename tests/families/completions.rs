//! Streams of OpenAI's older completions: each becomes one completion (contract, section 6).

use crate::family_support::{
    Dice, any_object, completion, merge, merge_recorded, merge_with, object, tokens,
};
use deltafold::internals::merge::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

const TEXTS: &str = "completion";

fn chunk(choices: Value) -> Value {
    json!({"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m", "choices": choices})
}

fn text(index: Value, text: &str, reason: Value) -> Value {
    json!({"index": index, "text": text, "finish_reason": reason, "logprobs": null})
}

#[test]
fn texts_of_several_choices() {
    let mut last = chunk(json!([]));
    last["usage"] = json!({"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5});
    let merged = merge_recorded(
        TEXTS,
        &[
            chunk(json!([text(json!(1), "Sol", Value::Null), text(json!(0), "Lu", Value::Null)])),
            chunk(json!([text(json!(0), "na", json!("length"))])),
            chunk(json!([text(json!(1), "", json!("stop"))])),
            last.clone(),
        ],
    );
    assert_eq!(
        merged.json,
        json!({
            "id": "cmpl-1", "choices": [text(json!(0), "Luna", json!("length")), text(json!(1), "Sol", json!("stop"))],
            "created": 1, "model": "m", "object": "text_completion", "usage": last["usage"],
        })
    );
    assert!(merged.info.complete && merged.info.warnings.is_empty());
}

#[test]
fn arrays_of_logprobs_are_appended() {
    let logprobs = |token: &str, offset: u8| {
        json!([{"index": 0, "text": token, "logprobs": {"tokens": [token], "token_logprobs": [-0.5],
               "top_logprobs": [{token: -0.5}], "text_offset": [offset], "content": [{"token": token}]}}])
    };
    let merged = merge(
        TEXTS,
        &[
            chunk(logprobs("a", 0)),
            chunk(json!([{"index": 0, "text": "", "logprobs": null}])),
            chunk(logprobs("b", 1)),
            chunk(
                json!([{"index": 0, "logprobs": {"tokens": [], "top_logprobs": null, "text_offset": "odd"}}]),
            ),
        ],
    );
    assert_eq!(
        merged.json["choices"][0]["logprobs"],
        json!({
            "text_offset": [0, 1, "odd"], "token_logprobs": [-0.5, -0.5], "tokens": ["a", "b"],
            "top_logprobs": [{"a": -0.5}, {"b": -0.5}], "content": [{"token": "a"}, {"token": "b"}],
        })
    );
    assert_eq!(merged.codes(), [""; 0]);
    let none = json!([{"index": 0, "text": "a", "logprobs": {"tokens": [], "top_logprobs": null}}]);
    assert_eq!(
        merge(TEXTS, &[chunk(none)]).json["choices"][0]["logprobs"],
        json!({"tokens": [], "top_logprobs": null})
    );
}

#[test]
fn headers_are_set_and_never_cleared() {
    let head = |id: &str, model: &str, created: i64, print: Value| {
        json!({"id": id, "model": model, "created": created, "system_fingerprint": print, "object": "text_completion",
               "obfuscation": "xx", "usage": null, "choices": null})
    };
    let merged = merge(
        TEXTS,
        &[
            head("", "", 0, Value::Null),
            head("a", "router", 7, json!("fp")),
            head("b", "real", 8, Value::Null),
            json!({"object": "", "usage": {}, "created": 0, "prompt_filter_results": [1]}),
        ],
    );
    assert_eq!(
        merged.json,
        json!({
            "id": "a", "choices": [], "created": 7, "model": "real", "object": "text_completion",
            "system_fingerprint": "fp", "prompt_filter_results": [1],
        })
    );
    assert_eq!(merged.codes(), ["ids_differ"]);
    assert!(!merged.info.complete);
    let empty =
        json!({"id": "", "choices": [], "created": 0, "model": "", "object": "text_completion"});
    assert_eq!(merge::<Value>(TEXTS, &[]).json, empty);
}

#[test]
fn what_servers_add_to_a_choice() {
    let merged = merge(
        TEXTS,
        &[
            chunk(
                json!([{"text": "a", "token_ids": [1], "stop_reason": null, "obfuscation": "x", "content_filter_results": {"hate": {"filtered": false}}}]),
            ),
            chunk(
                json!([{"text": "b", "token_ids": [2], "stop_reason": 7, "content_filter_results": {}, "finish_reason": "length"}]),
            ),
            chunk(json!([{"finish_reason": "stop"}])),
        ],
    );
    assert_eq!(
        merged.json["choices"],
        json!([{
            "finish_reason": "stop", "index": 0, "logprobs": null, "text": "ab", "token_ids": [1, 2], "stop_reason": 7,
            "content_filter_results": {"hate": {"filtered": false}},
        }])
    );
    assert_eq!(merged.codes(), ["finish_reason_changed"]);
}

#[test]
fn odd_members_are_noted_and_stand_once() {
    let merged = merge(
        TEXTS,
        &[json!({"id": 1, "model": [], "created": "x", "system_fingerprint": {}, "usage": 3,
        "choices": [{"text": 1, "finish_reason": false, "logprobs": null}, 5]})],
    );
    assert_eq!(
        merged.json,
        json!({
            "id": "", "choices": [text(json!(0), "", Value::Null)], "created": 0, "model": "", "object": "text_completion",
        })
    );
    assert_eq!(merged.codes(), ["unexpected_type"; 8]);
}

#[test]
fn indexes_may_be_any() {
    let places = json!([{"text": "a"}, {"text": "b", "index": null}]);
    let big: Value =
        serde_json::from_str("[{\"text\": \"c\", \"index\": 123456789012345678901234567890}]")
            .unwrap();
    let chunks = [chunk(places), chunk(big), chunk(json!([{"text": "d", "index": -1}]))];
    let merged = completion(TEXTS, Options::default(), &chunks).expect("they merge").to_json();
    let text = String::from_utf8_lossy(&merged).into_owned();
    assert!(text.contains(r#""index":-1,"#) && text.contains(r#""text":"d""#), "{text}");
    let single = Options { single_choice: true, strict: true };
    assert_eq!(merge_with(TEXTS, single, &chunks).json["choices"][0]["text"], "abcd");
    let strict = Options { strict: true, single_choice: false };
    assert!(completion(TEXTS, strict, &chunks[..1]).is_ok());
    assert!(completion(TEXTS, strict, &chunks[2..]).is_err());
}

#[test]
fn an_error_leaves_what_came() {
    let error = json!({"error": {"message": "overloaded"}});
    let merged = merge(TEXTS, &[chunk(json!([text(json!(0), "a", json!("stop"))])), error.clone()]);
    assert_eq!(merged.json["choices"][0]["text"], "a");
    assert_eq!(merged.info.error.map(String::from_utf8), Some(Ok(error["error"].to_string())));
    assert!(!merged.info.complete);
}

#[test]
fn chunks_with_text_bring_tokens() {
    let item =
        chunk(json!([{"text": "a", "index": 4}, {"text": "b"}, {"text": ""}, {"text": null}, 1]));
    assert_eq!(tokens(TEXTS, &item), [4, 1]);
}

fn any_texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof!["[a-c\"\\\\é😀\n]{0,12}", "\\PC{0,8}"], 1..4)
}

/// The entries that a choice comes in, each with the log probabilities of its text.
fn entries(dice: &mut Dice, index: usize, text: &str) -> Vec<String> {
    let pieces = dice.split_text(text);
    let last = pieces.len() - 1;
    let entry = |(at, piece): (usize, String)| {
        let reason = if at == last { json!("stop") } else { Value::Null };
        let logprobs = json!({"tokens": [at], "token_logprobs": [-0.25]});
        object(&[
            ("index", index.to_string()),
            ("text", piece),
            ("finish_reason", reason.to_string()),
            ("logprobs", logprobs.to_string()),
        ])
    };
    pieces.into_iter().enumerate().map(entry).collect()
}

proptest! {
    #[test]
    fn split_completions_merge_back(texts in any_texts(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let entries: Vec<_> = texts.iter().enumerate().map(|(at, text)| entries(&mut dice, at, text)).collect();
        let choice = |(at, text): (usize, &String)| {
            let tokens: Vec<_> = (0..entries[at].len()).collect();
            json!({"index": at, "text": text, "finish_reason": "stop",
                   "logprobs": {"tokens": tokens, "token_logprobs": vec![-0.25; tokens.len()]}})
        };
        let whole = chunk(texts.iter().enumerate().map(choice).collect());
        let mixed = dice.interleave(&entries);
        let chunks: Vec<_> = dice.split(&mixed).iter().map(|entries| object(&[
            ("id", json!("cmpl-1").to_string()), ("object", json!("text_completion").to_string()), ("created", "1".into()),
            ("model", json!("m").to_string()), ("choices", format!("[{}]", entries.join(", "))),
        ])).collect();
        let merged = merge(TEXTS, &chunks);
        prop_assert_eq!(&merged.json, &whole);
        prop_assert!(merged.info.complete);
        let recorded = merge_recorded(TEXTS, &chunks);
        prop_assert_eq!((&recorded.json, &recorded.info), (&merged.json, &merged.info));
        prop_assert_eq!(&merge(TEXTS, &[&merged.json]).json, &merged.json);
    }

    #[test]
    fn any_objects_merge(chunks in prop::collection::vec(any_object(&KEYS, any_value()), 0..6)) {
        merges(&chunks);
    }
}

#[test]
fn a_null_id_alone_merges() {
    merges(&[json!({"id": null})]);
}

/// The chunks merge, strictly and not.
fn merges<C: std::fmt::Display>(chunks: &[C]) {
    assert!(completion(TEXTS, Options::default(), chunks).is_ok());
    let single = Options { single_choice: true, strict: true };
    assert!(completion(TEXTS, single, chunks).is_ok());
}

const KEYS: [&str; 22] = [
    "id",
    "object",
    "created",
    "model",
    "system_fingerprint",
    "usage",
    "error",
    "choices",
    "obfuscation",
    "index",
    "text",
    "finish_reason",
    "logprobs",
    "tokens",
    "token_logprobs",
    "top_logprobs",
    "text_offset",
    "content",
    "token_ids",
    "content_filter_results",
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
    scalar.prop_recursive(5, 32, 5, |inner| {
        let choices = prop::collection::vec(any_object(&KEYS, inner.clone()), 0..3);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object(&KEYS, inner),
            choices.prop_map(|choices| json!({"choices": choices})),
        ]
    })
}
