//! Contract, section 3: reasoning in all its forms.

use serde_json::{Value, json};

use super::support::{delta, merge};

fn details(entries: Value) -> Value {
    delta(json!({"reasoning_details": entries}))
}

fn blocks(entries: Value) -> Value {
    delta(json!({"thinking_blocks": entries}))
}

#[test]
fn reasoning_strings_concatenate_under_the_key_they_came_with() {
    for key in ["reasoning_content", "reasoning", "reasoning_text", "thinking"] {
        let merged = merge(&[
            delta(json!({key: "th"})),
            delta(json!({key: "ink"})),
            delta(json!({key: null, "content": "x"})),
        ]);
        assert_eq!(merged.message()[key], "think");
    }
    let both = delta(json!({"reasoning": "a", "reasoning_content": "a"}));
    let merged = merge(&[both.clone(), both]);
    assert_eq!(merged.message()["reasoning"], "aa");
    assert_eq!(merged.message()["reasoning_content"], "aa");
}

#[test]
fn reasoning_details_of_one_kind_join_and_a_late_signature_is_set() {
    let merged = merge(&[
        details(json!([{"type": "reasoning.text", "text": "a", "format": "v1", "index": 0}])),
        details(json!([{"type": "reasoning.text", "text": "b", "format": "v1", "index": 0,
                        "signature": null}])),
        details(json!([{"type": "reasoning.text", "signature": "sig", "id": "r1", "index": 0}])),
        details(json!([{"type": "reasoning.text", "signature": "", "id": "", "format": null,
                        "index": 0}])),
    ]);
    let expected = json!([{"type": "reasoning.text", "text": "ab", "format": "v1", "index": 0,
                           "signature": "sig", "id": "r1"}]);
    assert_eq!(merged.message()["reasoning_details"], expected);
}

#[test]
fn reasoning_details_of_another_type_index_or_id_are_entries_of_their_own() {
    let merged = merge(&[
        details(json!([{"type": "reasoning.summary", "summary": "s", "index": 0},
                       {"type": "reasoning.summary", "summary": "t", "index": 0}])),
        details(json!([{"type": "reasoning.text", "text": "a", "index": 0}])),
        details(json!([{"type": "reasoning.text", "text": "b", "index": 1, "id": "x"}])),
        details(json!([{"type": "reasoning.text", "text": "c", "index": 1, "id": "y"}])),
        details(json!([{"type": "reasoning.text", "text": "d", "index": 1}])),
        details(json!([{"type": "reasoning.text", "text": "e"}])),
    ]);
    let expected = json!([
        {"type": "reasoning.summary", "summary": "st", "index": 0},
        {"type": "reasoning.text", "text": "a", "index": 0},
        {"type": "reasoning.text", "text": "b", "index": 1, "id": "x"},
        {"type": "reasoning.text", "text": "cd", "index": 1, "id": "y"},
        {"type": "reasoning.text", "text": "e"},
    ]);
    assert_eq!(merged.message()["reasoning_details"], expected);
}

#[test]
fn encrypted_reasoning_always_appends() {
    let entry = json!({"type": "reasoning.encrypted", "data": "x", "index": 0});
    let merged = merge(&[details(json!([entry])), details(json!([entry]))]);
    assert_eq!(merged.message()["reasoning_details"], json!([entry, entry]));
    assert_eq!(merge(&[details(json!([]))]).message()["reasoning_details"], Value::Null);
}

#[test]
fn thinking_blocks_join_until_a_signature_closes_them() {
    let merged = merge(&[
        blocks(json!([{"type": "thinking", "thinking": "a", "signature": ""}])),
        blocks(json!([{"type": "thinking", "thinking": "b", "signature": null}])),
        blocks(json!([{"type": "thinking", "thinking": "", "signature": "s1"}])),
        blocks(json!([{"type": "thinking", "thinking": "c"}])),
        blocks(json!([{"type": "redacted_thinking", "data": "r"}])),
        blocks(json!([{"type": "redacted_thinking", "data": "r"}])),
        blocks(json!([{"type": "thinking", "thinking": "d"}])),
    ]);
    let expected = json!([
        {"type": "thinking", "thinking": "ab", "signature": "s1"},
        {"type": "thinking", "thinking": "c"},
        {"type": "redacted_thinking", "data": "r"},
        {"type": "redacted_thinking", "data": "r"},
        {"type": "thinking", "thinking": "d"},
    ]);
    assert_eq!(merged.message()["thinking_blocks"], expected);
}
