//! What is left out of a stream, repaired or begins again is a warning with its place, in every
//! family alike; strict mode refuses it.

use super::family_support::{completion_at_end, merge, merge_recorded};
use deltafold::internals::error::Error;
use deltafold::internals::merge::{Completion, Options};
use deltafold::internals::recording::Recording;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A family whose calls have arguments as JSON text.
struct Calls {
    family: &'static str,
    /// The events before a call.
    start: Value,
    /// The events that begin a call.
    begin: Value,
    piece: fn(&str) -> Value,
    /// The events after a call.
    end: Value,
    /// Where the arguments are, as text or as a value.
    arguments: &'static str,
}

const STRICT: Options = Options { strict: true, single_choice: false };

fn families() -> [Calls; 6] {
    [
        Calls {
            family: "chat",
            start: json!({"id": "c", "choices": [{"index": 0, "delta": {"role": "assistant"}}]}),
            begin: json!({"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0,
                "id": "a", "type": "function", "function": {"name": "plant"}}]}}]}),
            piece: |piece| {
                json!({"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [
                    {"index": 0, "function": {"arguments": piece}}]}}]})
            },
            end: json!({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
            arguments: "/choices/0/message/tool_calls/0/function/arguments",
        },
        Calls {
            family: "responses",
            start: json!({"type": "response.created", "response": {"id": "r", "output": []}}),
            begin: json!({"type": "response.output_item.added", "output_index": 0, "item":
                {"type": "function_call", "id": "i", "call_id": "a", "name": "plant", "arguments": ""}}),
            piece: |piece| {
                json!({"type": "response.function_call_arguments.delta", "output_index": 0,
                       "item_id": "i", "delta": piece})
            },
            end: json!({"type": "response.completed", "response": {"id": "r", "output": []}}),
            arguments: "/output/0/arguments",
        },
        Calls {
            family: "anthropic",
            start: json!({"type": "message_start", "message": {"id": "m", "content": []}}),
            begin: json!({"type": "content_block_start", "index": 0, "content_block":
                {"type": "tool_use", "id": "a", "name": "plant", "input": {}}}),
            piece: |piece| {
                json!({"type": "content_block_delta", "index": 0, "delta":
                    {"type": "input_json_delta", "partial_json": piece}})
            },
            end: json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}}),
            arguments: "/content/0/input",
        },
        Calls {
            family: "interactions",
            start: json!({"event_type": "interaction.created", "interaction": {"id": "i"}}),
            begin: json!({"event_type": "step.start", "index": 0, "step":
                {"type": "function_call", "id": "a", "name": "plant", "arguments": {}}}),
            piece: |piece| {
                json!({"event_type": "step.delta", "index": 0, "delta":
                    {"type": "arguments_delta", "arguments": piece}})
            },
            end: json!({"event_type": "interaction.completed", "interaction": {"id": "i", "status": "completed"}}),
            arguments: "/steps/0/arguments",
        },
        Calls {
            family: "cohere",
            start: json!({"type": "message-start", "id": "c", "delta": {"message": {"role": "assistant"}}}),
            begin: json!({"type": "tool-call-start", "index": 0, "delta": {"message": {"tool_calls":
                {"id": "a", "type": "function", "function": {"name": "plant", "arguments": ""}}}}}),
            piece: |piece| {
                json!({"type": "tool-call-delta", "index": 0, "delta": {"message": {"tool_calls":
                    {"function": {"arguments": piece}}}}})
            },
            end: json!({"type": "message-end", "delta": {"finish_reason": "TOOL_CALL"}}),
            arguments: "/message/tool_calls/0/function/arguments",
        },
        Calls {
            family: "converse",
            start: json!({"messageStart": {"role": "assistant"}}),
            begin: json!({"contentBlockStart": {"contentBlockIndex": 0, "start":
                {"toolUse": {"toolUseId": "a", "name": "plant"}}}}),
            piece: |piece| {
                json!({"contentBlockDelta": {"contentBlockIndex": 0, "delta":
                    {"toolUse": {"input": piece}}}})
            },
            end: json!({"messageStop": {"stopReason": "tool_use"}}),
            arguments: "/output/message/content/0/toolUse/input",
        },
    ]
}

impl Calls {
    fn stream(&self, pieces: &[&str]) -> Vec<Value> {
        let mut events = vec![self.start.clone(), self.begin.clone()];
        events.extend(pieces.iter().map(|piece| (self.piece)(piece)));
        events.push(self.end.clone());
        events
    }

    /// The arguments, as a value if they are JSON, and the codes of the warnings.
    fn merged(&self, events: &[Value]) -> (Value, Vec<&'static str>) {
        let merged = merge_recorded(self.family, events);
        assert_eq!(merge(self.family, events).json, merged.json, "{}", self.family);
        let found = merged.json.pointer(self.arguments).cloned().unwrap_or_default();
        let value = found.as_str().and_then(|text| serde_json::from_str(text).ok());
        (value.unwrap_or(found), merged.codes())
    }
}

/// Whether strict mode takes a recording of these items.
fn strictly(events: &[Value]) -> Result<Completion, Error> {
    let body = json!({"response": {"body": events}}).to_string();
    Recording::parse(body.into_bytes(), None)?.merge(STRICT)
}

#[test]
fn arguments_are_repaired_in_every_family_alike() {
    let cases: [(&[&str], Value, bool); 7] = [
        (&["{\"a\":", " 1}"], json!({"a": 1}), false),
        (&["{}", "{\"a\":", " 1}"], json!({"a": 1}), true),
        (&["{\"a\":", "1}", "{\"a\": 1}"], json!({"a": 1}), true),
        (&["{\"a\":", "{\"a\": 1", "{\"a\": 1}"], json!({"a": 1}), true),
        (&["{", "{\"a\":", "{\"a\": \"é", "{\"a\": \"é\"}"], json!({"a": "é"}), true),
        (&["{}", "{}"], json!({}), true),
        (&["[1]", "[1]"], json!([1]), true),
    ];
    for calls in families() {
        let family = calls.family;
        for (pieces, expected, repaired) in &cases {
            let events = calls.stream(pieces);
            let (found, codes) = calls.merged(&events);
            assert_eq!(found, *expected, "{family} {pieces:?}");
            assert_eq!(codes.contains(&"arguments_repaired"), *repaired, "{family} {pieces:?}");
            let strictly = completion_at_end(family, STRICT, &events);
            assert_eq!(strictly.is_err(), *repaired, "{family} {pieces:?}");
        }
        // What has two readings stays as it came.
        let (_, codes) = calls.merged(&calls.stream(&["{\"a\":1}", "{\"b\":2}"]));
        assert!(!codes.contains(&"arguments_repaired"), "{family}");
    }
}

proptest! {
    /// A value that comes whole in every piece, a bit longer each time, is the last one.
    #[test]
    fn cumulative_arguments_are_the_last_ones(
        text in "[a-z\"\\\\é ]{1,12}",
        cuts in prop::collection::btree_set(1usize..24, 1..6),
    ) {
        let whole = json!({"text": text, "list": [1, {"b": null}]});
        let written: Vec<char> = whole.to_string().chars().collect();
        let starts = cuts.iter().filter(|cut| **cut < written.len());
        let mut pieces: Vec<String> = starts.map(|cut| written[..*cut].iter().collect()).collect();
        pieces.push(written.iter().collect());
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        for calls in families() {
            let (found, codes) = calls.merged(&calls.stream(&pieces));
            prop_assert_eq!(&found, &whole, "{} {:?}", calls.family, pieces);
            let repaired = usize::from(pieces.len() > 1);
            let is_repair = |code: &&&str| **code == "arguments_repaired";
            prop_assert_eq!(codes.iter().filter(is_repair).count(), repaired);
        }
    }
}

#[test]
fn events_of_no_known_kind_are_left_out_with_their_place() {
    let foreign = [
        json!({"progress": 1}),
        json!({"type": "hermes.tool.progress", "step": 1}),
        json!({"event": "x", "payload": {}}),
    ];
    for calls in families() {
        for event in &foreign {
            let events =
                [vec![calls.start.clone(), event.clone()], calls.stream(&["{}"])[1..].to_vec()];
            let events = events.concat();
            let merged = merge_recorded(calls.family, &events);
            assert!(merged.codes().contains(&"foreign_event"), "{} {event}", calls.family);
            let mut details = merged.info.warnings.iter().map(|warning| &warning.detail);
            assert!(details.any(|it| it.starts_with("item 2 ")), "{} {event}", calls.family);
            assert!(strictly(&events).is_err(), "{}", calls.family);
        }
        for ping in [json!({"type": "ping"}), json!({})] {
            let events = [vec![calls.start.clone(), ping], calls.stream(&["{}"])[1..].to_vec()];
            let events = events.concat();
            assert!(!merge(calls.family, &events).codes().contains(&"foreign_event"));
            assert!(strictly(&events).is_ok(), "{}", calls.family);
        }
    }
}

#[test]
fn a_message_that_begins_again_is_a_warning_with_its_place() {
    for calls in families() {
        let other = calls.start.to_string().replace("\"r\"", "\"r2\"").replace("\"m\"", "\"m2\"");
        let other = other.replace("\"i\"", "\"i2\"").replace("\"c\"", "\"c2\"");
        let other: Value = serde_json::from_str(&other).expect("an event");
        if calls.family == "chat" {
            continue;
        }
        let events = [calls.start.clone(), calls.begin.clone(), other, calls.end.clone()];
        let merged = merge(calls.family, &events);
        assert_eq!(merged.codes()[0], "message_restarted", "{}", calls.family);
        assert!(merged.info.warnings[0].detail.starts_with("item 3 "), "{}", calls.family);
        assert!(completion_at_end(calls.family, STRICT, &events).is_err(), "{}", calls.family);
    }
}

const ERRORS: [&str; 7] = [
    r#"{"error": {"message": "no"}}"#,
    r#"{"error": "no"}"#,
    r#"{"type": "error", "message": "no"}"#,
    r#"{"object": "error", "message": "no"}"#,
    r#"{"error_type": "x", "error_message": "no"}"#,
    r#"{"throttlingException": {"message": "no"}}"#,
    r#"{"modelStreamErrorException": {"message": "no", "originalStatusCode": 500}}"#,
];

#[test]
fn an_error_is_one_in_every_family() {
    for calls in families() {
        for error in ERRORS {
            let error: Value = serde_json::from_str(error).expect("an event");
            let mut events = calls.stream(&["{\"a\":1}"]);
            events.insert(2, error.clone());
            let merged = merge_recorded(calls.family, &events);
            let found = merged.info.error.map(|json| String::from_utf8_lossy(&json).into_owned());
            assert!(found.is_some_and(|it| it.contains("no")), "{} {error}", calls.family);
            assert!(!merged.info.complete, "{} {error}", calls.family);
            assert!(completion_at_end(calls.family, STRICT, &events).is_ok(), "{error}");
            let only = [error.clone()];
            let refused = completion_at_end(calls.family, Options::default(), &only);
            let refused = refused.expect_err("only an error").to_string();
            assert!(refused.contains("only an error"), "{} {error}: {refused}", calls.family);
        }
    }
}

#[test]
fn a_stream_of_nothing_but_errors_is_an_error() {
    for error in ERRORS {
        let body = format!(r#"{{"response": {{"is_streaming": true, "body": [{error}]}}}}"#);
        for text in
            [body, format!("data: {error}\n\n"), format!("data: {error}\n\ndata: [DONE]\n\n")]
        {
            let recording = Recording::parse(text.into_bytes(), None).expect("a recording");
            assert_eq!(recording.kind().as_str(), "error", "{error}");
            assert!(recording.merge(Options::default()).is_err());
        }
    }
}
