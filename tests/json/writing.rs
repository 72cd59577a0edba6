//! What is written, and that it reads back as the same. The expected texts are Python's and
//! pydantic's own.

use deltafold::internals::json::{Builder, Document, Layout, TextBuf};
use proptest::prelude::*;

use crate::{parse, texts, to_serde, written};

const LAYOUTS: [Layout; 6] = [
    Layout::Indented,
    Layout::OneLine,
    Layout::Dense,
    Layout::Compact,
    Layout::CompactIndented(0),
    Layout::CompactIndented(4),
];

#[test]
fn indented_is_as_json_dump_with_an_indent_of_two() {
    let document = parse(r#"{"a":[],"b":{},"c":[1,[{"d":null}]],"":"x"}"#);
    let expected = r#"{
  "a": [],
  "b": {},
  "c": [
    1,
    [
      {
        "d": null
      }
    ]
  ],
  "": "x"
}"#;
    assert_eq!(written(&document, Layout::Indented), expected);
    assert_eq!(written(&document, Layout::CompactIndented(2)), expected);
    assert_eq!(written(&parse("[1,{}]"), Layout::CompactIndented(0)), "[\n1,\n{}\n]");
}

#[test]
fn one_line_has_a_space_after_commas_and_colons() {
    let document = parse("{\"a\":[ 1,\n2,[ ],{ }],\"b\":true}");
    assert_eq!(written(&document, Layout::OneLine), r#"{"a": [1, 2, [], {}], "b": true}"#);
    assert_eq!(written(&document, Layout::Dense), r#"{"a":[1,2,[],{}],"b":true}"#);
    assert_eq!(written(&document, Layout::Compact), r#"{"a":[1,2,[],{}],"b":true}"#);
}

#[test]
fn strings_get_the_escapes_of_the_layout() {
    for (text, ascii, utf8) in [
        (r#""plain""#, r#""plain""#, r#""plain""#),
        (r#""\"\\\/\b\f\n\r\t""#, r#""\"\\/\b\f\n\r\t""#, r#""\"\\/\b\f\n\r\t""#),
        (r#""\u0022\u005C\u002f\u0008\u000C""#, r#""\"\\/\b\f""#, r#""\"\\/\b\f""#),
        (r#""\u000a\u000D\u0009\u0041""#, r#""\n\r\tA""#, r#""\n\r\tA""#),
        (r#""\u0000\u001F\u001f""#, r#""\u0000\u001f\u001f""#, r#""\u0000\u001f\u001f""#),
        // Python escapes the delete character, JSON does not demand it.
        ("\"\u{7f}\"", r#""\u007f""#, "\"\u{7f}\""),
        (r#""a\u007F""#, r#""a\u007f""#, "\"a\u{7f}\""),
        ("\"é\\u00E9\"", r#""\u00e9\u00e9""#, "\"éé\""),
        ("\"\u{2028}\u{ffff}\"", r#""\u2028\uffff""#, "\"\u{2028}\u{ffff}\""),
        ("\"😀x\\uD83D\\uDE00\"", r#""\ud83d\ude00x\ud83d\ude00""#, "\"😀x😀\""),
        (r#""\uD83D""#, r#""\ud83d""#, r#""\ud83d""#),
        (r#""\uDE00\uD83D""#, r#""\ude00\ud83d""#, r#""\ude00\ud83d""#),
        (r#""\uD83D\uD83D\uDE00é""#, r#""\ud83d\ud83d\ude00\u00e9""#, "\"\\ud83d😀é\""),
        (r#""\ud83d\\ude00""#, r#""\ud83d\\ude00""#, r#""\ud83d\\ude00""#),
    ] {
        let document = parse(text);
        assert_eq!(written(&document, Layout::OneLine), ascii, "{text}");
        assert_eq!(written(&document, Layout::Compact), utf8, "{text}");
        let key = parse(format!("{{{text}:0}}"));
        assert_eq!(written(&key, Layout::OneLine), format!("{{{ascii}: 0}}"));
    }
}

#[test]
fn numbers_are_written_in_one_form() {
    for (text, python, pydantic) in [
        ("-0", "0", "0"),
        ("-0.0", "-0.0", "-0.0"),
        ("0e5", "0.0", "0.0"),
        ("1.50", "1.5", "1.5"),
        ("1E5", "100000.0", "100000.0"),
        ("1e-5", "1e-05", "0.00001"),
        ("1e-6", "1e-06", "1e-6"),
        ("0.00012", "0.00012", "0.00012"),
        ("1e16", "1e+16", "1e+16"),
        ("1e400", "Infinity", "null"),
        ("-1e400", "-Infinity", "null"),
        ("NaN", "NaN", "null"),
        ("1e-400", "0.0", "0.0"),
        ("0.1000000000000000055511151231257827", "0.1", "0.1"),
        ("123456789012345.125", "123456789012345.12", "123456789012345.12"),
        ("-9223372036854775809", "-9223372036854775809", "-9223372036854775809"),
    ] {
        assert_eq!(written(&parse(text), Layout::OneLine), python, "{text}");
        assert_eq!(written(&parse(text), Layout::Dense), python, "{text}");
        assert_eq!(written(&parse(text), Layout::Compact), pydantic, "{text}");
    }
}

#[test]
fn a_builder_separates_and_escapes() {
    let document = parse(r#"{"k\u0065y": [1 , 2], "t": "\ud83d\/"}"#);
    let (key, list) = document.root().members().next().unwrap();
    let mut builder = Builder::new();
    builder.begin_array();
    builder.begin_object();
    builder.key_text(key);
    builder.value(list);
    builder.key("a\"\n");
    builder.null();
    builder.end_object();
    builder.begin_array();
    builder.end_array();
    builder.text(document.root().get("t").unwrap().as_text().unwrap());
    builder.str("{:[,");
    builder.bool(false);
    builder.int(i64::MIN);
    builder.big_int("9223372036854775808");
    builder.float(1e-5);
    builder.float(f64::NAN);
    builder.end_array();
    let expected = concat!(
        r#"[{"k\u0065y":[1 , 2],"a\"\n":null},[],"\ud83d\/","{:[,",false,"#,
        "-9223372036854775808,9223372036854775808,1e-05,NaN]",
    );
    assert_eq!(String::from_utf8(builder.finish()).unwrap(), expected);
}

#[test]
fn wtf8_becomes_escapes_and_what_is_none_a_replacement() {
    for (wtf8, expected) in [
        (&b"a\xed\xa0\xbdb"[..], "\"a\\ud83db\""),
        (b"\xed\xb8\x80", "\"\\ude00\""),
        // Two halves that Python holds apart: its own writer joins them, too.
        (b"\xed\xa0\xbd\xed\xb8\x80", "\"\\ud83d\\ude00\""),
        (b"\xed\x9f\xbf\xee\x80\x80", "\"\u{d7ff}\u{e000}\""),
        (b"\xffx\xed\xa0", "\"\u{fffd}x\u{fffd}\u{fffd}\""),
    ] {
        let mut builder = Builder::new();
        builder.wtf8(wtf8);
        assert_eq!(String::from_utf8(builder.finish()).unwrap(), expected, "{wtf8:?}");
    }
}

fn build(value: &serde_json::Value, builder: &mut Builder) {
    use serde_json::Value;
    match value {
        Value::Null => builder.null(),
        Value::Bool(bool) => builder.bool(*bool),
        Value::String(text) => builder.str(text),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(int), _) => builder.int(int),
            (None, _) if number.is_u64() => builder.big_int(&number.to_string()),
            (None, float) => builder.float(float.unwrap()),
        },
        Value::Array(items) => {
            builder.begin_array();
            items.iter().for_each(|item| build(item, builder));
            builder.end_array();
        }
        Value::Object(members) => {
            builder.begin_object();
            for (key, value) in members {
                builder.key(key);
                build(value, builder);
            }
            builder.end_object();
        }
    }
}

proptest! {
    #[test]
    fn what_was_written_is_written_the_same_again(text in texts::valid()) {
        let document = parse(text);
        for layout in LAYOUTS {
            let once = written(&document, layout);
            let again = parse(once.clone());
            prop_assert_eq!(&written(&again, layout), &once);
            if matches!(layout, Layout::Indented | Layout::OneLine) {
                prop_assert!(once.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)));
                prop_assert_eq!(written(&again, Layout::OneLine), written(&document, Layout::OneLine));
            }
        }
    }

    #[test]
    fn what_is_built_reads_back(text in texts::valid()) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(()) };
        let mut builder = Builder::new();
        build(&value, &mut builder);
        prop_assert_eq!(to_serde(parse(builder.finish()).root()), value);
    }

    #[test]
    fn any_bytes_can_be_built_into_a_string(bytes in any::<Vec<u8>>()) {
        let mut builder = Builder::new();
        builder.wtf8(&bytes);
        let document = parse(builder.finish());
        if let Ok(text) = std::str::from_utf8(&bytes) {
            prop_assert_eq!(document.root().as_text().unwrap().to_str(), text);
        }
    }

    #[test]
    fn pieces_of_a_string_join_to_the_whole(pieces in prop::collection::vec("[a\"\\\\\n\u{7f}é😀]{0,4}", 0..6)) {
        let mut buf = TextBuf::new();
        for piece in &pieces {
            buf.push_wtf8(piece.as_bytes());
        }
        prop_assert_eq!(buf.as_text().to_str(), pieces.concat());
        let mut builder = Builder::new();
        builder.text(buf.as_text());
        prop_assert!(Document::parse(builder.finish()).is_ok());
    }
}
