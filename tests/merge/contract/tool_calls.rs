//! Contract, section 4.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{call, delta, finish, merge};

fn function(index: Value, id: Value, name: Value, arguments: Value) -> Value {
    call(json!({"index": index, "id": id, "function": {"name": name, "arguments": arguments}}))
}

const NULL: Value = Value::Null;

#[test]
fn rule_1_fragments_with_one_index_are_one_call() {
    let merged = merge(&[
        function(json!(-1), json!("a"), json!("f"), json!("{\"x\"")),
        function(json!(-1), NULL, NULL, json!(":1}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{\"x\":1}"]]));
}

#[test]
fn rule_1_the_candidate_with_the_same_id_comes_before_the_latest() {
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("1")),
        function(json!(0), json!("b"), json!("g"), json!("2")),
        function(json!(0), json!("a"), NULL, json!("1")),
        function(json!(0), NULL, NULL, json!("2")),
    ]);
    let expected = json!([["a", "function", "f", "11"], ["b", "function", "g", "22"]]);
    assert_eq!(merged.calls(), expected);
}

#[test]
fn rule_1_another_id_and_a_name_begin_a_call() {
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("{}")),
        function(json!(0), json!("b"), json!("f"), json!("{}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"], ["b", "function", "f", "{}"]]));
}

#[test]
fn rule_1_without_ids_a_call_begins_once_the_arguments_before_are_whole() {
    let merged = merge(&[
        function(json!(0), NULL, json!("f"), NULL),
        function(json!(0), NULL, json!("g"), json!("{\"x\":")),
        function(json!(0), NULL, json!("fg"), json!("1}")),
        function(json!(0), NULL, json!("h"), json!("[3]")),
        function(json!(0), NULL, json!("h"), json!("{}")),
    ]);
    let expected = json!([
        [null, "function", "fg", "{\"x\":1}"],
        [null, "function", "h", "[3]"],
        [null, "function", "h", "{}"]
    ]);
    assert_eq!(merged.calls(), expected);
}

#[test]
fn rule_1_numbers_empty_objects_and_repetitions_end_no_call() {
    for (before, after) in [("1", "2"), ("\"a\"", "\"b\""), ("{ }", "{\"a\":1}"), ("[1]", "[1]")] {
        let merged = merge(&[
            function(json!(0), NULL, json!("f"), json!(before)),
            function(json!(0), NULL, json!("f"), json!(after)),
        ]);
        assert_eq!(merged.calls().as_array().map(Vec::len), Some(1), "{before} {after}");
    }
    // Neither does one that has an id, or an entry without a name.
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("[1]")),
        function(json!(0), NULL, json!("f"), json!("[2]")),
        function(json!(1), NULL, json!("f"), json!("[1]")),
        function(json!(1), NULL, NULL, json!("[2]")),
    ]);
    assert_eq!(merged.calls().as_array().map(Vec::len), Some(2));
}

#[test]
fn rule_1_indexes_may_be_strings_and_ids_in_the_function() {
    let merged = merge(&[
        call(json!({"index": "0", "function": {"id": "a", "name": "f"}})),
        call(json!({"index": "1", "function": {"id": "b", "name": "g"}})),
        call(json!({"index": "0", "function": {"arguments": "1"}})),
        call(json!({"index": "1", "function": {"arguments": "2"}})),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "1"], ["b", "function", "g", "2"]]));
}

#[test]
fn rule_1_arguments_before_id_and_name_begin_a_call_under_a_new_index() {
    let merged = merge(&[
        function(json!(0), NULL, NULL, json!("{\"x\"")),
        function(json!(3), NULL, NULL, json!(":1}")),
        function(json!(1), NULL, NULL, json!(" [")),
        function(json!(1), json!("b"), json!("g"), NULL),
        function(json!(1), NULL, NULL, json!("]")),
    ]);
    let expected = json!([[null, "function", null, "{\"x\":1}"], ["b", "function", "g", " []"]]);
    assert_eq!(merged.calls(), expected);
}

#[test]
fn rule_2_entries_of_which_nothing_is_known_go_by_their_place() {
    let row = |first: &str, second: &str| {
        let entry = |arguments: &str| json!({"function": {"arguments": arguments}});
        delta(json!({"tool_calls": [entry(first), entry(second)]}))
    };
    let begin =
        json!([{"id": "a", "function": {"name": "f"}}, {"id": "b", "function": {"name": "g"}}]);
    let merged = merge(&[delta(json!({"tool_calls": begin})), row("[", "{"), row("]", "}")]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "[]"], ["b", "function", "g", "{}"]]));
}

#[test]
fn rule_1_another_id_without_a_name_goes_on_and_the_first_id_stays() {
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("{")),
        function(json!(0), json!("b"), NULL, json!("}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
}

#[test]
fn rule_1_a_candidate_without_a_name_goes_on_whatever_the_id() {
    let merged = merge(&[
        call(json!({"index": 0, "id": "a"})),
        function(json!(0), json!("b"), json!("f"), json!("{}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
}

#[test]
fn rule_1_a_candidate_without_an_id_gets_it() {
    let merged = merge(&[
        function(json!(0), NULL, json!("f"), json!("{")),
        function(json!(0), json!("a"), json!("f"), json!("}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
}

#[test]
fn rule_1_an_unknown_index_without_id_and_name_goes_on_with_the_latest_call() {
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("{")),
        function(json!(1), NULL, NULL, json!("}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
    let merged = merge(&[function(json!(1), NULL, NULL, json!("{}"))]);
    assert_eq!(merged.calls(), json!([[null, "function", null, "{}"]]));
}

#[test]
fn rule_2_without_an_index_the_id_decides() {
    let merged = merge(&[
        function(NULL, json!("a"), json!("f"), json!("{")),
        function(NULL, json!("b"), json!("f"), json!("[")),
        function(NULL, json!("a"), NULL, json!("}")),
        function(NULL, NULL, NULL, json!("]")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"], ["b", "function", "f", "[]"]]));
}

#[test]
fn rule_2_a_name_begins_a_call_unless_the_latest_one_has_it_and_is_not_whole() {
    let merged = merge(&[
        function(NULL, NULL, json!("f"), json!("{\"a\": \"}")),
        function(NULL, NULL, json!("f"), json!("\"}")),
        function(NULL, NULL, json!("f"), json!("{}")),
        function(NULL, NULL, json!("g"), json!("{")),
        function(NULL, NULL, json!("h"), json!("{}")),
    ]);
    let expected = json!([
        [null, "function", "f", "{\"a\": \"}\"}"],
        [null, "function", "f", "{}"],
        [null, "function", "g", "{"],
        [null, "function", "h", "{}"],
    ]);
    assert_eq!(merged.calls(), expected);
}

#[test]
fn rule_2_neither_id_nor_name_goes_on_with_the_latest_call() {
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("{")),
        function(NULL, NULL, json!(""), json!("}")),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
}

#[test]
fn rule_3_entries_of_one_delta_apply_in_order() {
    let merged = merge(&[delta(json!({"tool_calls": [
        {"index": 0, "id": "a", "function": {"name": "f"}},
        {"index": 0, "function": {"arguments": "{"}},
        null,
        {"index": 0, "function": {"arguments": "}"}},
    ]}))]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
}

#[test]
fn rule_4_id_is_the_first_and_type_the_last_that_is_not_empty() {
    let merged = merge(&[
        call(json!({"index": 0, "id": "", "type": "odd", "function": {"name": "f"}})),
        call(json!({"index": 0, "id": "a", "type": "function"})),
        call(json!({"index": 0, "id": "b", "type": null, "function": null})),
        call(json!({"index": 0, "type": ""})),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", ""]]));
}

#[test]
fn rule_4_arguments_that_are_no_string_become_json_text() {
    let arguments = json!({"b": "é\n", "a": [1, 2.5, null]});
    let merged = merge(&[function(json!(0), json!("a"), json!("f"), arguments)]);
    assert_eq!(merged.calls()[0][3], r#"{"b":"é\n","a":[1,2.5,null]}"#);
    assert!(merged.info.warnings.is_empty());
}

#[test]
fn rule_4_custom_tools_have_a_name_and_an_input() {
    let merged = merge(&[
        call(json!({"index": 0, "id": "a", "type": "custom",
                    "custom": {"name": "run_", "input": ""}})),
        call(json!({"index": 0, "custom": {"name": "sql", "input": "select "}})),
        call(json!({"index": 0, "custom": {"input": "1"}})),
        finish("tool_calls"),
    ]);
    let expected = json!([{"id": "a", "custom": {"input": "select 1", "name": "run_sql"},
                           "type": "custom"}]);
    assert_eq!(merged.message()["tool_calls"], expected);
    assert!(merged.info.complete && merged.info.warnings.is_empty());
}

#[test]
fn rule_4_other_keys_merge_deeply_and_are_set() {
    let extra = |extra: Value| call(json!({"index": 0, "id": "a", "extra_content": extra}));
    let merged = merge(&[
        extra(json!({"google": {"thought_signature": "s1", "parts": [1]}})),
        extra(json!({"google": {"thought_signature": "s2", "parts": [2]}, "more": {"a": 1}})),
        extra(json!({"google": {"thought_signature": ""}, "more": {"b": 2}})),
    ]);
    let expected = json!({"google": {"thought_signature": "s2", "parts": [2]},
                          "more": {"a": 1, "b": 2}});
    assert_eq!(merged.message()["tool_calls"][0]["extra_content"], expected);
}

#[test]
fn rule_5_names_may_be_repeated_grow_or_come_in_fragments() {
    for (names, expected) in [
        (["get", "get", ""], "get"),
        (["get", "get_wea", "get_weather"], "get_weather"),
        (["get_", "wea", "ther"], "get_weather"),
    ] {
        let chunks = names.map(|name| function(json!(0), NULL, json!(name), NULL));
        assert_eq!(merge(&chunks).calls()[0][2], expected);
    }
}

#[test]
fn rule_6_calls_are_ordered_by_index_and_lose_it() {
    let merged = merge(&[
        function(json!(2), json!("c"), json!("f"), NULL),
        function(json!(0), json!("a"), json!("f"), NULL),
        function(json!(2), json!("d"), json!("f"), NULL),
        function(NULL, json!("e"), json!("f"), NULL),
        function(json!(1), json!("b"), json!("f"), NULL),
    ]);
    let calls = merged.message()["tool_calls"].as_array().cloned().unwrap_or_default();
    let ids: Vec<_> = calls.iter().map(|call| &call["id"]).collect();
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    assert!(calls.iter().all(|call| call.get("index").is_none()));
}

#[test]
fn rule_6_what_never_came_is_null_empty_or_function() {
    let merged = merge(&[call(json!({"index": 0, "function": {"name": "f"}})), finish("stop")]);
    let expected = json!([{"id": null, "function": {"arguments": "", "name": "f"},
                           "type": "function"}]);
    assert_eq!(merged.message()["tool_calls"], expected);
    assert!(merged.info.complete);
}

#[test]
fn rule_6_a_call_without_a_name_is_incomplete() {
    let merged = merge(&[call(json!({"index": 0, "id": "a"})), finish("tool_calls")]);
    assert_eq!(merged.calls(), json!([["a", null, null, ""]]));
    assert!(!merged.info.complete);
    assert_eq!(merged.codes(), ["nameless_call"]);
}

#[test]
fn rule_6_arguments_that_are_not_one_json_value_are_noted_not_split() {
    let merged = merge(&[
        function(json!(0), json!("a"), json!("f"), json!("{\"x\":1}")),
        function(json!(0), NULL, NULL, json!("{\"y\":2}")),
        finish("tool_calls"),
    ]);
    assert_eq!(merged.calls(), json!([["a", "function", "f", "{\"x\":1}{\"y\":2}"]]));
    assert_eq!(merged.codes(), ["arguments_json_error"]);
    assert!(merged.info.complete);
}

#[test]
fn arguments_with_one_reading_are_repaired_and_noted() {
    for (pieces, expected) in [
        (&["{}", "{\"x\":", "1}"][..], "{\"x\":1}"),
        (&["{\"x\":", "1}", "{\"x\": 1}"], "{\"x\":1}"),
        (&["{\"x", "{\"x\":", "{\"x\":1}"], "{\"x\":1}"),
    ] {
        let calls =
            pieces.iter().map(|piece| function(json!(0), json!("a"), json!("f"), json!(piece)));
        let items: Vec<_> = calls.collect();
        let merged = merge(&items);
        assert_eq!(merged.calls(), json!([["a", "function", "f", expected]]));
        assert_eq!(merged.codes(), ["arguments_repaired"]);
    }
}

#[test]
fn lists_of_calls_that_never_got_an_entry_are_null() {
    let list = |list: Value| delta(json!({"tool_calls": list}));
    let merged = merge(&[list(json!([])), list(NULL), list(json!([null]))]);
    assert_eq!(merged.message()["tool_calls"], NULL);
}

fn any_call() -> impl Strategy<Value = Value> {
    let index = prop_oneof![Just(NULL), (0..3i64).prop_map(Value::from)];
    let text = |pattern: &'static str| prop_oneof![Just(NULL), pattern.prop_map(Value::from)];
    (index, text("[ab]?"), text("[fg]?"), text("[{}]?"))
        .prop_map(|(index, id, name, arguments)| function(index, id, name, arguments))
}

proptest! {
    /// Many calls are found by other means than few.
    #[test]
    fn the_rules_are_the_same_among_many_calls(calls in prop::collection::vec(any_call(), 0..12)) {
        let first = function(json!(0), json!("a"), json!("f"), json!("{"));
        let calls: Vec<_> = std::iter::once(first).chain(calls).collect();
        let others = (-40..-20).map(|n| function(json!(n), json!(n.to_string()), json!("o"), NULL));
        let among_many = merge(&others.chain(calls.iter().cloned()).collect::<Vec<_>>()).calls();
        let among_many = among_many.as_array().map(|all| all[20..].to_vec());
        prop_assert_eq!(among_many.map(Value::from), Some(merge(&calls).calls()));
    }
}

/// Servers that number the pieces, or begin the numbers again, still repeat the id.
#[test]
fn a_piece_without_a_name_follows_its_id_under_another_index() {
    let piece =
        |index: i64, id: &str, text: &str| function(json!(index), json!(id), NULL, json!(text));
    let call = |index: i64, id: &str| function(json!(index), json!(id), json!("prune"), json!(""));
    let one = [call(0, "a"), piece(1, "a", "{\"tree\":"), piece(2, "a", "\"oak\"}")];
    assert_eq!(merge(&one).calls(), json!([["a", "function", "prune", "{\"tree\":\"oak\"}"]]));
    let two = [call(0, "a"), call(1, "b"), piece(1, "a", "{\"n\":1}"), piece(0, "b", "{\"n\":2}")];
    let both =
        json!([["a", "function", "prune", "{\"n\":1}"], ["b", "function", "prune", "{\"n\":2}"]]);
    assert_eq!(merge(&two).calls(), both);
    // One id for several calls, each with a name: they are told apart by the index.
    let same = [call(0, "a"), call(1, "a"), piece(0, "a", "{\"n\":1}"), piece(1, "a", "{\"n\":2}")];
    let calls =
        json!([["a", "function", "prune", "{\"n\":1}"], ["a", "function", "prune", "{\"n\":2}"]]);
    assert_eq!(merge(&same).calls(), calls);
}

#[test]
fn an_index_that_is_none_is_noted() {
    let odd = |index| function(index, json!("a"), json!("f"), json!("{}"));
    for index in [json!("first"), json!(1.5), json!([0]), json!("")] {
        let merged = merge(&[odd(index), finish("tool_calls")]);
        assert_eq!(merged.calls(), json!([["a", "function", "f", "{}"]]));
        assert_eq!(merged.codes(), ["unexpected_type"]);
    }
    for index in [NULL, json!(0), json!("0"), json!(1.0)] {
        assert!(merge(&[odd(index), finish("tool_calls")]).codes().is_empty());
    }
}
