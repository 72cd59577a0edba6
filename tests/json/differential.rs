//! Other readers agree: serde_json about what is a document and what it holds, simd-json about
//! what it holds.

use deltafold::internals::json::{Cursor, Document, Layout};
use proptest::prelude::*;

use crate::{parse, texts, to_serde, written};

/// What Python reads and serde_json does not.
fn is_for_python_only(text: &[u8], error: &serde_json::Error) -> bool {
    let error = error.to_string();
    let text = String::from_utf8_lossy(text);
    ["NaN", "Infinity"].iter().any(|word| text.contains(word))
        || text.starts_with('\u{feff}')
        || ["out of range", "surrogate", "hex escape"].iter().any(|what| error.contains(what))
}

proptest! {
    #[test]
    fn a_valid_text_is_what_serde_json_reads(text in texts::valid()) {
        let document = parse(text.clone());
        if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&text) {
            prop_assert_eq!(to_serde(document.root()), theirs);
        }
    }

    #[test]
    fn the_same_texts_are_refused_as_by_serde_json(text in texts::broken()) {
        let theirs = serde_json::from_slice::<serde_json::Value>(&text);
        match (Document::parse(text.clone()), theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(to_serde(ours.root()), theirs),
            (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => prop_assert!(is_for_python_only(&text, &error), "{error}"),
            (Err(error), Ok(_)) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn a_valid_text_is_what_simd_json_reads(text in texts::valid()) {
        // Its integers have no -0, and 64 bits at most.
        prop_assume!(!has_minus_zero(parse(text.clone()).root()));
        let mut bytes = text.clone().into_bytes();
        if let Ok(theirs) = simd_json::serde::from_slice::<serde_json::Value>(&mut bytes) {
            prop_assert_eq!(to_serde(parse(text).root()), theirs);
        }
    }

    #[test]
    fn serde_json_reads_what_was_written(text in texts::valid()) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(()) };
        let document = parse(text);
        for layout in [
            Layout::Indented,
            Layout::OneLine,
            Layout::Dense,
            Layout::Compact,
            Layout::CompactIndented(3),
        ] {
            let theirs: serde_json::Value = serde_json::from_str(&written(&document, layout))?;
            prop_assert_eq!(theirs == value, !has_minus_zero(document.root()));
        }
    }
}

/// Whether it has the integer -0, which Python reads as 0.
fn has_minus_zero(value: Cursor<'_>) -> bool {
    value.raw() == b"-0"
        || value.items().any(has_minus_zero)
        || value.members().any(|(_, value)| has_minus_zero(value))
}
