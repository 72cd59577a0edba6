//! What each kind of rule does, and to what.

use deltafold::internals::normalize::Rules;

use super::{changed, recording, response_after, rules};

fn one(path: &str, action: &str) -> Rules {
    rules(&format!("[[rules]]\npath = '{path}'\n{action}\n"))
}

#[test]
fn set_puts_a_value_in_the_place_of_another() {
    let body = r#"{"body": [{"a": 1, "b": {"a": [2]}}, {"a": null}, 3]}"#;
    let set = |path: &str, value: &str| response_after(body, &one(path, &format!("set = {value}")));
    assert_eq!(
        set("response.body[*].a", "'x'"),
        r#"{"body": [{"a": "x", "b": {"a": [2]}}, {"a": "x"}, 3]}"#
    );
    assert_eq!(
        set("response.body[0].a", "[1.50, {k = true}]"),
        r#"{"body": [{"a": [1.5, {"k": true}], "b": {"a": [2]}}, {"a": null}, 3]}"#
    );
    assert_eq!(
        set("response.body[2]", "1e16"),
        r#"{"body": [{"a": 1, "b": {"a": [2]}}, {"a": null}, 1e+16]}"#
    );
    assert_eq!(set("response.**.b", "{}"), r#"{"body": [{"a": 1, "b": {}}, {"a": null}, 3]}"#);
    assert_eq!(set("response.*", "0"), r#"{"body": 0}"#);
    assert_eq!(set("response", "{body = 'é'}"), r#"{"body": "\u00e9"}"#);
    let null = one("response.body[*].a", "set_json = 'null'");
    assert_eq!(
        response_after(body, &null),
        r#"{"body": [{"a": null, "b": {"a": [2]}}, {"a": null}, 3]}"#
    );
}

#[test]
fn set_adds_nothing_that_is_not_there() {
    let body = r#"{"body": {"a": 1}}"#;
    assert_eq!(response_after(body, &one("response.body.b", "set = 1")), body);
    assert_eq!(changed(&recording(body), &one("response.body.a", "set = 1")), None);
    assert!(changed(&recording(body), &one("response.body.a", "set = 1.0")).is_some());
}

#[test]
fn remove_takes_members_and_items() {
    let body = r#"{"body": [{"x": 1, "y": 2, "z": {"x": 3}}, {"x": [4]}, {"y": 5, "x": 6}]}"#;
    let remove = |path: &str| response_after(body, &one(path, "remove = true"));
    assert_eq!(
        remove("response.body[*].x"),
        r#"{"body": [{"y": 2, "z": {"x": 3}}, {}, {"y": 5}]}"#
    );
    assert_eq!(remove("**.x"), r#"{"body": [{"y": 2, "z": {}}, {}, {"y": 5}]}"#);
    assert_eq!(remove("response.body[*]"), r#"{"body": []}"#);
    assert_eq!(remove("response.body"), "{}");
    assert_eq!(changed(&recording(body), &one("**.x", "remove = true")).unwrap().values, 4);
}

#[test]
fn the_dates_of_models_are_set_only_by_the_profile_of_ogx_1_5() {
    let body = r#"{"body": [{"__data__": {"id": "m", "created": 5, "object": "model"}}, {"__data__": {"id": "n", "created": null, "object": "model"}}, {"__data__": {"id": "c", "created": 6, "object": "x"}}]}"#;
    let after = |toml: &str| response_after(body, &Rules::from_toml(toml, None).unwrap().unwrap());
    let kept =
        body.replace("\"c\"", "\"rec-0123456789ab\"").replace("created\": 6", "created\": 0");
    assert_eq!(after(""), kept);
    assert_eq!(after("profile = 'ogx'"), kept);
    let all =
        kept.replace("created\": 5", "created\": 0").replace("\"created\": null", "\"created\": 0");
    assert_eq!(after("profile = 'ogx-1.5'"), all);
    let rules = Rules::from_toml("profile = 'ogx-1.5'", None).unwrap().unwrap();
    assert_eq!(response_after(&all, &rules), all);
}

#[test]
fn round_is_for_floats() {
    let body = r#"{"body": [1.23456, 7, "1.23456", 2.675, 0.125, [1.5], NaN, 1e+300, -0.001]}"#;
    assert_eq!(
        response_after(body, &one("response.body[*]", "round = 2")),
        r#"{"body": [1.23, 7, "1.23456", 2.67, 0.12, [1.5], NaN, 1e+300, -0.0]}"#
    );
}

#[test]
fn replace_is_for_strings() {
    let body = r#"{"body": {"k": "Bearer sk-Ab1 and sk-C", "n": 5, "s": "\ud800 sk-x \u00e9"}}"#;
    let replace = |with: &str| {
        let action = format!("replace = {{ pattern = 'sk-(?<first>\\w)\\w*', with = '{with}' }}");
        response_after(body, &one("response.body.*", &action))
    };
    assert_eq!(
        replace("K"),
        r#"{"body": {"k": "Bearer K and K", "n": 5, "s": "\ud800 K \u00e9"}}"#
    );
    assert_eq!(
        replace("$first$$${1}x"),
        r#"{"body": {"k": "Bearer A$Ax and C$Cx", "n": 5, "s": "\ud800 x$xx \u00e9"}}"#
    );
}

#[test]
fn placeholders_are_the_same_wherever_the_recording_has_the_string() {
    let rules = one("response.body[*].calls[*].id", "placeholder = 'call-{n}'");
    let body = r#"{"body": [
        {"calls": [{"id": "call_first_one"}, {"id": "b2"}, {"id": ""}, {"id": 7}]},
        {"calls": [{"id": "call_first_one"}], "ref": "b2", "text": "b2 of call_first_one, call_first_ones"},
        {"json": "{\"id\": \"call_first_one\"}", "call_first_one": 1}
    ]}"#;
    assert_eq!(
        response_after(body, &rules),
        concat!(
            r#"{"body": [{"calls": [{"id": "call-1"}, {"id": "call-2"}, {"id": ""}, {"id": 7}]}, "#,
            r#"{"calls": [{"id": "call-1"}], "ref": "call-2", "text": "b2 of call-1, call_first_ones"}, "#,
            r#"{"json": "{\"id\": \"call-1\"}", "call_first_one": 1}]}"#
        )
    );
}

#[test]
fn placeholders_can_trade_places() {
    let rules = one("response.body[*]", "placeholder = 'call-{n}'");
    assert_eq!(
        response_after(r#"{"body": ["call-2", "call-1", "call-2"]}"#, &rules),
        r#"{"body": ["call-1", "call-2", "call-1"]}"#
    );
}

#[test]
fn rules_for_one_value_come_one_after_the_other() {
    let rules = rules(
        "[[rules]]\npath = '**.a'\nset = 'sk-1'\n\
         [[rules]]\npath = '**.a'\nreplace = { pattern = '\\d', with = 'N' }\n\
         [[rules]]\npath = ['**.f', '**.g']\nround = 1\n",
    );
    assert_eq!(
        response_after(r#"{"body": {"a": 5, "f": 1.25, "g": 2.21}}"#, &rules),
        r#"{"body": {"a": "sk-N", "f": 1.2, "g": 2.2}}"#
    );
}

#[test]
fn what_is_set_or_removed_is_not_looked_into() {
    let rules =
        rules("[[rules]]\npath = '**.b'\nset = 1\n[[rules]]\npath = '**.a'\nset = { b = 2 }\n");
    assert_eq!(
        response_after(r#"{"body": {"a": {"b": 3}, "b": 4}}"#, &rules).replace(' ', ""),
        r#"{"body":{"a":{"b":2},"b":1}}"#
    );
}

#[test]
fn kinds_and_providers_limit_rules() {
    let chat = r#"{"body": {"object": "chat.completion", "choices": [], "x": 1}}"#;
    let text = recording(chat);
    let applies = |limit: &str| {
        changed(&text, &one("response.body.x", &format!("set = 2\n{limit}"))).is_some()
    };
    assert!(applies("kind = 'chat'"));
    assert!(applies("kind = ['models', 'ch*']"));
    assert!(!applies("kind = 'chat.stream'"));
    assert!(applies("provider = 'ollama'"));
    assert!(applies("provider = ['x', 'local*']"));
    assert!(!applies("provider = 'openai'"));
    assert!(!applies("kind = 'chat'\nprovider = 'openai'"));
}

#[test]
fn a_rule_that_would_never_settle_is_an_error() {
    let rules = one("response.body", "replace = { pattern = 'a', with = 'aa' }");
    let text = recording(r#"{"body": "a"}"#);
    let name = std::path::Path::new("x.json");
    let error = deltafold::internals::normalize::normalize_bytes(
        text.as_bytes(),
        name,
        &rules,
        Default::default(),
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "the rule at line 2 would change the value that it wrote: a second run must change nothing"
    );
}

#[test]
fn rules_without_a_value_are_told() {
    let rules =
        rules("[[rules]]\npath = 'a.b'\nset = 1\n[[rules]]\npath = '**.c'\nremove = true\n");
    changed(&recording(r#"{"body": [{"c": 1}, {"c": 2}]}"#), &rules);
    let unmatched: Vec<_> =
        rules.unmatched().into_iter().map(|place| (place.line, place.rule)).collect();
    assert_eq!(unmatched, [(2, "a.b".to_owned())]);
}

#[test]
fn own_rules_stand_beside_the_built_in_ones() {
    let rules = Rules::from_toml("[[rules]]\npath = '**.obfuscation'\nremove = true\n", None);
    let rules = rules.unwrap().unwrap();
    let chunk = r#"{"__data__": {"id": "c", "obfuscation": "xyz", "created": 5}}"#;
    assert_eq!(
        response_after(&format!(r#"{{"body": [{chunk}, {chunk}]}}"#), &rules),
        r#"{"body": [{"__data__": {"id": "rec-0123456789ab", "created": 0}}, {"__data__": {"id": "rec-0123456789ab", "created": 0}}]}"#
    );
}
