//! Where what is no JSON is refused: as Python's `json` says, but for a comma before a bracket,
//! which is named by the bracket.

use deltafold::internals::json::Document;

use crate::refused_at;

#[test]
fn faults_are_placed_as_by_python() {
    for (text, place) in [
        ("", 0),
        (" \n", 2),
        ("1 2", 2),
        ("[1] ]", 4),
        ("nul", 0),
        ("nullx", 4),
        ("True", 0),
        ("'a'", 0),
        // Numbers end where they cannot go on.
        ("01", 1),
        ("-", 0),
        ("-a", 0),
        ("+1", 0),
        (".5", 0),
        ("1.", 1),
        ("1.e5", 1),
        ("1e", 1),
        ("1e+", 1),
        ("0x1f", 1),
        ("1_000", 1),
        ("\u{663}", 0),
        // Lists
        ("[", 1),
        ("[1", 2),
        ("[1 2]", 3),
        ("[1}", 2),
        ("[,1]", 1),
        ("[1,,2]", 3),
        ("[1] // one", 4),
        // Objects
        ("{", 1),
        ("{a: 1}", 1),
        ("{'a': 1}", 1),
        ("{\"a\" 1}", 5),
        ("{\"a\":}", 5),
        ("{\"a\": 1 \"b\": 2}", 8),
        ("{\"a\": 1]", 7),
        ("{1: 2}", 1),
        // Strings
        ("[\"abc", 1),
        ("\"\\", 0),
        ("\"\\\"", 0),
        ("\"a\\x41\"", 2),
        ("\"\\u12g4\"", 2),
        ("\"\\u+123\"", 2),
        ("\"\\u\"", 2),
        // White space is four characters.
        ("\u{a0}1", 0),
        ("\u{b}1", 0),
        ("1\u{c}", 1),
        ("[1,\u{2028}2]", 3),
        ("\u{0}1", 0),
    ] {
        assert_eq!(refused_at(text), place, "{text:?}");
    }
}

#[test]
fn a_comma_too_many_is_refused_at_the_bracket() {
    assert_eq!(refused_at("[1,]"), 3);
    assert_eq!(refused_at("{\"a\": 1, }"), 9);
}

#[test]
fn messages_name_line_and_column() {
    let error = Document::parse("{\n  \"é\": 1,\n  \"é\" 2}".into()).unwrap_err();
    assert_eq!(error.to_string(), "expected ':': line 3 column 7 (byte 20)");
}
