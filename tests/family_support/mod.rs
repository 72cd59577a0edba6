//! Items of a stream in, as JSON; the response out, as JSON. And dice to split responses with.
#![allow(dead_code)] // each test uses a part of it
#![allow(clippy::expect_used)]

use std::fmt::Display;

use deltafold::internals::json::Document;
use deltafold::internals::merge::{Accumulator, Completion, MergeInfo, Options, family_named};
use deltafold::internals::recording::Recording;
use proptest::prelude::*;
use serde_json::{Value, json};

pub struct Merged {
    pub json: Value,
    pub info: MergeInfo,
}

impl Merged {
    pub fn codes(&self) -> Vec<&'static str> {
        self.info.warnings.iter().map(|warning| warning.code).collect()
    }
}

/// The response that `family` makes of the items, pushed one by one; it must be the same each time
/// that it is looked at, well formed after each item, and have no key twice.
pub fn completion<C: Display>(
    family: &str,
    options: Options,
    items: &[C],
) -> deltafold::internals::error::Result<Completion> {
    let mut merging = Accumulator::of(family_named(family), options);
    for item in items {
        merging.push(item.to_string().as_bytes())?;
        let snapshot = merging.snapshot().to_json();
        let read = Document::parse(snapshot.clone())?;
        assert_eq!(read.bytes(), snapshot, "duplicate key");
    }
    let snapshot = merging.snapshot();
    match merging.finish() {
        Ok(finished) => assert_eq!(snapshot, finished),
        // Nothing came, or nothing but errors: what there is can be looked at.
        Err(error) => {
            assert!(matches!(error, deltafold::internals::error::Error::Merge { .. }), "{error}")
        }
    }
    Ok(snapshot)
}

/// The response at the end of the stream.
pub fn completion_at_end<C: Display>(
    family: &str,
    options: Options,
    items: &[C],
) -> deltafold::internals::error::Result<Completion> {
    let mut merging = Accumulator::of(family_named(family), options);
    items.iter().try_for_each(|item| merging.push(item.to_string().as_bytes()))?;
    merging.finish()
}

pub fn merge_with<C: Display>(family: &str, options: Options, items: &[C]) -> Merged {
    let merged = completion(family, options, items).expect("the items merge");
    let json = serde_json::from_slice(&merged.to_json()).expect("a response is JSON");
    Merged { json, info: merged.merge_info }
}

pub fn merge<C: Display>(family: &str, items: &[C]) -> Merged {
    merge_with(family, Options::default(), items)
}

/// The same for a recording of the items, which are merged in one go; its kind must be that of a
/// stream of `family`.
pub fn merge_recorded<C: Display>(family: &str, items: &[C]) -> Merged {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    let text = format!(r#"{{"response": {{"body": [{}]}}}}"#, items.join(", "));
    let recording = Recording::parse(text.into_bytes(), None).expect("a recording");
    assert_eq!(recording.kind().as_str(), format!("{family}.stream"));
    let merged = recording.merge(Options::default()).expect("the items merge");
    let json = serde_json::from_slice(&merged.to_json()).expect("a response is JSON");
    Merged { json, info: merged.merge_info }
}

/// The response that a recording of items gives; each was an object of this class.
pub fn completion_of_class(class: &str, items: &[Value]) -> Completion {
    let wrapped = items.iter().map(|item| json!({"__type__": class, "__data__": item}));
    let text = json!({"response": {"body": wrapped.collect::<Value>()}}).to_string();
    let recording = Recording::parse(text.into_bytes(), None).expect("a recording");
    recording.merge(Options::default()).expect("the items merge")
}

/// Which choices an item is said to bring tokens to.
pub fn tokens(family: &str, item: &Value) -> Vec<i64> {
    let document = Document::parse(item.to_string().into_bytes()).expect("an item");
    let family = family_named(family).expect("a family");
    let mut found = Vec::new();
    (family.token_choices)(document.root(), &mut |index| found.push(index));
    found
}

/// Random decisions that follow from one number.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % sides
    }

    pub fn flip(&mut self) -> bool {
        self.roll(2) == 0
    }

    /// A list in pieces, in order.
    pub fn split<T: Clone>(&mut self, list: &[T]) -> Vec<Vec<T>> {
        let mut pieces: Vec<Vec<T>> = vec![Vec::new()];
        for item in list {
            if self.roll(3) == 0 {
                pieces.push(Vec::new());
            }
            pieces.last_mut().expect("a piece").push(item.clone());
        }
        pieces
    }

    /// A text in pieces, each as JSON text; a surrogate pair may be cut in two.
    pub fn split_text(&mut self, text: &str) -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        self.split(&units).iter().map(|units| json_text(units)).collect()
    }

    /// Sequences as one, in which each keeps its order.
    pub fn interleave<T: Clone>(&mut self, sequences: &[Vec<T>]) -> Vec<T> {
        let mut left: Vec<&[T]> = sequences.iter().map(Vec::as_slice).collect();
        let mut all = Vec::new();
        loop {
            left.retain(|sequence| !sequence.is_empty());
            if left.is_empty() {
                return all;
            }
            let chosen = self.roll(left.len());
            if let Some((first, rest)) = left[chosen].split_first() {
                all.push(first.clone());
                left[chosen] = rest;
            }
        }
    }
}

/// A JSON string of UTF-16 units; all that is not plain ASCII is escaped.
fn json_text(units: &[u16]) -> String {
    let escaped = units.iter().map(|unit| match u8::try_from(*unit) {
        Ok(byte) if byte.is_ascii_alphanumeric() || byte == b' ' => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// An object as JSON text, of members that are JSON text.
pub fn object(members: &[(&str, String)]) -> String {
    let members = members.iter().map(|(key, value)| format!("{}: {value}", Value::from(*key)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

/// Any object with some of these keys.
pub fn any_object(
    keys: &'static [&'static str],
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(keys), value), 0..6).prop_map(|members| {
        members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    })
}
