//! Tests of folding: whole, piece by piece, and element by element.

#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::document::FoldedDocument;
use super::first_elements::{FirstElements, fold_with};
use crate::json::cursor::Cursor;
use crate::json::document::Document;

/// The JSON of one element: scalars of every type, in a shape chosen by `shape`.
fn element(shape: u8, scalars: &[String; 3]) -> String {
    let [a, b, c] = scalars;
    match shape {
        0 => format!(r#"{{"id": "same", "a": {a}, "deep": [{{"b": {b}}}], "c":{c}}}"#),
        1 => format!(r#"{{"a": {a}, "a2": [{b}, {c}], "empty": {{}}, "none": []}}"#),
        2 => format!("[{a}, [[{b}]], {c} ]"),
        _ => a.clone(),
    }
}

fn written(value: Cursor<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    crate::json::write(value, crate::json::Layout::OneLine, &mut bytes);
    bytes
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("NaN".to_owned()),
        any::<i32>().prop_map(|n| n.to_string()),
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| format!("{x:?}")),
        r#"[a-cé "\\\n]{0,12}"#.prop_map(|text| format!("{text:?}")),
        Just(r#""\ud83d""#.to_owned()),
    ]
}

proptest! {
    #[test]
    fn an_element_is_what_parsing_it_alone_gives(
        elements in prop::collection::vec((0..4u8, [scalar(), scalar(), scalar()]), 0..30)
    ) {
        let texts: Vec<_> = elements.iter().map(|(shape, of)| element(*shape, of)).collect();
        let text = format!("{{\"other\": [1], \"list\": [{}\n], \"last\": 0}}", texts.join(",\n "));
        let folded = FoldedDocument::parse(text.clone().into_bytes(), &["list"]).unwrap();
        prop_assert_eq!(folded.len(), texts.len());
        for (number, text) in texts.iter().enumerate() {
            let element = folded.element(number).unwrap();
            let alone = Document::parse(text.clone().into_bytes()).unwrap();
            prop_assert_eq!(element.root().raw(), text.as_bytes());
            prop_assert!(element.same_tokens(&alone));
        }
        folded.try_each_element(|mut element| {
            let (shape, changes) = (element.shape(), element.changes().collect::<Vec<_>>());
            let raw = |cursor: Cursor<'_>| cursor.raw().to_vec();
            let scalars: Vec<_> = changes.iter().map(|at| element.scalar(*at, raw)).collect();
            let whole = element.unfold();
            for (at, scalar) in changes.iter().zip(scalars) {
                prop_assert_eq!(whole.beside(*at).raw(), scalar.unwrap(), "shape {}", shape);
            }
            Ok(())
        })?;
        let whole = folded.unfolded().unwrap();
        prop_assert_eq!(
            written(whole.root()),
            written(Document::parse(text.into_bytes()).unwrap().root())
        );
        prop_assert_eq!(whole.root().get("list").unwrap().items().count(), texts.len());
        prop_assert_eq!(folded.head().root().get("last").unwrap().as_i64(), Some(0));
    }

    #[test]
    fn pieces_give_what_the_whole_gives(
        elements in prop::collection::vec((0..4u8, [scalar(), scalar(), scalar()]), 0..30),
        size in 1..200usize,
        cut in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let texts: Vec<_> = elements.iter().map(|(shape, of)| element(*shape, of)).collect();
        let text = format!("{{\"é\": [1], \"list\": [{}\n], \"last\": 0}}", texts.join(",\n "));
        let mut damaged = text.clone().into_bytes();
        let place = at.index(damaged.len());
        damaged[place] = byte;
        let end = cut.index(text.len());
        for text in [text.as_bytes(), &text.as_bytes()[..end], &damaged] {
            let whole = FoldedDocument::parse(text.to_vec(), &["list"]);
            let mut room = Vec::new();
            let pieces = fold_with(&mut &text[..], &["list"], size, usize::MAX, &mut room);
            let FirstElements::List(list) = pieces.unwrap() else {
                // Left to parsing the whole text, which must not happen to a long valid list.
                prop_assert!(whole.is_err() || whole.unwrap().len() == 0 || text == damaged);
                continue;
            };
            let pieces = FoldedDocument::of(list.0, list.1);
            let whole = whole.unwrap();
            prop_assert_eq!(pieces.len(), whole.len());
            let of = |document: &FoldedDocument| {
                let elements = (0..document.len()).filter_map(|n| document.element(n));
                elements.map(|element| element.bytes().to_vec()).collect::<Vec<_>>()
            };
            prop_assert_eq!(of(&pieces), of(&whole));
            prop_assert_eq!(written(pieces.head().root()), written(whole.head().root()));
            let unfolded = |document: &FoldedDocument| written(document.unfolded().unwrap().root());
            prop_assert_eq!(unfolded(&pieces), unfolded(&whole));
        }
    }

    #[test]
    fn folding_refuses_what_parsing_refuses(
        elements in prop::collection::vec([scalar(), scalar(), scalar()], 2..9),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let texts: Vec<_> = elements.iter().map(|of| element(0, of)).collect();
        let mut text = format!("{{\"list\": [{}]}}", texts.join(", ")).into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        let parsed = Document::parse(text.clone()).map(|_| ()).map_err(|e| e.to_string());
        let folded = FoldedDocument::parse(text, &["list"]).map(|_| ()).map_err(|e| e.to_string());
        prop_assert_eq!(parsed, folded);
    }
}

#[test]
fn only_the_list_at_the_path_is_folded() {
    let text = br#"{"body": [1], "response": {"x": {"body": [2]}, "body": [3, 4]}, "z": [5]}"#;
    let folded = FoldedDocument::parse(text.to_vec(), &["response", "body"]).unwrap();
    let root = folded.head().root();
    assert_eq!(folded.len(), 2);
    assert_eq!(root.get("body").unwrap().items().count(), 1);
    assert_eq!(root.get("z").unwrap().items().count(), 1);
    assert_eq!(root.get("response").unwrap().get("x").unwrap().raw(), br#"{"body": [2]}"#);
}

#[test]
fn keys_with_escapes_lead_to_the_list_too() {
    let text = br#"{"resp\u006fnse": {"\u0062ody": [3, 4]}}"#;
    let folded = FoldedDocument::parse(text.to_vec(), &["response", "body"]).unwrap();
    assert_eq!(folded.len(), 2);
}

#[test]
fn a_number_that_begins_like_the_one_before_is_another() {
    let text = br#"{"list": [1, 12, 1.5, 1e5, 12, 120]}"#;
    let folded = FoldedDocument::parse(text.to_vec(), &["list"]).unwrap();
    let raw = |number| folded.element(number).unwrap().root().raw().to_vec();
    assert_eq!(folded.len(), 6);
    assert_eq!((raw(1), raw(2), raw(5)), (b"12".to_vec(), b"1.5".to_vec(), b"120".to_vec()));
}

#[test]
fn duplicate_keys_inside_elements_are_resolved() {
    let text = br#"{"list": [{"a": 1, "b": 2, "a": 3}, {"a": 1, "b": 2, "a": 4}]}"#;
    let folded = FoldedDocument::parse(text.to_vec(), &["list"]).unwrap();
    assert_eq!(folded.element(1).unwrap().root().raw(), br#"{"a":4,"b":2}"#);
}
