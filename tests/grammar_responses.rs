//! Streams of OpenAI's Responses: each becomes one response (contract, section 6).

mod grammar_support;

use deltafold::grammar::{Kind, answer_of};
use deltafold::merge::Options;
use deltafold::recording::Recording;
use grammar_support::{Dice, Merged, completion, merge, merge_recorded, tokens};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const RESPONSES: &str = "responses";

/// Events with their numbers.
fn numbered(events: &[Value]) -> Vec<Value> {
    let number = |(at, event): (usize, &Value)| {
        let mut event = event.clone();
        event["sequence_number"] = json!(at);
        event
    };
    events.iter().enumerate().map(number).collect()
}

fn head() -> Value {
    json!({"id": "resp_1", "object": "response", "created_at": 5, "model": "m", "status": "in_progress",
           "error": null, "output": [], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [],
           "server": "x"})
}

fn created() -> Value {
    json!({"type": "response.created", "response": head()})
}

fn added(at: usize, item: Value) -> Value {
    json!({"type": "response.output_item.added", "output_index": at, "item": item})
}

fn done(at: usize, item: Value) -> Value {
    json!({"type": "response.output_item.done", "output_index": at, "item": item})
}

fn delta(of: &str, at: usize, part: usize, delta: &str) -> Value {
    json!({"type": format!("response.{of}.delta"), "output_index": at, "content_index": part,
           "item_id": format!("item_{at}"), "delta": delta})
}

fn message(content: Value) -> Value {
    json!({"id": "item_0", "content": content, "role": "assistant", "status": "in_progress", "type": "message"})
}

fn text(text: &str) -> Value {
    json!({"annotations": [], "text": text, "type": "output_text"})
}

fn output(events: &[Value]) -> Value {
    merge(RESPONSES, &numbered(events)).json["output"].clone()
}

#[test]
fn the_event_that_ends_the_response_has_all_of_it() {
    for (kind, complete) in
        [("completed", true), ("incomplete", true), ("failed", false), ("cancelled", false)]
    {
        let response =
            json!({"id": "r", "output": [{"type": "other"}], "status": kind, "x": {"y": 1}});
        let end = json!({"type": format!("response.{kind}"), "response": response});
        let events = [created(), delta("output_text", 0, 0, "gone"), end];
        let merged = merge_recorded(RESPONSES, &numbered(&events));
        assert_eq!(merged.json, response);
        assert_eq!(merged.info.complete, complete, "{kind}");
        assert!(merged.info.warnings.is_empty() && merged.info.error.is_none());
    }
}

#[test]
fn the_last_end_wins_and_what_comes_after_it_changes_nothing() {
    let end = |kind: &str, id: &str| json!({"type": kind, "response": {"id": id, "output": [1]}});
    let events = [
        created(),
        end("response.incomplete", "a"),
        end("response.completed", "b"),
        delta("output_text", 0, 0, "late"),
    ];
    assert_eq!(merge(RESPONSES, &numbered(&events)).json, json!({"id": "b", "output": [1]}));
}

#[test]
fn without_an_end_the_response_is_built() {
    let status = |status: &str| {
        let mut response = head();
        response["status"] = json!(status);
        json!({"type": format!("response.{status}"), "response": response})
    };
    let events = [
        status("queued"),
        status("in_progress"),
        added(0, message(json!([]))),
        json!({"type": "response.content_part.added", "output_index": 0, "content_index": 0, "part": text("")}),
        delta("output_text", 0, 0, "Sal"),
        delta("output_text", 0, 0, "ve"),
    ];
    let merged = merge_recorded(RESPONSES, &numbered(&events));
    let mut expected = head();
    expected["output"] = json!([message(json!([text("Salve")]))]);
    assert_eq!(merged.json, expected);
    assert!(!merged.info.complete && merged.info.warnings.is_empty());
    let keys: Vec<_> = completion(RESPONSES, Options::default(), &numbered(&events))
        .map(|merged| String::from_utf8_lossy(&merged.to_json()).into_owned())
        .into_iter()
        .collect();
    assert!(keys[0].starts_with(r#"{"id":"resp_1","created_at":5,"error":null,"model":"m","object":"response","output":[{"id":"item_0","content":[{"#), "{keys:?}");
    assert!(keys[0].ends_with(r#""status":"in_progress","server":"x"}"#), "{keys:?}");
}

#[test]
fn nothing_makes_an_empty_response() {
    let merged = merge::<Value>(RESPONSES, &[]);
    assert_eq!(
        merged.json,
        json!({"id": "", "created_at": 0, "model": "", "object": "response", "output": [],
               "parallel_tool_calls": null, "tool_choice": null, "tools": []})
    );
    assert!(!merged.info.complete);
}

#[test]
fn deltas_make_the_items_that_were_never_added() {
    let events = [
        delta("reasoning_summary_text", 0, 0, "So"),
        delta("reasoning_text", 0, 0, "Hm"),
        delta("output_text", 1, 0, "a"),
        delta("refusal", 1, 1, "no"),
        delta("function_call_arguments", 2, 0, "{\"a\""),
        delta("function_call_arguments", 2, 0, ":1}"),
        delta("custom_tool_call_input", 3, 0, "ls"),
        delta("mcp_call_arguments", 4, 0, "{}"),
        delta("code_interpreter_call_code", 5, 0, "1+1"),
        json!({"type": "response.web_search_call.searching", "output_index": 1000000000, "item_id": "w"}),
        json!({"type": "response.mcp_list_tools.completed", "output_index": 7, "item_id": "l"}),
        json!({"type": "response.image_generation_call.partial_image", "output_index": 8, "item_id": "i",
               "partial_image_b64": "QUJD", "partial_image_index": 0}),
    ];
    assert_eq!(
        output(&events),
        json!([
            {"id": "item_0", "type": "reasoning", "summary": [{"text": "So", "type": "summary_text"}],
             "content": [{"text": "Hm", "type": "reasoning_text"}]},
            {"id": "item_1", "type": "message", "role": "assistant", "status": "in_progress",
             "content": [text("a"), {"refusal": "no", "type": "refusal"}]},
            {"id": "item_2", "type": "function_call", "call_id": "", "name": "", "arguments": "{\"a\":1}"},
            {"id": "item_3", "type": "custom_tool_call", "call_id": "", "name": "", "input": "ls"},
            {"id": "item_4", "type": "mcp_call", "name": "", "server_label": "", "arguments": "{}"},
            {"id": "item_5", "type": "code_interpreter_call", "code": "1+1", "container_id": "", "outputs": null,
             "status": "in_progress"},
            {"id": "l", "type": "mcp_list_tools", "server_label": "", "tools": []},
            {"id": "i", "type": "image_generation_call", "result": "QUJD", "status": "in_progress"},
            {"id": "w", "type": "web_search_call", "status": "searching"},
        ])
    );
}

#[test]
fn what_comes_whole_takes_the_place_of_what_came_in_pieces() {
    let part = |kind: &str, part: Value| json!({"type": format!("response.content_part.{kind}"), "output_index": 0, "content_index": 0, "part": part});
    let all = |said: &str| json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": said});
    let mut events = vec![
        added(0, message(json!([]))),
        part("added", text("")),
        delta("output_text", 0, 0, "Sa"),
        all("Salve"),
        delta("output_text", 0, 0, "!"),
    ];
    assert_eq!(output(&events), json!([message(json!([text("Salve!")]))]));
    events.push(part("done", text("Ave")));
    assert_eq!(output(&events), json!([message(json!([text("Ave")]))]));
    events.push(delta("output_text", 0, 0, "?"));
    assert_eq!(output(&events), json!([message(json!([text("Ave?")]))]));
    let mut whole = message(json!([text("Vale")]));
    whole["status"] = json!("completed");
    events.push(done(0, whole.clone()));
    assert_eq!(output(&events), json!([whole]));
    events.push(delta("output_text", 0, 1, "x"));
    whole["content"] = json!([text("Vale"), text("x")]);
    assert_eq!(output(&events), json!([whole]));
}

#[test]
fn annotations_and_log_probabilities() {
    let annotation = |at: usize, url: &str| {
        json!({"type": "response.output_text.annotation.added", "output_index": 0, "content_index": 0,
               "annotation_index": at, "annotation": {"type": "url_citation", "url": url}})
    };
    let with_logprobs = |said: &str, tokens: Value| {
        let mut event = delta("output_text", 0, 0, said);
        event["logprobs"] = tokens;
        event
    };
    let mut events = vec![
        added(
            0,
            message(
                json!([{"annotations": [], "logprobs": [], "text": "", "type": "output_text"}]),
            ),
        ),
        with_logprobs("a", json!([{"token": "a"}])),
        annotation(1, "two"),
        with_logprobs("b", json!([])),
        annotation(0, "one"),
        with_logprobs("c", json!([{"token": "c"}, {"token": "d"}])),
        annotation(1, "three"),
    ];
    let expected = |tokens: Value| {
        json!([message(json!([{
            "annotations": [{"type": "url_citation", "url": "one"}, {"type": "url_citation", "url": "three"}],
            "logprobs": tokens, "text": "abc", "type": "output_text",
        }]))])
    };
    assert_eq!(output(&events), expected(json!([{"token": "a"}, {"token": "c"}, {"token": "d"}])));
    events.push(json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "abc", "logprobs": [7]}));
    assert_eq!(output(&events), expected(json!([7])));
}

#[test]
fn items_tell_how_far_they_are() {
    let search = |status: &str| json!({"id": "w", "type": "web_search_call", "status": status, "action": {"type": "search"}});
    let event = |status: &str| json!({"type": format!("response.web_search_call.{status}"), "output_index": 0, "item_id": "w"});
    let events = [added(0, search("in_progress")), event("searching"), event("completed")];
    assert_eq!(output(&events[..2]), json!([search("searching")]));
    assert_eq!(output(&events), json!([search("completed")]));
    let mut odd = events.to_vec();
    odd.push(event("pondering"));
    assert_eq!(output(&odd), json!([search("completed")]));
}

#[test]
fn audio_stands_in_the_last_message() {
    let audio =
        |kind: &str, delta: &str| json!({"type": format!("response.{kind}.delta"), "delta": delta});
    let sound = json!({"data": "QUJD", "transcript": "hey", "type": "output_audio"});
    let events = [
        audio("audio", "QU"),
        added(0, message(json!([text("a")]))),
        audio("audio.transcript", "he"),
        audio("audio", "JD"),
        json!({"type": "response.audio.done"}),
        audio("audio.transcript", "y"),
        added(1, json!({"type": "web_search_call"})),
    ];
    assert_eq!(
        output(&events),
        json!([message(json!([text("a"), sound])), {"type": "web_search_call"}])
    );
    assert_eq!(output(&events[..1])[0]["content"][0]["data"], "QU");
}

#[test]
fn errors_of_either_form_and_those_of_a_failed_response() {
    let error_of = |merged: &Merged| {
        let error = merged.info.error.as_ref().expect("an error");
        serde_json::from_slice::<Value>(error).expect("JSON")
    };
    let plain = json!({"type": "error", "code": "overloaded", "message": "m", "param": null, "sequence_number": 1});
    let merged = merge(RESPONSES, &[numbered(&[created()])[0].clone(), plain.clone()]);
    assert_eq!(error_of(&merged), plain);
    assert_eq!(merged.json["id"], "resp_1");
    let nested = json!({"type": "error", "error": {"message": "n"}});
    assert_eq!(error_of(&merge(RESPONSES, &[nested])), json!({"message": "n"}));
    assert_eq!(error_of(&merge(RESPONSES, &[created(), json!({"error": "down"})])), "down");
    let failed = json!({"type": "response.failed", "response": {"id": "r", "error": {"code": "server_error"}, "output": []}});
    let merged = merge(RESPONSES, &[failed]);
    assert_eq!(error_of(&merged), json!({"code": "server_error"}));
    assert_eq!(merged.json["error"], json!({"code": "server_error"}));
    assert!(!merged.info.complete);
    let whole = json!({"type": "response.completed", "response": {"id": "r", "output": []}});
    assert!(!merge(RESPONSES, &[plain, whole]).info.complete);
}

#[test]
fn an_end_without_the_output_leaves_that_of_the_events() {
    let end = |response: Value| json!({"type": "response.completed", "response": response});
    let before = [created(), delta("output_text", 0, 0, "a")];
    let built = output(&before);
    for response in
        [json!({"id": "r", "output": []}), json!({"id": "r", "output": null}), json!({"id": "r"})]
    {
        let events = [&before[..], &[end(response)]].concat();
        let merged = merge(RESPONSES, &numbered(&events));
        assert_eq!(merged.json, json!({"id": "r", "output": built}));
        assert_eq!(merged.codes(), ["output_missing"]);
        assert!(merged.info.complete);
    }
    let nothing = merge(RESPONSES, &[created(), end(json!({"id": "r", "output": []}))]);
    assert_eq!((nothing.json, nothing.info.warnings.len()), (json!({"id": "r", "output": []}), 0));
    let merged = merge(RESPONSES, &[before[0].clone(), before[1].clone(), end(Value::Null)]);
    assert_eq!((&merged.json["output"], &merged.json["status"]), (&built, &json!("completed")));
    assert!(merged.info.complete);
}

#[test]
fn null_and_empty_names_say_nothing() {
    let mut later = head();
    (later["id"], later["model"], later["created_at"]) = (json!(""), Value::Null, Value::Null);
    later["temperature"] = json!(0.5);
    let events = [
        created(),
        json!({"type": "response.in_progress", "response": later}),
        json!({"type": "response.queued", "response": null}),
    ];
    let merged = merge(RESPONSES, &numbered(&events)).json;
    let kept = (&merged["id"], &merged["model"], &merged["created_at"], &merged["temperature"]);
    assert_eq!(kept, (&json!("resp_1"), &json!("m"), &json!(5), &json!(0.5)));
    let mut nameless = message(json!([]));
    nameless["id"] = json!("");
    let events = [added(0, message(json!([]))), done(0, nameless)];
    assert_eq!(output(&events), json!([message(json!([]))]));
    let call =
        json!({"type": "function_call", "id": "f", "call_id": "c", "name": "n", "arguments": null});
    let null =
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": null});
    let events = [added(0, call), null, delta("function_call_arguments", 0, 0, "{}")];
    assert_eq!(output(&events)[0]["arguments"], "{}");
}

#[test]
fn arguments_may_be_an_object_and_come_with_the_name() {
    let event = json!({"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "f",
                       "name": "look", "arguments": {"a": ["é", "\""]}});
    let call = &output(&[event])[0];
    assert_eq!(
        (&call["name"], &call["arguments"]),
        (&json!("look"), &json!("{\"a\":[\"é\",\"\\\"\"]}"))
    );
}

#[test]
fn items_without_an_index_are_found_by_their_id() {
    let piece = |id: &str, piece: &str| json!({"type": "response.function_call_arguments.delta", "item_id": id, "delta": piece});
    let call = |id: &str| json!({"type": "response.output_item.added", "item": {"type": "function_call", "id": id, "arguments": ""}});
    let events =
        [call("a"), piece("a", "1"), call("b"), piece("a", "2"), piece("b", "3"), piece("c", "4")];
    let arguments = |at: usize| output(&events)[at]["arguments"].clone();
    assert_eq!((arguments(0), arguments(1), arguments(2)), (json!("12"), json!("3"), json!("4")));
}

#[test]
fn ids_that_differ_from_event_to_event_do_not_matter() {
    let mut events = vec![added(0, message(json!([])))];
    for (at, piece) in ["a", "b", "c"].iter().enumerate() {
        events.push(
            json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0,
                           "item_id": format!("x{at}"), "delta": piece}),
        );
    }
    assert_eq!(output(&events), json!([message(json!([text("abc")]))]));
}

#[test]
fn a_surrogate_pair_that_was_split_joins() {
    let events = [
        r#"{"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "\ud83d"}"#,
        r#"{"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "\ude00"}"#,
    ];
    assert_eq!(merge(RESPONSES, &events).json["output"][0]["content"][0]["text"], "😀");
}

#[test]
fn unknown_events_say_nothing() {
    let odd = [
        json!({"type": "response.daydream.delta", "delta": "x", "output_index": 3}),
        json!({"type": "keepalive"}),
        json!({}),
    ];
    let merged = merge(RESPONSES, &[created(), odd[0].clone(), odd[1].clone(), odd[2].clone()]);
    assert_eq!(merged.json, head());
    assert!(merged.info.warnings.is_empty() && merged.info.error.is_none());
}

#[test]
fn events_with_text_bring_tokens() {
    let arguments = json!({"type": "response.mcp_call_arguments.delta", "delta": {}});
    let brings = [
        delta("output_text", 0, 0, "a"),
        delta("refusal", 0, 0, "a"),
        delta("reasoning_text", 2, 0, "a"),
        delta("function_call_arguments", 0, 0, "{"),
        delta("audio.transcript", 0, 0, "a"),
        arguments,
    ];
    for event in brings {
        assert_eq!(tokens(RESPONSES, &event), [0], "{event}");
    }
    let brings_none = [
        delta("output_text", 0, 0, ""),
        delta("audio", 0, 0, "QUJD"),
        created(),
        json!({"type": 3}),
        json!({"type": "response.output_text.delta", "delta": null}),
        done(0, message(json!([]))),
    ];
    for event in brings_none {
        assert!(tokens(RESPONSES, &event).is_empty(), "{event}");
    }
}

#[test]
fn numbers_order_what_arrives_in_any_order_and_count_once() {
    let events = numbered(&[
        created(),
        added(0, message(json!([]))),
        delta("output_text", 0, 0, "a"),
        delta("output_text", 0, 0, "a"),
        delta("output_text", 0, 0, "b"),
    ]);
    let order = [4, 2, 1, 4, 0, 3, 2, 1];
    let arrived: Vec<_> = order.iter().map(|at| events[*at].clone()).collect();
    let merged = merge(RESPONSES, &arrived);
    assert_eq!(merged.json, merge(RESPONSES, &events).json);
    assert_eq!(merged.json["output"][0]["content"][0]["text"], "aab");
    assert!(merged.info.warnings.is_empty());
}

#[test]
fn numbers_that_are_all_the_same_order_nothing() {
    for number in [json!(0), json!(-1)] {
        let mut events = vec![created(), added(0, message(json!([])))];
        events.extend(["ha", "ha", "!"].map(|piece| delta("output_text", 0, 0, piece)));
        events.iter_mut().for_each(|event| event["sequence_number"] = number.clone());
        let merged = merge(RESPONSES, &events);
        assert_eq!(merged.json["output"][0]["content"][0]["text"], "haha!");
        assert_eq!(merged.codes(), ["sequence_numbers_repeat"]);
    }
}

#[test]
fn what_a_response_says() {
    let response = json!({"response": {"body": {"object": "response", "status": "incomplete", "model": "m",
        "usage": {"input_tokens": 1, "output_tokens": 2},
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "So."}], "content": []},
            message(json!([text("Hi "), {"type": "refusal", "refusal": "no"}, text("you")])),
            {"type": "function_call", "name": "f", "arguments": "{}"},
            {"type": "custom_tool_call", "name": "c", "input": "ls"},
            {"type": "mcp_call", "name": "m", "arguments": "{}", "output": "x"},
            {"type": "web_search_call"}]}}});
    let recording = Recording::parse(response.to_string().into_bytes(), None).expect("a recording");
    assert_eq!(Kind::of(&recording).as_str(), "responses");
    let answer = answer_of(&recording, recording.body().expect("a body"));
    let choice = &answer.choices[0];
    assert_eq!(choice.text.as_deref(), Some("Hi you"));
    assert_eq!(choice.reasoning.as_deref(), Some("So."));
    assert_eq!(choice.refusal.as_deref(), Some("no"));
    assert_eq!(choice.finish_reason.as_deref(), Some("incomplete"));
    let calls: Vec<_> = choice.calls.iter().map(ToString::to_string).collect();
    assert_eq!(calls, ["f({})", "c(ls)", "m({})"]);
    assert_eq!(choice.notes, ["web_search_call"]);
    assert_eq!(answer.usage.len(), 2);
}

#[test]
fn very_many_of_one_thing() {
    const MANY: usize = 20_000;
    let one_text = (0..MANY).map(|_| delta("output_text", 0, 0, "word "));
    let backwards: Vec<_> = numbered(&one_text.collect::<Vec<_>>()).into_iter().rev().collect();
    let items = (0..MANY).map(|at| delta("output_text", at * 1_000_000, at, "word "));
    let unnamed = (0..MANY)
        .map(|_| json!({"type": "response.output_text.annotation.added", "annotation": 1}));
    for events in [backwards, items.collect(), unnamed.collect()] {
        let mut merging = deltafold::fold::Accumulator::of(
            deltafold::grammar::grammar(RESPONSES),
            Options::default(),
        );
        events
            .iter()
            .for_each(|event| merging.push(event.to_string().as_bytes()).expect("it merges"));
        let json = merging.finish().expect("it merges").to_json();
        assert!(json.len() > MANY, "{}", json.len());
    }
}

/// What makes a response of items of every kind, in an order that a server could send it in.
fn any_stream(dice: &mut Dice, items: usize, words: &[String]) -> (Vec<Value>, Vec<Value>) {
    let mut word = |dice: &mut Dice| words[dice.roll(words.len())].clone();
    let mut sequences = Vec::new();
    let mut whole = Vec::new();
    for at in 0..items {
        let (events, item) = any_item(dice, at, &mut word);
        sequences.push(events);
        whole.push(item);
    }
    let mut events = vec![created()];
    events.extend(dice.interleave(&sequences));
    (numbered(&events), whole)
}

fn any_item(
    dice: &mut Dice,
    at: usize,
    word: &mut impl FnMut(&mut Dice) -> String,
) -> (Vec<Value>, Value) {
    let id = format!("item_{at}");
    let mut pieces =
        |dice: &mut Dice| -> Vec<String> { (0..dice.roll(4)).map(|_| word(dice)).collect() };
    let said = pieces(dice);
    let all = said.concat();
    let of = |event: &str| said.iter().map(|piece| delta(event, at, 0, piece)).collect::<Vec<_>>();
    let with = |mut item: Value, key: &str, value: Value| {
        item[key] = value;
        item
    };
    let (empty, key, event, value) = match dice.roll(4) {
        0 => (
            json!({"id": id, "type": "function_call", "name": "f", "call_id": "c", "arguments": ""}),
            "arguments",
            "function_call_arguments",
            json!(all),
        ),
        1 => (
            json!({"id": id, "type": "custom_tool_call", "name": "f", "call_id": "c", "input": ""}),
            "input",
            "custom_tool_call_input",
            json!(all),
        ),
        2 => (
            json!({"id": id, "type": "reasoning", "summary": []}),
            "summary",
            "reasoning_summary_text",
            if said.is_empty() {
                json!([])
            } else {
                json!([{"text": all, "type": "summary_text"}])
            },
        ),
        _ => (
            json!({"id": id, "type": "message", "role": "assistant", "status": "completed", "content": []}),
            "content",
            "output_text",
            if said.is_empty() { json!([]) } else { json!([text(&all)]) },
        ),
    };
    let whole = with(empty.clone(), key, value);
    let mut events = vec![added(at, empty)];
    events.extend(of(event));
    if dice.flip() {
        events.push(done(at, whole.clone()));
    }
    (events, whole)
}

fn any_words() -> impl Strategy<Value = Vec<String>> {
    vec(prop_oneof!["[a-c\"\\\\é😀\n]{0,6}", "\\PC{0,4}"], 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn split_responses_merge_back(items in 0..5usize, words in any_words(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (events, whole) = any_stream(&mut dice, items, &words);
        let merged = merge(RESPONSES, &events);
        prop_assert_eq!(&merged.json["output"], &Value::from(whole));
        let recorded = merge_recorded(RESPONSES, &events);
        prop_assert_eq!((&recorded.json, &recorded.info), (&merged.json, &merged.info));
    }

    #[test]
    fn order_of_arrival_does_not_matter(items in 0..5usize, words in any_words(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (events, _) = any_stream(&mut dice, items, &words);
        let expected = merge(RESPONSES, &events);
        prop_assert_eq!(&merge(RESPONSES, &shuffled(&mut dice, &events)).json, &expected.json);
    }

    #[test]
    fn order_of_arrival_does_not_matter_to_odd_events(
        events in vec(likely_event(), 0..12), seed in any::<u64>()
    ) {
        // What has no index takes one by what was there when it came.
        let has_place = |event: &Value| ["output_index", "annotation_index"].iter().all(|key| event[key].is_u64());
        let events: Vec<_> = events.into_iter().filter(has_place).collect();
        let events = numbered(&events);
        let mut dice = Dice(seed);
        let expected = merge(RESPONSES, &events);
        let found = merge(RESPONSES, &shuffled(&mut dice, &events));
        prop_assert_eq!((&found.json, found.info.error), (&expected.json, expected.info.error));
    }

    #[test]
    fn any_objects_merge(events in vec(any_object(any_value()), 0..6)) {
        prop_assert!(completion(RESPONSES, Options::default(), &events).is_ok());
    }

    #[test]
    fn garbage_in_every_member_merges(events in vec(likely_event(), 0..10)) {
        let options = Options { strict: true, single_choice: true };
        prop_assert!(completion(RESPONSES, options, &events).is_ok());
        if let Some(first) = events.first() {
            tokens(RESPONSES, first);
        }
    }
}

/// In another order, some of them twice.
fn shuffled(dice: &mut Dice, events: &[Value]) -> Vec<Value> {
    let mut left = events.to_vec();
    left.extend(
        (0..dice.roll(4)).filter_map(|_| events.get(dice.roll(events.len().max(1))).cloned()),
    );
    let mut arrived = Vec::new();
    while !left.is_empty() {
        arrived.push(left.swap_remove(dice.roll(left.len())));
    }
    arrived
}

const TYPES: [&str; 40] = [
    "response.created",
    "response.in_progress",
    "response.queued",
    "response.completed",
    "response.failed",
    "response.output_item.added",
    "response.output_item.done",
    "response.output_item.added",
    "response.output_item.done",
    "response.content_part.added",
    "response.content_part.done",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.output_text.delta",
    "response.refusal.delta",
    "response.refusal.done",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.done",
    "response.reasoning_text.delta",
    "response.reasoning_text.done",
    "response.reasoning_summary_part.added",
    "response.reasoning_summary_part.done",
    "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.done",
    "response.output_text.annotation.added",
    "response.mcp_call_arguments.delta",
    "response.mcp_call_arguments.done",
    "response.code_interpreter_call_code.delta",
    "response.code_interpreter_call_code.done",
    "response.code_interpreter_call.interpreting",
    "response.image_generation_call.partial_image",
    "response.web_search_call.completed",
    "response.audio.delta",
    "response.audio.transcript.delta",
    "error",
    "response.unknown",
    "",
];

const KEYS: [&str; 24] = [
    "id",
    "type",
    "sequence_number",
    "output_index",
    "item_id",
    "content_index",
    "summary_index",
    "annotation_index",
    "delta",
    "text",
    "refusal",
    "arguments",
    "input",
    "code",
    "item",
    "part",
    "response",
    "annotation",
    "logprobs",
    "name",
    "error",
    "output",
    "content",
    "summary",
];

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..3i64).prop_map(Value::from),
        prop_oneof!["", "a", "message", "function_call", "\\PC{0,6}"].prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Value::from), any_object(inner)]
    })
}

fn any_object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(&TYPES[..]);
    vec((prop::sample::select(&KEYS[..]), value), 0..6).prop_flat_map(move |members| {
        let members: Map<_, _> =
            members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        kind.clone().prop_map(move |kind| {
            let mut members = members.clone();
            members.entry("type").or_insert(kind.into());
            Value::Object(members)
        })
    })
}

/// An event that has what its type needs, some of it odd.
fn likely_event() -> impl Strategy<Value = Value> {
    let index = || prop_oneof![9 => (0..3u64).prop_map(Value::from), 1 => any_value()];
    let value = prop_oneof![
        "[ab]{0,3}".prop_map(Value::from),
        vec(any_object(any_value()), 0..3).prop_map(|content| message(content.into())),
        any_value(),
    ];
    let places = (index(), index(), index());
    (prop::sample::select(&TYPES[..]), places, value, any_object(any_value())).prop_map(
        |(kind, (output, part, annotation), value, odd)| {
            let mut event = json!({"type": kind, "output_index": output, "content_index": part, "annotation_index": annotation});
            let key = match kind {
                _ if kind.ends_with("delta") => "delta",
                _ if kind.contains("output_item") => "item",
                _ if kind.contains("part.") => "part",
                _ if kind.contains("annotation") => "annotation",
                _ if kind.ends_with("arguments.done") => "arguments",
                _ if kind.ends_with("done") => "text",
                _ => "response",
            };
            event[key] = value;
            if let (Value::Object(event), Value::Object(odd)) = (&mut event, odd) {
                for (key, value) in odd {
 event.entry(key).or_insert(value);
}
            }
            event
        },
    )
}
