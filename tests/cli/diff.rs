//! `diff`: what differs between two recordings.

use super::{deltafold, deltafold_with, json_of, stream_of};

fn stream(pieces: &[&str], id: &str) -> String {
    let chunk = |text: &&str| {
        format!(
            r#"{{"id": "{id}", "choices": [{{"index": 0, "delta": {{"content": "{text}"}}}}]}}"#
        )
    };
    let chunks: Vec<String> = pieces.iter().map(chunk).collect();
    stream_of(&chunks.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn streams_are_compared_by_what_they_say() {
    let place = tempfile::tempdir().unwrap();
    let other = place.path().join("other.json");
    std::fs::write(&other, stream(&["Hel", "lo"], "c1")).unwrap();
    let line = format!("diff - {}", other.display());
    let same = deltafold_with(stream(&["H", "ell", "o"], "c2"), &line);
    assert_eq!((same.code, same.out.as_str()), (0, ""), "{same:?}");
    let all = deltafold_with(stream(&["Hello"], "c2"), &format!("{line} --all"));
    assert_eq!((all.code, all.out.as_str()), (1, "completion.id: \"c2\" → \"c1\"\n"));
    let said = deltafold_with(stream(&["Hello, tree"], "c2"), &line);
    let expected = "completion.choices[0].message.content: \"Hello, tree\" → \"Hello\"\n";
    assert_eq!((said.code, said.out.as_str()), (1, expected));
    let json = deltafold_with(stream(&["Bye"], "c2"), &format!("{line} --format json"));
    let expected = serde_json::json!([{
        "path": "completion.choices[0].message.content", "before": "Bye", "after": "Hello",
    }]);
    assert_eq!(json_of(&json.out), expected);
}

#[test]
fn requests_and_kinds_are_compared_too() {
    let run = deltafold("diff @chat @embeddings");
    assert_eq!(run.code, 1);
    assert!(run.out.contains("kind: \"chat\" → \"embeddings\""), "{}", run.out);
    assert!(run.out.contains("request.url"), "{}", run.out);
    assert_eq!(deltafold("diff @embeddings @embeddings").out, "");
}

#[test]
fn two_recordings_are_needed() {
    for line in
        ["diff @chat", "diff @chat missing.json", "diff @chat tests/fixtures/formats/batch.jsonl"]
    {
        let run = deltafold(line);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}");
        assert!(!run.err.is_empty(), "{line}");
    }
}
