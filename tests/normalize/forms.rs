//! The canonical form is kept byte for byte; others are laid out anew only if something changes.

use std::path::Path;

use deltafold::internals::json::{Document, FoldedText, Layout, write};
use deltafold::internals::normalize::{NormalizeOptions, Outcome, Rules, Wanted, normalize_bytes};
use proptest::prelude::*;

use super::{canonical, recording};

fn outcome(text: &str, options: NormalizeOptions) -> Outcome {
    normalize_bytes(text.as_bytes(), Path::new("abc.json"), &Rules::ogx(), options).unwrap()
}

const REFORMAT: NormalizeOptions = NormalizeOptions { reformat: true, wanted: Wanted::Bytes };

#[test]
fn what_no_rule_changes_keeps_its_form() {
    let normal = recording(r#"{"body": {"__data__": {"id": "rec-abc", "created": 0}}}"#);
    for text in [normal.clone(), normal.trim_end().to_owned(), normal.replace('\n', "")] {
        assert_eq!(outcome(&text, NormalizeOptions::default()), Outcome::Unchanged);
        match outcome(&text, REFORMAT) {
            Outcome::Unchanged => assert_eq!(text, normal),
            Outcome::Changed(changed) => {
                assert_ne!(text, normal);
                assert_eq!((changed.values, changed.bytes), (0, normal.clone().into_bytes()));
            }
        }
    }
}

#[test]
fn counting_needs_no_bytes() {
    let text = recording(
        r#"{"body": [{"__data__": {"id": "x", "created": 7}}, {"__data__": {"id": "y"}}]}"#,
    );
    for text in [text.clone(), text.replace('\n', " ")] {
        let options = NormalizeOptions { reformat: false, wanted: Wanted::Count };
        let Outcome::Changed(counted) = outcome(&text, options) else { panic!("{text}") };
        assert_eq!((counted.values, counted.bytes.len()), (3, 0));
    }
}

/// JSON values, as they may stand in files: scalars in odd forms too.
fn json() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("-0".to_owned()),
        Just("1.50".to_owned()),
        Just("1e-7".to_owned()),
        Just("123456789012345678901234567890".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|x| format!("{x:?}").replace("inf", "Infinity")),
        r#"[a-c "\\\n\u{7f}é😀]{0,6}"#
            .prop_map(|text| format!("{text:?}").replace("\\u{7f}", "\u{7f}")),
        Just(r#""\ud83d""#.to_owned()),
        Just(r#""\u00E9""#.to_owned()),
        Just(r#""\/""#.to_owned()),
    ];
    scalar.prop_recursive(4, 40, 5, |inner| {
        let members = prop::collection::vec(inner.clone(), 0..5);
        prop_oneof![
            members.prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(inner, 0..5).prop_map(|values| {
                let member = |(n, value): (usize, String)| format!("\"k{n}\":{value}");
                format!(
                    "{{{}}}",
                    values.into_iter().enumerate().map(member).collect::<Vec<_>>().join(",")
                )
            }),
        ]
    })
}

/// Where the elements of the list stand is where they are found when all is parsed.
fn check_places(text: &str) {
    let folded = FoldedText::parse(text.as_bytes(), &["list"]).unwrap().unwrap();
    let places = folded.canonical_places();
    assert_eq!(places.is_some(), text == canonical(text), "{text}");
    let document = Document::parse(text.into()).unwrap();
    if let (Some(places), Some(list)) = (places, document.root().get("list")) {
        let expected: Vec<_> = list.items().map(|item| item.pos()).collect();
        assert_eq!(places, expected, "{text}");
        let mut number = 0;
        folded
            .try_each_element(|at, mut element| {
                let (start, raw) = (places[at], element.unfold().raw().to_vec());
                assert_eq!(&text.as_bytes()[start..start + raw.len()], raw);
                number += 1;
                Ok::<_, deltafold::internals::error::Error>(())
            })
            .unwrap();
        assert_eq!(number, expected.len());
    }
}

proptest! {
    /// The canonical form is told from every other, also from those that differ in one byte.
    #[test]
    fn the_form_is_told_exactly(
        elements in prop::collection::vec((json(), 1..4usize), 0..6),
        other in json(),
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(b" \n\t0a".to_vec()),
    ) {
        let list: Vec<String> =
            elements.into_iter().flat_map(|(json, count)| vec![json; count]).collect();
        let loose = format!(r#"{{"a":{other},"list":[{}],"z":[{other}]}}"#, list.join(","));
        check_places(&loose);
        let right = canonical(&loose);
        check_places(&right);
        let at = at.index(right.len() + 1);
        let mut wrong = right.into_bytes();
        wrong.insert(at, byte);
        if Document::parse(wrong.clone()).is_ok() {
            check_places(&String::from_utf8(wrong).unwrap());
        }
    }

    /// One that is written anew by a change somewhere has all other values as they were.
    #[test]
    fn other_values_stay(value in json()) {
        let text = format!(r#"{{"response":{{"body":{{"__data__":{{"id":1,"v":{value}}}}}}}}}"#);
        let Outcome::Changed(changed) = outcome(&text, NormalizeOptions::default()) else { panic!("{text}") };
        let expected = canonical(&text).replacen("\"id\": 1", "\"id\": \"rec-abc\"", 1);
        prop_assert_eq!(String::from_utf8(changed.bytes).unwrap(), expected);
        let mut line = Vec::new();
        write(Document::parse(text.into()).unwrap().root(), Layout::OneLine, &mut line);
    }
}
