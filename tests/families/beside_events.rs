//! Members beside those that an event is about: they are the response's, as those of a chat's chunk.

use serde_json::{Value, json};

use crate::family_support::merge;

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
