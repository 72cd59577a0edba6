//! `merge`: the completion of each file.

use std::fs;

use deltafold::internals::json::Document;

use super::{SEEN, Shell, deltafold, deltafold_with, fixture, json_of, stream_of};

const HELLO: [&str; 2] = [
    r#"{"id": "c1", "choices": [{"index": 0, "delta": {"content": "Hel"}}]}"#,
    r#"{"id": "c1", "choices": [{"index": 0, "delta": {"content": "lo"}, "finish_reason": "stop"}]}"#,
];

#[test]
fn a_stream_becomes_a_line() {
    let run = deltafold("merge @chat-stream-two-choices");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
    let stdin = fs::read(fixture("chat-stream-two-choices")).unwrap();
    assert_eq!(deltafold_with(stdin, "merge -").out, run.out);
}

#[test]
fn a_terminal_gets_it_indented() {
    let indented = Shell { out: SEEN, ..Shell::default() }.run(["merge", &fixture("chat")]).out;
    assert!(indented.starts_with("{\n  \"id\": "), "{indented}");
    assert_eq!(json_of(&indented), json_of(&deltafold("merge @chat").out));
}

#[test]
fn a_stored_completion_is_printed_as_it_stands() {
    for name in ["chat", "completion", "anthropic", "genai", "ollama-chat", "responses"] {
        let recorded = json_of(&fs::read_to_string(fixture(name)).unwrap());
        let body = &recorded["response"]["body"];
        let stored = body.get("__data__").unwrap_or(body);
        let run = deltafold(&format!("merge @{name}"));
        // The order of keys too, which `==` would not see.
        assert_eq!(json_of(&run.out).to_string(), stored.to_string(), "{name}");
    }
}

/// Whatever the layout of the file, and also where the merger copies values as they stand.
#[test]
fn each_completion_is_one_line_of_json() {
    let all: Vec<String> = fs::read_dir("tests/fixtures/recordings")
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    let run =
        Shell::default().run(["merge".to_owned(), "--with-path".to_owned()].into_iter().chain(all));
    assert!(run.out.lines().count() > 15, "{}", run.out);
    for line in run.out.lines() {
        let document = Document::parse(line.into()).unwrap();
        let keys: Vec<_> = document.root().members().map(|(key, _)| key.to_str()).collect();
        assert_eq!(keys, ["path", "completion"]);
    }
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let run = deltafold("merge @chat-stream-plain nowhere.json @models src @chat");
    assert_eq!(run.code, 2);
    let ids: Vec<_> = run.out.lines().map(|line| json_of(line)["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[1], "rec-31e06f7d89fe");
    insta::assert_snapshot!(run.err, @"
    deltafold: nowhere.json: No such file or directory
    deltafold: tests/fixtures/recordings/models.json: no completion in it: its kind is 'models'
    deltafold: src: is a directory: name the files in it
    ");
}

#[test]
fn text_of_one_choice_is_bare() {
    let run = deltafold("merge --format text @chat-stream-plain");
    assert_eq!(run.out, "An oak, because it outlives the people who plant it.\n");
}

#[test]
fn text_of_several_is_told_apart() {
    let run = deltafold("merge --format text @chat @chat-stream-tools @ollama-generate");
    insta::assert_snapshot!(run.out, @r#"
    ==> tests/fixtures/recordings/chat.json <==
    --- choice 0
    An oak, because it outlives the people who plant it.
    --- choice 1
    plant_tree({"kind": "oak"})
    ==> tests/fixtures/recordings/chat-stream-tools.json <==
    plant_tree({"kind": "oak", "metres": 1.50})
    water({"litres": 12, "where": "Köln"})
    ==> tests/fixtures/recordings/ollama-generate.json <==
    An oak.
    "#);
}

#[test]
fn what_is_odd_about_a_stream_is_said_beside_it() {
    let run = deltafold("merge @chat-stream-error @chat-stream-truncated @exception-chunks");
    assert_eq!((run.code, run.out.lines().count()), (0, 3));
    insta::assert_snapshot!(run.err, @"
    deltafold: tests/fixtures/recordings/chat-stream-error.json: warning: the stream has an error: the model ran out of soil
    deltafold: tests/fixtures/recordings/chat-stream-truncated.json: warning: the stream is not complete
    deltafold: tests/fixtures/recordings/exception-chunks.json: warning: the stream is not complete
    ");
}

#[test]
fn options_reach_the_merger() {
    let chunks = stream_of(&[
        r#"{"choices": [{"index": 0, "delta": {"content": "a"}}]}"#,
        r#"{"choices": [{"index": -1, "delta": {"content": "b"}, "finish_reason": "stop"}]}"#,
    ]);
    let choices = |line| json_of(&deltafold_with(&chunks, line).out)["choices"].clone();
    assert_eq!(choices("merge -").as_array().unwrap().len(), 2);
    let single = choices("merge --single-choice -");
    assert_eq!(single.as_array().unwrap().len(), 1);
    assert_eq!(single[0]["message"]["content"], "ab");
    let strict = deltafold_with(&chunks, "merge --strict -");
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
    assert!(strict.err.starts_with("deltafold: standard input: "), "{}", strict.err);
}

#[test]
fn a_live_response_is_read_too() {
    let events: String = HELLO.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    for stream in [format!("{events}data: [DONE]\n\n"), format!(": hi\r\n\r\n{events}")] {
        let run = deltafold_with(&stream, "merge --format text -");
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "Hello\n", ""));
    }
    let page = deltafold_with(&events, "show -");
    assert!(page.out.contains("kind        chat.stream"), "{}", page.out);
    assert!(page.out.contains("choice 0    stop\n    Hello\n"), "{}", page.out);
}

#[test]
fn a_live_response_may_be_cut_anywhere() {
    let events: String = HELLO.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    let first = events.find("\n\n").unwrap() + 2;
    for end in first..events.len() {
        let run = deltafold_with(&events[..end], "merge --format text -");
        assert_eq!(run.code, 0, "cut at {end}: {}", run.err);
        assert!(["Hel\n", "Hello\n"].contains(&&*run.out), "cut at {end}: {}", run.out);
        assert_eq!(run.err.is_empty(), run.out == "Hello\n", "cut at {end}: {}", run.err);
    }
}

#[test]
fn a_live_response_may_be_nothing_but_an_error() {
    for data in ["too many trees", r#"{"error": {"message": "too many trees"}}"#] {
        let run = deltafold_with(format!("event: error\ndata: {data}\n\n"), "merge -");
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.err.contains("the stream has an error: too many trees"), "{}", run.err);
    }
}

/// Other text may begin as an event stream does.
#[test]
fn a_live_response_without_chunks_is_refused() {
    for stream in ["id: oak\nkind: tree\n", ": hello\n\n", "data: [DONE]\n\n", "data: {\"choices\""]
    {
        let run = deltafold_with(stream, "merge -");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{stream}");
        assert!(
            run.err.contains("without chunks") || run.err.contains("contains no chunks"),
            "{}",
            run.err
        );
    }
}

#[test]
fn an_event_stream_of_another_kind_is_merged_as_that() {
    let stream = "data: {\"type\": \"message_start\", \"message\": {\"id\": \"m\"}}\n\n";
    let run = deltafold_with(stream, "merge -");
    let message = r#"{"id":"m","content":[],"type":"message"}"#;
    assert_eq!((run.code, run.out.trim_end()), (0, message), "{}", run.err);
}

/// Paths are bytes; Python gets the string that opens the file.
#[cfg(unix)]
#[test]
fn a_path_need_not_be_text() {
    use std::ffi::OsString;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    let folder = tempfile::tempdir().unwrap();
    let name = OsString::from_vec(b"caf\xE9.json".to_vec());
    let path = folder.path().join(&name);
    if fs::copy(fixture("chat"), &path).is_err() {
        return; // Some file systems take text only.
    }
    let args = |verb: &[&str]| -> Vec<OsString> {
        verb.iter().map(OsString::from).chain([path.clone().into_os_string()]).collect()
    };
    let run = Shell::default().run(args(&["merge", "--with-path"]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("caf\\udce9.json"), "{}", run.out);
    assert!(run.out.as_bytes().is_ascii() || !run.out.as_bytes().contains(&0xE9));
    let page = Shell::default().run(args(&["show"]));
    assert!(page.out.contains("caf\u{FFFD}.json"), "{}", page.out);
    assert_eq!(name.as_bytes().len(), 9);
}
