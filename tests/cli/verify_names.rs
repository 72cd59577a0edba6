//! `verify`: names by the rules of each release, and for former ids of tests.

use std::fs;

use serde_json::{Value, json};

use super::tree::{
    ANSWER, DIGEST, Tree, hash, hash_by, laid_out, model_list, older_hash, recording,
};
use super::{Run, Shell, json_of};

const TEST: &str = "tests/chat/test_a.py::test_b[ogx_client-c]";
const FOLDER: &str = "tests/chat/recordings";
const REMOTE: &str = "https://api.example/v1/v1/models";
const RELEASES: [&str; 3] = ["ogx-1.0", "ogx-1.2", "ogx-1.5"];

fn verify(tree: &Tree, args: &str) -> Run {
    let root = tree.root().display().to_string();
    let args = ["verify", "--select", "name"].into_iter().chain(args.split_whitespace());
    Shell::default().run(args.map(str::to_owned).chain([root]))
}

fn asking(test: &str, prompt: &str) -> String {
    recording(test, &format!("{prompt:?}"), ANSWER)
}

/// The objects of a run, in the order of paths.
fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(json_of).collect()
}

#[track_caller]
fn only_line(tree: &Tree, args: &str) -> Value {
    let run = verify(tree, &format!("--format json {args}"));
    let mut lines = lines(&run);
    assert_eq!((run.code, lines.len()), (1, 1), "{run:?}");
    lines.remove(0)
}

#[track_caller]
fn says(line: &Value, what: &str) {
    assert!(line["message"].as_str().unwrap().contains(what), "{line}");
}

/// What a recorder writes when the same request is made again.
#[test]
fn further_answers_to_a_request_have_numbers() {
    let tree = Tree::new();
    let asked = asking(TEST, "Hello?");
    tree.add(FOLDER, &asked);
    for number in ["002", "003"] {
        tree.file(&format!("{FOLDER}/{}_{number}.json", hash(&asked)), laid_out(&asked));
    }
    let root = tree.root().display().to_string();
    let run = Shell::default().run(["verify", "--select", "name,duplicate", &root]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    // Only a hash says so: any other name may end in a number.
    let named = tree.file(&format!("{FOLDER}/answer_2024.json"), laid_out(&asked));
    let run = Shell::default().run(["verify", "--select", "duplicate", &root]);
    assert_eq!((run.code, run.out.matches("duplicate").count()), (1, 1), "{run:?}");
    fs::remove_file(named).unwrap();
    let other = asking(TEST, "Bye?");
    tree.file(&format!("{FOLDER}/{}_002.json", hash(&other)), laid_out(&asked));
    assert_eq!(Shell::default().run(["verify", "--select", "name", &root]).code, 1);
}

#[test]
fn a_name_by_the_rules_of_any_release_is_right() {
    let tree = Tree::new();
    let list = model_list(TEST, REMOTE, "/v1/models");
    let tei = model_list(TEST, "http://127.0.0.1:1/info", "/info");
    let name = |rules: &str| format!("models-{}-{DIGEST}", hash_by(rules, &list));
    for rules in RELEASES {
        tree.file(&format!("{FOLDER}/{}.json", name(rules)), laid_out(&list));
        // Only OGX 1.5 knows lists of Text Embeddings Inference.
        let tei_name = match rules {
            "ogx-1.5" => format!("models-{}-{DIGEST}", hash_by(rules, &tei)),
            _ => hash_by(rules, &tei),
        };
        tree.file(&format!("{FOLDER}/{tei_name}.json"), laid_out(&tei));
    }
    tree.add(FOLDER, &asking(TEST, "Hello?"));
    let run = verify(&tree, "");
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    let names = "every release 1; ogx-1.0 1; ogx-1.0, ogx-1.2 1; ogx-1.2, ogx-1.5 1; ogx-1.5 1";
    let expected =
        format!("deltafold: nothing found in 5 recordings\ndeltafold: names by rules: {names}\n");
    assert_eq!(run.err, expected);
    for (rules, wrong) in [("ogx-1.0", 2), ("ogx-1.2", 2), ("ogx-1.5", 2), ("ogx-1.0,ogx-1.5", 0)] {
        let run = verify(&tree, &format!("--format json --rules {rules}"));
        assert_eq!(lines(&run).len(), wrong, "{rules}: {run:?}");
        for line in lines(&run) {
            says(&line, &format!("not of {rules}: expected"));
        }
    }
    let run = verify(&tree, "--rules ogx-2.0");
    assert!(run.code == 2 && run.err.contains("ogx-1.5"), "{run:?}");
}

#[test]
fn each_recording_and_the_summary_for_programs() {
    let tree = Tree::new();
    let list = model_list(TEST, REMOTE, "/v1/models");
    let path = |name: &str| format!("{FOLDER}/{name}.json");
    tree.file(&path(&format!("models-{}-{DIGEST}", hash_by("ogx-1.5", &list))), laid_out(&list));
    tree.add(FOLDER, &asking(TEST, "Hello?"));
    tree.file(&path("zz"), laid_out(&asking(TEST, "And again?")));
    let run = verify(&tree, "--names --format json");
    let all = lines(&run);
    assert_eq!(all.len(), 4, "{run:?}");
    let mut rules: Vec<_> = all[..2].iter().map(|line| line["rules"].clone()).collect();
    rules.sort_by_key(|rules| rules.as_array().unwrap().len());
    assert_eq!(rules, [json!(["ogx-1.2", "ogx-1.5"]), json!(RELEASES)]);
    assert_eq!((&all[0]["check"], &all[2]["rules"]), (&Value::Null, &json!([])));
    let summary = json!({"recordings": 3, "findings": 1, "accepted": 0, "renamed": 0,
        "names": {"every release": 1, "no hash": 1, "ogx-1.2, ogx-1.5": 1}});
    assert_eq!(all[3], json!({ "summary": summary }));
    let text = verify(&tree, "--names").out;
    assert!(text.contains(": named by the rules of ogx-1.2, ogx-1.5\n"), "{text}");
    assert!(text.contains("zz.json: name: the name is not a request hash"), "{text}");
}

#[test]
fn fixing_asks_for_the_release_where_names_depend_on_it() {
    let tree = Tree::new();
    let list = model_list(TEST, REMOTE, "/v1/models");
    let name = |rules: &str| format!("models-{}-{DIGEST}.json", hash_by(rules, &list));
    let old = format!("models-{}-{DIGEST}.json", older_hash(&list));
    let path = tree.file(&format!("{FOLDER}/{old}"), laid_out(&list));
    let line = only_line(&tree, "--fix");
    says(
        &line,
        &format!(
            "expected {} (ogx-1.0) or {} (ogx-1.2, ogx-1.5)",
            name("ogx-1.0"),
            name("ogx-1.5")
        ),
    );
    assert_eq!((&line["new_name"], &line["fixed"]), (&Value::Null, &false.into()));
    let run = verify(&tree, "--fix --rules ogx-1.5");
    assert!(run.code == 0 && run.out.contains("(renamed)"), "{run:?}");
    assert!(!path.exists() && tree.root().join(FOLDER).join(name("ogx-1.5")).exists());
    // From one release to another, and back.
    for rules in ["ogx-1.0", "ogx-1.2"] {
        let run = verify(&tree, &format!("--fix --rules {rules}"));
        assert!(run.code == 0 && run.out.contains("(renamed)"), "{run:?}");
        assert_eq!(tree.files(), [format!("ROOT/{FOLDER}/{}", name(rules))]);
    }
    // The hash in a name of the wrong form shows the release.
    let misshapen = tree.root().join(FOLDER).join(name("ogx-1.2").replace(DIGEST, "01234567"));
    fs::rename(tree.root().join(FOLDER).join(name("ogx-1.2")), misshapen).unwrap();
    assert_eq!(only_line(&tree, "")["new_name"], name("ogx-1.2"));
}

#[test]
fn a_name_for_the_former_id_of_the_test() {
    let tree = Tree::new();
    let former = TEST.replace("ogx_client", "llama_stack_client");
    let now = asking(TEST, "Hello?");
    tree.file(&format!("{FOLDER}/{}.json", hash(&asking(&former, "Hello?"))), laid_out(&now));
    let line = only_line(&tree, "");
    says(&line, &format!("for the test's former id, {former}: expected"));
    assert_eq!(
        (&line["other_test"], &line["new_name"]),
        (&former.into(), &format!("{}.json", hash(&now)).into())
    );
    assert_eq!(verify(&tree, "--fix").code, 0);
    assert_eq!(verify(&tree, "").code, 0);
}

#[test]
fn a_former_id_that_is_given() {
    let tree = Tree::new();
    let former = asking("tests/chat/test_old.py::test_b[ogx_client-c]", "Hello?");
    tree.file(&format!("{FOLDER}/{}.json", hash(&former)), laid_out(&asking(TEST, "Hello?")));
    says(&only_line(&tree, ""), "the request or the test id was edited after recording");
    says(&only_line(&tree, "--renamed test_x=test_y"), "edited after recording");
    let both = "--renamed test_x=test_y --renamed test_old=test_a";
    says(&only_line(&tree, both), "former id, tests/chat/test_old.py::test_b[ogx_client-c]");
    assert_eq!(verify(&tree, &format!("{both} --fix")).code, 0);
    for wrong in ["test_old", "test_old="] {
        assert_eq!(verify(&tree, &format!("--renamed {wrong}")).code, 2);
    }
}

#[test]
fn former_ids_from_other_recordings() {
    let tree = Tree::new();
    // These tests have recordings of their own.
    let others = ["tests/chat/test_a.py::test_b[d]", "tests/chat/test_a.py::test_y[d]"];
    for other in others {
        tree.add(FOLDER, &asking(other, "Of my own"));
    }
    let now = laid_out(&asking(TEST, "Hello?"));
    let derived = [
        "tests/chat/test_a.py::test_b",
        "tests/chat/test_a.py::test_b[d]",
        "tests/chat/test_a.py::test_y[d]",
        "tests/chat/test_a.py::test_y[ogx_client-c]",
        "tests/other/test_z.py::test_y[ogx_client-c]",
    ];
    for former in derived {
        let name = hash(&asking(former, "Hello?"));
        let path = tree.file(&format!("{FOLDER}/{name}.json"), &now);
        let line = only_line(&tree, "");
        let is_renamed = match former {
            // No recording has an id of this folder.
            _ if former.contains("other") => {
                says(&line, "edited after recording");
                false
            }
            // It may have been recorded for that test, and the id in the file may be the wrong one.
            _ if others.contains(&former) => {
                says(&line, &format!("for another test, {former}"));
                assert_eq!(line["other_test"], former);
                false
            }
            _ => {
                says(&line, &format!("former id, {former}"));
                true
            }
        };
        assert_eq!(line["new_name"].is_string(), is_renamed, "{line}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn another_request_only_where_it_is_shown() {
    let tree = Tree::new();
    let (one, other) = (asking(TEST, "Hello?"), asking(TEST, "Another?"));
    let path = tree.file(&format!("{FOLDER}/{}.json", hash(&other)), laid_out(&one));
    says(&only_line(&tree, ""), "the name fits none of the rules for this request");
    // The files may come in either order.
    for folder in ["a/recordings", "z/recordings"] {
        let shown = tree.add(folder, &other);
        let line = only_line(&tree, "");
        says(&line, "the hash of another request, that of ");
        assert_eq!(line["other"], shown.display().to_string());
        assert_eq!(line["path"], path.display().to_string());
        fs::remove_file(shown).unwrap();
    }
}

#[test]
fn a_request_whose_texts_were_replaced_is_not_renamed() {
    let tree = Tree::new();
    let former = asking(TEST, "Llama Stack, with X-LlamaStack-Data");
    let name = hash(&former);
    tree.file(&format!("{FOLDER}/{name}.json"), laid_out(&asking(TEST, "OGX, with X-OGX-Data")));
    let line = only_line(&tree, "--fix");
    says(&line, "the hash of this request before texts in it were replaced");
    assert_eq!(line["new_name"], Value::Null);
}

#[test]
fn findings_wait_for_the_rest_of_the_tree_but_keep_their_order() {
    let tree = Tree::new();
    for number in 0..60 {
        let name = match number % 3 {
            0 => format!("{number:064x}"),
            1 => format!("{number:02}"),
            _ => hash(&asking(TEST, &number.to_string())),
        };
        tree.file(
            &format!("{number:02}/{name}.json"),
            laid_out(&asking(TEST, &number.to_string())),
        );
    }
    tree.file("30/a.json", "{");
    let run = verify(&tree, "--jobs 1");
    let paths: Vec<_> = run.out.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert!(paths.len() == 40 && paths.is_sorted(), "{run:?}");
    assert_eq!(run.code, 2);
    assert_eq!(verify(&tree, "--jobs 5").out, run.out);
}

#[test]
fn a_dry_run_shows_what_would_be_renamed() {
    let tree = Tree::new();
    let (one, other) = (asking(TEST, "Hello?"), asking(TEST, "Other?"));
    // Two files for one name, and one whose name is taken.
    for name in [hash(&one)[..12].to_owned(), format!("models-{}-01234567", hash(&one))] {
        tree.file(&format!("{FOLDER}/{name}.json"), laid_out(&one));
    }
    tree.add(FOLDER, &other);
    tree.file(&format!("{FOLDER}/{}.json", &hash(&other)[..12]), laid_out(&other));
    let before = tree.files();
    let dry = verify(&tree, "--fix --dry-run");
    assert_eq!((dry.code, tree.files()), (1, before), "{dry:?}");
    assert!(dry.err.starts_with("deltafold: 3 findings in 4 recordings\n"), "{dry:?}");
    let fixed = verify(&tree, "--fix");
    assert_eq!(fixed.code, 1);
    assert_eq!(dry.out.replace("(would be renamed)", "(renamed)"), fixed.out);
    assert_eq!(fixed.out.matches("(renamed)").count(), 1, "{fixed:?}");
    assert_eq!(fixed.out.matches("(not renamed: that file exists)").count(), 2, "{fixed:?}");
    assert_eq!(verify(&tree, "--dry-run").code, 2);
}
