//! Each limit and oddity on its own: accepted up to here, refused from there.

use deltafold::internals::json::{Document, Layout, MAX_DEPTH, MAX_INT_DIGITS, Number};

use crate::{parse, refused_at, written};

#[test]
fn lone_surrogates_are_kept() {
    let document = parse(r#"["\ud83d", "\uDE00", "\ud83dA", "\ud83d\ud83d\ude00"]"#);
    let texts: Vec<_> = document.root().items().map(|item| item.as_text().unwrap()).collect();
    assert_eq!(*texts[0].to_wtf8(), [0xED, 0xA0, 0xBD]);
    assert_eq!(*texts[1].to_wtf8(), [0xED, 0xB8, 0x80]);
    assert_eq!(texts[2].to_str(), "\u{FFFD}A");
    assert_eq!(texts[3].to_str(), "\u{FFFD}😀");
}

#[test]
fn a_byte_order_mark_may_stand_at_the_start_only() {
    assert_eq!(parse("\u{feff} [1]").root().items().count(), 1);
    assert_eq!(refused_at("\u{feff}\u{feff}1"), 3);
    assert_eq!(refused_at("[\u{feff}1]"), 1);
    assert_eq!(refused_at("1\u{feff}"), 1);
}

#[test]
fn numbers_that_only_python_has_are_read() {
    let document = parse("[NaN, Infinity, -Infinity, 1e400, -1E+400]");
    let floats: Vec<_> = document.root().items().map(|item| item.as_number().unwrap()).collect();
    assert!(matches!(floats[0], Number::Float(nan) if nan.is_nan()));
    for (number, sign) in [(1, 1.0), (2, -1.0), (3, 1.0), (4, -1.0)] {
        assert_eq!(floats[number], Number::Float(f64::INFINITY * sign));
    }
    for text in ["nan", "NAN", "-NaN", "+Infinity", "Inf", "infinity", "Infinit", "- Infinity"] {
        refused_at(text);
    }
}

#[test]
fn minus_zero_is_a_float_with_a_sign_but_not_an_integer_with_one() {
    let document = parse("[-0, -0.0, -0e5]");
    let numbers: Vec<_> = document.root().items().map(|item| item.as_number().unwrap()).collect();
    assert_eq!(numbers[0], Number::Int(0));
    for number in &numbers[1..] {
        assert!(matches!(number, Number::Float(zero) if *zero == 0.0 && zero.is_sign_negative()));
    }
}

#[test]
fn integers_beyond_64_bits_keep_their_digits() {
    let document = parse("[9223372036854775807, 9223372036854775808, -9223372036854775809]");
    let numbers: Vec<_> = document.root().items().map(|item| item.as_number().unwrap()).collect();
    assert_eq!(numbers[0], Number::Int(i64::MAX));
    assert_eq!(numbers[1], Number::Big("9223372036854775808"));
    assert_eq!(numbers[2], Number::Big("-9223372036854775809"));
}

#[test]
fn integers_may_have_4300_digits_and_floats_any_number() {
    let longest = "7".repeat(MAX_INT_DIGITS);
    assert_eq!(parse(longest.clone()).root().as_number(), Some(Number::Big(&longest)));
    parse(format!("-{longest}"));
    assert_eq!(refused_at(format!("[{longest}7]")), 1);
    assert_eq!(refused_at(format!("[-{longest}7]")), 1);
    parse(format!("[{longest}7.0, {longest}7e0, 0.{longest}7]"));
}

#[test]
fn of_a_key_that_comes_twice_the_last_value_stays_at_the_first_place() {
    for (text, expected) in [
        (r#"{"a": 1, "b": 2, "a": 3}"#, r#"{"a": 3, "b": 2}"#),
        (r#"{"a": 1, "\u0061": 2}"#, r#"{"a": 2}"#),
        (r#"{"\u0061": 1, "b": 0, "a": 2}"#, r#"{"a": 2, "b": 0}"#),
        (r#"{"é": 1, "\u00e9": 2, "\u00E9": 3}"#, r#"{"\u00e9": 3}"#),
        (r#"{"\ud83d\ude00": 1, "😀": 2}"#, r#"{"\ud83d\ude00": 2}"#),
        (r#"{"": 1, "": 2}"#, r#"{"": 2}"#),
        (r#"[{"a": {"b": 1, "b": {"c": 1, "c": 2}}, "a": [1]}]"#, r#"[{"a": [1]}]"#),
        (r#"[{"a": {"b": {"c": 1, "c": 2}}, "d": 1}]"#, r#"[{"a": {"b": {"c": 2}}, "d": 1}]"#),
        // Alike in length and beginning, but not the same.
        (r#"{"12345678a": 1, "12345678b": 2}"#, r#"{"12345678a": 1, "12345678b": 2}"#),
        (r#"{"\ud83d": 1, "\ud83e": 2}"#, r#"{"\ud83d": 1, "\ud83e": 2}"#),
    ] {
        assert_eq!(written(&parse(text), Layout::OneLine), expected, "{text}");
    }
}

#[test]
fn a_key_that_comes_twice_is_found_however_close_to_the_end() {
    for length in 0..10 {
        for value in ["1", "12", "\"long enough\""] {
            let key = "k".repeat(length);
            let text = format!("{{\"{key}\":0,\"{key}\":{value}}}");
            let expected = format!("{{\"{key}\":{value}}}");
            assert_eq!(written(&parse(text), Layout::Compact), expected);
        }
    }
}

#[test]
fn keys_that_come_twice_are_found_among_many() {
    for count in [31, 32, 33, 34, 100, 1000] {
        let members: Vec<_> = (0..count).map(|n| format!("\"key {n}\": {n}")).collect();
        let unique = parse(format!("{{{}}}", members.join(", ")));
        assert_eq!(unique.root().members().count(), count);
        for again in [0, count / 2, count - 1] {
            let text = format!("{{{}, \"key {again}\": -1}}", members.join(", "));
            let document = parse(text);
            let values: Vec<_> = document.root().members().map(|(_, value)| value).collect();
            assert_eq!(values.len(), count);
            assert_eq!(values[again].as_i64(), Some(-1));
        }
    }
}

#[test]
fn a_thousand_levels_are_enough() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let deepest = parse(nested(MAX_DEPTH));
    assert_eq!(written(&deepest, Layout::OneLine), nested(MAX_DEPTH));
    assert_eq!(refused_at(nested(MAX_DEPTH + 1)), MAX_DEPTH);
    assert_eq!(refused_at("[".repeat(100_000)), MAX_DEPTH);
    assert_eq!(refused_at("{\"a\":".repeat(100_000)), 5 * MAX_DEPTH);
    // Empty ones count, and closed ones do not.
    assert_eq!(refused_at("[".repeat(MAX_DEPTH) + "{}"), MAX_DEPTH);
    parse(format!("[{}]", vec![nested(MAX_DEPTH - 1); 3].join(",")));
}

#[test]
fn duplicate_keys_at_the_deepest_level_are_resolved() {
    let (open, close) = ("{\"a\":".repeat(MAX_DEPTH - 1), "}".repeat(MAX_DEPTH - 1));
    let document = parse(format!("{open}{{\"b\":1,\"b\":2}}{close}"));
    assert_eq!(written(&document, Layout::Compact), format!("{open}{{\"b\":2}}{close}"));
}

#[test]
fn control_characters_in_strings_must_be_escaped() {
    for byte in 0..0x20 {
        assert_eq!(refused_at([b'"', b'a', byte, b'"']), 2);
        assert_eq!(refused_at([&b"{\"123456789012345"[..], &[byte], b"\": 1}"].concat()), 17);
    }
    parse("\"\u{7f}\u{80}\u{2028}\"");
}

#[test]
fn a_cut_off_document_is_refused_wherever_it_was_cut() {
    let whole = "\u{feff}{\"é\\u00e9\\n\": [null, true, false, -12.5e+3, NaN, -Infinity],\r\n \
                 \"o\": {\"\": {}, \"l\": [[]]}, \"s\": \"😀\\ud83d\\ude00\\\\\"}";
    parse(whole);
    for length in 0..whole.len() {
        assert!(Document::parse(whole.as_bytes()[..length].to_vec()).is_err(), "{length}");
    }
}

#[test]
fn what_is_no_utf8_is_refused_where_it_starts() {
    for (text, place) in [
        (&b"\"a\xff\""[..], 2),
        (b"\"\xc0\xaf\"", 1),
        (b"\"\xc3\xa9\xc3\"", 3),
        (b"\"\xed\xa0\xbd\"", 1),
        (b"\"\xf4\x90\x80\x80\"", 1),
        (b"\"\xf0\x9f\x98", 1),
        (b"{\"k\x80\": 1}", 3),
        (b"\xef\xbb\xbf\"\xff\"", 4),
        (b"\xff\xfe1\x00", 0),
        // Encoding comes first: Python decodes a file before it parses.
        (b"[nonsense \xff", 10),
    ] {
        assert_eq!(refused_at(text), place, "{text:?}");
    }
}
