//! `find`: the recording of a request, or the nearest.

use super::tree::{ANSWER, DIGEST, Tree, URL, hash, hash_by, laid_out, model_list, recording};
use super::{Run, Shell, json_of};

const TEST: &str = "tests/chat/test_a.py::test_b";
const FOLDER: &str = "tests/chat/recordings";

fn find(tree: &Tree, what: &str, args: &str, stdin: &str) -> Run {
    let root = tree.root().display().to_string();
    let args = args.split_whitespace().map(str::to_owned);
    let shell = Shell { stdin: stdin.as_bytes(), ..Shell::default() };
    shell.run(["find".to_owned(), what.to_owned(), root].into_iter().chain(args))
}

fn asking(prompt: &str) -> String {
    recording(TEST, &format!("{prompt:?}"), ANSWER)
}

#[test]
fn a_hash_or_how_it_begins() {
    let tree = Tree::new();
    let one = asking("Hello?");
    let path = tree.add(FOLDER, &one);
    tree.add(FOLDER, &asking("Another?"));
    for what in [hash(&one), hash(&one)[..9].to_owned(), hash(&one)[..12].to_uppercase()] {
        let run = find(&tree, &what, "", "");
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{what}");
        assert_eq!(run.out, format!("{}\n", path.display()));
    }
    let run = find(&tree, &"0".repeat(64), "", "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("not found in 2 recordings"), "{run:?}");
}

#[test]
fn old_names_and_other_names() {
    let tree = Tree::new();
    let (one, other) = (asking("Hello?"), asking("Another?"));
    let old = tree.file(&format!("{FOLDER}/{}.json", &hash(&one)[..12]), laid_out(&one));
    let odd = tree.file(&format!("{FOLDER}/seed.json"), laid_out(&other));
    assert_eq!(find(&tree, &hash(&one), "", "").out, format!("{}\n", old.display()));
    for what in [hash(&other), odd.display().to_string()] {
        let run = find(&tree, &what, "", "");
        assert_eq!((run.code, run.out), (0, format!("{}\n", odd.display())));
        assert!(run.err.contains("lookups do not find it"), "{}", run.err);
    }
}

#[test]
fn requests_of_every_shape_are_found() {
    let tree = Tree::new();
    let requests = [
        format!(r#"{{"method": "post", "url": "{URL}?x", "body": {{"a": [1.0000001]}}}}"#),
        format!(r#"{{"method": "POST", "url": "{URL}", "payload": {{"a": "score: 1"}}}}"#),
        r#"{"provider": "p", "tool_name": "t", "kwargs": {"query": "x"}}"#.to_owned(),
        r#"{"method": "GET", "url": "http://a/v1/models", "body": {}}"#.to_owned(),
    ];
    for request in &requests {
        let recording =
            format!(r#"{{"test_id": "{TEST}", "request": {request}, "response": {ANSWER}}}"#);
        let model_list = request.contains("/v1/models");
        let name = match model_list {
            true => format!("models-{}-01234567", hash(&recording)),
            false => hash(&recording),
        };
        let path = tree.file(&format!("{FOLDER}/{name}.json"), laid_out(&recording));
        let beside = request.replacen('{', &format!(r#"{{"test_id": "{TEST}", "#), 1);
        let around = format!(r#"{{"test_id": "{TEST}", "request": {request}}}"#);
        for asked in [beside, around, recording] {
            let run = find(&tree, "-", "", &asked);
            assert_eq!((run.code, run.out), (0, format!("{}\n", path.display())), "{asked}");
        }
    }
}

#[test]
fn the_nearest_and_what_differs() {
    let tree = Tree::new();
    let long =
        |end: &str| format!("{} {end}", "the rings of Saturn and the moons of Jupiter".repeat(4));
    tree.file(&format!("{FOLDER}/a.json"), laid_out(&asking("How old are oaks?")));
    tree.file(&format!("{FOLDER}/b.json"), laid_out(&asking("How old are elms?")));
    tree.file(&format!("{FOLDER}/c.json"), laid_out(&asking(&long("shine"))));
    tree.file(&format!("{FOLDER}/d.json"), r#"{"request": {"file_id": "x"}, "response": {}}"#);
    let asked = asking("How old are oaks!").replace("test_b", "test_c");
    let asked = asked.replace("\"oak-1\"", "\"oak-1\", \"odd key\": {\"x\": null}");
    let near = find(&tree, "-", "--nearest 2", &asked);
    let far = find(&tree, "-", "--nearest 1", &asking(&long("sparkle")));
    assert_eq!((near.code, far.code), (1, 1));
    insta::assert_snapshot!(tree.shown(&format!("{}---\n{}---\n{}", near.out, far.out, near.err)));
}

#[test]
fn a_program_reads_one_object() {
    let tree = Tree::new();
    let one = asking("Hello?");
    let path = tree.add(FOLDER, &one);
    let run = find(&tree, &hash(&one), "--format json", "");
    let object = json_of(&run.out);
    assert_eq!(object["found"][0]["path"], path.display().to_string());
    assert_eq!((&object["found"][0]["by"], &object["hash"]), (&"name".into(), &hash(&one).into()));
    let run = find(&tree, "-", "--format json", &one.replace("oak-1", "elm-2"));
    let object = json_of(&run.out);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let difference = &object["nearest"][0]["differences"][0];
    let expected = r#"{"path": "body.model", "stored": "oak-1", "asked": "elm-2"}"#;
    assert_eq!(*difference, json_of(expected));
    assert_eq!(object["searched"], 1);
}

#[test]
fn a_request_is_answered_by_the_rules_of_each_release() {
    let tree = Tree::new();
    let list = model_list(TEST, "https://api.example/v1/v1/models", "/v1/models");
    let add = |rules: &str| {
        let name = format!("models-{}-{DIGEST}.json", hash_by(rules, &list));
        tree.file(&format!("{FOLDER}/{name}"), laid_out(&list)).display().to_string()
    };
    let old = add("ogx-1.0");
    let run = find(&tree, "-", "", &list);
    assert_eq!((run.code, run.out), (0, format!("{old}\n")));
    let expected = format!(
        "deltafold: {old}: by the rules of ogx-1.0\ndeltafold: {}: not found, the hash by the rules \
         of ogx-1.2, ogx-1.5\n",
        hash_by("ogx-1.2", &list)
    );
    assert_eq!(run.err, expected);
    // A lookup of OGX 1.5 does not find it.
    let run = find(&tree, "-", "--rules ogx-1.5", &list);
    assert!(run.code == 0 && run.err.contains("lookups do not find it"), "{run:?}");
    let new = add("ogx-1.5");
    let run = find(&tree, "-", "--format json", &list);
    let object = json_of(&run.out);
    let by_path = |path: &str| {
        let found = object["found"].as_array().unwrap();
        found.iter().find(|one| one["path"] == path).unwrap()["rules"].clone()
    };
    assert_eq!(by_path(&old), serde_json::json!(["ogx-1.0"]));
    assert_eq!(by_path(&new), serde_json::json!(["ogx-1.2", "ogx-1.5"]));
    assert_eq!(object["hashes"]["ogx-1.5"], hash_by("ogx-1.5", &list));
    assert_eq!(find(&tree, "-", "", &list).err.matches("by the rules of").count(), 2);
    // By its hash, the file itself shows the rules.
    let run = find(&tree, &hash_by("ogx-1.5", &list), "--format json", "");
    assert_eq!(json_of(&run.out)["found"][0]["rules"], serde_json::json!(["ogx-1.2", "ogx-1.5"]));
}

#[test]
fn what_is_no_request_is_an_error() {
    let tree = Tree::new();
    tree.add(FOLDER, &asking("Hello?"));
    for (asked, what) in [
        ("{", "line 1 column 2"),
        ("[]", "expected a request"),
        (r#"{"method": "POST"}"#, "expected a request"),
        (r#"{"method": "POST", "url": "http://[/", "body": 1}"#, "bracket"),
    ] {
        let run = find(&tree, "-", "", asked);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{asked}");
        assert!(run.err.contains(what), "{}", run.err);
    }
    assert_eq!(find(&tree, "no-such-file.json", "", "").code, 2);
    let run = Shell::default().run(["find", "0123456789ab", "no/such/folder"]);
    assert_eq!(run.code, 2, "{run:?}");
}
