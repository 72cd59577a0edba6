//! `split` and `join`: many recordings in a file, and one.

use std::fs;
use std::path::{Path, PathBuf};

use deltafold::internals::json::{Layout, write};
use deltafold::{Document, Recording, Recordings, Result, scan};
use proptest::prelude::*;
use serde_json::json;

use super::{deltafold, fixture, json_of, names};

const FORMATS: &str = "tests/fixtures/formats";

/// All files with recordings that the project has, of every format.
fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in [FORMATS, "tests/fixtures/recordings"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_list = ["kinds.json", "expected.json"].iter().any(|name| path.ends_with(name));
            if !is_list {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 60);
    files
}

/// What people get of a recording, however it is stored: its merged result, or why there is none.
fn content(recording: &Recording) -> String {
    // Without regard to white space.
    let dense = |json: &[u8]| {
        let (document, mut text) = (Document::parse(json.to_vec()).unwrap(), Vec::new());
        write(document.root(), Layout::Compact, &mut text);
        String::from_utf8(text).unwrap()
    };
    let merged = match recording.merge(Default::default()) {
        Ok(merged) => {
            let (info, error) = (&merged.merge_info, merged.merge_info.error.as_deref().map(dense));
            let json = dense(&merged.to_json());
            format!("{json} {} {:?} {error:?}", info.complete, info.warnings)
        }
        // Messages name the file.
        Err(error) => error.without_path().to_string(),
    };
    let data = recording.data().map(|data| dense(data.raw()));
    let kind = (recording.kind().as_str(), recording.status(), recording.item_count());
    let times = recording.times().map(|times| format!("{times:?}"));
    let id = recording.custom_id().map(|id| id.to_str().into_owned());
    format!("{kind:?} {data:?} {merged} {times:?} {id:?}")
}

fn contents(path: &Path) -> Vec<String> {
    let recordings = Recordings::open(path, &mut Vec::new()).unwrap();
    recordings.map(|recording| content(&recording.unwrap())).collect()
}

fn contents_of(paths: Vec<PathBuf>) -> Vec<String> {
    let all: Result<Vec<_>> = scan(paths, 2).collect();
    all.unwrap().iter().map(|loaded| content(&loaded.recording)).collect()
}

#[test]
fn a_file_of_any_format_is_joined_to_lines_with_the_same_results() {
    for file in files() {
        let run = deltafold(&format!("join --jobs 1 {}", file.display()));
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", file.display());
        let folder = tempfile::tempdir().unwrap();
        let joined = folder.path().join("joined.jsonl");
        fs::write(&joined, &run.out).unwrap();
        let expected = contents(&file);
        assert_eq!(run.out.lines().count(), expected.len());
        assert_eq!(contents(&joined), expected, "{}", file.display());
    }
}

#[test]
fn a_file_of_any_format_is_split_into_files_with_the_same_results() {
    for file in files() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().display();
        let run = deltafold(&format!("split --quiet {} -o {out}", file.display()));
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
        let mut expected = contents(&file);
        let mut found = Vec::new();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let recording = Recording::load(&path).unwrap();
            assert_eq!(recording.number(), None);
            found.push(content(&recording));
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("{\n  \"") && text.ends_with("\n}\n"), "{}", path.display());
        }
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}", file.display());
    }
}

/// All files at once, and there and back again.
#[test]
fn a_corpus_is_joined_and_split_and_joined() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display();
    let args = files().iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" ");
    let all = deltafold(&format!("join {args}"));
    assert_eq!(all.code, 0, "{}", all.err);
    let joined = folder.path().join("all.jsonl");
    fs::write(&joined, &all.out).unwrap();
    assert_eq!(contents_of(vec![joined.clone()]), contents_of(files()));
    let split = deltafold(&format!("split {} -o {root}/split", joined.display()));
    let count = all.out.lines().count();
    assert_eq!(split.err, format!("deltafold: {count} files written to {root}/split\n"));
    let again = deltafold(&format!("join {root}/split"));
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&again.out), sorted(&all.out));
}

#[test]
fn names_are_custom_ids_then_hashes_then_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let batch = format!("{FORMATS}/batch.jsonl");
    let files = [fixture("chat"), batch, format!("{FORMATS}/stream.sse")].join(" ");
    assert_eq!(deltafold(&format!("split {files} -o {}", out.display())).code, 0);
    let mut expected = vec!["stream.json".to_owned()];
    for (file, is_batch) in [(fixture("chat"), false), (format!("{FORMATS}/batch.jsonl"), true)] {
        for recording in Recordings::open(Path::new(&file), &mut Vec::new()).unwrap() {
            let recording = recording.unwrap();
            let id = recording.custom_id().map(|id| id.to_str().into_owned());
            assert_eq!(id.is_some(), is_batch);
            let hash = || deltafold::internals::request_hash::of_recording(&recording);
            let name = id.unwrap_or_else(|| hash().unwrap().unwrap().to_string());
            expected.push(format!("{name}.json"));
        }
    }
    expected.sort();
    assert_eq!(names(&out), expected);
}

/// Files are named as lookups search for them.
#[test]
fn verify_is_content_with_the_names() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("recordings");
    let files: Vec<_> =
        ["chat", "models", "chat-stream-tools", "tool", "embeddings"].map(fixture).into();
    let run = deltafold(&format!("split {} -o {}", files.join(" "), out.display()));
    assert_eq!(run.code, 0, "{}", run.err);
    let run = deltafold(&format!("verify --select name,layout {}", out.display()));
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
}

#[test]
fn what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let lines = |text: &str| {
        let line = |id: &str, text: &str| {
            let body =
                json!({"object": "chat.completion", "choices": [{"message": {"content": text}}]});
            json!({"custom_id": id, "response": {"status_code": 200, "body": body}}).to_string()
        };
        format!("{}\n{}\n{}\n", line("a", text), line("b", "same"), line("a", "further"))
    };
    let (file, out) = (folder.path().join("batch.jsonl"), folder.path().join("out"));
    let split = |more: &str, text: &str| {
        fs::write(&file, lines(text)).unwrap();
        let run = deltafold(&format!("split {} -o {} {more}", file.display(), out.display()));
        let name = |text: String| text.replace(&folder.path().display().to_string(), "ROOT");
        (run.code, name(run.err))
    };
    let text_of = |name: &str| {
        let file = json_of(&fs::read_to_string(out.join(name)).unwrap());
        file["response"]["body"]["choices"][0]["message"]["content"].as_str().unwrap().to_owned()
    };
    let note = |text: &str| format!("deltafold: {text}\n");
    assert_eq!(split("", "old"), (0, note("3 files written to ROOT/out")));
    assert_eq!(names(&out), ["a.json", "a_002.json", "b.json"]);
    assert_eq!(split("", "old"), (0, note("0 files written to ROOT/out, 3 unchanged")));
    let refused = "ROOT/out/a.json: exists, with other contents; --force replaces it";
    let summary = "0 files written to ROOT/out, 2 unchanged, 1 failed";
    assert_eq!(split("", "new"), (2, note(refused) + &note(summary)));
    assert_eq!(text_of("a.json"), "old");
    assert_eq!(split("--force", "new"), (0, note("1 file written to ROOT/out, 2 unchanged")));
    assert_eq!(["a.json", "a_002.json", "b.json"].map(text_of), ["new", "further", "same"]);
    assert_eq!(names(&out).len(), 3);
}

#[test]
fn what_cannot_be_read_or_written_is_told_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display();
    for line in
        [format!("split nowhere.json @chat -o {root}/out"), "join nowhere.json @chat".into()]
    {
        let run = deltafold(&line);
        assert_eq!(run.code, 2);
        assert!(run.err.starts_with("deltafold: nowhere.json: "), "{}", run.err);
        let written = if line.starts_with("join") { run.out.lines().count() } else { 1 };
        assert_eq!(written, 1);
    }
    assert_eq!(names(&folder.path().join("out")).len(), 1);
    fs::write(folder.path().join("file"), "").unwrap();
    let run = deltafold(&format!("split @chat -o {root}/file"));
    assert!(run.code == 2 && run.err.contains("/file: "), "{}", run.err);
    // It would find what it writes.
    for out in [format!("{root}/out"), format!("{root}/out/below")] {
        let run = deltafold(&format!("split {root}/out -o {out}"));
        assert!(run.code == 2 && run.err.contains("which is to be split"), "{}", run.err);
    }
    fs::create_dir_all(folder.path().join("empty")).unwrap();
    for verb in ["join".to_owned(), format!("split -o {root}/out")] {
        let run = deltafold(&format!("{verb} {root}/empty"));
        assert!(run.code == 0 && run.err.contains("no recordings found"), "{}", run.err);
    }
}

proptest! {
    /// Whatever requests are called, each gets a file in the folder.
    #[test]
    fn any_names_are_names_of_files(
        ids in prop::collection::vec(prop_oneof!["[aAä./_0-2]{0,8}", any::<String>()], 1..12),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let line = |id: &String| {
            json!({"custom_id": id, "response": {"status_code": 200, "body": {"choices": []}}})
        };
        let lines: Vec<_> = ids.iter().map(|id| line(id).to_string()).collect();
        let (file, out) = (folder.path().join("batch.jsonl"), folder.path().join("out"));
        fs::write(&file, lines.join("\n")).unwrap();
        let run = deltafold(&format!("split {} -o {}", file.display(), out.display()));
        prop_assert_eq!(run.code, 0, "{}", run.err);
        let found = names(&out);
        prop_assert_eq!(found.len(), ids.len());
        prop_assert_eq!(names(folder.path()), ["batch.jsonl", "out"]);
        // A scan finds them all.
        let mut again: Vec<_> = scan(vec![out], 1)
            .map(|one| one.unwrap().recording.custom_id().unwrap().to_str().into_owned())
            .collect();
        let mut ids = ids;
        again.sort();
        ids.sort();
        prop_assert_eq!(again, ids);
    }
}
