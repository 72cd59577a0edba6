//! Responses that are built of what came before their end.

use deltafold::internals::merge::Options;
use serde_json::{Value, json};

use super::RESPONSES;
use super::support::{added, created, delta, done, head, message, numbered, output, text};
use crate::family_support::{completion, merge, merge_recorded};

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
fn an_item_may_end_under_the_next_index() {
    let call = |status: &str, code: Value| json!({"type": "code_interpreter_call", "id": "ci", "status": status, "code": code});
    let code = |what: &str, at: usize, member: &str| {
        json!({"type": format!("response.code_interpreter_call_code.{what}"), "output_index": at,
               "item_id": "ci", member: "1+1"})
    };
    let events = [
        created(),
        added(0, call("in_progress", Value::Null)),
        code("delta", 0, "delta"),
        code("done", 1, "code"),
        json!({"type": "response.code_interpreter_call.completed", "output_index": 1, "item_id": "ci"}),
        done(1, call("completed", json!("1+1"))),
        added(1, json!({"type": "message", "id": "m", "content": []})),
        delta("output_text", 1, 0, "2"),
    ];
    let items = output(&events);
    assert_eq!(items.as_array().unwrap().len(), 2, "{items}");
    assert_eq!(items[0], call("completed", json!("1+1")));
    assert_eq!(items[1]["content"][0]["text"], "2");
}

#[test]
fn a_tools_call_may_end_as_what_the_tool_found() {
    let call = json!({"type": "function_call", "id": "c", "call_id": "c", "name": "search", "arguments": "{}", "status": "completed"});
    let found = json!({"type": "search_results", "queries": ["oaks"], "results": [{"id": 1, "title": "Oaks"}]});
    let said = message(json!([text("An oak.")]));
    let mut events = vec![
        created(),
        added(0, call.clone()),
        done(0, found.clone()),
        added(1, json!({"id": "item_0", "type": "message", "role": "assistant", "content": null})),
        delta("output_text", 1, 0, "An oak."),
        done(1, said.clone()),
    ];
    let cut = merge(RESPONSES, &numbered(&events));
    // What names the call still does.
    let mut named = found.clone();
    for key in ["id", "call_id", "name"] {
        named[key] = call[key].clone();
    }
    assert_eq!(cut.json["output"], json!([named, said]));
    let mut response = head();
    response["output"] = json!([found, said]);
    response["status"] = json!("completed");
    events.push(json!({"type": "response.completed", "response": response}));
    let merged = merge(RESPONSES, &numbered(&events));
    assert_eq!((&merged.json["output"], merged.codes()), (&response["output"], vec![]));
    // An end that names another item, or is of another class, is an item of its own.
    let other = json!({"type": "search_results", "id": "s", "queries": []});
    let both = output(&[created(), added(0, call.clone()), done(0, other.clone())]);
    assert_eq!(both.as_array().map(Vec::len), Some(2));
    let both = output(&[created(), added(0, call.clone()), done(0, said)]);
    assert_eq!(both.as_array().map(Vec::len), Some(2));
    // So is one that comes after the end.
    let ended = [created(), added(0, call.clone()), done(0, call), done(0, found)];
    assert_eq!(output(&ended).as_array().map(Vec::len), Some(2));
}
