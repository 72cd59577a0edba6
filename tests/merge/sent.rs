//! Streams as they are really sent: with lines, errors and events that no specification has. Every
//! way of reading them gives the same completion.

// A panic is how what the tests share fails, too.

use deltafold::internals::error::Result;
use deltafold::internals::merge::{Accumulator, Options};
use deltafold::internals::recording::{Recording, Recordings};
use serde_json::{Value, json};

/// The completion, whether it is complete, its error and the codes of its warnings.
type Told = (Value, bool, Option<Value>, Vec<&'static str>);

fn told(completion: &deltafold::internals::merge::Completion) -> Told {
    let info = &completion.merge_info;
    let parsed = |json: &[u8]| serde_json::from_slice(json).unwrap_or(Value::Null);
    (
        parsed(&completion.to_json()),
        info.complete,
        info.error.as_deref().map(parsed),
        info.warnings.iter().map(|warning| warning.code).collect(),
    )
}

fn fed(text: &str, size: usize) -> Result<Told> {
    let mut merged = Accumulator::new(Options::default());
    text.as_bytes().chunks(size).try_for_each(|piece| merged.feed(piece))?;
    merged.finish().map(|completion| told(&completion))
}

fn loaded(text: &str) -> Result<Told> {
    let recording = Recording::parse(text.as_bytes().to_vec(), None)?;
    recording.merge(Options::default()).map(|completion| told(&completion))
}

/// What a stream gives in every way of reading it.
fn read(text: &str) -> Told {
    let whole = fed(text, text.len()).unwrap();
    for size in [1, 2, 3, 7, 20, 61] {
        assert_eq!(fed(text, size).unwrap(), whole, "{text}");
    }
    assert_eq!(loaded(text).unwrap(), whole, "{text}");
    let lines: Vec<_> = text.lines().map(|line| json!(line)).collect();
    let body = json!({"response": {"body": lines, "is_streaming": true}}).to_string();
    let lined = loaded(&body).unwrap();
    assert_eq!(lined.0, whole.0, "{text}");
    assert_eq!(lined.3, whole.3, "{text}");
    let strict = Options { strict: true, ..Options::default() };
    let mut merged = Accumulator::new(strict);
    let strictly = merged.feed(text.as_bytes()).and_then(|()| merged.finish());
    let refused = [
        "unreadable_event",
        "foreign_event",
        "after_done",
        "message_restarted",
        "unexpected_delta",
    ];
    let is_refused = whole.3.iter().any(|code| refused.contains(code));
    assert_eq!(strictly.is_err(), is_refused, "{text}");
    let recording = Recording::parse(text.as_bytes().to_vec(), None).unwrap();
    assert_eq!(recording.merge(strict).is_err(), is_refused, "{text}");
    whole
}

fn content(told: &Told) -> &Value {
    &told.0["choices"][0]["message"]["content"]
}

const A: &str = r#"{"id": "c", "choices": [{"index": 0, "delta": {"content": "one "}}]}"#;
const B: &str = r#"{"id": "c", "choices": [{"index": 0, "delta": {"content": "two"}, "finish_reason": "stop"}]}"#;

#[test]
fn lines_that_say_nothing_are_read_without_a_warning() {
    for text in [
        format!("data: {A}\n\ndata: {B}\n\ndata: [DONE]\n\ndata: [DONE]\n\n"),
        format!("data: {A}\n\ndata: {B}\n\ndata: DONE\n\n"),
        format!("data: : waiting\n\ndata: {A}\n\ndata: : still\n\ndata: {B}\n\n"),
        format!("data: data: {A}\n\ndata: data: {B}\n\ndata: data: [DONE]\n\n"),
        format!("data: {A}\ndata: {B}\ndata: [DONE]\n"),
        format!("data: {A}\ndata: : waiting\ndata: {B}\n"),
        format!("data: {A}\n\n{B}\n\ndata: [DONE]\n\n"),
        format!("data: {A}\n\ndata: null\n\ndata: {B}\n\n"),
        format!("event: message\ndata: {A}\nevent: message\ndata: {B}\n"),
        format!("data: {A}\nevent: message\ndata: {B}\n\n"),
    ] {
        let told = read(&text);
        assert_eq!(content(&told), "one two", "{text}");
        assert_eq!((told.1, &told.2, told.3.len()), (true, &None, 0), "{text}");
    }
}

#[test]
fn data_that_is_not_json_is_left_out_with_its_place() {
    for bad in ["keep-alive", "{\"choices\": [}", "7", "{\"a\": 1} x"] {
        for text in [
            format!("data: {A}\n\ndata: {bad}\n\ndata: {B}\n\n"),
            format!("data: {A}\ndata: {bad}\ndata: {B}\n"),
        ] {
            let told = read(&text);
            assert_eq!(content(&told), "one two", "{text}");
            assert_eq!(told.3, ["unreadable_event"], "{text}");
        }
    }
}

#[test]
fn text_among_events_is_not_lost() {
    for bad in [
        "data: upstream connect error, reset\n\n",
        "data: 502 Bad Gateway\n\n",
        "upstream connect error: reset\n",
        "Internal Server Error\n\n",
        "<h1>502 Bad Gateway</h1>\n",
    ] {
        let text = format!("data: {A}\n\n{bad}data: {B}\n\n");
        let told = read(&text);
        assert_eq!((content(&told), &*told.3), (&json!("one two"), &["unreadable_event"][..]));
        let recording = Recording::parse(text.into(), None).unwrap();
        let words = bad.trim_start_matches("data: ").trim();
        let detail = &recording.read_warnings()[0].detail;
        assert!(detail.contains(words), "{detail}");
    }
    for error in ["error: boom", "Error: boom", "error: {\"error\": \"boom\"}"] {
        for text in [
            format!("data: {A}\n\ndata: {error}\n\ndata: {B}\n\n"),
            format!("data: {A}\ndata: {error}\n"),
        ] {
            let told = read(&text);
            assert_eq!((&told.2, told.1, told.3.len()), (&Some(json!("boom")), false, 0), "{text}");
        }
    }
}

#[test]
fn an_event_that_follows_a_cut_one_on_its_line_is_read() {
    for cut in [10, 12, 20, 33, 52] {
        for text in [
            format!("data: {A}\n\ndata: {}{B}\n\n", &A[..cut]),
            format!("data: {A}\n\ndata: {}{B}{usage}\n\n", &A[..cut], usage = r#"{"usage": {}}"#),
            format!("{A}\n{}{B}\n", &A[..cut]),
        ] {
            let told = read(&text);
            assert_eq!(content(&told), "one two", "{text}");
            assert_eq!((told.1, &*told.3), (true, &["unreadable_event"][..]), "{text}");
        }
    }
    // What an event that is only cut ends with is a part of it.
    let cut = A.strip_suffix("]}").unwrap();
    let told = read(&format!("data: {A}\n\ndata: {cut}\n\ndata: {B}\n\n"));
    assert_eq!((content(&told), &*told.3), (&json!("one two"), &["unreadable_event"][..]));
}

#[test]
fn a_broken_line_of_json_lines_is_left_out_with_its_place() {
    let bad = ["{\"choices\": [}", "{\"id\": \"c\", \"cho", "7", "[1]", "\"text\""];
    for bad in bad {
        for (text, line) in [(format!("{A}\n{bad}\n{B}\n"), 2), (format!("{A}\n\n{B}\n{bad}\n"), 4)]
        {
            let told = read(&text);
            assert_eq!(content(&told), "one two", "{text}");
            assert_eq!(told.3, ["unreadable_event"], "{text}");
            let recording = Recording::parse(text.clone().into_bytes(), None).unwrap();
            let detail = &recording.read_warnings()[0].detail;
            assert!(detail.contains(&format!("line {line} column")), "{text}: {detail}");
            let cassette = json!({"interactions": [{"request": {"method": "POST", "uri": "/"},
                "response": {"body": {"string": text}}}]});
            let told = loaded(&cassette.to_string()).unwrap();
            assert_eq!(content(&told), "one two", "{text}");
            assert_eq!(told.3, ["unreadable_event"], "{text}");
        }
    }
    // The first line may be broken, too, and the last one may be cut.
    let told = read(&format!("{{\"choices\": [}}\n{A}\n{B}\n"));
    assert_eq!((content(&told), &*told.3), (&json!("one two"), &["unreadable_event"][..]));
    let text = format!("{A}\n{B}\n{{\"choices\": [{{\"in");
    for told in [fed(&text, 5).unwrap(), loaded(&text).unwrap()] {
        assert_eq!((content(&told), &*told.3), (&json!("one two"), &["stream_cut"][..]));
    }
    // Values may be on several lines; a list has items.
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(A).unwrap()).unwrap();
    let told = read(&format!("{B}\n{pretty}\n[{A}]\n"));
    assert_eq!((content(&told), told.3.len()), (&json!("twoone one "), 0));
}

#[test]
fn a_stream_of_only_unreadable_data_names_the_place() {
    for (text, place) in [
        ("data: hello\n\n", "line 1 column 7"),
        (": ping\n\ndata: 12\n\n", "line 3 column 7"),
        ("data: {\"a\":\n\n", "line 1 column 12"),
    ] {
        let told = fed(text, 4).unwrap_err().to_string();
        assert!(told.contains(place), "{text}: {told}");
        let told = loaded(text).unwrap_err().to_string();
        assert!(told.contains(place), "{text}: {told}");
    }
}

#[test]
fn a_chunk_after_the_end_is_merged() {
    let told = read(&format!("data: {A}\n\ndata: [DONE]\n\ndata: {B}\n\n"));
    assert_eq!(content(&told), "one two");
    assert_eq!(told.3, ["after_done"]);
    let usage = r#"{"choices": [], "usage": {"total_tokens": 3}}"#;
    let told = read(&format!("data: {B}\n\ndata: [DONE]\n\ndata: {usage}\n\n"));
    assert_eq!(told.0["usage"]["total_tokens"], 3);
    // Another stream is another recording.
    let other = A.replace("\"c\"", "\"d\"");
    let text = format!("data: {B}\n\ndata: [DONE]\n\ndata: {other}\n\n");
    assert_eq!(Recordings::parse(text.into(), None).unwrap().count(), 2);
}

#[test]
fn errors_are_errors_wherever_they_are() {
    let message = "out of luck";
    for error in [
        format!("error: {{\"code\": 400, \"message\": \"{message}\"}}\n\n"),
        format!("event: error\ndata: {{\"message\": \"{message}\"}}\n\n"),
        format!("event: error\ndata: {message}\n\n"),
        format!("{{\"error\": {{\"message\": \"{message}\"}}}}\n"),
        format!("{{\n  \"error\": {{\n    \"message\": \"{message}\"\n  }}\n}}\n\n"),
        format!("data: {{\"type\": \"error\", \"message\": \"{message}\"}}\n\n"),
        format!("data: {{\"object\": \"error\", \"message\": \"{message}\"}}\n\n"),
        format!(
            "data: {{\"choices\": null, \"error_type\": \"x\", \"error_message\": \"{message}\"}}\n\n"
        ),
        format!(
            "data: {{\"choices\": [{{\"index\": 0, \"delta\": {{}}, \"error\": {{\"message\": \"{message}\"}}}}]}}\n\n"
        ),
        format!("data: [{{\"error\": {{\"message\": \"{message}\"}}}}]\n\n"),
    ] {
        let told = read(&format!("data: {A}\n\n{error}data: {B}\n\ndata: [DONE]\n\n"));
        assert_eq!(content(&told), "one two", "{error}");
        assert!(!told.1, "{error}");
        assert!(told.2.is_some_and(|told| told.to_string().contains(message)), "{error}");
        assert_eq!(told.3.len(), 0, "{error}");
        // A stream of nothing else is no completion.
        assert!(fed(&error, 5).is_err() || error.contains("delta"), "{error}");
    }
    let only = "data: {\"error\": {\"message\": \"no\"}}\n\ndata: [DONE]\n\n";
    assert_eq!(Recording::parse(only.into(), None).unwrap().kind().as_str(), "error");
}

#[test]
fn events_of_another_kind_are_left_out() {
    let foreign = "event: some.progress\ndata: {\"step\": 1, \"status\": \"running\"}\n\n";
    for text in [
        format!("{foreign}data: {A}\n\ndata: {B}\n\n"),
        format!("data: {A}\n\n{foreign}data: {B}\n\n"),
    ] {
        let told = read(&text);
        assert_eq!(content(&told), "one two");
        assert_eq!(told.0.get("step"), None);
        assert_eq!(told.3, ["foreign_event"]);
    }
    let start = r#"{"type": "message_start", "message": {"id": "m", "content": []}}"#;
    let delta = r#"{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "x"}}"#;
    let told = read(&format!("data: {start}\n\n{foreign}data: {delta}\n\n"));
    assert_eq!(told.0["content"][0]["text"], "x");
    assert_eq!(told.3, ["foreign_event"]);
}

#[test]
fn the_name_of_an_event_is_its_type() {
    let text = "event: message_start\ndata: {\"message\": {\"id\": \"m\", \"content\": []}}\n\n\
                event: content_block_delta\ndata: {\"index\": 0, \"delta\": {\"type\": \"text_delta\", \"text\": \"x\"}}\n\n\
                event: ping\ndata: {}\n\n\
                event: message_delta\ndata: {\"delta\": {\"stop_reason\": \"end_turn\"}}\n\n";
    let told = read(text);
    assert_eq!((&told.0["id"], &told.0["content"][0]["text"]), (&json!("m"), &json!("x")));
    assert!(told.1);
    let text = "event: response.created\ndata: {\"response\": {\"id\": \"r\", \"output\": []}}\n\n\
                event: response.output_text.delta\ndata: {\"output_index\": 0, \"delta\": \"x\"}\n\n";
    assert_eq!(read(text).0["output"][0]["content"][0]["text"], "x");
}

#[test]
fn a_whole_answer_may_have_an_end() {
    let answer = r#"{"object": "chat.completion", "choices": [{"index": 0, "message": {"content": "x"}, "finish_reason": "stop"}]}"#;
    for text in
        [format!("{answer}\n\ndata: [DONE]\n\n"), format!("data: {answer}\n\ndata: [DONE]\n\n")]
    {
        let recording = Recording::parse(text.clone().into(), None).unwrap();
        assert_eq!(recording.kind().as_str(), "chat", "{text}");
        let told = fed(&text, 4).unwrap();
        assert_eq!(content(&told), "x");
        assert!(told.1);
    }
}

#[test]
fn a_message_that_begins_again_keeps_what_came_before() {
    let start = |id: &str| {
        format!(
            "data: {{\"type\": \"message_start\", \"message\": {{\"id\": \"{id}\", \"content\": []}}}}\n\n"
        )
    };
    let text = |text: &str| {
        format!(
            "data: {{\"type\": \"content_block_delta\", \"index\": 0, \"delta\": {{\"type\": \"text_delta\", \"text\": \"{text}\"}}}}\n\n"
        )
    };
    let told = read(&[start("a"), text("one"), start("b"), text("two")].concat());
    assert_eq!(told.0["content"][0]["text"], "one");
    assert_eq!(told.0["content"][1]["text"], "two");
    assert_eq!(told.3, ["message_restarted"]);
    // Once the first has ended, the second is a recording of its own.
    let stop = "data: {\"type\": \"message_stop\"}\n\n".to_owned();
    let both = [start("a"), text("one"), stop, start("b"), text("two")].concat();
    assert_eq!(Recordings::parse(both.into(), None).unwrap().count(), 2);
}

#[test]
fn the_end_of_a_stream_may_be_in_the_line_of_the_last_chunk() {
    for text in [
        format!("data: {A}\n\ndata: {B}data: [DONE]\n\n"),
        format!("data: {A}\n\ndata: {B}[DONE]\n\n"),
    ] {
        let told = read(&text);
        assert_eq!((content(&told), told.1), (&json!("one two"), true), "{text}");
        assert_eq!(told.3, [""; 0]);
    }
}

#[test]
fn errors_of_gateways_are_errors() {
    for (error, found) in [
        (json!({"detail": "no"}), json!({"detail": "no"})),
        (json!({"errors": [{"message": "no"}]}), json!([{"message": "no"}])),
        (json!({"code": 500, "message": "no"}), json!({"code": 500, "message": "no"})),
        (json!({"status": "error", "message": "no"}), json!({"status": "error", "message": "no"})),
        (json!({"choices": [], "x_groq": {"error": "no"}}), json!("no")),
        (
            json!({"choices": null, "base_resp": {"status_code": 1008}}),
            json!({"status_code": 1008}),
        ),
    ] {
        let told = read(&format!("data: {A}\n\ndata: {B}\n\ndata: {error}\n\n"));
        assert_eq!(content(&told), "one two");
        assert_eq!(told.2, Some(found), "{error}");
    }
    let fine = json!({"choices": [], "base_resp": {"status_code": 0}, "message": "yes"});
    let told = read(&format!("data: {A}\n\ndata: {B}\n\ndata: {fine}\n\n"));
    assert_eq!((told.1, told.2), (true, None));
}

#[test]
fn whole_messages_that_do_not_grow_are_pieces() {
    let chunk = |message: Value| json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "message": message}]});
    let call = json!({"content": "", "tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]});
    let text = |text: &str| json!({"role": "assistant", "content": text});
    for (messages, expected) in [
        (vec![text("a"), text("ab"), text("abc")], "abc"),
        (vec![text("a"), text(" b"), text("")], "a b"),
        (vec![text("a"), text("a")], "a"),
        (vec![json!({"reasoning": "x"}), text("a"), text(" b")], "a b"),
        (vec![call, text("")], ""),
    ] {
        let lines: Vec<_> =
            messages.iter().map(|it| format!("data: {}\n\n", chunk(it.clone()))).collect();
        let told = read(&lines.concat());
        assert_eq!(content(&told), expected);
        let message = &told.0["choices"][0]["message"];
        for key in ["reasoning", "tool_calls"] {
            let known = messages.iter().find_map(|it| it.get(key));
            assert_eq!(message.get(key).is_some(), known.is_some(), "{message}");
        }
    }
}

#[test]
fn an_object_of_another_api_is_no_chunk() {
    let delta = json!({"id": "m", "object": "thread.message.delta", "delta": {"content": []}});
    let error = fed(&format!("data: {delta}\n\n"), 7).unwrap_err().to_string();
    assert!(error.contains("no known family"), "{error}");
    assert!(loaded(&format!("data: {delta}\n\n")).is_err());
}

#[test]
fn a_blocked_prompt_is_a_recording_in_any_layout() {
    let blocked = json!({"promptFeedback": {"blockReason": "SAFETY"}});
    for text in [blocked.to_string(), json!([blocked]).to_string(), format!("data: {blocked}\n\n")]
    {
        let recording = Recording::parse(text.clone().into_bytes(), None).expect(&text);
        assert!(recording.kind().as_str().starts_with("genai"), "{text}");
    }
}

#[test]
fn a_delta_that_its_block_does_not_take_takes_nothing_from_it() {
    let start = json!({"type": "message_start", "message": {"id": "m", "content": []}});
    let begin =
        |block: Value| json!({"type": "content_block_start", "index": 0, "content_block": block});
    let delta = |delta: Value| json!({"type": "content_block_delta", "index": 0, "delta": delta});
    let text = begin(json!({"type": "text", "text": ""}));
    let tool = begin(json!({"type": "tool_use", "id": "t", "name": "f", "input": {}}));
    let thinking = begin(json!({"type": "thinking", "thinking": ""}));
    let piece = |text: &str| delta(json!({"type": "text_delta", "text": text}));
    let input = |text: Value| delta(json!({"type": "input_json_delta", "partial_json": text}));
    let odd = delta(json!({"type": "odd_delta", "odd": "z"}));
    for (events, member, expected) in [
        (vec![&text, &piece("a"), &odd, &piece("b")], "text", json!("ab")),
        (
            vec![&tool, &input(json!("{\"a\"")), &odd, &input(json!(":1}"))],
            "input",
            json!({"a": 1}),
        ),
        (vec![&tool, &input(json!({"a": 1}))], "input", json!({"a": 1})),
        (
            vec![
                &thinking,
                &delta(json!({"type": "thinking_delta", "text": "a"})),
                &delta(json!({"type": "thinking", "thinking": "b"})),
            ],
            "thinking",
            json!("ab"),
        ),
    ] {
        let lines = [&start].into_iter().chain(events).map(|event| format!("data: {event}\n\n"));
        let told = read(&lines.collect::<String>());
        assert_eq!(told.0["content"][0][member], expected, "{:?}", told.3);
    }
}

#[test]
fn calls_of_a_response_may_be_named_by_the_id_of_the_call() {
    let event = |kind: &str, more: Value| {
        let mut event = more;
        event["type"] = json!(format!("response.{kind}"));
        format!("data: {event}\n\n")
    };
    let call = |at: usize, name: &str| {
        let item = json!({"type": "function_call", "id": format!("f{at}"), "call_id": name, "name": name, "arguments": ""});
        event("output_item.added", json!({"output_index": at, "item": item}))
    };
    let begin = event("created", json!({"response": {"id": "r", "output": []}}));
    for key in ["call_id", "item_id"] {
        let piece = |name: &str, text: &str| {
            let mut piece = json!({"delta": text});
            piece[key] = json!(name);
            event("function_call_arguments.delta", piece)
        };
        let pieces = [piece("a", "{\"x\":1"), piece("b", "[2"), piece("a", "}"), piece("b", "")];
        // Some gateways leave it to the response how it ended.
        let end = event("done", json!({"response": {"id": "r", "status": "incomplete"}}));
        let text = [begin.clone(), call(0, "a"), call(1, "b"), pieces.concat(), end].concat();
        let told = read(&text);
        let arguments: Vec<_> = (0..2).map(|at| &told.0["output"][at]["arguments"]).collect();
        assert_eq!(arguments, ["{\"x\":1}", "[2"]);
        assert_eq!((&told.0["status"], told.1), (&json!("incomplete"), true));
        assert!(told.3.contains(&"arguments_json_error"), "{:?}", told.3);
    }
    let code = event("code_interpreter_call.code.delta", json!({"output_index": 0, "delta": "1+"}));
    let more = event("code_interpreter_call_code.delta", json!({"output_index": 0, "delta": "1"}));
    let told = read(&[begin, code, more].concat());
    assert_eq!(told.0["output"][0]["code"], "1+1");
}

#[test]
fn objects_on_several_lines_may_follow_each_other() {
    let pretty = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    };
    for between in ["\n", "\n\n", "\r\n"] {
        let text = [pretty(A), pretty(B)].join(between) + "\n";
        let told = read(&text);
        assert_eq!((content(&told), told.1), (&json!("one two"), true));
        assert_eq!(told.3, [""; 0]);
    }
    // The end of a document that is not an item is an error with its place.
    let error = Recording::parse(b"{\n\"a\": 1\n}\n{\n\"b\": 2\n}\n".to_vec(), None).unwrap_err();
    assert!(error.to_string().contains("line 4 column 1"), "{error}");
}

#[test]
fn an_error_may_be_written_in_the_comment_of_its_event() {
    for text in [
        format!("data: {A}\n\nevent: error\n: boom\n\ndata: [DONE]\n\n"),
        format!("data: {A}\n\nevent: error\n: boom\n\n"),
        format!("data: {A}\n\nevent: error\n: ping\ndata: boom\n\n"),
    ] {
        let told = read(&text);
        assert_eq!((content(&told), told.1), (&json!("one "), false));
        assert_eq!(told.2, Some(json!("boom")), "{text}");
    }
    let told = read(&format!(": boom\n\ndata: {A}\n\nevent: x\n: boom\n\ndata: {B}\n\n"));
    assert_eq!(content(&told), "one two");
    assert_eq!(told.2, None);
}

#[test]
fn the_name_of_an_event_is_not_that_of_broken_data_before_it() {
    let error = json!({"type": "error", "error": {"message": "no"}});
    let told = read(&format!(
        "event: chunk\ndata: {A}\n\nevent: chunk\ndata: {{\"cho\nevent: error\ndata: {error}\n\n"
    ));
    assert_eq!(content(&told), "one ");
    assert_eq!(told.2, Some(json!({"message": "no"})));
    assert_eq!(told.3, ["unreadable_event"]);
}

#[test]
fn null_may_be_a_text() {
    let call = |id: &str, name: &str| json!({"index": 0, "id": id, "function": {"name": name, "arguments": format!("{{\"{name}\": 1}}")}});
    let chunk = |call: Value, reason: &str| json!({"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": reason}]});
    let lines = [chunk(call("null", "f"), "null"), chunk(call("null", "g"), "tool_calls")];
    let told = read(&lines.map(|line| format!("data: {line}\n\n")).concat());
    let calls = &told.0["choices"][0]["message"]["tool_calls"];
    assert_eq!(
        (&calls[0]["function"]["name"], &calls[1]["function"]["name"]),
        (&json!("f"), &json!("g"))
    );
    assert_eq!(told.0["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(told.3, [""; 0]);
}

#[test]
fn a_byte_that_is_no_text_costs_a_character_and_no_more() {
    const BAD: &str = r#"{"id": "c", "choices": [{"index": 0, "delta": {"content": "m\BADd "}}]}"#;
    let broken = |text: &str| -> Vec<u8> {
        let pieces: Vec<_> = text.split("\\BAD").map(str::as_bytes).collect();
        pieces.join(&b'\xFF')
    };
    for (text, place) in [
        (format!("data: {A}\n\ndata: {BAD}\n\ndata: {B}\n\ndata: [DONE]\n\n"), "line 3"),
        (format!("data: {BAD}\ndata: {A}\ndata: {B}\n"), "line 1"),
        (format!("{A}\n{BAD}\n{B}\n"), "line 2"),
        (format!("{BAD}\n{BAD}\n{B}\n"), "line 1"),
        (format!(": m\\BADd\n\ndata: {A}\n\ndata: {BAD}\n\nid: \\BAD\ndata: {B}\n\n"), "line 5"),
    ] {
        let bytes = broken(&text);
        let fed = |options: Options, size: usize| {
            let mut merged = Accumulator::new(options);
            bytes.chunks(size).try_for_each(|piece| merged.feed(piece))?;
            merged.finish()
        };
        let read = |options: Options| Recording::parse(bytes.clone(), None)?.merge(options);
        let loaded = read(Options::default()).unwrap();
        let warning = loaded.merge_info.warnings.first().expect(&text);
        assert_eq!(warning.code, "invalid_utf8", "{text}");
        assert!(warning.detail.contains(place), "{}", warning.detail);
        let whole = told(&loaded);
        let said = content(&whole).as_str().unwrap();
        assert!(said.contains("m\u{FFFD}d ") && said.ends_with("two"), "{text}");
        assert!(whole.1, "{text}");
        for size in 1..bytes.len() {
            let fed = fed(Options::default(), size).unwrap();
            assert_eq!(told(&fed), whole, "{text}");
            assert_eq!(fed.merge_info.warnings[0].detail, warning.detail);
        }
        let strict = Options { strict: true, ..Options::default() };
        assert!(fed(strict, 7).is_err() && read(strict).is_err(), "{text}");
        // Items that are pushed one by one.
        let mut merged = Accumulator::new(Options::default());
        let mut strictly = Accumulator::new(strict);
        let mut refused = 0;
        for line in bytes.split(|byte| *byte == b'\n') {
            merged.push(line).unwrap();
            refused += usize::from(strictly.push(line).is_err());
        }
        assert_eq!(told(&merged.finish().unwrap()).0, whole.0, "{text}");
        assert_eq!(refused, text.matches("m\\BADd ").count(), "{text}");
    }
    // One document is one.
    assert!(Recording::parse(broken(BAD), None).is_err());
    assert!(Recording::parse(broken(&format!("[{BAD}, {A}]")), None).is_err());
    // A character that the end of the stream cuts is no fault of its own.
    let cut = format!("data: {A}\n\ndata: {BAD}");
    let bytes = &broken(&cut)[..cut.find("\\BAD").unwrap()];
    let bytes = [bytes, b"\xE2\x82"].concat();
    let mut merged = Accumulator::new(Options::default());
    merged.feed(&bytes).unwrap();
    let fed = told(&merged.finish().unwrap());
    assert_eq!(fed.3, ["stream_cut"]);
    let read = Recording::parse(bytes, None).unwrap().merge(Options::default()).unwrap();
    assert_eq!(told(&read), fed);
}
