//! A provider family in one file. CONTRIBUTING.md goes through it line by line: in the crate it
//! would be `src/merge/toy.rs`, listed in the table of `src/merge/family.rs`.
//!
//! The toy streams `{"toy": 1, "say": "Hel"}`, and `{"toy": 1, "bye": true}` at the end. A whole
//! response is `{"toy": 1, "said": "Hello"}`.

#![allow(clippy::unwrap_used)]

use std::sync::Once;

use deltafold::Result;
use deltafold::internals::cli::{Terminal, run_in};
use deltafold::internals::corpus::stats;
use deltafold::internals::json::{Builder, Cursor, TextBuf};
use deltafold::internals::merge::{
    Accumulator, Classes, Completion, Family, Form, Found, MergeInfo, Merger, Options, check_item,
    family_named, test_family,
};
use deltafold::internals::recording::Recording;
use deltafold::internals::summary::{Choice, Summary, text};

static FAMILY: Family = Family {
    name: "toy",
    stream_name: "toy.stream",
    classes: Classes { item: "_bases.View", whole: "_bases.View" },
    detect,
    detect_alone: detect,
    merger: |_| Box::new(Toy::default()),
    is_complete: |whole| whole.get("said").is_some(),
    summary,
    token_choices,
};

/// What a value is, if it is one of this family.
fn detect(found: &Found<'_>) -> Option<Form> {
    match (found.has("toy"), found.has("said")) {
        (true, true) => Some(Form::Whole),
        (true, false) => Some(Form::Item),
        (false, _) => None,
    }
}

/// What has been merged so far.
#[derive(Debug, Default)]
struct Toy {
    said: TextBuf,
    has_ended: bool,
}

impl Merger for Toy {
    fn push(&mut self, item: Cursor<'_>) -> Result<()> {
        check_item(item)?;
        if let Some(piece) = item.get("say").and_then(Cursor::as_text) {
            self.said.push(piece);
        }
        self.has_ended |= item.get("bye").is_some();
        Ok(())
    }

    fn snapshot(&self) -> Completion {
        let mut json = Builder::new();
        json.begin_object();
        json.key("toy");
        json.int(1);
        json.key("said");
        json.text(self.said.as_text());
        json.end_object();
        let merge_info = MergeInfo { complete: self.has_ended, ..MergeInfo::default() };
        Completion::new(json.finish(), merge_info)
    }
}

/// What people want to read of a whole response.
fn summary(whole: Cursor<'_>) -> Summary {
    let choice = Choice { text: text(whole, "said"), ..Choice::default() };
    Summary { choices: vec![choice], ..Summary::default() }
}

/// Which choices an item brings text to: the times of tokens are taken from that.
fn token_choices(item: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    if item.get("say").is_some() {
        report(0);
    }
}

// What follows tests it.

const STREAM: &str = r#"{"response": {"body":
    [{"toy": 1, "say": "Hel"}, {"toy": 1, "say": "lo"}, {"toy": 1, "bye": true}]}}"#;
const WHOLE: &str = r#"{"response": {"body": {"toy": 1, "said": "Hello"}}}"#;
const SAID: &[u8] = br#"{"toy":1,"said":"Hello"}"#;

fn recording(text: &str) -> Recording {
    static LISTED: Once = Once::new();
    LISTED.call_once(|| test_family::add(&FAMILY));
    Recording::parse(text.into(), None).unwrap()
}

#[test]
fn its_kinds_are_detected() {
    assert_eq!(recording(STREAM).kind().as_str(), "toy.stream");
    assert_eq!(recording(WHOLE).kind().as_str(), "toy");
    assert!(family_named("toy").is_some());
}

#[test]
fn a_recording_merges() {
    let completion = recording(STREAM).merge(Options::default()).unwrap();
    assert_eq!(completion.to_json(), SAID);
    assert!(completion.merge_info.complete);
}

#[test]
fn items_merge_as_they_come() {
    recording(STREAM);
    let mut merged = Accumulator::new(Options::default());
    merged.push(br#"{"toy": 1, "say": "Hel"}"#).unwrap();
    merged.feed(b"data: {\"toy\": 1, \"say\": \"lo\"}\n\n").unwrap();
    assert_eq!(merged.finish().unwrap().to_json(), SAID);
    assert_eq!(merged.family(), &FAMILY);
}

#[test]
fn the_command_line_shows_it() {
    recording(STREAM);
    for (text, kind) in [(STREAM, "toy.stream"), (WHOLE, "toy")] {
        let page = run("show", text);
        assert!(page.contains(kind) && page.contains("Hello"), "{page}");
    }
    assert_eq!(run("merge", STREAM).trim_end().as_bytes(), SAID);
}

#[test]
fn statistics_count_it() {
    recording(STREAM);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("toy.json");
    std::fs::write(&path, STREAM).unwrap();
    let counted: Vec<_> = stats(vec![path], 1).collect::<Result<_>>().unwrap();
    assert_eq!((counted[0].choices, counted[0].kinds["toy.stream"]), (1, 1));
}

/// What a verb of the command line prints about a recording.
fn run(verb: &str, recording: &str) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(recording.as_bytes(), &mut out, &mut err);
    let code = run_in(["deltafold", verb, "-"].map(Into::into), &mut terminal);
    drop(terminal);
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

#[test]
fn contributing_quotes_this_file() {
    let (page, source) = (include_str!("../CONTRIBUTING.md"), include_str!("toy_family.rs"));
    let blocks: Vec<&str> = page.split("```rust\n").skip(1).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let (code, _) = block.split_once("```").unwrap();
        assert!(source.contains(code), "{code}");
    }
}
