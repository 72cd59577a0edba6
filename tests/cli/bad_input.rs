//! Input that is no recording: a message with the name, exit code 2, and never a panic.

use std::fs;

use proptest::prelude::*;

use super::{Run, deltafold_with, fixture};

fn both(stdin: &[u8]) -> [Run; 2] {
    ["show -", "merge -"].map(|line| deltafold_with(stdin, line))
}

#[test]
fn garbage_is_refused() {
    let deep = "[".repeat(100_000);
    let cases: [&[u8]; 9] = [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        br#"{"response": []}"#,
        b"\xFF\xFE",
        b"hello: world",
        deep.as_bytes(),
    ];
    for stdin in cases {
        for run in both(stdin) {
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{stdin:?}");
            assert!(run.err.starts_with("deltafold: standard input: "), "{}", run.err);
            assert_eq!(run.err.lines().count(), 1, "{}", run.err);
        }
    }
}

#[test]
fn an_event_that_is_no_json_is_refused() {
    let run = deltafold_with("data: oops\n\n", "merge -");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("an event stream without chunks"), "{}", run.err);
}

#[test]
fn a_recording_cut_at_any_byte_is_refused() {
    let whole = fs::read(fixture("chat-stream-error")).unwrap();
    let whole = whole.trim_ascii_end();
    for end in 0..whole.len() {
        for run in both(&whole[..end]) {
            assert_eq!((run.code, run.out.as_str()), (2, ""), "cut at {end}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    /// The shapes are a recording's, the values are not.
    #[test]
    fn odd_values_never_panic(key in "[a-z_]{1,12}", value in "(null|7|\"x\"|\\[\\]|\\[7\\]|\\{\\}|\\{\"a\":\\[1\\]\\})") {
        let keys = ["choices", "message", "delta", "tool_calls", "content", "usage", "data", "models",
            "results", "candidates", "parts", "output", "embedding", "chunks", "error", &key];
        for key in keys {
            let object = format!(r#"{{"{key}": {value}, "object": "chat.completion"}}"#);
            for body in [&object, &format!("[{object}]"), &format!("{{\"choices\": [{object}]}}")] {
                let recording = format!(
                    r#"{{"request": {object}, "response": {{"body": {body}, "is_streaming": true}}}}"#);
                for run in both(recording.as_bytes()) {
                    prop_assert!([0, 2].contains(&run.code));
                }
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for start in [&b""[..], b"data: ", b"{\"response\": "] {
            for run in both(&[start, &bytes].concat()) {
                prop_assert!([0, 2].contains(&run.code));
            }
        }
    }
}
