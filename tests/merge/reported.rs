//! Streams as users reported them to clients, gateways and servers, in compact form: each with what
//! the contract says that it is. All ways of reading give the same.

use deltafold::internals::merge::{Accumulator, Completion, Options};
use deltafold::internals::recording::Recording;
use serde_json::{Value, json};

/// The completion and the codes of its warnings.
fn told(completion: &Completion) -> (Value, Vec<&'static str>, bool, Option<String>) {
    let info = &completion.merge_info;
    let json = serde_json::from_slice(&completion.to_json()).unwrap();
    let codes = info.warnings.iter().map(|warning| warning.code).collect();
    let error = info.error.as_deref().map(|error| String::from_utf8_lossy(error).into_owned());
    (json, codes, info.complete, error)
}

/// What a text gives when it is fed, in any pieces, and loaded.
fn read(text: &str) -> (Value, Vec<&'static str>, bool, Option<String>) {
    let fed = |size: usize| {
        let mut merged = Accumulator::new(Options::default());
        text.as_bytes().chunks(size).try_for_each(|piece| merged.feed(piece)).unwrap();
        told(&merged.finish().unwrap())
    };
    let whole = fed(text.len());
    for size in [1, 3, 17] {
        assert_eq!(fed(size), whole, "{text}");
    }
    let loaded = Recording::parse(text.as_bytes().to_vec(), None).unwrap();
    assert_eq!(told(&loaded.merge(Options::default()).unwrap()), whole, "{text}");
    whole
}

/// The same for items, as an event stream, as JSON lines, and pushed.
fn merged(items: &[Value]) -> (Value, Vec<&'static str>, bool, Option<String>) {
    let events: String = items.iter().map(|item| format!("data: {item}\n\n")).collect();
    let whole = read(&events);
    let lines: String = items.iter().map(|item| format!("{item}\n")).collect();
    assert_eq!(read(&lines), whole, "{lines}");
    let mut pushed = Accumulator::new(Options::default());
    items.iter().try_for_each(|item| pushed.push(item.to_string().as_bytes())).unwrap();
    assert_eq!(told(&pushed.finish().unwrap()), whole, "{lines}");
    whole
}

/// Checks values at pointers of the completion, and the codes of the warnings.
#[track_caller]
fn check(items: &[Value], expected: &[(&str, Value)], codes: &[&str]) {
    let (json, found, ..) = merged(items);
    for (pointer, value) in expected {
        assert_eq!(json.pointer(pointer).unwrap_or(&Value::Null), value, "{pointer} of {json}");
    }
    assert_eq!(found, codes, "{json}");
}

fn delta(delta: &Value) -> Value {
    json!({"id": "c", "choices": [{"index": 0, "delta": delta}]})
}

fn calls(entries: &Value) -> Value {
    delta(&json!({"tool_calls": entries}))
}

fn stop(reason: &str) -> Value {
    json!({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
}

const CALLS: &str = "/choices/0/message/tool_calls";
const ARGUMENTS: &str = "/choices/0/message/tool_calls/0/function/arguments";
const CONTENT: &str = "/choices/0/message/content";

fn call(id: &str, name: &str, arguments: &str) -> Value {
    json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
}

#[test]
fn arguments_come_under_another_index_than_the_name() {
    // A proxy that looks the index up by another id.
    check(
        &[
            calls(&json!([{"index": 0, "id": "a", "function": {"name": "bash", "arguments": ""}}])),
            calls(
                &json!([{"index": 1, "id": null, "function": {"name": "", "arguments": "{\"c\":1}"}}]),
            ),
            stop("tool_calls"),
        ],
        &[(CALLS, json!([call("a", "bash", "{\"c\":1}")]))],
        &[],
    );
    // An index that grows with every fragment.
    let piece =
        |index: i64, text: &str| calls(&json!([{"index": index, "function": {"arguments": text}}]));
    check(
        &[
            calls(&json!([{"index": 0, "id": "a", "function": {"name": "f"}}])),
            piece(1, "{\"a\""),
            piece(2, ": 1"),
            piece(3, "}"),
        ],
        &[(CALLS, json!([call("a", "f", "{\"a\": 1}")]))],
        &[],
    );
    // All indexes are 1.
    check(
        &[
            calls(&json!([{"index": 1, "id": "a", "function": {"name": "f", "arguments": "{"}}])),
            piece(1, "}"),
        ],
        &[(CALLS, json!([call("a", "f", "{}")]))],
        &[],
    );
}

#[test]
fn ids_and_names_come_again_or_empty() {
    let piece = |id: &Value, name: &Value, text: &str| {
        calls(&json!([{"index": 0, "id": id, "type": "function",
                       "function": {"name": name, "arguments": text}}]))
    };
    for (id, name) in [
        (json!(""), json!("")),
        (json!(null), json!(null)),
        (json!("a"), json!("f")),
        (json!("a"), json!("")),
        (json!(""), json!("f")),
        (json!("b"), json!(null)),
    ] {
        check(
            &[
                piece(&json!("a"), &json!("f"), ""),
                piece(&id, &name, "{\"x\":"),
                piece(&id, &name, "1}"),
            ],
            &[(CALLS, json!([call("a", "f", "{\"x\":1}")]))],
            &[],
        );
    }
}

#[test]
fn calls_without_an_index_keep_apart() {
    check(
        &[
            calls(&json!([{"id": "a", "function": {"name": "f", "arguments": "{\"x\":1}"}}])),
            calls(&json!([{"id": "b", "function": {"name": "f", "arguments": "{\"x\":2}"}}])),
            stop("stop"),
        ],
        &[
            (CALLS, json!([call("a", "f", "{\"x\":1}"), call("b", "f", "{\"x\":2}")])),
            ("/choices/0/finish_reason", json!("stop")),
        ],
        &[],
    );
    check(
        &[
            calls(&json!([{"index": null, "id": "a", "function": {"name": "f"}}])),
            calls(&json!([{"index": null, "function": {"arguments": "{"}}])),
            calls(&json!([{"function": {"arguments": "}"}}])),
        ],
        &[(CALLS, json!([call("a", "f", "{}")]))],
        &[],
    );
}

#[test]
fn a_call_without_arguments_has_none() {
    check(
        &[calls(&json!([{"index": 0, "id": "a", "function": {"name": "f"}}])), stop("tool_calls")],
        &[(ARGUMENTS, json!(""))],
        &[],
    );
    check(
        &[calls(&json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": {}}}]))],
        &[(ARGUMENTS, json!("{}"))],
        &[],
    );
}

#[test]
fn a_stream_that_breaks_off_within_arguments_is_not_complete() {
    let (json, codes, complete, _) = merged(&[calls(
        &json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"x\": \"lon"}}]),
    )]);
    assert_eq!(json.pointer(ARGUMENTS), Some(&json!("{\"x\": \"lon")));
    assert_eq!((codes, complete), (vec!["arguments_json_error"], false));
}

#[test]
fn signatures_of_thoughts_stay_with_their_call() {
    let extra = json!({"google": {"thought_signature": "c2ln"}});
    check(
        &[
            calls(&json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"},
                           "extra_content": extra}])),
            stop("stop"),
        ],
        &[("/choices/0/message/tool_calls/0/extra_content", extra)],
        &[],
    );
}

#[test]
fn reasoning_may_have_two_names() {
    check(
        &[
            delta(&json!({"role": "assistant", "content": null, "reasoning_content": "Why"})),
            delta(&json!({"content": null, "reasoning_content": "?", "reasoning": "?"})),
            delta(&json!({"content": "So.", "reasoning_content": null})),
            delta(&json!({"content": "", "reasoning_content": "", "role": ""})),
            stop("stop"),
        ],
        &[
            (CONTENT, json!("So.")),
            ("/choices/0/message/reasoning_content", json!("Why?")),
            ("/choices/0/message/reasoning", json!("?")),
            ("/choices/0/message/role", json!("assistant")),
        ],
        &[],
    );
}

#[test]
fn usage_comes_in_any_chunk() {
    let usage = |count: i64| json!({"prompt_tokens": 1, "completion_tokens": count, "total_tokens": 1 + count});
    for last in [
        json!({"id": "c", "choices": [], "usage": usage(2)}),
        json!({"id": "c", "choices": null, "usage": usage(2)}),
        json!({"id": "c", "usage": usage(2)}),
        json!({"choices": [{"index": 0, "delta": null, "finish_reason": null}], "usage": usage(2)}),
        json!({"id": "c", "choices": [{"index": 0, "delta": {"content": ""}}], "usage": usage(2)}),
    ] {
        let mut first = delta(&json!({"content": "x"}));
        first["usage"] = usage(1);
        let items = [first, stop("stop"), last, json!({"id": "c", "choices": [], "usage": {}})];
        check(&items, &[("/usage", usage(2)), (CONTENT, json!("x"))], &[]);
    }
}

#[test]
fn an_error_within_a_stream_keeps_the_text() {
    for error in [
        json!({"error": {"message": "Overloaded", "code": 502}}),
        json!({"error": "Overloaded"}),
        json!({"object": "error", "message": "Overloaded", "code": 400}),
        json!({"id": "c", "choices": [], "error": {"message": "Overloaded"}}),
        json!({"id": "c", "error": {"message": "Overloaded"},
               "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]}),
    ] {
        let (json, codes, complete, found) = merged(&[delta(&json!({"content": "So"})), error]);
        assert_eq!(json.pointer(CONTENT), Some(&json!("So")));
        assert!(found.unwrap().contains("Overloaded") && !complete && codes.is_empty());
    }
}

#[test]
fn values_in_one_line_are_values() {
    let (one, two) = (delta(&json!({"content": "a}{"})), delta(&json!({"content": "b"})));
    for text in [
        format!("data: {one}{two}\n\n"),
        format!("data: {one} {two}\n\n"),
        format!("data: {one}data: {two}\n\ndata: [DONE]\n\n"),
        format!("{one}{two}\n"),
        // The JSON of the JSON.
        format!("data: {}\n\ndata: {}\n\n", json!(one.to_string()), json!(two.to_string())),
        format!("data: {one}\n\ndata: {}\n\ndata: \"[DONE]\"\n\n", json!(two.to_string())),
        // A list over several lines, as some servers stream it.
        format!("[{one}\n,\n{two}\n]\n"),
        format!("data: [{one},{two}]\n\n"),
        // No line end after the last event.
        format!("data: {one}\n\ndata: {two}"),
        format!("data: {one}\r\rdata: {two}\r"),
        format!(
            "\u{feff}data:{one}\r\n\r\n: waiting\r\n\r\nid: 7\r\nretry: 3\r\ndata:{two}\r\n\r\n"
        ),
    ] {
        let (json, codes, ..) = read(&text);
        assert_eq!(json.pointer(CONTENT), Some(&json!("a}{b")), "{text}");
        assert_eq!(codes, [] as [&str; 0], "{text}");
    }
}

#[test]
fn pages_and_logs_between_events_are_left_out() {
    let (one, two) = (delta(&json!({"content": "a"})), delta(&json!({"content": "b"})));
    for odd in [
        "<html>",
        "data: <html>",
        "data: Internal Server Error",
        "data: {\"choices\":",
        "data: {'id': 'c'}",
    ] {
        let (json, codes, ..) = read(&format!("data: {one}\n\n{odd}\n\ndata: {two}\n\n"));
        assert_eq!(json.pointer(CONTENT), Some(&json!("ab")), "{odd}");
        assert_eq!(codes, ["unreadable_event"], "{odd}");
    }
}

fn block(index: i64, delta: &Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

#[test]
fn messages_with_deltas_that_lack_a_type() {
    let start = json!({"type": "message_start", "message": {"id": "m", "role": "assistant", "content": []}});
    check(
        &[
            start,
            block(0, &json!({"thinking": "Why"})),
            block(0, &json!({"type": "thinking_delta", "thinking": "?"})),
            block(1, &json!({"text": "So"})),
            block(1, &json!({"type": "text_delta", "text": "."})),
            json!({"type": "content_block_start", "index": 2,
                   "content_block": {"type": "tool_use", "id": "a", "name": "f", "input": {}}}),
            block(2, &json!({"partial_json": ""})),
            block(2, &json!({"partial_json": "{\"x\": 1}"})),
        ],
        &[(
            "/content",
            json!([{"type": "thinking", "thinking": "Why?"}, {"type": "text", "text": "So."},
                   {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}}]),
        )],
        &[],
    );
}

#[test]
fn inputs_of_tools_that_come_at_once_or_empty() {
    let begin = |input: &Value| {
        json!({"type": "content_block_start", "index": 0,
               "content_block": {"type": "tool_use", "id": "a", "name": "f", "input": input}})
    };
    let start =
        json!({"type": "message_start", "message": {"id": "m", "content": null, "usage": null}});
    let empty = block(0, &json!({"type": "input_json_delta", "partial_json": ""}));
    for (events, input) in [
        (vec![begin(&json!({"x": 1}))], json!({"x": 1})),
        (vec![begin(&json!({"x": 1})), empty.clone()], json!({"x": 1})),
        (vec![begin(&json!({})), empty.clone(), empty], json!({})),
        (
            vec![
                begin(&json!({})),
                block(0, &json!({"type": "input_json_delta", "partial_json": null})),
            ],
            json!({}),
        ),
    ] {
        let items = [vec![start.clone()], events].concat();
        check(&items, &[("/content/0/input", input)], &[]);
    }
}

#[test]
fn usage_of_a_message_keeps_what_it_had() {
    check(
        &[
            json!({"type": "message_start", "message": {"id": "m", "content": [],
                   "usage": {"input_tokens": 10, "cache_read_input_tokens": 4, "output_tokens": 1}}}),
            block(0, &json!({"type": "text_delta", "text": "x"})),
            json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null},
                   "usage": {"output_tokens": 9, "input_tokens": null}}),
            json!({"type": "message_stop", "amazon-bedrock-invocationMetrics": {"inputTokenCount": 10}}),
        ],
        &[
            (
                "/usage",
                json!({"input_tokens": 10, "cache_read_input_tokens": 4, "output_tokens": 9}),
            ),
            ("/stop_reason", json!("end_turn")),
        ],
        &[],
    );
}

fn item(kind: &str, item: &Value) -> Value {
    json!({"type": format!("response.output_item.{kind}"), "output_index": 0, "item": item})
}

#[test]
fn whole_items_that_lack_what_was_sent_before_keep_it() {
    let created = json!({"type": "response.created", "response": {"id": "r", "output": []}});
    let piece = |text: &str| json!({"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "i", "delta": text});
    let added =
        json!({"type": "function_call", "id": "i", "call_id": "a", "name": "f", "arguments": ""});
    for (name, arguments) in
        [(json!(""), json!("")), (json!(null), json!("{}")), (json!("f"), json!(null))]
    {
        let done = json!({"type": "function_call", "id": "i", "call_id": "", "name": name,
                          "arguments": arguments, "status": "completed"});
        let items =
            [created.clone(), item("added", &added), piece("{"), piece("}"), item("done", &done)];
        check(
            &items,
            &[
                ("/output/0/name", json!("f")),
                ("/output/0/call_id", json!("a")),
                ("/output/0/arguments", json!("{}")),
                ("/output/0/status", json!("completed")),
            ],
            &[],
        );
    }
    let text = |kind: &str, key: &str, text: &str| json!({"type": format!("response.output_text.{kind}"), "output_index": 0, "content_index": 0, key: text});
    check(
        &[
            created,
            text("delta", "delta", "So"),
            text("delta", "delta", "."),
            text("done", "text", ""),
            item(
                "done",
                &json!({"type": "message", "id": "i", "role": "assistant", "content": []}),
            ),
        ],
        &[("/output/0/content/0/text", json!("So.")), ("/output/0/id", json!("i"))],
        &[],
    );
}

#[test]
fn arguments_that_only_the_end_has() {
    check(
        &[
            json!({"type": "response.created", "response": {"id": "r", "output": []}}),
            item(
                "added",
                &json!({"type": "function_call", "id": "i", "call_id": "a", "name": "f", "arguments": ""}),
            ),
            json!({"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "i",
                   "arguments": "{\"x\": 1}"}),
        ],
        &[("/output/0/arguments", json!("{\"x\": 1}")), ("/output/0/name", json!("f"))],
        &[],
    );
}

#[test]
fn candidates_with_little_in_them() {
    let part =
        |parts: &Value| json!({"candidates": [{"content": {"parts": parts, "role": "model"}}]});
    check(
        &[
            part(&json!([{"text": "So"}])),
            json!({"candidates": [{}]}),
            json!({"candidates": [{"content": {}}]}),
            json!({"candidates": [{"content": {"role": "model"}, "finishReason": ""}]}),
            part(&json!([{"functionCall": {"name": "f"}}])),
            json!({"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"totalTokenCount": 3}}),
        ],
        &[
            ("/candidates/0/content/parts/0/text", json!("So")),
            ("/candidates/0/content/parts/1/functionCall/name", json!("f")),
            ("/candidates/0/finishReason", json!("STOP")),
            ("/usageMetadata/totalTokenCount", json!(3)),
        ],
        &[],
    );
}

#[test]
fn lines_of_ollama_with_an_error_or_calls_at_the_end() {
    let chunk =
        |message: &Value, done: bool| json!({"model": "m", "message": message, "done": done});
    let call = json!({"function": {"name": "f", "arguments": {"x": 1}}});
    check(
        &[
            chunk(&json!({"role": "assistant", "content": "So", "thinking": null}), false),
            chunk(&json!({"role": "assistant", "content": "", "tool_calls": [call]}), false),
            chunk(&json!({"role": "assistant", "content": ""}), true),
        ],
        &[("/message/content", json!("So")), ("/message/tool_calls", json!([call]))],
        &[],
    );
    let (json, _, complete, error) =
        merged(&[chunk(&json!({"content": "So"}), false), json!({"error": "out of memory"})]);
    assert_eq!(json.pointer("/message/content"), Some(&json!("So")));
    assert_eq!((complete, error.as_deref()), (false, Some("\"out of memory\"")));
}

#[test]
fn blocks_of_converse_without_starts_and_stops() {
    let delta = |index: i64, delta: &Value| json!({"contentBlockDelta": {"contentBlockIndex": index, "delta": delta}});
    check(
        &[
            json!({"messageStart": {"role": "assistant"}}),
            delta(0, &json!({"text": "So"})),
            json!({"contentBlockStart": {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "a", "name": "f"}}}}),
            delta(1, &json!({"toolUse": {"input": ""}})),
            delta(1, &json!({"toolUse": {"input": "{\"x\":1}"}})),
            json!({"messageStop": {"stopReason": "tool_use"}}),
        ],
        &[(
            "/output/message/content",
            json!([{"text": "So"}, {"toolUse": {"toolUseId": "a", "name": "f", "input": {"x": 1}}}]),
        )],
        &[],
    );
    // A tool's blocks begin at 1, and the text reuses 0.
    check(
        &[
            json!({"messageStart": {"role": "assistant"}}),
            json!({"contentBlockStart": {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "a", "name": "f"}}}}),
            json!({"contentBlockDelta": {"delta": {"toolUse": {"input": {"x": 1}}}}}),
            delta(0, &json!({"text": "So"})),
        ],
        &[(
            "/output/message/content",
            json!([{"text": "So"}, {"toolUse": {"toolUseId": "a", "name": "f", "input": {"x": 1}}}]),
        )],
        &[],
    );
}
