//! `verify --baseline`: findings that are accepted.

use std::fs;
use std::path::Path;

use super::tree::{ANSWER, Tree, hash, laid_out, recording};
use super::{Run, Shell};

const TEST: &str = "tests/chat/test_a.py::test_b";
const FOLDER: &str = "tests/chat/recordings";

fn verify(tree: &Tree, args: &str) -> Run {
    let root = tree.root().display().to_string();
    let args = args.replace("ROOT", &root);
    Shell::default().run(["verify"].into_iter().chain(args.split_whitespace()).map(str::to_owned))
}

fn asking(prompt: &str) -> String {
    recording(TEST, &format!("{prompt:?}"), ANSWER)
}

/// The lines of a baseline that are not comments.
fn entries(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn only_new_findings_fail() {
    let tree = Tree::new();
    tree.file(&format!("{FOLDER}/b.json"), laid_out(&asking("B")));
    tree.file(&format!("{FOLDER}/a.json"), asking("A"));
    let file = tree.root().join("verify.txt");
    let run = verify(&tree, "--baseline ROOT/verify.txt ROOT");
    assert!(run.code == 2 && run.err.contains("--write-baseline creates it"), "{run:?}");
    let run = verify(&tree, "--baseline ROOT/verify.txt --write-baseline ROOT");
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    assert!(run.err.contains("verify.txt: 3 findings accepted"), "{run:?}");
    let written = [
        format!("layout {FOLDER}/a.json"),
        format!("name {FOLDER}/a.json"),
        format!("name {FOLDER}/b.json"),
    ];
    assert_eq!(entries(&file), written);
    let run = verify(&tree, "--baseline ROOT/verify.txt ROOT");
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    assert!(run.err.starts_with("deltafold: nothing found, 3 accepted by the baseline"), "{run:?}");
    // A finding of another check in the same file is new.
    fs::write(tree.root().join(format!("{FOLDER}/b.json")), asking("B")).unwrap();
    let run = verify(&tree, "--baseline ROOT/verify.txt ROOT");
    assert_eq!((run.code, run.out.lines().count()), (1, 1), "{run:?}");
    assert!(run.out.contains("b.json: layout: "), "{run:?}");
    assert_eq!(
        verify(&tree, "--baseline ROOT/verify.txt --format github ROOT").out.lines().count(),
        1
    );
}

#[test]
fn entries_that_no_longer_occur_can_be_removed() {
    let tree = Tree::new();
    for name in ["a", "b", "c"] {
        tree.file(&format!("{FOLDER}/{name}.json"), laid_out(&asking(name)));
    }
    tree.file("other/d.json", laid_out(&asking("d")));
    verify(&tree, "--select name --baseline ROOT/other/../verify.txt --write-baseline ROOT");
    let file = tree.root().join("verify.txt");
    assert_eq!(entries(&file).len(), 4);
    fs::remove_file(tree.root().join(format!("{FOLDER}/a.json"))).unwrap();
    let b = tree.root().join(format!("{FOLDER}/b.json"));
    fs::rename(&b, b.with_file_name(format!("{}.json", hash(&asking("b"))))).unwrap();
    fs::remove_file(tree.root().join("other/d.json")).unwrap();
    fs::write(tree.root().join(format!("{FOLDER}/c.json")), "{").unwrap();
    // Neither what is elsewhere nor what another check would find, nor what cannot be read.
    let run = verify(&tree, &format!("--baseline ROOT/verify.txt ROOT/{FOLDER}"));
    assert_eq!(run.err.matches("no longer found: name ").count(), 2, "{run:?}");
    assert!(run.err.contains("2 findings can be removed"), "{run:?}");
    let run = verify(&tree, &format!("--select layout --baseline ROOT/verify.txt ROOT/{FOLDER}"));
    assert!(!run.err.contains("no longer"), "{run:?}");
    // It is not written without what cannot be read.
    let run = verify(&tree, "--baseline ROOT/verify.txt --write-baseline ROOT");
    assert_eq!((run.code, entries(&file).len()), (2, 4), "{run:?}");
    fs::remove_file(tree.root().join(format!("{FOLDER}/c.json"))).unwrap();
    let run = verify(&tree, &format!("--baseline ROOT/verify.txt --write-baseline ROOT/{FOLDER}"));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(entries(&file), ["name other/d.json"]);
}

#[test]
fn a_baseline_that_was_merged_is_read() {
    let tree = Tree::new();
    for name in ["a", "b"] {
        tree.file(&format!("{FOLDER}/{name}.json"), laid_out(&asking(name)));
    }
    let merged = format!(
        "# two branches\r\n\nname {FOLDER}/b.json\r\nname {FOLDER}/a.json\nname {FOLDER}/b.json"
    );
    let file = tree.file("verify.txt", merged);
    assert_eq!(verify(&tree, "--baseline ROOT/verify.txt ROOT").code, 0);
    let sorted = verify(&tree, "--baseline ROOT/verify.txt --write-baseline ROOT");
    assert_eq!(sorted.code, 0);
    assert_eq!(entries(&file), [format!("name {FOLDER}/a.json"), format!("name {FOLDER}/b.json")]);
    // The same findings are the same bytes.
    let bytes = fs::read(&file).unwrap();
    verify(&tree, "--baseline ROOT/verify.txt --write-baseline --jobs 3 ROOT");
    assert_eq!(fs::read(&file).unwrap(), bytes);
    for wrong in ["name", "nmae a.json", "<<<<<<< ours", "name \"a"] {
        tree.file("verify.txt", format!("name {FOLDER}/a.json\n{wrong}\n"));
        let run = verify(&tree, "--baseline ROOT/verify.txt ROOT");
        assert!(run.code == 2 && run.err.contains("line 2 column 1"), "{run:?}");
        assert_eq!(run.out, "");
    }
}

#[test]
fn what_is_fixed_needs_no_entry() {
    let tree = Tree::new();
    let one = asking("A");
    tree.file(&format!("{FOLDER}/{}.json", &hash(&one)[..12]), laid_out(&one));
    tree.file(&format!("{FOLDER}/odd.json"), laid_out(&asking("B")));
    verify(&tree, "--baseline ROOT/verify.txt --write-baseline ROOT");
    let run = verify(&tree, "--baseline ROOT/verify.txt --fix ROOT");
    assert_eq!((run.code, run.out.lines().count()), (0, 1), "{run:?}");
    assert!(run.out.contains("(renamed)") && run.err.contains("1 accepted"), "{run:?}");
    assert!(run.err.contains("1 finding can be removed"), "{run:?}");
    for args in ["--write-baseline ROOT", "--baseline ROOT/verify.txt --write-baseline --fix ROOT"]
    {
        assert_eq!(verify(&tree, args).code, 2, "{args}");
    }
}
