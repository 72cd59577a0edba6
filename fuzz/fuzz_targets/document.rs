//! The same texts are documents as for serde_json, and hold the same.

#![no_main]

use deltafold::internals::json::{Cursor, Document, Number, ValueKind};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|text: &[u8]| {
    match (Document::parse(text.to_vec()), serde_json::from_slice::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(value(ours.root()), theirs),
        (Ok(_), Err(error)) => assert!(is_for_python_only(text, &error), "{error}"),
        (Err(error), Ok(_)) => assert!(has_long_integer(text), "{error}"),
        (Err(_), Err(_)) => {}
    }
});

/// What Python reads and serde_json does not.
fn is_for_python_only(text: &[u8], error: &serde_json::Error) -> bool {
    let error = error.to_string();
    let words = String::from_utf8_lossy(text);
    ["NaN", "Infinity"].iter().any(|word| words.contains(word))
        || text.starts_with("\u{feff}".as_bytes())
        || ["out of range", "surrogate", "hex escape", "recursion limit"]
            .iter()
            .any(|what| error.contains(what))
}

/// Python refuses integers of more than 4,300 digits.
fn has_long_integer(text: &[u8]) -> bool {
    text.split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() > 4300)
}

fn value(ours: Cursor<'_>) -> Value {
    match ours.kind() {
        ValueKind::Null => Value::Null,
        ValueKind::Bool => ours.as_bool().into(),
        ValueKind::String => ours.as_text().expect("a string").to_str().into(),
        ValueKind::Array => ours.items().map(value).collect(),
        ValueKind::Object => {
            let members = ours.members().map(|(key, member)| (key.to_str().into(), value(member)));
            let map: Map<String, Value> = members.collect();
            assert_eq!(map.len(), ours.members().count(), "a key comes twice");
            map.into()
        }
        ValueKind::Number => match ours.as_number().expect("a number") {
            Number::Int(0) if ours.raw() == b"-0" => (-0.0).into(),
            Number::Int(int) => int.into(),
            Number::Big(digits) => digits
                .parse::<u64>()
                .map_or_else(|_| digits.parse::<f64>().expect("digits").into(), Value::from),
            Number::Float(float) => float.into(),
        },
    }
}
