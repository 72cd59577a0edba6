//! Two things under one index, streams that begin again, and what is repaired, in streams of events.

use crate::family_support::{completion, merge};
use deltafold::internals::merge::Options;
use serde_json::{Value, json};

fn start(id: &str) -> Value {
    json!({"type": "message_start", "message": {"id": id, "role": "assistant", "content": []}})
}

fn block(index: usize, block: Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

fn delta(index: usize, kind: &str, key: &str, text: &str) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": {"type": kind, key: text}})
}

fn refused(family: &str, items: &[Value]) -> bool {
    let strict = Options { strict: true, ..Options::default() };
    let mut merging = deltafold::internals::merge::Accumulator::of(
        deltafold::internals::merge::family_named(family),
        strict,
    );
    let pushed = items.iter().try_for_each(|item| merging.push(item.to_string().as_bytes()));
    pushed.and_then(|()| merging.finish().map(drop)).is_err()
}

#[test]
fn blocks_of_other_types_and_ids_are_blocks_of_their_own() {
    let tool = |id: &str| json!({"type": "tool_use", "id": id, "name": "t", "input": {}});
    let events = [
        start("m"),
        block(0, json!({"type": "text", "text": ""})),
        delta(0, "text_delta", "text", "one"),
        block(0, tool("a")),
        delta(0, "input_json_delta", "partial_json", "{\"x\":1}"),
        block(0, tool("b")),
        delta(0, "input_json_delta", "partial_json", "{\"x\":2}"),
        block(1, json!({"type": "text", "text": "two"})),
    ];
    let merged = merge("anthropic", &events);
    let expected = json!([
        {"type": "text", "text": "one"},
        {"type": "tool_use", "id": "a", "name": "t", "input": {"x": 1}},
        {"type": "tool_use", "id": "b", "name": "t", "input": {"x": 2}},
        {"type": "text", "text": "two"},
    ]);
    assert_eq!(merged.json["content"], expected);
    assert_eq!(merged.codes(), [""; 0]);
    // The same type and id: the block that is there goes on.
    let again = [
        start("m"),
        block(0, json!({"type": "text", "text": "one "})),
        block(0, json!({"type": "text", "text": ""})),
        delta(0, "text_delta", "text", "two"),
    ];
    assert_eq!(
        merge("anthropic", &again).json["content"],
        json!([{"type": "text", "text": "one two"}])
    );
}

#[test]
fn words_for_a_block_of_another_type_are_not_lost() {
    let tool = json!({"type": "tool_use", "id": "a", "name": "t", "input": {}});
    let events = [
        start("m"),
        block(0, tool),
        delta(0, "text_delta", "text", "one "),
        delta(0, "text_delta", "text", "two"),
        delta(0, "input_json_delta", "partial_json", "{\"x\":1}"),
    ];
    let merged = merge("anthropic", &events);
    assert_eq!(merged.json["content"][0]["input"], json!({"x": 1}));
    assert_eq!(merged.json["content"][1], json!({"type": "text", "text": "one two"}));
    assert_eq!(merged.codes(), ["unexpected_delta"]);
    assert!(refused("anthropic", &events));
}

#[test]
fn inputs_with_one_reading_are_repaired() {
    let tool = json!({"type": "tool_use", "id": "a", "name": "t", "input": {}});
    for pieces in
        [&["{}", "{\"x\":", "1}"][..], &["{\"x\":1}", "{\"x\": 1}"], &["{\"x", "{\"x\":1}"]]
    {
        let mut events = vec![start("m"), block(0, tool.clone())];
        events.extend(pieces.iter().map(|it| delta(0, "input_json_delta", "partial_json", it)));
        let merged = merge("anthropic", &events);
        assert_eq!(merged.json["content"][0]["input"], json!({"x": 1}), "{pieces:?}");
        assert_eq!(merged.codes(), ["arguments_repaired"], "{pieces:?}");
        assert!(refused("anthropic", &events));
    }
}

fn item(kind: &str, index: usize, item: Value) -> Value {
    json!({"type": format!("response.output_item.{kind}"), "output_index": index, "item": item})
}

#[test]
fn items_that_share_an_index_stay_apart() {
    let call = |id: &str, arguments: &str| json!({"id": id, "type": "function_call", "call_id": id, "name": "f", "arguments": arguments});
    let text = |id: &str, text: &str| json!({"type": "response.output_text.delta", "output_index": 0, "item_id": id, "content_index": 0, "delta": text});
    let events = [
        item("added", 0, json!({"id": "m", "type": "message", "content": []})),
        text("m", "one "),
        item("added", 0, call("a", "")),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "a", "delta": "[1]"}),
        item("added", 0, call("b", "")),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "[2]"}),
        text("other", "two"),
        item("done", 0, call("a", "[1]")),
    ];
    let output = merge("responses", &events).json["output"].clone();
    assert_eq!(output.as_array().map(Vec::len), Some(3));
    assert_eq!(output[0]["content"][0]["text"], "one two");
    assert_eq!((&output[1]["arguments"], &output[2]["arguments"]), (&json!("[1]"), &json!("[2]")));
}

#[test]
fn a_response_that_begins_again_keeps_its_items() {
    let created = |id: &str| json!({"type": "response.created", "sequence_number": 0, "response": {"id": id, "output": []}});
    let text = |text: &str| json!({"type": "response.output_text.delta", "sequence_number": 1, "output_index": 0, "content_index": 0, "delta": text});
    let end = json!({"type": "response.completed", "sequence_number": 2, "response": {"id": "b", "status": "completed", "output": [
        {"id": "m", "type": "message", "content": [{"type": "output_text", "text": "two!", "annotations": []}]}
    ]}});
    let events = [created("a"), text("one"), created("b"), text("two"), end];
    let merged = merge("responses", &events);
    assert_eq!(merged.json["output"][0]["content"][0]["text"], "one");
    assert_eq!(merged.json["output"][1]["content"][0]["text"], "two!");
    assert_eq!(merged.codes(), ["message_restarted"]);
    assert!(refused("responses", &events));
    // Ids that change with every event begin nothing.
    let copilot = [
        created("a"),
        text("one"),
        json!({"type": "response.in_progress", "sequence_number": 5, "response": {"id": "z"}}),
    ];
    assert_eq!(merge("responses", &copilot).codes(), [""; 0]);
}

#[test]
fn local_tools_are_built_from_their_events() {
    let command = |what: &str, key: &str, text: &str| json!({"type": format!("response.shell_call_command.{what}"), "output_index": 0, "command_index": 0, key: text});
    let events = [
        item(
            "added",
            0,
            json!({"id": "s", "type": "shell_call", "action": {"commands": [], "timeout_ms": 5}}),
        ),
        command("added", "command", ""),
        command("delta", "delta", "ls"),
        command("delta", "delta", " -l"),
        json!({"type": "response.shell_call_command.delta", "output_index": 0, "command_index": 1, "delta": "pwd"}),
        json!({"type": "response.shell_call_output_content.delta", "output_index": 1, "command_index": 0, "delta": {"stdout": "a"}}),
        json!({"type": "response.shell_call_output_content.delta", "output_index": 1, "command_index": 0, "delta": {"stdout": "b", "stderr": "c"}}),
        item(
            "added",
            2,
            json!({"id": "p", "type": "apply_patch_call", "operation": {"type": "update_file", "path": "x"}}),
        ),
        json!({"type": "response.apply_patch_call_operation_diff.delta", "output_index": 2, "delta": "+a"}),
        json!({"type": "response.apply_patch_call_operation_diff.delta", "output_index": 2, "delta": "\n-b"}),
        json!({"type": "response.compaction.compacting", "output_index": 3, "item_id": "c"}),
    ];
    let output = merge("responses", &events).json["output"].clone();
    assert_eq!(output[0]["action"], json!({"commands": ["ls -l", "pwd"], "timeout_ms": 5}));
    assert_eq!(output[1]["output"], json!([{"stdout": "ab", "stderr": "c"}]));
    assert_eq!(
        output[2]["operation"],
        json!({"type": "update_file", "path": "x", "diff": "+a\n-b"})
    );
    assert_eq!((&output[3]["type"], &output[3]["id"]), (&json!("compaction"), &json!("c")));
    let mut finished = events.to_vec();
    finished.push(command("done", "command", "ls -la"));
    assert_eq!(merge("responses", &finished).json["output"][0]["action"]["commands"][0], "ls -la");
}

#[test]
fn arguments_of_a_response_are_repaired() {
    let events = [
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{}"}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{\"x\":1}"}),
        json!({"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": {"text": "a"}}),
    ];
    let merged = merge("responses", &events);
    assert_eq!(merged.json["output"][0]["arguments"], "{\"x\":1}");
    assert_eq!(merged.json["output"][1]["content"][0]["text"], "a");
    assert_eq!(merged.codes(), ["arguments_repaired"]);
    assert!(refused("responses", &events));
}

#[test]
fn calls_that_are_streamed_at_a_time_follow_their_ids() {
    let part =
        |call: Value| json!({"candidates": [{"content": {"parts": [{"functionCall": call}]}}]});
    let piece = |id: &str, text: &str| {
        part(
            json!({"id": id, "willContinue": true, "partialArgs": [{"jsonPath": "$.x", "stringValue": text}]}),
        )
    };
    let events = [
        part(json!({"id": "a", "name": "f", "willContinue": true})),
        part(json!({"id": "b", "name": "g", "willContinue": true})),
        piece("a", "on"),
        piece("b", "tw"),
        piece("b", "o"),
        piece("a", "e"),
        part(json!({"id": "a"})),
        part(json!({"id": "b"})),
    ];
    let parts = merge("genai", &events).json["candidates"][0]["content"]["parts"].clone();
    assert_eq!(parts.as_array().map(Vec::len), Some(2));
    assert_eq!(parts[0]["functionCall"]["args"], json!({"x": "one"}));
    assert_eq!(parts[1]["functionCall"]["args"], json!({"x": "two"}));
}

#[test]
fn interactions_begin_again_and_share_indexes_too() {
    let start = |id: &str| json!({"event_type": "interaction.start", "interaction": {"id": id}});
    let open =
        |kind: &str| json!({"event_type": "content.start", "index": 0, "content": {"type": kind}});
    let text = |text: &str| json!({"event_type": "content.delta", "index": 0, "delta": {"type": "text", "text": text}});
    let call = json!({"event_type": "content.delta", "index": 0, "delta": {"type": "arguments_delta", "arguments": "{}{\"x\":1}"}});
    let events = [
        start("a"),
        open("text"),
        text("one"),
        open("function_call"),
        call,
        start("b"),
        open("text"),
        text("two"),
    ];
    let merged = merge("interactions", &events);
    assert_eq!(merged.json["outputs"][0]["text"], "one");
    assert_eq!(merged.json["outputs"][1]["arguments"], json!({"x": 1}));
    assert_eq!(merged.json["outputs"][2]["text"], "two");
    assert_eq!(merged.codes(), ["message_restarted", "arguments_repaired"]);
    assert!(refused("interactions", &events));
    assert!(completion("interactions", Options::default(), &events).is_ok());
}
