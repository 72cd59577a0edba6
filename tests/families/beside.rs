//! What events say beside their response: none of it is lost, whichever family they are of.

use serde_json::{Value, json};

use crate::family_support::{merge, merge_recorded};

fn created() -> Value {
    json!({"type": "response.created", "response": {"id": "r", "model": "m", "output": []}, "sequence_number": 0})
}

/// The members of what is merged that are not in `known`, and its error.
fn merged(family: &str, items: &[Value], known: &[&str]) -> (Value, Option<Value>) {
    let all = [merge(family, items), merge_recorded(family, items)].map(|merged| {
        let mut json = merged.json;
        let members = json.as_object_mut().expect("JSON");
        members.retain(|key, _| !known.contains(&&**key));
        let error = merged.info.error.map(|error| serde_json::from_slice(&error).expect("JSON"));
        (json, error, merged.info.warnings)
    });
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0].2, []);
    let [(json, error, _), _] = all;
    (json, error)
}

const RESPONSE: [&str; 12] = [
    "id",
    "created_at",
    "model",
    "object",
    "output",
    "parallel_tool_calls",
    "tool_choice",
    "tools",
    "status",
    "usage",
    "error",
    "incomplete_details",
];

#[test]
fn events_of_responses_have_members_of_their_own() {
    let usage = json!({"total_nano_aiu": 7});
    let end = |response: Value| json!({"type": "response.completed", "response": response, "copilot_usage": usage, "sequence_number": 1, "event_id": "e", "obfuscation": "x"});
    let whole = json!({"id": "r", "status": "completed", "output": []});
    for end in [end(whole), end(Value::Null)] {
        let found = merged("responses", &[created(), end], &RESPONSE).0;
        assert_eq!(found, json!({"copilot_usage": usage}));
    }
    // What the response has itself counts.
    let own = end(json!({"id": "r", "output": [], "copilot_usage": 1}));
    assert_eq!(merged("responses", &[created(), own], &RESPONSE).0, json!({"copilot_usage": 1}));
    // The last event that has a member, and one that is not the end.
    let mut first = created();
    first["copilot_usage"] = json!(0);
    first["region"] = json!("north");
    let mut second = json!({"type": "response.in_progress", "response": {"id": "r"}});
    second["region"] = json!("south");
    let found = merged("responses", &[first, second], &RESPONSE).0;
    assert_eq!(found, json!({"copilot_usage": 0, "region": "south"}));
}

#[test]
fn events_of_interactions_have_members_of_their_own() {
    let first = json!({"event_type": "interaction.created", "interaction": {"id": "i", "status": "in_progress"}, "region": "north", "event_id": "1"});
    let last = json!({"event_type": "interaction.completed", "interaction": {"id": "i", "status": "completed"}, "trace": {"id": 3}, "event_id": "2"});
    let found = merged("interactions", &[first, last], &["id", "status"]).0;
    assert_eq!(found, json!({"region": "north", "trace": {"id": 3}}));
}

#[test]
fn events_of_messages_have_members_of_their_own() {
    let metrics = json!({"inputTokenCount": 3, "firstByteLatency": 40});
    let items = [
        json!({"type": "message_start", "message": {"id": "m", "role": "assistant", "content": []}, "region": "north"}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}}),
        json!({"type": "message_stop", "amazon-bedrock-invocationMetrics": metrics}),
    ];
    let known = ["id", "type", "role", "content", "stop_reason"];
    let found = merged("anthropic", &items, &known).0;
    assert_eq!(found, json!({"region": "north", "amazon-bedrock-invocationMetrics": metrics}));
}

#[test]
fn the_error_of_an_event_may_be_beside_its_response() {
    let error = json!({"message": "the oak fell"});
    for (family, first, last) in [
        ("responses", created(), json!({"type": "response.failed", "error": error})),
        (
            "responses",
            created(),
            json!({"type": "response.failed", "error": error, "response": {"status": "failed", "error": null}}),
        ),
        (
            "interactions",
            json!({"event_type": "interaction.created", "interaction": {"id": "i"}}),
            json!({"event_type": "interaction.failed", "error": error, "interaction": {"status": "failed"}}),
        ),
        (
            "interactions",
            json!({"event_type": "interaction.created", "interaction": {"id": "i"}}),
            json!({"event_type": "interaction.completed", "interaction": {"status": "failed", "error": error}}),
        ),
        (
            "anthropic",
            json!({"type": "message_start", "message": {"id": "m", "content": []}}),
            json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "error": error}),
        ),
    ] {
        let both = [first, last];
        let merged = merge(family, &both);
        let found =
            merged.info.error.as_deref().map(|it| serde_json::from_slice(it).expect("JSON"));
        assert_eq!((found, merged.info.complete), (Some(error.clone()), false), "{both:?}");
    }
}

/// A chat that ends with an error is what it was before, and failed.
#[test]
fn an_error_adds_no_members_to_a_chat() {
    let chunk = json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": "oak"}}]});
    let text = json!({"id": "t", "object": "text_completion", "created": 1, "model": "m", "choices": [{"index": 0, "text": "oak", "finish_reason": null, "logprobs": null}]});
    for (family, chunk) in [("chat", chunk), ("completion", text)] {
        let before = merge(family, std::slice::from_ref(&chunk)).json;
        for error in [
            json!({"type": "error", "error": {"message": "x"}, "sequence_number": 2}),
            json!({"object": "error", "message": "x", "type": "BadRequestError", "param": null, "code": 400}),
            json!({"type": "error", "message": "x", "code": "busy"}),
            json!({"code": 500, "message": "x", "request_id": "r"}),
            json!({"detail": "x"}),
            json!({"errors": [{"message": "x"}]}),
            json!({"error_type": "a", "error_message": "x"}),
            json!({"throttlingException": {"message": "x"}}),
        ] {
            let after = merge(family, &[chunk.clone(), error.clone()]);
            assert_eq!((after.json, after.info.complete), (before.clone(), false), "{error}");
            assert!(after.info.error.is_some(), "{error}");
        }
        // What is beside an error in a chunk is the chunk's.
        for error in [
            json!({"error": {"message": "x"}, "user_id": "u"}),
            json!({"error": {"message": "x"}, "user_id": "u", "usage": {"total_tokens": 3}}),
        ] {
            assert_eq!(merge(family, &[chunk.clone(), error]).json["user_id"], "u");
        }
    }
}

#[test]
fn a_preview_says_what_the_image_is() {
    let preview = json!({"type": "response.image_generation_call.partial_image", "output_index": 0, "item_id": "ig", "partial_image_index": 0, "partial_image_b64": "b2Fr", "background": "opaque", "output_format": "webp", "quality": "low", "size": "1024x1024"});
    let found = merge("responses", &[created(), preview]).json;
    assert_eq!(
        found["output"],
        json!([{"id": "ig", "type": "image_generation_call", "status": "in_progress", "result": "b2Fr", "background": "opaque", "output_format": "webp", "quality": "low", "size": "1024x1024"}])
    );
}

#[test]
fn an_interaction_that_has_to_go_on_is_not_complete() {
    for (status, complete) in [
        ("completed", true),
        ("requires_action", true),
        ("queued", false),
        ("in_progress", false),
        ("incomplete", false),
        ("requires_continuation", false),
        ("budget_exceeded", false),
        ("failed", false),
        ("cancelled", false),
    ] {
        let last = json!({"event_type": "interaction.completed", "interaction": {"id": "i", "status": status}});
        assert_eq!(merge("interactions", &[last]).info.complete, complete, "{status}");
    }
}

fn anthropic(beside: &Value) -> Vec<Value> {
    let mut events = vec![
        json!({"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant", "content": []}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "An "}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "o"}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "ak"}}),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}}),
        json!({"type": "message_stop"}),
    ];
    add(&mut events, beside);
    events
}

fn converse(beside: &Value) -> Vec<Value> {
    let mut events = vec![
        json!({"messageStart": {"role": "assistant"}}),
        json!({"contentBlockDelta": {"delta": {"text": "An "}, "contentBlockIndex": 0}}),
        json!({"contentBlockDelta": {"delta": {"text": "o"}, "contentBlockIndex": 0}}),
        json!({"contentBlockDelta": {"delta": {"text": "ak"}, "contentBlockIndex": 0}}),
        json!({"contentBlockStop": {"contentBlockIndex": 0}}),
        json!({"messageStop": {"stopReason": "end_turn"}}),
        json!({"metadata": {"usage": {"inputTokens": 2, "outputTokens": 3}, "metrics": {}}}),
    ];
    add(&mut events, beside);
    events
}

/// Adds these members to every event, with the number of the event in place of a number.
fn add(events: &mut [Value], beside: &Value) {
    for (number, event) in events.iter_mut().enumerate() {
        for (key, value) in beside.as_object().into_iter().flatten() {
            event[key] = if value.is_number() { json!(number) } else { value.clone() };
        }
    }
}

#[test]
fn what_stands_beside_an_event_is_kept() {
    let beside = json!({"amazon-bedrock-guardrailAction": "INTERVENED", "seen": 0,
                        "amazon-bedrock-invocationMetrics": {"inputTokenCount": 2}});
    for (family, events) in [("anthropic", anthropic as fn(&Value) -> _), ("converse", converse)] {
        let plain = merge(family, &events(&json!({})));
        let merged = merge(family, &events(&beside));
        let mut expected = plain.json.clone();
        for (key, value) in beside.as_object().into_iter().flatten() {
            expected[key] = value.clone();
        }
        expected["seen"] = json!(events(&beside).len() - 1);
        assert_eq!(merged.json, expected, "{family}");
        assert!(merged.info.complete && merged.info.warnings.is_empty(), "{family}");
        // Padding says nothing, and null neither.
        let padded = merge(family, &events(&json!({"p": "abc", "verdict": null})));
        assert_eq!(padded.json, plain.json, "{family}");
        let failed = merge(family, &events(&json!({"error": {"message": "blight"}})));
        assert_eq!((&failed.json, failed.info.complete), (&plain.json, false), "{family}");
        let error = failed.info.error.expect("an error");
        assert_eq!(String::from_utf8_lossy(&error), r#"{"message":"blight"}"#, "{family}");
    }
}
