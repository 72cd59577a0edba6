//! `show`: a page about each file.

use std::fs;

use deltafold::internals::cli::Look;

use super::{COLOURED, SEEN, Shell, deltafold, deltafold_with, fixture, json_of, stream_of};

#[test]
fn pages_of_chats() {
    let page = deltafold(
        "show @chat-stream-two-choices @chat @chat-stream-tools @chat-stream-reasoning \
         @chat-stream-truncated @chat-stream-error @chat-stream-surrogates @exception-chunks",
    );
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    insta::assert_snapshot!(page.out);
}

#[test]
fn pages_of_other_responses() {
    let page = deltafold(
        "show @anthropic @anthropic-stream @completion-stream @embeddings @empty-null @error \
         @exception @file @genai-stream @interactions @json-plain @models @moderation \
         @ollama-chat-stream @ollama-generate @ollama-ps @responses-stream @tool @typed-unknown",
    );
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    insta::assert_snapshot!(page.out);
}

/// Every kind there is has a fixture, and something to be said beyond its name.
#[test]
fn every_fixture_has_a_page() {
    let kinds = fs::read_to_string(fixture("kinds")).unwrap();
    for (name, kind) in json_of(&kinds).as_object().unwrap() {
        let page = deltafold(&format!("show @{}", name.trim_end_matches(".json")));
        assert_eq!((page.code, page.err.as_str()), (0, ""), "{name}");
        assert!(page.out.contains(&format!("kind        {}\n", kind.as_str().unwrap())), "{name}");
        assert!(page.out.lines().count() > 4, "{}", page.out);
        assert!(page.out.ends_with('\n') && !page.out.ends_with("\n\n"), "{name}");
    }
}

#[test]
fn a_program_reads_one_object_per_line() {
    let run = deltafold("show --format json @chat-stream-truncated @exception @chat");
    let lines: Vec<_> = run.out.lines().map(json_of).collect();
    assert_eq!((run.code, lines.len()), (0, 3));
    assert_eq!(lines[0]["kind"], "chat.stream");
    assert_eq!(lines[0]["complete"], false);
    assert_eq!(lines[0]["chunks"], 11);
    assert_eq!(lines[0]["completion"]["choices"][0]["finish_reason"], json_of("null"));
    assert_eq!(lines[1]["exception"]["status_code"], 429);
    assert_eq!(lines[1]["completion"], json_of("null"));
    assert_eq!(lines[2]["request"]["model"], "linden-1");
    assert_eq!(lines[2]["complete"], json_of("null"));
    let keys = |line: &serde_json::Value| line.as_object().unwrap().keys().cloned().collect();
    let all: Vec<Vec<String>> = lines.iter().map(keys).collect();
    assert!(all.iter().all(|keys| *keys == all[0]), "every line has every key");
}

#[test]
fn warnings_of_merging_are_on_the_page() {
    let chunks = [
        r#"{"id": "a", "choices": [{"index": 0, "delta": {"content": "x"}}]}"#,
        r#"{"id": "b", "choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}"#,
    ];
    let page = deltafold_with(stream_of(&chunks), "show -");
    assert!(page.out.contains("choice 0    length\n    x\n"), "{}", page.out);
    assert!(page.out.contains("warning     ids_differ"), "{}", page.out);
}

/// What can be shown is, and what cannot is said.
#[test]
fn a_bad_chunk_leaves_the_rest_of_the_page() {
    let page = deltafold_with(
        stream_of(&[r#"{"choices": [{"index": 0, "delta": {"content": "x"}}]}"#, "7"]),
        "show - @chat",
    );
    assert_eq!(page.code, 2);
    assert!(page.out.starts_with("standard input\n  kind        chat.stream\n"), "{}", page.out);
    assert!(page.out.contains("An oak"), "{}", page.out);
    assert_eq!(
        page.err,
        "deltafold: standard input: expected an object as response.body[1], found a number\n"
    );
}

#[test]
fn colours_are_for_those_who_want_them() {
    let page = |out: Look| Shell { out, ..Shell::default() }.run(["show", &fixture("chat")]).out;
    let plain = page(Look::default());
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(page(SEEN), plain);
    let coloured = page(COLOURED);
    assert!(coloured.contains("\u{1b}[32mstop\u{1b}[0m"), "{coloured:?}");
    let colours = ["1", "2", "31", "32", "33", "36", "0"].map(|code| format!("\u{1b}[{code}m"));
    let bare = colours.iter().fold(coloured, |text, colour| text.replace(colour, ""));
    assert_eq!(bare, plain);
}

/// A recording must not move the cursor, rename the window or paste into the shell.
#[test]
fn recorded_control_characters_do_not_reach_a_terminal() {
    let stdin = stream_of(&[concat!(
        r#"{"model": "m\u001b[1m", "choices": [{"index": 0, "finish_reason": "\u0007", "delta": "#,
        r#"{"content": "a\u001b]0;b\u0007\u009b2J\r\n\tc", "refusal": "\u0008", "#,
        r#""tool_calls": [{"index": 0, "function": {"name": "\u007f", "arguments": "\f"}}]}}]}"#,
    )]);
    for (verb, look) in [("show", SEEN), ("show", COLOURED), ("merge", SEEN)] {
        for format in ["json", "text"] {
            let shell = Shell { stdin: stdin.as_bytes(), out: look, ..Shell::default() };
            let out = shell.run([verb, "--format", format, "-"]).out;
            let codes = ["1", "2", "31", "32", "33", "36", "0"];
            let bare =
                codes.iter().fold(out, |text, code| text.replace(&format!("\u{1b}[{code}m"), ""));
            let harmful = |found: char| found.is_control() && !['\n', '\t'].contains(&found);
            assert!(!bare.contains(harmful), "{verb} {format}: {bare:?}");
            assert!(bare.contains("\\u009b2J"), "{verb} {format}: {bare:?}");
        }
    }
    let piped = deltafold_with(&stdin, "show -").out;
    assert!(piped.contains("a\u{1b}]0;b\u{7}\u{9b}2J\r\n    \tc"), "{piped:?}");
}
