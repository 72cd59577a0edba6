//! A second run changes nothing, whatever the rules are: random rules on random recordings. Rules
//! that undo each other are refused, with both named.

use std::path::Path;

use deltafold::internals::json::{Document, Layout, write};
use deltafold::internals::normalize::{NormalizeOptions, Outcome, Rules, Wanted, normalize_bytes};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{NAME, canonical};

/// Keys and strings that rules, placeholders and the built-in profile have in common, so that
/// rules meet each other's results.
const KEYS: [&str; 9] =
    ["id", "object", "created", "created_at", "url", "a", "b", "response", "__data__"];
const TEXTS: [&str; 16] = [
    "",
    "model",
    "other",
    "id-1",
    "id-2",
    "id-11",
    "rec-0123456789ab",
    "abcdefgh-1",
    "see abcdefgh-1, id-1 and longer-id-2",
    "longer-id-1",
    "longer-id-2",
    "aa",
    "ab",
    "b",
    "http://localhost:11434/v1",
    "https://api.openai.com/v1",
];

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(&TEXTS[..]).prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(&KEYS[..]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => (0..3).prop_map(Value::from),
        1 => prop::sample::select(&[0.5, 1.25, 0.125, 2.675][..]).prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            2 => object(inner.clone()),
            1 => prop::collection::vec(inner, 0..4).prop_map(Value::from),
        ]
    })
}

fn object(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec((key(), of), 0..5)
        .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>()))
}

/// A recording whose body is an object, or a list whose items repeat.
fn recording() -> impl Strategy<Value = Value> {
    let items = (prop::collection::vec(object(value()), 1..4), 1..3_usize);
    let list = items.prop_map(|(items, times)| {
        let item = |data: &Value| json!({"__type__": "t", "__data__": data});
        let repeated = (0..times).flat_map(|_| items.iter().map(item));
        Value::from(repeated.collect::<Vec<_>>())
    });
    let one = object(value()).prop_map(|data| json!({"__data__": data}));
    (prop_oneof![list, one, value()], object(value()), text()).prop_map(|(body, extra, url)| {
        json!({"request": {"url": url, "body": extra}, "response": {"body": body}, "id": "id-2"})
    })
}

fn path() -> impl Strategy<Value = String> {
    let step = prop_oneof![
        4 => key(),
        1 => Just("*".to_owned()),
        1 => Just("a*".to_owned()),
    ];
    let deep = step.clone().prop_map(|last| format!("**.{last}"));
    let item = prop::sample::select(&["**[*]", "**[1].a", "response.body[*].__data__.*"][..]);
    let named = step.prop_map(|last| format!("response.body[*].__data__.{last}"));
    let one = prop::sample::select(
        &[
            "request.url",
            "request.body.*",
            "response.body.__data__.id",
            "response.body.__data__.object",
            "response.body",
            "response",
        ][..],
    );
    prop_oneof![
        4 => deep,
        3 => named,
        1 => item.prop_map(str::to_owned),
        2 => one.prop_map(str::to_owned),
    ]
}

fn action() -> impl Strategy<Value = String> {
    let forms = prop::sample::select(
        &["id-{n}", "id-1{n}", "longer-id-{n}", "{n}", "rec-{n}", "model", "abcdefgh-{n}{n}"][..],
    );
    let sets = prop::sample::select(
        &["'id-1'", "'model'", "'longer-id-1'", "0", "1.25", "{ id = 'id-2', a = ['aa'] }"][..],
    );
    let replaces = prop::sample::select(
        &[
            ("^id-", "longer-id-"),
            ("longer-id-", "id-"),
            ("aa", "ab"),
            ("^ab$", "aa"),
            ("b", "aa"),
            ("[0-9]+", "1"),
            ("model", "other"),
            ("localhost:11434", "api.openai.com"),
            ("api.openai.com", "localhost:11434"),
        ][..],
    );
    prop_oneof![
        5 => forms.prop_filter("a number", |form| form.contains("{n}"))
            .prop_map(|form| format!("placeholder = '{form}'")),
        2 => sets.prop_map(|set| format!("set = {set}")),
        1 => Just("set_json = 'null'".to_owned()),
        2 => Just("remove = true".to_owned()),
        1 => (0..3).prop_map(|digits| format!("round = {digits}")),
        5 => replaces.prop_map(|(pattern, with)| {
            format!("replace = {{ pattern = '{pattern}', with = '{with}' }}")
        }),
    ]
}

fn rule() -> impl Strategy<Value = String> {
    let limit = prop::sample::select(
        &["", "", "", "", "provider = 'ollama'\n", "provider = 'openai'\n", "kind = 'empty'\n"][..],
    );
    (path(), action(), limit)
        .prop_map(|(path, action, limit)| format!("[[rules]]\npath = '{path}'\n{action}\n{limit}"))
}

fn config() -> impl Strategy<Value = String> {
    let profile = prop::sample::select(&["ogx", "ogx-1.5", "none"][..]);
    (profile, prop::collection::vec(rule(), 1..5))
        .prop_map(|(profile, rules)| format!("profile = '{profile}'\n{}", rules.concat()))
}

/// The text after normalizing; an error's message where the rules are refused.
fn after(text: &[u8], rules: &Rules, reformat: bool) -> Result<Vec<u8>, String> {
    let options = NormalizeOptions { reformat, ..NormalizeOptions::default() };
    match normalize_bytes(text, Path::new(NAME), rules, options) {
        Ok(Outcome::Unchanged) => Ok(text.to_vec()),
        Ok(Outcome::Changed(changed)) => Ok(changed.bytes),
        Err(error) => Err(error.to_string()),
    }
}

fn one_line(text: &[u8]) -> String {
    let mut line = Vec::new();
    write(Document::parse(text.to_vec()).unwrap().root(), Layout::OneLine, &mut line);
    String::from_utf8(line).unwrap()
}

/// Normalizes twice, in every layout; what the first run gave.
#[track_caller]
fn settles(recording: &str, config: &str) -> Result<String, String> {
    let rules = Rules::from_toml(config, None).unwrap().unwrap();
    let pretty = canonical(recording);
    let first = after(pretty.as_bytes(), &rules, false);
    let compact = after(recording.as_bytes(), &rules, true);
    assert_eq!(first.is_ok(), compact.is_ok(), "{first:?} {compact:?}");
    let first = first?;
    assert_eq!(first, compact.unwrap(), "the layout makes no difference");
    let again = after(&first, &rules, true);
    assert_eq!(
        again.as_deref().map(one_line),
        Ok(one_line(&first)),
        "a second run changes it, after {}",
        one_line(&first)
    );
    let count = NormalizeOptions { wanted: Wanted::Count, ..NormalizeOptions::default() };
    let checked = normalize_bytes(&first, Path::new(NAME), &rules, count);
    assert_eq!(checked.unwrap(), Outcome::Unchanged, "a check after the run");
    Ok(one_line(&first))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn a_second_run_changes_nothing(recording in recording(), config in config()) {
        if let Err(refused) = settles(&recording.to_string(), &config) {
            prop_assert!(refused.contains("rule"), "{}", refused);
        }
    }
}

fn settled(recording: &str, config: &str) -> String {
    settles(recording, config).unwrap_or_else(|error| panic!("{error}"))
}

const PLACEHOLDERS: &str = "[[rules]]\npath = '**.id'\nplaceholder = 'id-{n}'\n";

#[test]
fn a_placeholder_takes_the_place_of_a_profiles_rule() {
    let recording =
        r#"{"response": {"body": [{"__data__": {"id": "x"}}, {"__data__": {"id": "y"}}]}}"#;
    let settled = settled(recording, PLACEHOLDERS);
    assert_eq!(settled, recording.replace("\"x\"", "\"id-1\"").replace("\"y\"", "\"id-2\""));
}

#[test]
fn numbers_go_by_the_first_appearance_whatever_was_there() {
    let recording =
        r#"{"response": {"a": {"id": "id-2"}, "b": {"id": "id-1"}, "c": {"id": "id-2"}}}"#;
    let expected =
        r#"{"response": {"a": {"id": "id-1"}, "b": {"id": "id-2"}, "c": {"id": "id-1"}}}"#;
    assert_eq!(settled(recording, PLACEHOLDERS), expected);
}

#[test]
fn two_strings_never_get_the_same_text() {
    let rules = "profile = 'none'\n[[rules]]\npath = '**.a'\nplaceholder = 'x{n}'\n\
        [[rules]]\npath = '**.b'\nplaceholder = 'x1{n}'\n";
    let members: Vec<String> = (0..12).map(|n| format!("{{\"a\": \"s{n}\"}}")).collect();
    let recording =
        format!(r#"{{"response": {{"first": {{"b": "t"}}, "c": [{}]}}}}"#, members.join(", "));
    let settled = settled(&recording, rules);
    assert!(settled.contains("\"b\": \"x11\"") && settled.contains("\"a\": \"x12\""), "{settled}");
    assert_eq!(settled.matches("\"x11\"").count(), 1, "{settled}");
}

#[test]
fn what_a_rule_sets_is_no_string_to_be_numbered() {
    let rules = "profile = 'none'\n[[rules]]\npath = '**.a'\nset = 'longer-name'\n\
        [[rules]]\npath = '**.id'\nplaceholder = 'id-{n}'\n";
    let recording = r#"{"response": {"id": "longer-name", "a": 1, "b": "the longer-name"}}"#;
    let expected = r#"{"response": {"id": "id-1", "a": "longer-name", "b": "the id-1"}}"#;
    assert_eq!(settled(recording, rules), expected);
}

#[test]
fn a_rule_can_change_for_whom_another_one_is() {
    let rules = "profile = 'none'\n[[rules]]\npath = 'request.url'\nset = 'http://localhost:11434/'\n\
        [[rules]]\nprovider = 'ollama'\npath = '**.seed'\nremove = true\n";
    let recording = r#"{"request": {"url": "https://api.openai.com/"}, "response": {"seed": 1}}"#;
    let expected = r#"{"request": {"url": "http://localhost:11434/"}, "response": {}}"#;
    assert_eq!(settled(recording, rules), expected);
}

#[test]
fn rules_that_undo_each_other_are_refused_with_both_named() {
    let undoing = "profile = 'none'\n\
        [[rules]]\nprovider = 'ollama'\npath = 'request.url'\nset = 'https://api.openai.com/'\n\
        [[rules]]\nprovider = 'openai'\npath = 'request.url'\nset = 'http://localhost:11434/'\n";
    let recording = r#"{"request": {"url": "https://api.openai.com/"}, "response": {}}"#;
    let refused = settles(recording, undoing).unwrap_err();
    assert!(refused.contains("line 2") && refused.contains("line 6"), "{refused}");
    let chained = "profile = 'none'\n\
        [[rules]]\npath = '**.a'\nreplace = { pattern = 'b', with = 'c' }\n\
        [[rules]]\npath = '**.a'\nreplace = { pattern = 'a', with = 'b' }\n";
    let refused = settles(r#"{"response": {"a": "a"}}"#, chained).unwrap_err();
    assert!(refused.contains("line 2") && refused.contains("line 5"), "{refused}");
}

#[test]
fn what_is_left_must_be_a_recording() {
    for action in ["remove = true", "set = 1", "set_json = '[]'"] {
        let rules = format!("profile = 'none'\n[[rules]]\npath = 'response'\n{action}\n");
        let refused = settles(r#"{"response": {"a": "a"}}"#, &rules).unwrap_err();
        assert!(refused.contains("line 2"), "{refused}");
    }
}
