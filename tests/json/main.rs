//! The JSON room from outside: what it refuses, what it reads, what it writes.

#![allow(clippy::unwrap_used, clippy::panic)]

mod differential;
mod guards;
mod numbers;
mod places;
mod texts;
mod writing;

use deltafold::internals::json::{Cursor, Document, Layout, Number, ValueKind, write};

/// The document of a text that must be valid.
fn parse(text: impl Into<Vec<u8>>) -> Document {
    Document::parse(text.into()).unwrap()
}

/// The byte at which a text that must be invalid is refused.
fn refused_at(text: impl Into<Vec<u8>>) -> usize {
    match Document::parse(text.into()) {
        Err(deltafold::internals::error::Error::Parse(error)) => error.byte,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn written(document: &Document, layout: Layout) -> String {
    let mut out = Vec::new();
    write(document.root(), layout, &mut out);
    String::from_utf8(out).unwrap()
}

/// The same value as serde_json holds it; fails where duplicate key.
fn to_serde(value: Cursor<'_>) -> serde_json::Value {
    match value.kind() {
        ValueKind::Null => serde_json::Value::Null,
        ValueKind::Bool => value.as_bool().into(),
        ValueKind::String => value.as_text().unwrap().to_str().into(),
        ValueKind::Array => value.items().map(to_serde).collect(),
        ValueKind::Object => {
            let members =
                value.members().map(|(key, value)| (key.to_str().into(), to_serde(value)));
            let map: serde_json::Map<String, _> = members.collect();
            assert_eq!(map.len(), value.members().count(), "duplicate key");
            map.into()
        }
        ValueKind::Number => match value.as_number().unwrap() {
            Number::Int(0) if value.raw() == b"-0" => (-0.0).into(),
            Number::Int(int) => int.into(),
            Number::Big(digits) => digits
                .parse::<u64>()
                .map_or_else(|_| digits.parse::<f64>().unwrap().into(), serde_json::Value::from),
            Number::Float(float) => float.into(),
        },
    }
}
