//! `normalize`: what is written, told and shown, and what the exit code is.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use deltafold::internals::cli::{Terminal, run_in};
use tempfile::TempDir;

use super::{Run, SEEN, Shell, fixture, json_of};

const OTHER: &str =
    r#"{"response": {"body": [{"__data__": {"id": "x", "created": 7, "n": 1.50}}]}}"#;
const NORMAL: &str = r#"{"response": {"body": {"__data__": {"id": "rec-b", "created": 0}}}}"#;

/// A folder with recordings that change, one that does not, and files that are none.
struct Tree {
    folder: TempDir,
}

impl Tree {
    fn new() -> Self {
        let tree = Tree { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(tree.path("sub")).unwrap();
        for (name, text) in [
            ("a.json", OTHER),
            ("b.json", NORMAL),
            ("none.json", "{}"),
            ("note.txt", "hello"),
            ("sub/x-0123456789abcdef.json", &canonical(OTHER)),
        ] {
            tree.write(name, text);
        }
        tree
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `normalize` with the words of `line`, in which `@` stands for the folder.
    fn run(&self, line: &str) -> Run {
        self.run_in(&Shell::default(), line)
    }

    fn run_in(&self, shell: &Shell<'_>, line: &str) -> Run {
        let root = self.root().display().to_string();
        let words = line.split_whitespace().map(|word| word.replace('@', &root));
        let mut run = shell.run(std::iter::once("normalize".to_owned()).chain(words));
        for text in [&mut run.out, &mut run.err] {
            *text = text.replace(&root, "@");
        }
        run
    }
}

fn canonical(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

fn normal(id: &str) -> String {
    canonical(&OTHER.replace("\"x\"", &format!("\"{id}\"")).replace(": 7", ": 0"))
}

#[test]
fn files_are_written_and_told() {
    let tree = Tree::new();
    let run = tree.run("@");
    insta::assert_snapshot!(format!("{}\n--\n{}\n{}", run.code, run.out, run.err), @r"
    0
    --
    changed @/a.json (2 values)
    changed @/sub/x-0123456789abcdef.json (2 values)

    deltafold: 2 of 3 recordings changed, 1 skipped as not recordings
    ");
    assert_eq!(tree.read("a.json"), normal("rec-a"));
    assert_eq!(tree.read("sub/x-0123456789abcdef.json"), normal("rec-0123456789ab"));
    assert_eq!(tree.read("b.json"), NORMAL, "what does not change keeps its form");
    let again = tree.run("@");
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert!(again.err.contains("0 of 3 recordings changed"), "{}", again.err);
}

#[test]
fn check_tells_and_writes_nothing() {
    let tree = Tree::new();
    let run = tree.run("--check --jobs 1 @");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.out, @r"
    would change @/a.json (2 values)
    would change @/sub/x-0123456789abcdef.json (2 values)
    ");
    assert!(run.err.contains("2 of 3 recordings would change"), "{}", run.err);
    assert_eq!(tree.run("--check --jobs 3 @").out, run.out);
    assert_eq!(tree.read("a.json"), OTHER);
    let run = tree.run("--check @/b.json");
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn diff_shows_lines_and_writes_nothing() {
    let tree = Tree::new();
    let run = tree.run("--diff -q @");
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    insta::assert_snapshot!(run.out, @r#"
    --- @/a.json
    +++ @/a.json
    @@ -1 +1,13 @@
    -{"response": {"body": [{"__data__": {"id": "x", "created": 7, "n": 1.50}}]}}
    \ No newline at end of file
    +{
    +  "response": {
    +    "body": [
    +      {
    +        "__data__": {
    +          "id": "rec-a",
    +          "created": 0,
    +          "n": 1.5
    +        }
    +      }
    +    ]
    +  }
    +}
    --- @/sub/x-0123456789abcdef.json
    +++ @/sub/x-0123456789abcdef.json
    @@ -3,8 +3,8 @@
         "body": [
           {
             "__data__": {
    -          "id": "x",
    +          "id": "rec-0123456789ab",
    -          "created": 7,
    +          "created": 0,
               "n": 1.5
             }
           }
    "#);
    assert_eq!(tree.read("a.json"), OTHER);
    assert_eq!(tree.run("--diff -q @/b.json").code, 0);
}

#[test]
fn errors_come_last_and_the_others_are_done() {
    let tree = Tree::new();
    tree.write("aa.json", "{\"response\": oops}");
    let run = tree.run("@/nowhere.json @ @/none.json @/note.txt");
    assert_eq!(run.code, 2);
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    insta::assert_snapshot!(run.err, @r"
    deltafold: @/nowhere.json: No such file or directory
    deltafold: @/aa.json: expected a value: line 1 column 14 (byte 13)
    deltafold: @/none.json: expected a recording, an object with an object as 'response'
    deltafold: @/note.txt: expected a value: line 1 column 1 (byte 0)
    deltafold: 2 of 3 recordings changed, 4 failed
    ");
    assert_eq!(tree.read("a.json"), normal("rec-a"));
    assert_eq!(tree.run("--check @").code, 2, "an error outweighs a find");
}

#[test]
fn named_files_may_be_no_recordings_if_that_is_asked_for() {
    let tree = Tree::new();
    let run = tree.run("--skip-others @/none.json @/b.json");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.err.contains("0 of 1 recording changed, 1 skipped as not recordings"),
        "{}",
        run.err
    );
}

#[test]
fn programs_get_a_line_for_each_file() {
    let tree = Tree::new();
    tree.write("bad.json", "{");
    let run = tree.run("--check --format json -q @");
    assert_eq!(run.code, 2);
    let lines: Vec<_> = run.out.lines().map(json_of).collect();
    let statuses: Vec<_> = lines.iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["would_change", "error", "would_change"]);
    assert_eq!((&lines[0]["path"], &lines[0]["values"]), (&"@/a.json".into(), &2.into()));
    assert!(lines[1]["error"].as_str().unwrap().contains("line 1 column 2"), "{}", run.out);
    let run = tree.run("--format json -q @/a.json");
    assert_eq!((run.code, json_of(&run.out)["status"].as_str()), (0, Some("changed")));
}

#[test]
fn github_gets_annotations() {
    let tree = Tree::new();
    tree.write("50%, a.json", OTHER);
    let run = tree.run("--check --format github -q @");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.out, @r"
    ::error file=@/50%25%2C a.json,title=deltafold::normalizing would change 2 values
    ::error file=@/a.json,title=deltafold::normalizing would change 2 values
    ::error file=@/sub/x-0123456789abcdef.json,line=6,title=deltafold::normalizing would change 2 values
    ");
    assert!(tree.run("--format github -q @/a.json").out.starts_with("::notice file=@/a.json,"));
}

#[test]
fn standard_input_goes_to_standard_output() {
    let tree = Tree::new();
    let shell = Shell { stdin: OTHER.as_bytes(), ..Shell::default() };
    let run = tree.run_in(&shell, "- --stdin-filename nowhere/abc.json");
    assert_eq!((run.code, run.out, run.err.as_str()), (0, normal("rec-abc"), ""));
    let run = tree.run_in(&shell, "- --stdin-filename abc.json --check");
    assert_eq!((run.code, run.out.as_str()), (1, "would change abc.json (2 values)\n"));
    let run = tree.run_in(&shell, "- --stdin-filename abc.json --diff");
    assert!(run.code == 1 && run.out.starts_with("--- abc.json\n+++ abc.json\n@@ "), "{}", run.out);
    let same = Shell { stdin: NORMAL.as_bytes(), ..Shell::default() };
    let run = tree.run_in(&same, "- --stdin-filename b.json");
    assert_eq!((run.code, run.out.as_str()), (0, NORMAL));
    let bad = Shell { stdin: b"{", ..Shell::default() };
    let run = tree.run_in(&bad, "- --stdin-filename b.json");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.starts_with("deltafold: b.json: expected a property name"), "{}", run.err);
}

#[test]
fn standard_input_needs_a_name_and_no_company() {
    let tree = Tree::new();
    for line in ["-", "- @ --stdin-filename x", "@ --stdin-filename x", "--check -"] {
        let run = tree.run(line);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}: {}", run.err);
    }
    assert_eq!(tree.read("a.json"), OTHER);
}

#[test]
fn patterns_choose_among_files_in_folders() {
    let tree = Tree::new();
    tree.write("c.rec", OTHER);
    let changed = |line: &str| tree.run(&format!("--check {line}")).out.lines().count();
    assert_eq!(changed("@"), 2);
    assert_eq!(changed("--exclude sub @"), 1);
    assert_eq!(changed("--include *.rec @"), 1);
    assert_eq!(changed("--include *.rec --include *.json @"), 3);
    assert_eq!(changed("--exclude sub @/sub/x-0123456789abcdef.json"), 1, "it is named");
    let run = tree.run("--include [ @");
    assert_eq!(run.code, 2);
    assert!(run.err.starts_with("deltafold: invalid pattern '[': "), "{}", run.err);
}

#[test]
fn reformat_lays_out_what_no_rule_changes() {
    let tree = Tree::new();
    let run = tree.run("--check --reformat @");
    assert!(run.out.contains("would change @/b.json (its form)"), "{}", run.out);
    assert_eq!(tree.run("--reformat -q @").code, 0);
    assert_eq!(tree.read("b.json"), canonical(NORMAL));
    assert_eq!(tree.run("--check --reformat @").code, 0);
}

/// Takes one write, then nobody reads any more.
struct OneLine(bool);

impl Write for OneLine {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::mem::replace(&mut self.0, true) {
            false => Ok(bytes.len()),
            true => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_was_told_is_written_even_if_nobody_reads_on() {
    let tree = Tree::new();
    let mut err = Vec::new();
    let mut terminal = Terminal::plain(io::empty(), OneLine(false), &mut err);
    let args = ["deltafold", "normalize", &tree.root().display().to_string()].map(Into::into);
    assert_eq!(run_in(args, &mut terminal), 0);
    drop(terminal);
    assert_eq!(tree.read("a.json"), normal("rec-a"));
    assert_eq!(String::from_utf8(err).unwrap(), "");
}

#[test]
fn rules_are_found_above_each_file() {
    let tree = Tree::new();
    tree.write("pyproject.toml", "[[tool.deltafold.rules]]\npath = '**.n'\nremove = true\n");
    tree.write("sub/deltafold.toml", "profile = 'none'\n[[rules]]\npath = 'no.where'\nset = 1\n");
    let run = tree.run("@");
    assert_eq!(run.code, 0);
    let place = "/sub/deltafold.toml:2: warning: no recording has a value at the path of this rule: no.where";
    assert!(run.err.contains(place), "{}", run.err);
    assert!(!run.err.contains("pyproject"), "{}", run.err);
    assert!(!tree.read("a.json").contains("\"n\""));
    assert_eq!(tree.read("sub/x-0123456789abcdef.json"), canonical(OTHER), "its rules are its own");
}

#[test]
fn rules_can_be_given() {
    let tree = Tree::new();
    tree.write("deltafold.toml", "[[rules]]\npath = '**.n'\nset = 2\n");
    assert_eq!(tree.run("--check --profile none @").code, 0);
    assert!(tree.run("--check --profile ogx @").out.contains("@/a.json (2 values)"));
    assert!(tree.run("--check @").out.contains("@/a.json (3 values)"));
    tree.write("other.toml", "profile = 'none'\n[[rules]]\npath = '**.n'\nset = 2\n");
    assert!(tree.run("--check --config @/other.toml @").out.contains("@/a.json (1 value)"));
    assert_eq!(tree.run("--check --config @/nowhere.toml @").code, 2);
    assert_eq!(tree.run("--check --config @/other.toml --profile ogx @").code, 2);
}

#[test]
fn wrong_rules_are_told_once_and_their_files_are_left() {
    let tree = Tree::new();
    tree.write("sub/deltafold.toml", "[[rules]]\npath = 'a'\nround = 'x'\n");
    tree.write("sub/y.json", OTHER);
    let run = tree.run("@");
    assert_eq!(run.code, 2);
    assert_eq!(run.err.matches("expected 0 to 15 digits").count(), 1, "{}", run.err);
    assert!(
        run.err.contains("sub/deltafold.toml: ") && run.err.contains("line 3 column 9"),
        "{}",
        run.err
    );
    assert_eq!(tree.read("sub/y.json"), OTHER);
    assert_eq!(tree.read("a.json"), normal("rec-a"), "the others are done");
    assert!(run.err.contains("2 failed"), "{}", run.err);
}

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let tree = Tree::new();
    let text = "{\"response\": {\"body\": {\"__data__\": {\"id\": \"\u{7f}\u{9b}\"}}}}\n";
    tree.write("sub/esc.json", text);
    let shell = Shell { out: SEEN, ..Shell::default() };
    let run = tree.run_in(&shell, "--diff -q @/sub/esc.json");
    assert!(!run.out.contains(['\u{7f}', '\u{9b}']), "{:?}", run.out);
}

#[test]
fn every_fixture_is_taken() {
    let names: Vec<String> = fs::read_dir("tests/fixtures/recordings")
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|name| *name != fixture("kinds"))
        .collect();
    let check = ["normalize", "--check", "--profile", "ogx"].map(str::to_owned);
    let run = Shell::default().run(check.into_iter().chain(names));
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.lines().count() == 1, "{}", run.err);
}

/// Each name of a file would give it another id.
#[cfg(unix)]
#[test]
fn a_file_that_has_links_is_normalized_once() {
    for (file, text) in
        [("a.json", OTHER), ("z.json", OTHER), ("d/1234", OTHER), ("a.json", NORMAL)]
    {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("d")).unwrap();
        fs::write(path(file), text).unwrap();
        for link in ["b.json", "c.json"] {
            std::os::unix::fs::symlink(file, path(link)).unwrap();
        }
        let (all, links) = (path("").display().to_string(), path("b.json").display().to_string());
        for line in [format!("normalize -q {all}"), format!("normalize --check -q {all} {links}")] {
            let run = super::deltafold(&line);
            assert_eq!((run.code, run.err.as_str()), (0, ""), "{line} with {file}");
        }
    }
}
