//! Files of other tools, and files of many recordings: all are shown and merged.

use super::{deltafold, deltafold_with, json_of};

const FORMATS: &str = "tests/fixtures/formats";

#[test]
fn each_recording_of_a_file_is_merged() {
    let run = deltafold(&format!("merge --format text {FORMATS}/chunks-in-turn.jsonl"));
    let oak = "An oak, because it outlives the people who plant it.";
    let name = format!("{FORMATS}/chunks-in-turn.jsonl");
    assert_eq!(run.out, format!("==> {name}[0] <==\n{oak}\n==> {name}[1] <==\nA pine.\n"));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    // A file with one needs no number.
    let run = deltafold(&format!("merge --format text {FORMATS}/stream.sse"));
    assert_eq!(run.out, format!("{oak}\n"));
}

#[test]
fn a_path_and_a_number_tell_recordings_apart() {
    let run = deltafold(&format!("merge --with-path {FORMATS}/cassette.yaml"));
    let told: Vec<_> = run.out.lines().map(json_of).collect();
    assert_eq!(told.len(), 3);
    for (number, line) in told.iter().enumerate() {
        assert_eq!(line["path"], format!("{FORMATS}/cassette.yaml"));
        assert_eq!(line["number"], number);
    }
    assert_eq!(told[1]["completion"]["choices"][0]["message"]["content"], "A pine.");
}

#[test]
fn what_cannot_be_merged_is_said_with_its_number() {
    let run = deltafold(&format!("merge {FORMATS}/batch.jsonl"));
    assert_eq!((run.code, run.out.lines().count(), run.err.lines().count()), (2, 1, 2));
    assert!(run.err.contains("batch.jsonl[1]: "), "{}", run.err);
    assert!(run.err.contains("batch.jsonl[2]: "), "{}", run.err);
}

#[test]
fn a_batchs_ids_are_shown() {
    let run = deltafold(&format!("show {FORMATS}/batch.jsonl"));
    assert!(run.out.contains("custom id   tree-3"), "{}", run.out);
    let run = deltafold(&format!("show --format json {FORMATS}/batch.jsonl"));
    let told: Vec<_> = run.out.lines().map(json_of).collect();
    assert_eq!(told[1]["custom_id"], "tree-2");
    assert_eq!((&told[2]["number"], &told[1]["status"]), (&2.into(), &404.into()));
}

#[test]
fn standard_input_may_hold_many_too() {
    let line = r#"{"request": {}, "response": {"choices": [{"message": {"content": "x"}}]}}"#;
    let run = deltafold_with(format!("{line}\n{{\"request\"\n{line}\n"), "merge --format text -");
    assert_eq!(run.code, 2);
    assert_eq!(run.out, "==> standard input[0] <==\nx\n==> standard input[2] <==\nx\n");
    let said = "deltafold: standard input: expected ':': line 2 column 11";
    assert!(run.err.starts_with(said), "{}", run.err);
}
