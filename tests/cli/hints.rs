//! Messages that say what was likely meant.

use std::fs;

use super::tree::{ANSWER, Tree, hash, laid_out, older_hash, recording};
use super::{deltafold, fixture};

/// Many recordings in a file, or another tool's: `split` makes files that these commands take.
#[test]
fn commands_for_the_recorders_files_name_split() {
    for (name, found) in [
        ("batch.jsonl", "several recordings, or a file of the format batch"),
        ("cassette.yaml", "several recordings, or a file of the format vcr"),
        ("archive.har", "several recordings, or a file of the format har"),
        ("exchanges.json", "several recordings, or a file of the format exchange"),
        ("stream.sse", "several recordings, or a file of the format sse"),
    ] {
        let file = format!("tests/fixtures/formats/{name}");
        for verb in ["verify", "normalize --check"] {
            let run = deltafold(&format!("{verb} --quiet {file}"));
            assert_eq!(run.code, 2);
            let what = format!("deltafold: {file}: expected a file of the OGX recorder");
            assert!(run.err.starts_with(&what), "{verb}: {}", run.err);
            assert!(run.err.contains(found), "{verb}: {}", run.err);
            assert!(run.err.contains("`deltafold split`"), "{verb}: {}", run.err);
        }
        // What it says is so.
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().display();
        assert_eq!(deltafold(&format!("split {file} -o {out}")).code, 0);
        let checked = deltafold(&format!("normalize --check {out}"));
        assert!(checked.code < 2, "{}", checked.err);
    }
}

/// A broken file is not one of another format.
#[test]
fn damage_is_told_as_such() {
    let tree = Tree::new();
    let file = tree.file("x.json", b"{\"request\": {}, \"response\": {\"body\": [1, }}");
    for verb in ["verify", "normalize --check"] {
        let run = deltafold(&format!("{verb} --quiet {}", file.display()));
        assert!(run.code == 2 && run.err.contains("line 1 column"), "{}", run.err);
        assert!(!run.err.contains("split"), "{}", run.err);
    }
}

#[test]
fn verify_says_what_fix_would_do() {
    let tree = Tree::new();
    let made = recording("tests/a.py::test_x", "\"a tree\"", ANSWER);
    tree.file(&format!("recordings/{}.json", older_hash(&made)), laid_out(&made));
    let verify =
        |more: &str| deltafold(&format!("verify --select name {more} {}", tree.root().display()));
    let note = "deltafold: --fix gives 1 file the right name (--fix --dry-run shows which)\n";
    let run = verify("");
    assert!(run.code == 1 && run.err.ends_with(note), "{}", run.err);
    let run = verify("--fix");
    assert!(run.code == 0 && !run.err.contains("--fix"), "{}", run.err);
    assert_eq!(tree.files(), [format!("ROOT/recordings/{}.json", hash(&made))]);
    assert!(!verify("").err.contains("--fix"));
}

#[test]
fn find_says_what_it_takes() {
    let run = deltafold("find 0123456789abcdeg tests/fixtures");
    let what = "deltafold: 0123456789abcdeg: neither a request hash nor a file: ";
    assert!(run.code == 2 && run.err.starts_with(what), "{}", run.err);
    let run = deltafold("find README.md tests/fixtures");
    assert!(run.code == 2 && !run.err.contains("neither"), "{}", run.err);
}

#[test]
fn what_git_left_is_recognized() {
    let tree = Tree::new();
    let whole = fs::read_to_string(fixture("chat")).unwrap();
    let conflict = whole.replacen("\n  \"request\"", "\n<<<<<<< HEAD\n  \"request\"", 1);
    assert_ne!(conflict, whole);
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 12\n";
    for (text, found) in [
        (&*conflict, "found a conflict of git that is not resolved: line"),
        (pointer, "found a pointer of Git LFS: `git lfs pull` fetches the file"),
    ] {
        let file = tree.file("x.json", text);
        for verb in ["show", "verify", "normalize --check", "stats"] {
            for path in [file.as_path(), tree.root()] {
                if verb == "show" && path.is_dir() {
                    continue;
                }
                let run = deltafold(&format!("{verb} {}", path.display()));
                assert!(run.code == 2 && run.err.contains(found), "{verb}: {}", run.err);
            }
        }
    }
}

#[test]
fn system_errors_have_no_numbers() {
    for verb in ["show", "stats", "normalize", "verify", "join"] {
        let run = deltafold(&format!("{verb} nowhere.json"));
        assert!(
            run.err.starts_with("deltafold: nowhere.json: No such file or directory\n"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_text_that_is_no_recording_is_told_what_one_is() {
    let tree = Tree::new();
    let expected = "expected a recording: JSON, JSON lines, an event stream or a YAML cassette";
    for text in ["Dear diary,\nit rained.\n", "hello"] {
        let file = tree.file("x.txt", text);
        for verb in ["show", "merge"] {
            let run = deltafold(&format!("{verb} {}", file.display()));
            assert!(run.code == 2 && run.err.contains(expected), "{verb}: {}", run.err);
        }
    }
}
