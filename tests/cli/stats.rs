//! `stats`: what a corpus has, counted.

use std::fs;

use proptest::prelude::*;
use serde_json::json;

use super::pictures::plain;
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

const FIXTURES: &str = "tests/fixtures/recordings tests/fixtures/formats";

/// All that the JSON counts is on the page, where people read it without scripts.
#[test]
fn the_page_has_the_counts() {
    let page = deltafold(&format!("stats --html - {FIXTURES}"));
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    let page = page.out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("<script"));
    for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let stats = json_of(&deltafold(&format!("stats --format json {FIXTURES}")).out);
    let shown = plain(&page);
    let mut counted = 0;
    for (name, value) in stats.as_object().unwrap() {
        let Some(counts) = value.as_object().filter(|_| !name.ends_with("_ns")) else { continue };
        if name == "chunks_per_stream" {
            continue;
        }
        let mut counts: Vec<_> = counts.iter().map(|(of, it)| (it.as_u64().unwrap(), of)).collect();
        counts.sort_by_key(|(count, of)| (std::cmp::Reverse(*count), (*of).clone()));
        for (count, of) in counts.iter().take(12) {
            counted += 1;
            // A long name is clipped.
            let bar = if of.len() > 150 { of[..100].to_owned() } else { format!("{of}{count}") };
            assert!(shown.contains(&bar), "{name}: {bar}");
        }
    }
    assert!(counted > 40, "{counted}");
    for name in ["recordings", "streams", "chunks", "choices"] {
        let tile = format!("<dt>{name}</dt><dd>{}</dd>", stats[name]);
        assert!(page.contains(&tile), "{tile}");
    }
    for chart in ["Chunks of a stream", "Time to the first token", "Time between tokens"] {
        assert!(page.contains(chart), "{chart}");
    }
}

#[test]
fn the_page_names_what_went_wrong() {
    let page = deltafold(
        "stats --html - @chat-stream-truncated @chat-stream-error @exception @error @chat nowhere.json",
    );
    assert_eq!(page.code, 2);
    let shown = plain(&page.out);
    for (name, what) in [
        ("chat-stream-truncated", "the stream is not complete"),
        ("chat-stream-error", "error: "),
        ("exception", "raised "),
        ("error", "error: "),
    ] {
        let row = format!("{}{what}", fixture(name));
        assert!(shown.contains(&row), "{row} in {shown}");
    }
    assert!(shown.contains("nowhere.jsonNo such file"), "{shown}");
    assert!(!shown.contains(&format!("{}the", fixture("chat"))), "{shown}");
    assert!(page.out.contains("<dt>problems</dt><dd>4</dd>"));
}

#[test]
fn the_page_is_written_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("corpus.html");
    fs::write(&file, "<!doctype HTML>old").unwrap();
    let run = deltafold(&format!("stats --html {} @chat", file.display()));
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    assert_eq!(fs::read_to_string(&file).unwrap(), deltafold("stats --html - @chat").out);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let run = deltafold(&format!("stats --html {}/no/page.html @chat", folder.path().display()));
    assert!(run.code == 2 && run.err.contains("/no/page.html: "), "{}", run.err);
    assert_eq!(deltafold("stats --html x --format json @chat").code, 2);
}

/// `stats --html *.json`, where `show --html *.json` was meant, names the first recording as the page.
#[test]
fn only_a_page_is_replaced_by_a_page() {
    let folder = tempfile::tempdir().unwrap();
    for (text, code) in [("", 0), ("<!DOCTYPE html>", 0), ("{\"response\": {}}", 2), ("<!DOC", 2)] {
        let file = folder.path().join("a.json");
        fs::write(&file, text).unwrap();
        let run = deltafold(&format!("stats --html {} @chat", file.display()));
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{}", run.err);
        let stayed = fs::read_to_string(&file).unwrap() == text;
        assert_eq!(
            (stayed, run.err.contains("a.json: is not an HTML page")),
            (code == 2, code == 2)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 16))]
    /// Whatever is recorded, the page is small, and recorded text is text.
    #[test]
    fn any_names_make_a_small_page(
        names in prop::collection::vec(prop_oneof!["[&<\"]{300,400}", "<b>[a-c]{1,3}", any::<String>()], 1..150),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let lines: Vec<_> = names.iter().map(|name| json!({
            "request": {"model": name, "provider": name},
            "response": {"is_streaming": true, "body": [{"object": "chat.completion.chunk", "model": name,
                "choices": [{"index": 0, "finish_reason": name, "delta": {"tool_calls": [
                    {"index": 0, "function": {"name": name}}]}}]},
                {"error": {"message": name}}]}
        }).to_string()).collect();
        let file = folder.path().join("all.jsonl");
        fs::write(&file, lines.join("\n")).unwrap();
        let run = deltafold(&format!("stats --html - {}", file.display()));
        prop_assert_eq!(run.code, 0, "{}", run.err);
        prop_assert!(run.out.len() < 60_000, "{}", run.out.len());
        prop_assert!(!run.out.contains("<b>"));
        let tile = format!("<dt>problems</dt><dd>{}</dd>", names.len());
        prop_assert!(run.out.contains(&tile));
    }
}
