//! Chunks in, as JSON; the completion out, as JSON.

use std::fmt::Display;

use deltafold::internals::json::Document;
use deltafold::internals::merge::{ChatAccumulator, Completion, MergeInfo, Options};
use serde_json::{Value, json};

pub struct Merged {
    pub json: Value,
    pub info: MergeInfo,
}

impl Merged {
    pub fn choice(&self) -> &Value {
        &self.json["choices"][0]
    }

    pub fn message(&self) -> &Value {
        &self.choice()["message"]
    }

    /// Each call as `[id, type, name, arguments]`.
    pub fn calls(&self) -> Value {
        let calls = self.message()["tool_calls"].as_array().cloned().unwrap_or_default();
        let reduced = calls.iter().map(|call| {
            let function = &call["function"];
            json!([call["id"], call["type"], function["name"], function["arguments"]])
        });
        reduced.collect()
    }

    pub fn codes(&self) -> Vec<&'static str> {
        self.info.warnings.iter().map(|warning| warning.code).collect()
    }
}

/// The completion, as bytes; a snapshot after each chunk must be well formed.
pub fn completion<C: Display>(
    options: Options,
    chunks: &[C],
) -> deltafold::internals::error::Result<Completion> {
    let mut merging = ChatAccumulator::new(options);
    for chunk in chunks {
        merging.push(Document::parse(chunk.to_string().into_bytes())?.root())?;
        merging.snapshot().document()?;
    }
    let snapshot = merging.snapshot();
    let finished = merging.finish();
    assert_eq!(snapshot, finished);
    Ok(finished)
}

pub fn merge_with<C: Display>(options: Options, chunks: &[C]) -> Merged {
    let merged = completion(options, chunks).expect("the chunks merge");
    let json = merged.to_json();
    let json = serde_json::from_slice(&json).expect("a completion is JSON");
    Merged { json, info: merged.merge_info }
}

pub fn merge<C: Display>(chunks: &[C]) -> Merged {
    merge_with(Options::default(), chunks)
}

/// A chunk whose only choice has these fields.
pub fn choice(mut fields: Value) -> Value {
    if fields.get("index").is_none() {
        fields["index"] = json!(0);
    }
    json!({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
           "choices": [fields]})
}

/// A chunk whose only choice has this delta.
pub fn delta(delta: Value) -> Value {
    choice(json!({"delta": delta}))
}

/// A chunk with one tool call entry in it.
pub fn call(entry: Value) -> Value {
    delta(json!({"tool_calls": [entry]}))
}

pub fn finish(reason: &str) -> Value {
    choice(json!({"delta": {}, "finish_reason": reason}))
}
