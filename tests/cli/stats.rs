//! `stats`: what a corpus has, counted.

use std::fs;

use super::{deltafold, fixture, json_of};

/// Counts that are known without the program: one file for each kind of the fixtures.
#[test]
fn a_folder_is_counted() {
    let chat = fixture("chat");
    let folder = std::path::Path::new(&chat).parent().unwrap().display().to_string();
    let run = deltafold(&format!("stats --format json --jobs 2 {folder}"));
    assert_eq!(run.code, 0, "{}", run.err);
    let stats = json_of(&run.out);
    let kinds = fs::read_to_string(fixture("kinds")).unwrap();
    let mut expected = std::collections::BTreeMap::new();
    for kind in json_of(&kinds).as_object().unwrap().values() {
        *expected.entry(kind.as_str().unwrap().to_owned()).or_insert(0u64) += 1;
    }
    let found = stats["kinds"].as_object().unwrap();
    let found: std::collections::BTreeMap<_, _> =
        found.iter().map(|(kind, count)| (kind.clone(), count.as_u64().unwrap())).collect();
    assert_eq!(found, expected);
    let total: u64 = expected.values().sum();
    assert_eq!((stats["recordings"].as_u64(), stats["files"].as_u64()), (Some(total), Some(total)));
    assert_eq!(stats["time_to_first_token_ns"], json_of("null"));
}

#[test]
fn a_few_files_are_counted_as_they_are_shown() {
    let run = deltafold("stats @chat-stream-two-choices @chat-stream-tools @anthropic @exception");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let page: Vec<_> = run.out.lines().filter(|line| !line.contains("files ")).collect();
    insta::assert_snapshot!(page.join("\n"));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_counted() {
    let run = deltafold("stats --format json @chat nowhere.json");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("nowhere.json"), "{}", run.err);
    let stats = json_of(&run.out);
    assert_eq!((stats["recordings"].as_u64(), stats["unreadable"].as_u64()), (Some(1), Some(1)));
}

/// Two records of a log with times, in one file.
#[test]
fn times_are_summed_up_where_a_format_notes_them() {
    let record = |first: u64| {
        let message = |came: u64, text: &str| {
            let chunk = serde_json::json!({"object": "chat.completion.chunk", "choices": [
                {"index": 0, "delta": {"content": text}}]});
            serde_json::json!({"perf_ns": came, "packets": [
                {"name": "data", "value": chunk.to_string()}]})
        };
        let responses = [message(first, "An"), message(first + 2_000_000, " oak")];
        serde_json::json!({"metadata": {}, "payload": {"model": "oak-1"}, "status": 200,
            "start_perf_ns": 1_000_000, "end_perf_ns": 99_000_000, "responses": responses})
    };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("profile_export_raw.jsonl");
    fs::write(&log, format!("{}\n{}\n", record(11_000_000), record(31_000_000))).unwrap();
    let run = deltafold(&format!("stats --format json {}", log.display()));
    let stats = json_of(&run.out);
    assert_eq!(
        (run.code, stats["recordings"].as_u64(), stats["files"].as_u64()),
        (0, Some(2), Some(1))
    );
    let first = &stats["time_to_first_token_ns"];
    assert_eq!(first["count"], 2);
    // To two digits.
    assert!((9_900_000..=10_100_000).contains(&first["p50"].as_u64().unwrap()), "{first}");
    assert!((29_700_000..=30_300_000).contains(&first["max"].as_u64().unwrap()), "{first}");
    assert_eq!(stats["inter_token_gaps_ns"]["count"], 2);
}

#[test]
fn nothing_is_counted_as_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = deltafold(&format!("stats --format json {}", folder.path().display()));
    assert_eq!((run.code, json_of(&run.out)["recordings"].as_u64()), (0, Some(0)));
}
