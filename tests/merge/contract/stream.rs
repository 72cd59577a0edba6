//! Contract, section 5.

use deltafold::internals::json::Document;
use deltafold::internals::merge::{ChatAccumulator, Options};
use serde_json::{Value, json};

use super::support::{choice, completion, delta, finish, merge};

#[test]
fn an_error_is_kept_beside_the_partial_result() {
    for error in [json!({"message": "boom"}), json!("boom")] {
        let merged = merge(&[
            delta(json!({"content": "x"})),
            json!({"error": "an earlier one"}),
            json!({"error": error, "choices": []}),
            json!({"error": null}),
            finish("stop"),
        ]);
        let kept = merged.info.error.as_deref().map(serde_json::from_slice::<Value>);
        assert_eq!(kept.and_then(Result::ok), Some(error));
        assert_eq!(merged.message()["content"], "x");
        assert!(!merged.info.complete);
        assert!(merged.json.get("error").is_none());
    }
}

#[test]
fn a_stream_is_complete_when_each_choice_has_a_finish_reason() {
    assert!(!merge::<Value>(&[]).info.complete);
    assert!(merge(&[finish("length")]).info.complete);
    let second = choice(json!({"index": 1, "delta": {"content": "x"}}));
    assert!(!merge(&[finish("stop"), second]).info.complete);
}

#[test]
fn an_item_that_is_no_object_is_an_error_and_changes_nothing()
-> deltafold::internals::error::Result<()> {
    let mut merging = ChatAccumulator::new(Options::default());
    let before = merging.snapshot();
    for item in ["null", "1", "true", "\"x\"", "[]"] {
        let item = Document::parse(item.into())?;
        assert!(matches!(
            merging.push(item.root()),
            Err(deltafold::internals::error::Error::Merge { .. })
        ));
    }
    assert_eq!(merging.snapshot(), before);
    Ok(())
}

/// The content that two pieces of content give, between its quotes.
fn joined(field: &str, one: &str, two: &str) -> String {
    let piece = |text: &str| {
        format!(r#"{{"choices": [{{"index": 0, "delta": {}}}]}}"#, field.replace('$', text))
    };
    let merged = completion(Options::default(), &[piece(one), piece(two)]);
    let json = merged.map(|merged| merged.to_json()).unwrap_or_default();
    String::from_utf8_lossy(&json).into_owned()
}

/// Every field in which text is concatenated.
const FIELDS: [&str; 10] = [
    r#"{"content": "$"}"#,
    r#"{"content": [{"type": "text", "text": "$"}]}"#,
    r#"{"refusal": "$"}"#,
    r#"{"reasoning": "$"}"#,
    r#"{"deep": {"text": "$"}}"#,
    r#"{"reasoning_details": [{"type": "reasoning.text", "text": "$"}]}"#,
    r#"{"thinking_blocks": [{"type": "thinking", "thinking": "$"}]}"#,
    r#"{"audio": {"transcript": "$"}}"#,
    r#"{"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "$"}}]}"#,
    r#"{"function_call": {"arguments": "$"}}"#,
];

#[test]
fn a_surrogate_pair_split_over_two_deltas_is_one_character()
-> deltafold::internals::error::Result<()> {
    for field in FIELDS {
        let json = joined(field, r"x\ud83d", r"\ude00y");
        let parsed: Value = serde_json::from_str(&json).unwrap_or_default();
        assert!(parsed.to_string().contains("x😀y"), "{field}: {json}");
    }
    Ok(())
}

#[test]
fn a_surrogate_left_alone_stays_as_it_came() -> deltafold::internals::error::Result<()> {
    for field in FIELDS {
        let json = joined(field, r"x\ud83d", "y");
        assert!(json.contains(r"x\ud83dy"), "{field}: {json}");
        assert!(Document::parse(json.into_bytes()).is_ok());
    }
    Ok(())
}

#[test]
fn chunks_are_neither_changed_nor_needed_after_they_were_pushed()
-> deltafold::internals::error::Result<()> {
    let text =
        delta(json!({"tool_calls": [{"index": 0, "function": {"arguments": "1"}}]})).to_string();
    let mut merging = ChatAccumulator::new(Options::default());
    let document = Document::parse(text.clone().into_bytes())?;
    merging.push(document.root())?;
    merging.push(document.root())?;
    assert_eq!(document.bytes(), text.as_bytes());
    drop(document);
    assert!(String::from_utf8_lossy(&merging.finish().to_json()).contains(r#""arguments":"11""#));
    Ok(())
}
