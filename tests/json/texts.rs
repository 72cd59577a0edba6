//! JSON texts at random: every kind of value in every spelling, and such texts broken.

use proptest::prelude::*;
use proptest::sample::Index;

fn space() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just(String::new()), 1 => "[ \t\r\n]{1,12}"]
}

fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?"
}

fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z /\u{7f}]{1,12}",
        1 => "[é€😀\u{2028}]{1,3}",
        2 => r#"\\["\\/bfnrt]"#,
        1 => "\\\\u00[0-9a-fA-F]{2}",
        1 => "\\\\u[dD][89abAB][0-9a-f]{2}\\\\u[dD][c-fC-F][0-9a-f]{2}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// A few keys only, so that some come twice, and one of them in two spellings.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        string(),
        prop::sample::select(vec![r#""id""#, r#""a""#, r#""\u0061""#]).prop_map(str::to_owned),
    ]
}

/// Texts of valid documents.
///
/// None has what only Python reads: lone surrogates, NaN and the infinities. Exponents may be
/// too large for a float.
pub fn valid() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        prop::sample::select(vec!["null", "true", "false"]).prop_map(str::to_owned),
        number(),
        string(),
    ];
    let value = scalar.prop_recursive(5, 60, 6, |inner| {
        let item = (space(), inner, space()).prop_map(|(a, value, b)| a + &value + &b).boxed();
        let member = (space(), key(), space(), item.clone())
            .prop_map(|(a, key, b, value)| a + &key + &b + ":" + &value);
        prop_oneof![
            prop::collection::vec(item, 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..6)
                .prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    });
    (space(), value, space()).prop_map(|(a, value, b)| a + &value + &b)
}

/// Texts of documents with a few bytes changed: some stay valid.
pub fn broken() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        3 => prop::sample::select(b"{}[],:\"\\0-+.eEu\n \x00\x1fntfNI".to_vec()),
        1 => any::<u8>(),
    ];
    let edit = (any::<Index>(), 0..4u8, byte);
    (valid(), prop::collection::vec(edit, 1..4)).prop_map(|(text, edits)| {
        let mut text = text.into_bytes();
        for (place, what, byte) in edits {
            let at = place.index(text.len() + 1);
            match what {
                0 => text.insert(at, byte),
                1 => text.truncate(at),
                _ if at == text.len() => {}
                2 => text[at] = byte,
                _ => _ = text.remove(at),
            }
        }
        text
    })
}
