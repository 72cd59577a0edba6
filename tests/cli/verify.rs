//! `verify`: what is wrong with a tree of recordings.

use std::fs;

use serde_json::Value;

use super::tree::{ANSWER, Tree, hash, laid_out, older_hash, recording};
use super::{Run, Shell, json_of};

const TEST: &str = "tests/chat/test_a.py::test_b[c]";
const FOLDER: &str = "tests/chat/recordings";

fn verify(tree: &Tree, args: &str) -> Run {
    verify_with(tree, args, b"")
}

fn verify_with(tree: &Tree, args: &str, stdin: &[u8]) -> Run {
    let root = tree.root().display().to_string();
    let args = ["verify"].into_iter().chain(args.split_whitespace());
    let shell = Shell { stdin, ..Shell::default() };
    shell.run(args.map(str::to_owned).chain([root]))
}

/// A recording of this test with this prompt.
fn asking(prompt: &str) -> String {
    recording(TEST, &format!("{prompt:?}"), ANSWER)
}

/// The findings: checks with the ends of their paths.
fn found(run: &Run) -> Vec<(String, String)> {
    let lines = run.out.lines().map(json_of);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines.map(|line| (text(&line["check"]), text(&line["path"]))).collect()
}

#[track_caller]
fn finds_only(tree: &Tree, args: &str, check: &str, path: &str) -> Value {
    let run = verify(tree, &format!("--format json {args}"));
    let found = found(&run);
    assert_eq!((run.code, found.len()), (1, 1), "{run:?}");
    assert_eq!(found[0].0, check, "{run:?}");
    assert!(found[0].1.ends_with(path), "{run:?}");
    json_of(&run.out)
}

#[test]
fn nothing_is_found_where_all_is_well() {
    let tree = Tree::new();
    tree.add(FOLDER, &asking("Hello?"));
    tree.add("tests/integration/common/recordings", &recording(TEST, "\"Base\"", ANSWER));
    tree.file("tests/package.json", r#"{"name": "x"}"#);
    tree.file("tests/list.json", "[1, 2]");
    let run = verify(&tree, "");
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.err, "deltafold: nothing found in 2 recordings\n");
    assert_eq!(verify(&tree, "-q").err, "");
}

#[test]
fn names_that_no_lookup_finds() {
    let tree = Tree::new();
    let one = asking("score: 0.123, at 2.3456789");
    let cases = [
        ("seed".to_owned(), None),
        (hash(&asking("Another?")), None),
        (hash(&one)[..12].to_owned(), Some(hash(&one))),
        (older_hash(&one), Some(hash(&one))),
        (older_hash(&one)[..12].to_owned(), Some(hash(&one))),
        (format!("models-{}-01234567", hash(&one)), Some(hash(&one))),
    ];
    for (name, expected) in cases {
        let path = tree.file(&format!("{FOLDER}/{name}.json"), laid_out(&one));
        let line = finds_only(&tree, "", "name", &format!("{name}.json"));
        let expected = expected.map(|hash| Value::String(format!("{hash}.json")));
        assert_eq!(line["new_name"], expected.unwrap_or(Value::Null), "{line}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn model_lists_are_named_by_their_ids_too() {
    let tree = Tree::new();
    let list = |ids: &[&str]| {
        let models = ids.iter().map(|id| {
            format!(r#"{{"__type__": "Model", "__data__": {{"id": "{id}", "object": "model"}}}}"#)
        });
        let models = models.collect::<Vec<_>>().join(",");
        format!(
            r#"{{"test_id": "{TEST}", "request": {{"method": "GET", "url": "http://a/v1/v1/models",
            "body": {{}}, "endpoint": "/v1/models"}}, "response": {{"body": [{models}]}}}}"#
        )
    };
    let name = |list: &str, digest: &str| format!("{FOLDER}/models-{}-{digest}.json", hash(list));
    // sha256("a|b"), sha256("c")
    tree.file(&name(&list(&["b", "a", "b"]), "0eab8a0a"), laid_out(&list(&["b", "a", "b"])));
    let other = tree.file(&name(&list(&["c"]), "2e7d2c03"), laid_out(&list(&["c"])));
    // Several of one hash are no duplicates: lookups unite them.
    assert_eq!(verify(&tree, "").out, "");
    fs::rename(&other, other.with_file_name("models.json")).unwrap();
    finds_only(&tree, "", "name", "models.json");
}

#[test]
fn folders_where_no_lookup_looks() {
    let tree = Tree::new();
    let one = asking("Hello?");
    for (folder, args) in [
        ("tests/other/recordings", ""),
        ("tests/chat", ""),
        ("other/chat/recordings", ""),
        ("tests/integration/common/recordings", "--base-dir elsewhere"),
    ] {
        let path = tree.add(folder, &one);
        finds_only(&tree, args, "unreachable", ".json");
        fs::remove_file(path).unwrap();
    }
    let path = tree.add("mine/recordings", &one);
    let base = tree.root().join("mine").display().to_string();
    assert_eq!(verify(&tree, &format!("--base-dir {base}")).code, 0);
    fs::remove_file(path).unwrap();
    // Who names no test is found in the base folder only.
    let nobodys = one.replacen(&format!("\"{TEST}\""), "null", 1);
    tree.add(FOLDER, &nobodys);
    finds_only(&tree, "", "unreachable", ".json");
}

#[test]
fn the_same_request_twice() {
    let tree = Tree::new();
    tree.add(FOLDER, &asking("Hello?"));
    tree.add("tests/integration/common/recordings", &asking("Hello?"));
    let line = finds_only(&tree, "", "duplicate", ".json");
    assert!(line["other"].as_str().unwrap().contains("/chat/"), "{line}");
    assert!(line["path"].as_str().unwrap().contains("/common/"), "{line}");
}

#[test]
fn layout_and_rules_of_the_recorder() {
    let tree = Tree::new();
    let one = asking("Hello?");
    let path = tree.add(FOLDER, &one);
    fs::write(&path, &one).unwrap();
    finds_only(&tree, "", "layout", ".json");
    let other = one.replace("\"object\": \"model\"", "\"object\": \"chat.completion\"");
    fs::write(&path, laid_out(&other)).unwrap();
    finds_only(&tree, "", "normalized", ".json");
    // A configuration may have other rules.
    tree.file("deltafold.toml", "profile = \"none\"\n");
    assert_eq!(verify(&tree, "").code, 0);
    tree.file("deltafold.toml", "profile = 5\n");
    tree.add(FOLDER, &asking("And again?"));
    let run = verify(&tree, "-q");
    assert_eq!((run.code, run.err.matches("deltafold.toml").count()), (2, 1), "{run:?}");
}

#[test]
fn streams_that_were_cut_off_and_errors() {
    let tree = Tree::new();
    let stream = |finish: &str, more: &str| {
        let chunk = format!(
            r#"{{"object": "chat.completion.chunk", "choices": [{{"index": 0,
            "delta": {{"content": "Hi"}}, "finish_reason": {finish}}}] {more}}}"#
        );
        let body = format!(r#"{{"body": [{chunk}], "is_streaming": true}}"#);
        recording(TEST, "\"Hello?\"", &body)
    };
    let path = tree.add(FOLDER, &stream("\"stop\"", ""));
    assert_eq!(verify(&tree, "").code, 0);
    fs::write(&path, laid_out(&stream("null", ""))).unwrap();
    finds_only(&tree, "", "truncated", ".json");
    fs::write(&path, laid_out(&stream("null", r#", "error": {"message": "no"}"#))).unwrap();
    finds_only(&tree, "", "error", ".json");
    for response in [
        r#"{"body": null, "is_exception": true, "exception_data": {"category": "builtin",
            "type": "ValueError", "message": "no"}, "exception_message": "no"}"#,
        r#"{"status": 429, "body": {"error": {"message": "slow down"}}, "is_streaming": false}"#,
    ] {
        fs::write(&path, laid_out(&recording(TEST, "\"Hello?\"", response))).unwrap();
        finds_only(&tree, "", "error", ".json");
        assert_eq!(verify(&tree, "--ignore error").code, 0);
    }
}

#[test]
fn recordings_of_tests_that_are_gone() {
    let tree = Tree::new();
    tree.add(FOLDER, &asking("Hello?"));
    let gone = recording("tests/chat/test_a.py::test_gone", "\"Hello?\"", ANSWER);
    let path = tree.add(FOLDER, &gone);
    let list = format!("{TEST}\n\n1 test collected in 0.01s\n");
    let run = verify_with(&tree, "--orphans - --format json -q", list.as_bytes());
    assert_eq!(found(&run), [("orphan".into(), path.display().to_string())]);
    for bad in ["", "nothing collected\n"] {
        let run = verify_with(&tree, "--orphans -", bad.as_bytes());
        assert_eq!(
            (run.code, run.out.as_str()),
            (2, ""),
            "an empty list makes all of them orphans"
        );
    }
    assert_eq!(verify(&tree, "--orphans no/such/file").code, 2);
}

#[test]
fn what_is_proved_is_renamed_and_nothing_else() {
    let tree = Tree::new();
    let (one, other, third) = (asking("1.234567"), asking("Other?"), asking("Third?"));
    tree.file(&format!("{FOLDER}/{}.json", older_hash(&one)), laid_out(&one));
    // A file of the right name is there.
    tree.add(FOLDER, &other);
    tree.file(&format!("{FOLDER}/{}.json", &hash(&other)[..12]), laid_out(&other));
    tree.file(&format!("{FOLDER}/third.json"), laid_out(&third));
    let run = verify(&tree, "--fix --select name --format json");
    let fixed: Vec<_> = run.out.lines().map(|line| json_of(line)["fixed"].clone()).collect();
    assert_eq!(fixed.iter().filter(|fixed| **fixed == true).count(), 1, "{run:?}");
    assert_eq!((run.code, fixed.len()), (1, 3), "{run:?}");
    assert!(run.err.starts_with("deltafold: 2 findings, 1 renamed in 4 recordings\n"), "{run:?}");
    let mut names = [hash(&one), hash(&other), hash(&other)[..12].to_owned(), "third".to_owned()]
        .map(|name| format!("ROOT/{FOLDER}/{name}.json"));
    names.sort();
    assert_eq!(tree.files(), names);
    let new = fs::read(tree.root().join(format!("{FOLDER}/{}.json", hash(&one)))).unwrap();
    assert_eq!(new, laid_out(&one));
    // The rest is found again, the renamed one is not.
    let run = verify(&tree, "--fix --select name");
    assert!(run.err.starts_with("deltafold: 2 findings in 4 recordings\n"), "{run:?}");
}

#[test]
fn lines_for_people_and_for_github() {
    let tree = Tree::new();
    let one = asking("Hello?");
    tree.file("a, b/seed.json", &one);
    let text = tree.shown(&verify(&tree, "").out);
    let github = tree.shown(&verify(&tree, "--format github").out);
    insta::assert_snapshot!(format!("{text}\n{github}"));
}

#[test]
fn findings_come_in_the_order_of_paths_however_many_threads_run() {
    let tree = Tree::new();
    for number in 0..100 {
        tree.file(&format!("{FOLDER}/{number:03}.json"), laid_out(&asking(&number.to_string())));
    }
    let alone = verify(&tree, "--jobs 1");
    assert_eq!(alone.out.lines().count(), 100);
    assert_eq!(verify(&tree, "--jobs 7").out, alone.out);
}

#[test]
fn what_cannot_be_read_is_an_error_after_all_else() {
    let tree = Tree::new();
    tree.file(&format!("{FOLDER}/a.json"), "{");
    tree.add(FOLDER, &asking("Hello?"));
    let run = verify(&tree, "");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("a.json: ") && run.err.contains("1 recording"), "{run:?}");
    let run = verify(&tree, "--select nmae");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no check 'nmae'") && run.err.contains("duplicate"), "{run:?}");
}
