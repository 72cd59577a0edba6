//! Responses, and the chunks that they may come in.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::family_support::{Dice, object};

/// A part of a response, and how it comes.
#[derive(Clone, Debug)]
pub enum Part {
    Text { text: String, thought: Option<bool>, signature: Option<String> },
    Call { name: String, id: Option<String>, args: Map<String, Value>, in_pieces: bool },
    Other(Value),
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c\"\\\\é😀\n]{0,12}", "\\PC{0,8}"]
}

fn any_part() -> impl Strategy<Value = Part> {
    let signature = prop::option::weighted(0.2, "[a-zA-Z]{4}");
    let thought = prop::option::of(any::<bool>());
    let text = (any_text(), thought, signature).prop_map(|(text, thought, signature)| Part::Text {
        text,
        thought,
        signature,
    });
    let leaf = prop_oneof![
        any_text().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let value = leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(Value::from),
            prop::collection::hash_map("[a-c.' ]{1,2}", inner, 1..3).prop_map(|it| json!(it)),
        ]
    });
    let args = prop::collection::hash_map("[a-c]", value, 0..3);
    let call = ("[fg]", prop::option::of("[xy]"), args, any::<bool>()).prop_map(
        |(name, id, args, in_pieces)| Part::Call {
            name,
            id,
            args: args.into_iter().collect(),
            in_pieces,
        },
    );
    let data = any_text().prop_map(|data| Part::Other(json!({"inline_data": {"data": data}})));
    prop_oneof![4 => text, 2 => call, 1 => data]
}

/// Parts none of which goes on with the text of the one before, as merging would not leave them.
fn any_parts() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec(any_part(), 0..6).prop_map(|parts| {
        let mut kept: Vec<Part> = Vec::new();
        for part in parts {
            let goes_on = match (kept.last(), &part) {
                (
                    Some(Part::Text { thought: one, signature: None, .. }),
                    Part::Text { thought: two, .. },
                ) => (*one == Some(true)) == (*two == Some(true)),
                _ => false,
            };
            if !goes_on {
                kept.push(part);
            }
        }
        kept
    })
}

impl Part {
    /// The whole part.
    fn whole(&self) -> Value {
        let mut whole = match self {
            Part::Text { text, thought, signature } => {
                json!({"text": text, "thought": thought, "thought_signature": signature})
            }
            Part::Call { name, id, args, .. } => {
                let mut call = json!({"id": id, "args": args, "name": name});
                drop_nulls(&mut call);
                json!({"function_call": call})
            }
            Part::Other(part) => part.clone(),
        };
        drop_nulls(&mut whole);
        whole
    }

    /// The parts that it comes in, as JSON text.
    fn pieces(&self, dice: &mut Dice) -> Vec<String> {
        match self {
            Part::Text { text, thought, signature } => {
                let pieces = dice.split_text(text);
                let last = pieces.len() - 1;
                let piece = |(at, text): (usize, String)| {
                    let mut members = vec![("text", text)];
                    members.extend(thought.map(|thought| ("thought", thought.to_string())));
                    if at == last
                        && let Some(signature) = signature
                    {
                        members.push(("thought_signature", json!(signature).to_string()));
                    }
                    object(&members)
                };
                pieces.into_iter().enumerate().map(piece).collect()
            }
            Part::Call { name, id, args, in_pieces: true } => call_pieces(dice, name, id, args),
            whole => vec![whole.whole().to_string()],
        }
    }
}

fn call_pieces(
    dice: &mut Dice,
    name: &str,
    id: &Option<String>,
    args: &Map<String, Value>,
) -> Vec<String> {
    let mut pieces = Vec::new();
    for (key, value) in args {
        partial_args(dice, &format!("$.{key}"), value, &mut pieces);
    }
    let mut first = json!({"name": name, "id": id, "will_continue": true});
    drop_nulls(&mut first);
    let mut calls = vec![first.to_string()];
    for pieces in dice.split(&pieces) {
        let list = format!("[{}]", pieces.join(", "));
        calls.push(object(&[("partial_args", list), ("will_continue", "true".into())]));
    }
    calls.push(if dice.flip() { "{}".into() } else { json!({"will_continue": false}).to_string() });
    calls.into_iter().map(|call| object(&[("function_call", call)])).collect()
}

/// The pieces of one argument; what is within lists and objects comes by paths of its own.
fn partial_args(dice: &mut Dice, path: &str, value: &Value, pieces: &mut Vec<String>) {
    let mut piece = |key: &'static str, value: String| {
        pieces.push(object(&[("json_path", json!(path).to_string()), (key, value)]));
    };
    match value {
        Value::Null => piece("null_value", json!("NULL_VALUE").to_string()),
        Value::Bool(value) => piece("bool_value", value.to_string()),
        Value::Number(value) => piece("number_value", value.to_string()),
        Value::String(text) => {
            dice.split_text(text).into_iter().for_each(|text| piece("string_value", text));
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                partial_args(dice, &format!("{path}[{at}]"), value, pieces);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('\'', "\\'");
                partial_args(dice, &format!("{path}['{key}']"), value, pieces);
            }
        }
    }
}

fn drop_nulls(value: &mut Value) {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
}

/// What the wire writes where Python has `_x`; in texts too, as they have no such letters.
pub fn as_on_the_wire(json: &str) -> String {
    let mut pieces = json.split('_');
    let mut wire = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (first, rest) = piece.split_at(1);
        wire.push_str(&if first.chars().all(char::is_lowercase) {
            first.to_uppercase()
        } else {
            format!("_{first}")
        });
        wire.push_str(rest);
    }
    wire
}

/// A candidate and the entries of `candidates` that it comes in.
pub fn split_candidate(dice: &mut Dice, index: usize, parts: &[Part]) -> (Value, Vec<String>) {
    let whole_parts: Vec<_> = parts.iter().map(Part::whole).collect();
    let mut whole = json!({
        "content": {"parts": whole_parts, "role": "model"}, "finish_reason": "STOP", "index": index,
        "citation_metadata": {"citations": [{"start_index": 1}, {"start_index": 2}]},
        "safety_ratings": [{"category": "HARM_CATEGORY_HARASSMENT"}], "token_count": index,
    });
    if parts.is_empty() {
        whole["content"].as_object_mut().map(|content| content.remove("parts"));
    }
    let pieces: Vec<String> = parts.iter().flat_map(|part| part.pieces(dice)).collect();
    let mut entries: Vec<Vec<(&str, String)>> = Vec::new();
    for parts in dice.split(&pieces) {
        let list = format!("[{}]", parts.join(", "));
        entries.push(vec![(
            "content",
            object(&[("parts", list), ("role", json!("model").to_string())]),
        )]);
    }
    for (at, citation) in [1, 2].into_iter().enumerate() {
        let key = "citation_metadata";
        let last = entries.len() - 1;
        let entry = &mut entries[last * at];
        let citation = json!({"citations": [{"start_index": citation}]});
        match entry.iter_mut().find(|(known, _)| *known == key) {
            Some((_, value)) => *value = whole[key].to_string(),
            None => entry.push((key, citation.to_string())),
        }
    }
    if let Some(last) = entries.last_mut() {
        for key in ["finish_reason", "safety_ratings", "token_count"] {
            last.push((key, whole[key].to_string()));
        }
    }
    let with_index = |mut entry: Vec<(&str, String)>| {
        entry.push(("index", index.to_string()));
        object(&entry)
    };
    (whole, entries.into_iter().map(with_index).collect())
}

/// A response and the chunks that it comes in.
pub fn split(dice: &mut Dice, candidates: &[Vec<Part>]) -> (Value, Vec<String>) {
    let split: Vec<_> =
        candidates.iter().enumerate().map(|(at, parts)| split_candidate(dice, at, parts)).collect();
    let (wholes, entries): (Vec<_>, Vec<_>) = split.into_iter().unzip();
    let usage = json!({"traffic_type": "ON_DEMAND", "total_token_count": 9});
    let whole = json!({"candidates": wholes, "model_version": "g", "response_id": "r", "usage_metadata": usage});
    let entries = dice.interleave(&entries);
    let chunk = |(at, entry): (usize, &String)| {
        let usage = if at == 0 {
            json!({"traffic_type": "ON_DEMAND"})
        } else {
            json!({"total_token_count": at})
        };
        object(&[
            ("candidates", format!("[{entry}]")),
            ("model_version", json!("g").to_string()),
            ("response_id", json!("r").to_string()),
            ("usage_metadata", usage.to_string()),
        ])
    };
    let mut chunks: Vec<_> = entries.iter().enumerate().map(chunk).collect();
    chunks.push(json!({"usage_metadata": usage}).to_string());
    (whole, chunks)
}

pub fn any_candidates() -> impl Strategy<Value = Vec<Vec<Part>>> {
    prop::collection::vec(any_parts(), 1..4)
}
