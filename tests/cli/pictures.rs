//! `show --html` and `show --trace`: pictures of streams.

use std::fs;

use deltafold::Recording;

use super::{deltafold, deltafold_with, fixture, json_of, stream_of};

/// The page without the recordings in it.
fn frame() -> String {
    deltafold("show --html @empty-null").out
}

#[test]
fn the_page_is_small_and_asks_for_nothing() {
    let page = frame();
    assert!(page.len() < 60_000, "{}", page.len());
    for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
        let own = page.replace("http://localhost", "");
        assert!(!own.contains(outside), "{outside}");
    }
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
}

/// The texts are in the page itself, so scripts are not needed to read them.
#[test]
fn every_lane_has_its_text() {
    let page = deltafold("show --html @chat-stream-two-choices @chat-stream-tools").out;
    for name in ["chat-stream-two-choices", "chat-stream-tools"] {
        let recording = Recording::load(fixture(name).as_ref()).unwrap();
        let merged = recording.merge(Default::default()).unwrap();
        let merged = json_of(std::str::from_utf8(&merged.to_json()).unwrap());
        for choice in merged["choices"].as_array().unwrap() {
            let message = &choice["message"];
            let calls = message["tool_calls"].as_array().into_iter().flatten();
            let texts =
                calls.map(|call| &call["function"]["arguments"]).chain([&message["content"]]);
            for text in texts.filter_map(|text| text.as_str()) {
                let shown = plain(&page);
                assert!(shown.contains(text), "{text:?} in {shown}");
            }
        }
    }
}

/// A page without its marks.
pub(super) fn plain(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn recorded_text_is_not_markup() {
    let evil = r#"</script></p><script>alert(1)</script>&amp;"#;
    let stream = stream_of(&[&format!(
        r#"{{"choices": [{{"index": 0, "delta": {{"content": {evil:?}}}, "finish_reason": {evil:?}}}]}}"#
    )]);
    let page = deltafold_with(stream.as_bytes(), "show --html -");
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    assert!(!page.out.contains("<script>alert"), "{}", page.out);
    assert!(plain(&page.out).contains(evil));
    assert_eq!(page.out.matches("<script>").count(), 1);
}

#[test]
fn every_fixture_has_a_picture_and_a_trace() {
    let kinds = fs::read_to_string(fixture("kinds")).unwrap();
    for (name, _) in json_of(&kinds).as_object().unwrap() {
        let name = name.trim_end_matches(".json");
        let page = deltafold(&format!("show --html @{name}"));
        assert_eq!((page.code, page.err.as_str()), (0, ""), "{name}");
        assert_eq!(page.out.matches("<section>").count(), 1, "{name}");
        let run = deltafold(&format!("show --trace @{name}"));
        let trace = json_of(&run.out);
        let events = trace["traceEvents"].as_array().unwrap();
        let pieces = events.iter().filter(|event| event["ph"] == "i").count();
        let drawn = page.out.matches("<span class=\"").count();
        // The key above the picture has a span for each kind of piece.
        assert!(drawn >= pieces, "{name}: {drawn} spans, {pieces} events");
    }
}

#[test]
fn times_are_those_of_the_recording() {
    let run = deltafold("show --trace tests/fixtures/formats/aiperf.jsonl");
    let trace = json_of(&run.out);
    let times: Vec<f64> = trace["traceEvents"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["ph"] == "i" && event["pid"] == 0)
        .map(|event| event["ts"].as_f64().unwrap())
        .collect();
    assert!(times.len() > 3 && times.is_sorted());
    let page = deltafold("show --html tests/fixtures/formats/aiperf.jsonl").out;
    assert!(page.contains("by time") && page.contains("first after"), "{page}");
}

#[test]
fn one_form_at_a_time() {
    for line in ["show --html --trace @chat", "show --html --format json @chat"] {
        assert_eq!(deltafold(line).code, 2, "{line}");
    }
    let run = deltafold("show --html @chat missing.json");
    assert_eq!(run.code, 2);
    assert!(run.out.ends_with("</html>\n") && run.err.contains("missing.json"));
}
