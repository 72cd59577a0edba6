//! The event that ends a response, errors, and what is said of a response.

use deltafold::internals::recording::Recording;
use serde_json::{Value, json};

use super::RESPONSES;
use super::support::{created, delta, done, head, message, numbered, output, text};
use crate::family_support::{Merged, merge, merge_recorded, tokens};

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
fn unknown_events_are_left_out_with_their_place() {
    let odd = [
        json!({"type": "response.daydream.delta", "delta": "x", "output_index": 3}),
        json!({"type": "keepalive"}),
        json!({}),
    ];
    let merged = merge(RESPONSES, &[created(), odd[0].clone(), odd[1].clone(), odd[2].clone()]);
    assert_eq!(merged.json, head());
    assert_eq!(merged.codes(), ["foreign_event"]);
    let detail = &merged.info.warnings[0].detail;
    assert!(detail.contains("item 2 ") && detail.contains("response.daydream.delta"), "{detail}");
    assert!(merged.info.error.is_none());
}

#[test]
fn an_end_that_lacks_items_leaves_those_of_the_events() {
    let end = |response: Value| json!({"type": "response.completed", "response": response});
    let call = json!({"type": "function_call", "id": "f", "call_id": "c", "name": "go", "arguments": "{}"});
    let said =
        json!({"type": "message", "id": "item_1", "role": "assistant", "content": [text("ab")]});
    let events = [created(), done(0, call.clone()), delta("output_text", 1, 0, "ab")];
    for (final_output, expected, codes) in [
        (json!([said]), json!([call, said]), vec!["output_missing"]),
        (json!([call]), json!([call, "?"]), vec!["output_missing"]),
        (json!([call, said]), json!([call, said]), vec![]),
        // Items that got other ids are the same.
        (
            json!([{"type": "function_call", "call_id": "x", "name": "go", "arguments": "{}"}, said]),
            json!([{"type": "function_call", "call_id": "x", "name": "go", "arguments": "{}"}, said]),
            vec![],
        ),
    ] {
        let all = [&events[..], &[end(json!({"id": "r", "output": final_output}))]].concat();
        let merged = merge(RESPONSES, &numbered(&all));
        let mut output = merged.json["output"].clone();
        assert_eq!(output.as_array().unwrap().len(), 2, "{output}");
        if expected[1] == "?" {
            assert_eq!(output[1]["content"][0]["text"], "ab");
            output[1] = json!("?");
        }
        assert_eq!(output, expected);
        assert_eq!(merged.codes(), codes);
    }
    // Words that came in pieces with places of their own are not said twice.
    let pieces = [created(), delta("output_text", 0, 0, "a"), delta("output_text", 7, 0, "b")];
    let all = [&pieces[..], &[end(json!({"id": "r", "output": [said]}))]].concat();
    let merged = merge(RESPONSES, &all);
    assert_eq!((&merged.json["output"], merged.codes()), (&json!([said]), vec![]));
}

#[test]
fn a_second_end_takes_nothing_away() {
    let end = |response: Value| json!({"type": "response.completed", "response": response});
    let first = json!({"id": "r", "status": "completed", "output": [message(json!([text("a")]))],
                       "usage": {"total_tokens": 5}});
    for second in [
        json!({"id": "r", "status": "completed", "output": [], "usage": null}),
        json!({"id": "r", "status": "completed"}),
        Value::Null,
    ] {
        let is_null = second.is_null();
        let merged = merge(RESPONSES, &[created(), end(first.clone()), end(second)]);
        assert_eq!(merged.json, first);
        assert_eq!(merged.codes().len(), usize::from(!is_null));
        assert!(merged.info.complete);
    }
    let merged = merge(RESPONSES, &[created(), end(first.clone()), end(first.clone())]);
    assert_eq!((merged.json, merged.info.warnings.len()), (first, 0));
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
    assert_eq!(recording.kind().as_str(), "responses");
    let answer = recording.summary(recording.body().expect("a body"));
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

/// Some servers send the words of an item in pieces only: what comes whole lacks them, or has them
/// empty.
#[test]
fn what_comes_whole_without_words_leaves_those_of_the_pieces() {
    let kinds = [
        (
            json!({"id": "i", "type": "message", "role": "assistant"}),
            json!({"type": "response.output_text.delta", "content_index": 0, "delta": "oak"}),
            "content",
            json!([{"type": "output_text", "text": ""}]),
        ),
        (
            json!({"id": "i", "type": "reasoning"}),
            json!({"type": "response.reasoning_text.delta", "content_index": 0, "delta": "oak"}),
            "content",
            json!([{"type": "reasoning_text", "text": ""}]),
        ),
        (
            json!({"id": "i", "type": "reasoning"}),
            json!({"type": "response.reasoning_summary_text.delta", "summary_index": 0, "delta": "oak"}),
            "summary",
            json!([]),
        ),
        (
            json!({"id": "i", "type": "function_call", "call_id": "c", "name": "f"}),
            json!({"type": "response.function_call_arguments.delta", "delta": "{\"oak\": 1}"}),
            "arguments",
            json!(""),
        ),
        (
            json!({"id": "i", "type": "custom_tool_call", "call_id": "c", "name": "f"}),
            json!({"type": "response.custom_tool_call_input.delta", "delta": "oak"}),
            "input",
            json!(""),
        ),
    ];
    for (item, mut delta, member, empty) in kinds {
        delta["item_id"] = json!("i");
        delta["output_index"] = json!(0);
        let wholes = [None, Some(Value::Null), Some(json!([])), Some(empty)].map(|value| {
            let mut whole = item.clone();
            whole["status"] = json!("completed");
            value.into_iter().for_each(|value| whole[member] = value);
            whole
        });
        for whole in &wholes {
            let added =
                json!({"type": "response.output_item.added", "output_index": 0, "item": item});
            let done =
                json!({"type": "response.output_item.done", "output_index": 0, "item": whole});
            let end = |output: Value| json!({"type": "response.completed", "response": {"id": "r", "status": "completed", "output": output}});
            for items in [
                vec![added.clone(), delta.clone(), done.clone()],
                vec![delta.clone(), done.clone(), end(json!([]))],
                vec![added.clone(), delta.clone(), end(json!([whole]))],
                vec![added.clone(), delta.clone(), done, end(json!([whole]))],
            ] {
                let merged = merge(RESPONSES, &items);
                let words = merged.json["output"][0][member].to_string();
                assert!(words.contains("oak"), "{items:?} {words}");
                assert_eq!(merged.json["output"][0]["status"], "completed", "{items:?}");
            }
        }
    }
}

/// A status that a whole item lacks is not the one that it had before.
#[test]
fn what_comes_whole_is_not_given_an_old_status() {
    let merged = merge(
        RESPONSES,
        &[
            json!({"type": "response.web_search_call.searching", "output_index": 0, "item_id": "w"}),
            json!({"type": "response.output_item.done", "output_index": 0,
                   "item": {"id": "w", "type": "web_search_call", "action": {}}}),
        ],
    );
    assert_eq!(
        merged.json["output"],
        json!([{"id": "w", "type": "web_search_call", "action": {}}])
    );
}

/// A part that lacks its text, and the text of an event that lacks it.
#[test]
fn parts_without_words_leave_those_of_the_pieces() {
    let delta = json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "item_id": "i", "delta": "oak"});
    for last in [
        json!({"type": "response.content_part.done", "part": {"type": "output_text"}}),
        json!({"type": "response.content_part.done", "part": {"type": "output_text", "text": ""}}),
        json!({"type": "response.output_text.done"}),
        json!({"type": "response.output_text.done", "text": ""}),
    ] {
        let mut last = last;
        for (key, value) in
            [("output_index", json!(0)), ("content_index", json!(0)), ("item_id", json!("i"))]
        {
            last[key] = value;
        }
        let merged = merge(RESPONSES, &[delta.clone(), last.clone()]).json;
        assert_eq!(merged["output"][0]["content"][0]["text"], "oak", "{last}");
    }
}
