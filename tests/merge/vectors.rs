//! Every case of the merge contract: all at once, with a snapshot after every chunk, and with each
//! choice of a chunk in a chunk of its own.

use std::error::Error;

use deltafold::internals::json::{Builder, Cursor, Document};
use deltafold::internals::merge::{ChatAccumulator, Completion, Options};
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../fixtures/merge_vectors.json");

/// What an expected key such as `choices.1.content` speaks of.
fn reduced(completion: &Value, error: &Value, key: &str) -> Value {
    let parts: Vec<_> = key.splitn(3, '.').collect();
    match *parts.as_slice() {
        ["n_choices"] => json!(completion["choices"].as_array().map(Vec::len)),
        ["error"] => error.clone(),
        ["usage"] if completion["usage"].is_object() => {
            let usage = &completion["usage"];
            json!([usage["prompt_tokens"], usage["completion_tokens"], usage["total_tokens"]])
        }
        ["choices", index, name] => {
            let choices = completion["choices"].as_array().cloned().unwrap_or_default();
            let of_index = |choice: &&Value| choice["index"] == json!(index.parse::<i64>().ok());
            let choice = choices.iter().find(of_index).cloned().unwrap_or_default();
            reduced_choice(&choice, name)
        }
        _ => completion[key].clone(),
    }
}

fn reduced_choice(choice: &Value, name: &str) -> Value {
    let message = &choice["message"];
    match name {
        "finish_reason" => choice[name].clone(),
        "logprobs" => json!(choice["logprobs"]["content"].as_array().map(Vec::len)),
        "tool_calls" | "custom" => match message["tool_calls"].as_array() {
            Some(calls) => calls.iter().map(reduced_call).collect(),
            None => Value::Null,
        },
        _ => message[name].clone(),
    }
}

fn reduced_call(call: &Value) -> Value {
    let (id, kind) = (&call["id"], &call["type"]);
    match kind.as_str() {
        Some("custom") => {
            let custom = &call["custom"];
            json!({"id": id, "name": custom["name"], "input": custom["input"]})
        }
        _ => {
            let called = &call["function"];
            let arguments = &called["arguments"];
            json!({"id": id, "type": kind, "name": called["name"], "arguments": arguments})
        }
    }
}

fn check(name: &str, expected: &Value, completion: Completion) -> Result<(), Box<dyn Error>> {
    let error = completion.merge_info.error.as_deref().unwrap_or(b"null");
    let error: Value = serde_json::from_slice(error)?;
    let merged: Value = serde_json::from_slice(&completion.to_json())?;
    for (key, expected) in expected.as_object().into_iter().flatten() {
        let mut found = reduced(&merged, &error, key);
        if let (Some(expected), Some(found)) = (expected.as_object(), found.as_object_mut()) {
            found.retain(|key, _| expected.contains_key(key));
        }
        assert_eq!(&found, expected, "{name}: {key}");
    }
    Ok(())
}

/// The same chunk once per entry of its `choices`, with that one alone.
fn one_choice_each(chunk: Cursor<'_>) -> Vec<Vec<u8>> {
    let entries: Vec<_> = chunk.get("choices").into_iter().flat_map(Cursor::items).collect();
    if entries.is_empty() {
        return vec![chunk.raw().to_vec()];
    }
    let with_one = |entry: &Cursor<'_>| {
        let mut json = Builder::new();
        json.begin_object();
        for (key, value) in chunk.members() {
            json.key_text(key);
            if key != *"choices" {
                json.value(value);
                continue;
            }
            json.begin_array();
            json.value(*entry);
            json.end_array();
        }
        json.end_object();
        json.finish()
    };
    entries.iter().map(with_one).collect()
}

#[test]
fn every_case_of_the_contract_holds() -> Result<(), Box<dyn Error>> {
    let document = Document::parse(VECTORS.into())?;
    let mut count = 0;
    for case in document.root().items() {
        let member = |key| case.get(key).ok_or(format!("a case without {key}"));
        let name = member("name")?.as_text().map(|name| name.to_str()).unwrap_or_default();
        // The chunks may have lone surrogates, which serde_json refuses; these have none.
        let expected: Value = serde_json::from_slice(member("expected")?.raw())?;
        let mut merging = ChatAccumulator::new(Options::default());
        for chunk in member("chunks")?.items() {
            merging.push(chunk)?;
            merging.snapshot().document()?;
        }
        let snapshot = merging.snapshot();
        check(&name, &expected, merging.finish())?;
        check(&name, &expected, snapshot)?;
        let mut merging = ChatAccumulator::new(Options::default());
        for chunk in member("chunks")?.items().flat_map(one_choice_each) {
            merging.push(Document::parse(chunk)?.root())?;
        }
        check(&name, &expected, merging.finish())?;
        count += 1;
    }
    assert_eq!(count, 48);
    Ok(())
}
