//! Errors as APIs answer them: alone in a file, in lines, in lists and as bodies of recordings.

// Helpers are no `#[test]` functions, but a panic is how they fail too.
#![allow(clippy::unwrap_used)]

use deltafold::internals::recording::{Recording, Recordings};
use serde_json::{Value, json};

fn kinds(text: &str) -> Vec<(String, Option<Value>)> {
    let all = Recordings::parse(text.as_bytes().to_vec(), None).unwrap();
    all.map(|recording| {
        let recording = recording.unwrap();
        let data = recording.data().map(|data| serde_json::from_slice(data.raw()).unwrap());
        (recording.kind().as_str().to_owned(), data)
    })
    .collect()
}

fn errors() -> Vec<Value> {
    vec![
        json!({"error": {"message": "no oak", "type": "invalid_request_error", "param": null, "code": null}}),
        json!({"error": {"code": 429, "message": "too many oaks", "status": "RESOURCE_EXHAUSTED", "details": []}}),
        json!({"error": {"message": "no oak", "code": "invalid_request"}, "user_id": "u"}),
        json!({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}, "request_id": "q"}),
        json!({"type": "error", "error": {"type": "server_error", "code": null, "message": "x", "param": null}, "sequence_number": 2}),
        json!({"type": "error", "code": "busy", "message": "x", "param": null, "sequence_number": 2}),
        json!({"object": "error", "message": "no oak", "type": "invalid_model", "param": null, "code": "1500"}),
        json!({"event_type": "error", "error": {"message": "x", "code": "y"}, "event_id": "e"}),
    ]
}

#[test]
fn an_error_may_be_all_of_a_file() {
    for error in errors() {
        let expected = vec![("error".to_owned(), Some(error.clone()))];
        let pretty = serde_json::to_string_pretty(&error).unwrap();
        for text in [error.to_string(), format!("{error}\n"), pretty, format!("[{error}]")] {
            assert_eq!(kinds(&text), expected, "{text}");
        }
        let two = [expected.clone(), expected].concat();
        assert_eq!(kinds(&format!("{error}\n{error}\n")), two);
        assert_eq!(kinds(&format!("[{error}, {error}]")), two);
    }
}

#[test]
fn errors_may_be_among_bodies() {
    let body =
        json!({"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": []});
    let error = &errors()[0];
    for bodies in [[&body, error, &body], [error, &body, &body], [&body, &body, error]] {
        let expected: Vec<_> =
            bodies.iter().map(|one| one.get("error").map_or("chat", |_| "error")).collect();
        let lines: Vec<_> = bodies.iter().map(ToString::to_string).collect();
        for text in [lines.join("\n"), format!("[{}]", lines.join(","))] {
            let found = kinds(&text);
            assert_eq!(
                found.iter().map(|(kind, _)| &**kind).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }
}

/// An error among the chunks of a stream belongs to it, wherever it is.
#[test]
fn errors_may_be_among_chunks() {
    let chunk = json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": "oak"}}]});
    let error = &errors()[0];
    for items in [[&chunk, error], [error, &chunk]] {
        let lines: Vec<_> = items.iter().map(ToString::to_string).collect();
        for text in [lines.join("\n"), format!("[{}]", lines.join(","))] {
            let found = kinds(&text);
            assert_eq!(
                found.iter().map(|(kind, _)| &**kind).collect::<Vec<_>>(),
                ["chat.stream"],
                "{text}"
            );
        }
    }
}

/// Objects that say `error` of something else are no recordings.
#[test]
fn other_objects_are_no_errors() {
    for other in [
        json!({"error": null}),
        json!({"error": "x"}),
        json!({"error": {}}),
        json!({"error": {"message": ""}}),
        json!({"error": {"message": "x"}, "rows": [1, 2]}),
        json!({"type": "error"}),
        json!({"message": "x", "code": 1}),
    ] {
        assert!(Recordings::parse(other.to_string().into_bytes(), None).is_err(), "{other}");
    }
}

/// Servers and gateways answer errors in shapes of their own; the status says that they are errors.
#[test]
fn a_body_is_an_error_if_it_or_its_status_says_so() {
    let bodies = [
        json!({"object": "error", "message": "no oak", "type": "BadRequestError", "param": null, "code": 400}),
        json!({"statusCode": 401, "message": "who are you?"}),
        json!({"detail": [{"type": "missing", "loc": ["body", "model"], "msg": "Field required"}]}),
        json!({"message": "no oak"}),
        json!("upstream connect error"),
    ];
    for (number, body) in bodies.iter().enumerate() {
        let of = |status: Value| {
            let text = json!({"request": {"url": "http://x/v1/chat/completions"}, "response": {"body": body, "status": status}});
            let recording = Recording::parse(text.to_string().into_bytes(), None).unwrap();
            recording.kind().as_str().to_owned()
        };
        assert_eq!(of(json!(422)), "error", "{body}");
        assert_eq!(of(json!(200)), if number == 0 { "error" } else { "json" }, "{body}");
        assert_eq!(of(Value::Null), if number == 0 { "error" } else { "json" }, "{body}");
    }
    // A whole answer is one whatever its status.
    let body = json!({"id": "c", "object": "chat.completion", "choices": []});
    let text = json!({"response": {"body": body, "status": 500}}).to_string();
    assert_eq!(Recording::parse(text.into_bytes(), None).unwrap().kind().as_str(), "chat");
}
