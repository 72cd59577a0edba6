//! Files of every format: what their recordings are, whatever they are compressed with, and what
//! is said of those that are wrong.

// Helpers are no `#[test]` functions, but a panic is how they fail too.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use deltafold::internals::error::Error;
use deltafold::internals::json::Document;
use deltafold::internals::merge::{Kind, Options};
use deltafold::internals::recording::{Format, LineBatches, Recording, Recordings, Times};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats")
}

fn expected() -> serde_json::Map<String, Value> {
    let text = fs::read_to_string(folder().join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn all(bytes: impl Into<Vec<u8>>) -> Vec<Recording> {
    try_all(bytes).unwrap()
}

fn try_all(bytes: impl Into<Vec<u8>>) -> Result<Vec<Recording>, Error> {
    Recordings::parse(bytes.into(), Some(PathBuf::from("file")))?.collect()
}

fn text_of(recording: &Recording) -> Option<String> {
    let completion = match recording.kind() {
        Kind::Stream(_) => recording.merge(Options::default()).unwrap().to_json(),
        Kind::Whole(_) => recording.data()?.raw().to_vec(),
        _ => return None,
    };
    let completion = Document::parse(completion).unwrap();
    recording.summary(completion.root()).choices.first()?.text.clone()
}

/// What `expected.json` tells of a recording.
fn found(recording: &Recording) -> Value {
    let mut found = json!({
        "format": recording.format().as_str(),
        "kind": recording.kind().as_str(),
        "text": text_of(recording),
    });
    if let Some(status) = recording.status() {
        found["status"] = status.into();
    }
    if let Some(id) = recording.custom_id() {
        found["custom_id"] = id.to_str().into();
    }
    found
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn every_fixture_holds_what_is_expected() {
    for (name, expected) in expected() {
        let bytes = fs::read(folder().join(&name)).unwrap();
        let halves = bytes.split_at(bytes.len() / 2);
        for (bytes, how) in [
            (bytes.clone(), "as it is"),
            ([b"\xEF\xBB\xBF", bytes.as_slice()].concat(), "with a byte order mark"),
            (zipped(&bytes), "gzip"),
            (zstd(&bytes), "zstd"),
            ([zipped(halves.0), zipped(halves.1)].concat(), "two members"),
            ([zstd(halves.0), zstd(halves.1)].concat(), "two frames"),
            (
                [b"\x50\x2A\x4D\x18\x03\0\0\0abc", zstd(&bytes).as_slice()].concat(),
                "a skipped frame",
            ),
        ] {
            let recordings = all(bytes);
            let found: Vec<_> = recordings.iter().map(found).collect();
            assert_eq!(Value::from(found), expected, "{name}, {how}");
            let numbers: Vec<_> = recordings.iter().filter_map(Recording::number).collect();
            assert_eq!(numbers, (0..recordings.len()).collect::<Vec<_>>(), "{name}, {how}");
        }
    }
}

/// What is made of a file is an envelope, which is read as what it was; an object with a response
/// that is alone in its file stays as it is.
#[test]
fn what_was_converted_is_read_again() {
    for (name, expected) in expected() {
        for (number, recording) in
            Recordings::open(&folder().join(&name), &mut Vec::new()).unwrap().enumerate()
        {
            let recording = recording.unwrap();
            let bytes = recording.document().unwrap().bytes().to_vec();
            let again = Recording::parse(bytes, None).unwrap();
            let format = match (recording.format(), recording.number()) {
                (own @ (Format::Exchange | Format::Batch), None) => own,
                _ => Format::Ogx,
            };
            assert_eq!((again.format(), again.number()), (format, None), "{name}");
            let mut found = found(&again);
            found["format"] = expected[number]["format"].clone();
            assert_eq!(found, expected[number], "{name}");
            assert_eq!(again.times(), recording.times(), "{name}");
        }
    }
}

#[test]
fn load_takes_files_with_one_recording() {
    for (name, expected) in expected() {
        let expected = expected.as_array().unwrap();
        let loaded = Recording::load(&folder().join(&name));
        match expected.as_slice() {
            [one] => assert_eq!(found(&loaded.unwrap()), *one, "{name}"),
            _ => {
                let error = loaded.unwrap_err().to_string();
                assert!(error.contains(&name), "{error}");
                assert!(error.contains("contains more than one recording: use scan"), "{error}");
            }
        }
    }
}

#[test]
fn aiperf_tells_when_chunks_came() {
    let recordings = all(fs::read(folder().join("aiperf.jsonl")).unwrap());
    let times = recordings[0].times().unwrap();
    let chunks: Vec<_> = (0..13).map(|number| Some(5_100_000 + 1_000 * number)).collect();
    assert_eq!(recordings[0].chunk_count(), chunks.len());
    let (start, end) = (Some(5_000_000), Some(5_900_000));
    assert_eq!(*times, Times { start_ns: start, end_ns: end, chunks });
    assert_eq!(times.chunk(13), None);
    assert_eq!(recordings[1].times().unwrap().chunks, []);
    assert_eq!(recordings[0].request().unwrap().get("body").unwrap().items().count(), 0);
    let others = all(fs::read(folder().join("batch.jsonl")).unwrap());
    assert!(others.iter().all(|recording| recording.times().is_none()));
}

#[test]
fn an_error_after_chunks_is_their_last_item() {
    let line = r#"{"start_perf_ns": 1, "payload": {}, "responses": [{"perf_ns": 2, "packets":
        [{"name": "data", "value": "{\"choices\": [], \"id\": \"a\"}"}]}],
        "error": {"code": 500, "message": "gone"}}"#;
    let recording = Recording::parse(line.as_bytes().to_vec(), None).unwrap();
    assert_eq!((recording.chunk_count(), recording.status()), (2, Some(500)));
    assert_eq!(recording.times().unwrap().chunks, [Some(2)]);
    let merged = recording.merge(Options::default()).unwrap();
    assert!(merged.merge_info.error.is_some());
}

#[test]
fn a_cassettes_request_is_one_of_the_recorder() {
    let recordings = all(fs::read(folder().join("cassette.json")).unwrap());
    let request: Value = serde_json::from_slice(recordings[0].request().unwrap().raw()).unwrap();
    let body =
        json!({"model": "linden-1", "messages": [{"role": "user", "content": "Name a tree."}]});
    let headers = json!({"Accept": "application/json", "X-Tag": "a, b"});
    let url = "http://localhost:8000/v1/chat/completions";
    assert_eq!(
        request,
        json!({"method": "POST", "url": url, "headers": headers, "body": body,
            "endpoint": "/v1/chat/completions", "model": "linden-1"})
    );
    assert_eq!(recordings[2].body().unwrap().as_text().unwrap(), *"<html>no trees today</html>");
}

/// What other tools than VCR.py write in its place.
#[test]
fn kin_of_cassettes_are_read_too() {
    let answer = r#"{\"object\": \"chat.completion\", \"choices\": []}"#;
    let plain = r#"{"object": "chat.completion", "choices": []}"#;
    let encoded = "eyJvYmplY3QiOiAiY2hhdC5jb21wbGV0aW9uIiwgImNob2ljZXMiOiBbXX0=";
    for text in [
        format!(
            r#"{{"http_interactions": [{{"request": {{"method": "post", "uri": "u"}}, "response":
            {{"status": {{"code": 200}}, "body": {{"encoding": "UTF-8", "base64_string": "{encoded}"}}}}}}],
            "recorded_with": "VCR 6"}}"#
        ),
        format!(
            r#"{{"interactions": [{{"request": {{"url": "u"}}, "response": {{"code": 200, "body": "{answer}"}}}}]}}"#
        ),
        format!(
            r#"{{"interactions": [{{"request": {{}}, "response": {{"status_code": 200, "content": "{answer}"}}}}]}}"#
        ),
        format!(
            r#"{{"interactions": [{{"request": {{"parsed_body": {{"model": "m"}}}}, "response":
            {{"status": {{"code": 200}}, "parsed_body": {plain}}}}}]}}"#
        ),
        format!(
            r#"{{"requests": [{{"method": "POST"}}], "responses": [{{"status": {{"code": 200}},
            "body": {{"string": "{answer}"}}}}]}}"#
        ),
    ] {
        let recordings = all(text.clone());
        assert_eq!(recordings.len(), 1, "{text}");
        assert_eq!(recordings[0].status(), Some(200), "{text}");
        assert_eq!(recordings[0].kind().as_str(), "chat", "{text}");
    }
}

#[test]
fn bodies_that_are_no_text_are_kept() {
    let text = "interactions:\n- request: {body: !!binary 'AAD/'}\n  response: {body: {string: !!binary '/wAA'}}\n";
    let recording = &all(text)[0];
    assert_eq!(recording.body().unwrap().as_text().unwrap(), *"/wAA");
    assert_eq!(recording.request().unwrap().get("body").unwrap().as_text().unwrap(), *"AAD/");
    let empty = "interactions:\n- request: {}\n  response: {body: {string: ''}}\n";
    assert!(all(empty)[0].body().is_none());
}

/// As HTTP clients log them: the body is text, or the status has another name.
#[test]
fn responses_with_texts_as_bodies_are_read() {
    let answer = r#"{\"object\": \"chat.completion\", \"choices\": []}"#;
    for (response, kind, chunks) in [
        (format!(r#"{{"status_code": 201, "body": "{answer}", "took": 3}}"#), "chat", 0),
        (format!(r#"{{"status": 201, "body": "{answer}"}}"#), "chat", 0),
        (r#"{"status_code": 201, "body": [{"choices": [], "id": "a"}]}"#.into(), "chat.stream", 1),
        (
            r#"{"status": 201, "body": "data: {\"choices\": [], \"id\": \"a\"}\n\n"}"#.into(),
            "chat.stream",
            1,
        ),
        (r#"{"status_code": 201, "body": "oops"}"#.into(), "json", 0),
        (r#"{"status": 201, "body": "oops"}"#.into(), "json", 0),
    ] {
        let recording = &all(format!(r#"{{"request": {{}}, "response": {response}}}"#))[0];
        assert_eq!(recording.kind().as_str(), kind, "{response}");
        assert_eq!(
            (recording.status(), recording.chunk_count()),
            (Some(201), chunks),
            "{response}"
        );
    }
}

#[test]
fn event_streams_are_told_apart_by_where_they_begin() {
    let chunk = |id: &str| format!("data: {{\"id\": \"{id}\", \"choices\": []}}\n\n");
    let message = |id: &str| {
        let start = format!("{{\"type\": \"message_start\", \"message\": {{\"id\": \"{id}\"}}}}");
        format!("event: message_start\ndata: {start}\n\ndata: {{\"type\": \"message_stop\"}}\n\n")
    };
    let done = "data: [DONE]\n\n";
    let counts = |text: String| all(text).iter().map(Recording::chunk_count).collect::<Vec<_>>();
    // Some servers give each chunk an id of its own.
    assert_eq!(counts([chunk("a"), chunk("b"), done.into()].concat()), [2]);
    assert_eq!(counts([chunk("a"), done.into(), chunk("b")].concat()), [1, 1]);
    // A chunk of the same stream after its end still belongs to it.
    assert_eq!(counts([chunk("a"), done.into(), chunk("a")].concat()), [2]);
    assert_eq!(counts([done, done].concat()), [0]);
    assert_eq!(counts([message("a"), message("b"), message("b")].concat()), [2, 2, 2]);
    // Some tools leave out blank lines.
    let close = |text: String| text.replace("\n\n", "\n");
    assert_eq!(counts(close([chunk("a"), chunk("b"), done.into()].concat())), [2]);
    assert_eq!(counts(close([chunk("a"), chunk("b")].concat())), [2]);
}

#[test]
fn streams_in_lines_are_told_apart_by_id() {
    let counts = |lines: &[&str]| {
        all(lines.join("\n")).iter().map(Recording::chunk_count).collect::<Vec<_>>()
    };
    let (a, b) = (r#"{"id": "a", "choices": []}"#, r#"{"id": "b", "choices": []}"#);
    assert_eq!(counts(&[a, b, b, a, a]), [3, 2]);
    // What has no id belongs to the stream before it, or to the first one that comes.
    let (empty, error) = (r#"{"id": "", "choices": []}"#, r#"{"error": {"message": "x"}}"#);
    assert_eq!(counts(&[empty, a, b, error]), [2, 2]);
    assert_eq!(counts(&[error, a]), [2]);
    assert_eq!(counts(&[a, "[DONE]", error]), [2]);
    let (part, last) = (r#"{"message": {}, "done": false}"#, r#"{"message": {}, "done": true}"#);
    assert_eq!(counts(&[part, last, part, part, last]), [2, 3]);
    let event = |kind: &str, id: &str| {
        format!(r#"{{"type": "response.{kind}", "response": {{"id": "{id}"}}}}"#)
    };
    let delta = r#"{"type": "response.output_text.delta", "delta": "x"}"#;
    // A response that begins before the one before it has ended belongs to the same stream.
    let events = [event("created", "a"), delta.into(), event("created", "b"), delta.into()];
    assert_eq!(counts(&events.each_ref().map(String::as_str)), [4]);
    let events = [event("created", "a"), event("completed", "x"), event("created", "b")];
    assert_eq!(counts(&events.each_ref().map(String::as_str)), [2, 1]);
    // One line of them is no envelope, though it has a response.
    assert_eq!(all(event("created", "a"))[0].format(), Format::Chunks);
}

#[test]
fn what_is_cut_off_is_left_out_and_said() {
    let bytes = fs::read(folder().join("stream.sse")).unwrap();
    let recording = &all(&bytes[..bytes.len() - 40])[0];
    assert!(recording.is_cut());
    let merged = recording.merge(Options::default()).unwrap();
    let codes: Vec<_> = merged.merge_info.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["stream_cut"]);
    let strict = Options { strict: true, ..Options::default() };
    assert!(recording.merge(strict).is_err());
}

#[test]
fn errors_have_their_place_in_the_file() {
    let line = r#"{"id": "a", "choices": []}"#;
    let exchange = r#"{"request": {}, "response": []}"#;
    let seventh =
        |line: &str, bad: &str| format!("{}{bad}\n{line}\n", format!("{line}\n").repeat(6));
    for (text, place, byte) in [
        (seventh(exchange, r#"{"request": nope"#), (7, 13), 6 * (exchange.len() + 1) + 12),
        (format!("{{\"id\": \n{line}\n"), (3, 1), 35),
        ("\u{feff}interactions:\n- \u{e9}: b: c\n".to_owned(), (2, 7), 24),
        (format!("[{line},\n{{]"), (2, 2), 30),
        (format!("{line} x"), (1, 28), 27),
    ] {
        for bytes in [text.clone().into_bytes(), zipped(text.as_bytes()), zstd(text.as_bytes())] {
            let Err(Error::Parse(error)) = try_all(bytes) else { panic!("{text}") };
            assert_eq!((error.line, error.column), place, "{text}: {error}");
            assert_eq!(error.byte, byte, "{text}: {error}");
            assert_eq!(error.path, Some(PathBuf::from("file")));
        }
    }
}

#[test]
fn a_bad_line_of_a_stream_is_left_out_with_its_place() {
    let line = r#"{"id": "a", "choices": []}"#;
    let skipped = 6 * (line.len() + 1);
    for (bad, column) in [(r#"{"id": "a", "choices": [}"#, 25), ("\u{e9}", 1), ("7", 1), ("<p>", 1)]
    {
        let text = format!("{}{bad}\n{line}\n", format!("{line}\n").repeat(6));
        for bytes in [text.clone().into_bytes(), zipped(text.as_bytes()), zstd(text.as_bytes())] {
            let recordings = try_all(bytes).unwrap();
            assert_eq!(recordings[0].chunk_count(), 7, "{text}");
            let warnings = recordings[0].read_warnings();
            assert_eq!(warnings.len(), 1, "{text}");
            let place = format!("line 7 column {column} (byte {})", skipped + column - 1);
            assert!(warnings[0].detail.contains(&place), "{text}: {}", warnings[0].detail);
        }
    }
}

#[test]
fn a_bad_line_is_an_error_among_recordings() {
    let good = r#"{"request": {}, "response": []}"#;
    for text in
        [format!("{good}\n{{\"a\": 1}}\n{good}\n"), format!("[{good}, {{\"a\": 1}}, {good}]")]
    {
        let told: Vec<_> = Recordings::parse(text.clone().into(), None)
            .unwrap()
            .map(|recording| match recording {
                Ok(recording) => format!("{:?}", recording.number()),
                Err(error) => error.to_string(),
            })
            .collect();
        let [first, bad, last] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((first.as_str(), last.as_str()), ("Some(0)", "Some(2)"));
        assert!(bad.starts_with("line 2: expected") || bad.starts_with("[1]: expected"), "{bad}");
        assert!(Recording::parse(text.into(), None).is_err());
    }
    let cassette =
        r#"{"interactions": [{"request": {}, "response": {}}, {"request": {}, "response": {}}]}"#;
    let error = try_all(format!("{cassette}\n{cassette}\n")).unwrap_err();
    assert!(
        error.to_string().contains("line 1: expected one recording in a line, found several"),
        "{error}"
    );
}

/// In batches, a long file gives what it gives line by line.
#[test]
fn batches_of_lines_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.jsonl");
    let mut text = String::new();
    for number in 0..20_000 {
        text.push_str(&match number % 5000 {
            777 => "{\"request\": {}, \"response\": oops}\n\n".to_owned(),
            _ => format!("{{\"request\": {{\"n\": {number}}}, \"response\": [], \"pad\": \"0123456789\"}}\r\n"),
        });
    }
    let told = |recording: Result<Recording, Error>| match recording {
        Ok(recording) => {
            let n = recording.request().unwrap().get("n").unwrap().as_i64();
            (recording.number(), n, recording.path().map(Path::to_owned), String::new())
        }
        Err(error) => (None, None, None, error.to_string()),
    };
    for bytes in [text.clone().into_bytes(), zstd(text.as_bytes())] {
        fs::write(&path, bytes).unwrap();
        let one_by_one: Vec<_> =
            Recordings::open(&path, &mut Vec::new()).unwrap().map(told).collect();
        assert_eq!(one_by_one.len(), 20_000);
        let batches: Vec<_> = LineBatches::open(&path).unwrap().map(Result::unwrap).collect();
        assert!(batches.len() > 10);
        let in_batches: Vec<_> = batches
            .into_iter()
            .flat_map(deltafold::internals::recording::LineBatch::recordings)
            .map(told)
            .collect();
        assert_eq!(in_batches, one_by_one);
    }
    let chunks = "{\"id\": \"a\", \"choices\": []}\n".repeat(50_000);
    fs::write(&path, chunks).unwrap();
    assert!(LineBatches::open(&path).is_none());
    let whole = zipped(text.as_bytes());
    fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    let last = LineBatches::open(&path).unwrap().last().unwrap();
    assert!(last.is_err_and(|error| error.to_string().contains("cut off")));
}

#[test]
fn what_is_no_recording_is_said_to_be_none() {
    for text in [
        "{\"question\": 1, \"choices\": [\"a\", \"b\"]}\n{\"question\": 2, \"choices\": [\"a\"]}",
        "{\"prompt\": \"a\", \"response\": \"b\"}\n{\"prompt\": \"a\", \"response\": \"b\"}",
        "{\"request\": \"a\", \"response\": \"b\"}\n{\"request\": \"a\", \"response\": \"b\"}",
        "{\"messages\": []}\n{\"messages\": []}",
        "{\"type\": \"user\", \"message\": {\"content\": \"x\"}}\n{\"type\": \"ping\"}",
        "{\"custom_id\": \"a\", \"method\": \"POST\", \"url\": \"/v1\", \"body\": {}}",
        "[1, 2]",
        "[{\"a\": 1}]",
        "{\"interactions\": [7]}",
    ] {
        let found = try_all(text);
        assert!(matches!(found, Err(Error::NotARecording { .. })), "{text}: {found:?}");
    }
    // What only starts like an event stream is refused as what is no JSON.
    for text in [": nothing\n", "data:\n  key: value\n"] {
        let found = try_all(text);
        assert!(matches!(found, Err(Error::Parse(_))), "{text}: {found:?}");
    }
    assert_eq!(all("{\"interactions\": []}").len(), 0);
    let error = Recording::parse(b"interactions: []\n".to_vec(), None).unwrap_err();
    assert_eq!(error.to_string(), "contains no recordings");
}

#[test]
fn what_is_wrong_with_compressed_data_is_said() {
    let text = "{\"response\": {\"body\": null}}";
    for (whole, name) in [(zipped(text.as_bytes()), "gzip"), (zstd(text.as_bytes()), "zstd")] {
        for end in 4..whole.len() {
            let cut = try_all(&whole[..end]);
            // What the data holds may be there before all of its end is.
            let Err(Error::Parse(error)) = cut else { panic!("{name} cut at {end}: {cut:?}") };
            assert!(error.what.contains(name), "{name} cut at {end}: {error}");
        }
        let mut damaged = whole.clone();
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        if let Err(error) = try_all(damaged) {
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}

/// Long files are read piece by piece: the same recordings come of them.
#[test]
fn long_files_are_like_short_ones() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let long = |line: &str, count: usize| format!("{line}\n").repeat(count);
    let chunk = r#"{"id": "a", "choices": [{"index": 0, "delta": {"content": "leaf"}}]}"#;
    let exchange = format!(r#"{{"request": {{}}, "response": [{chunk}]}}"#);
    let padded = format!(
        r#"{{"request": {{}}, "response": "data: {{}}", "pad": "{}"}}"#,
        "x".repeat(70_000)
    );
    for (text, recordings, chunks) in [
        (long(chunk, 30_000), 1, 30_000),
        (long(&exchange, 15_000), 15_000, 1),
        (long(&padded, 20), 20, 1),
        (format!("{}data: [DONE]\n\n", long(&format!("data: {chunk}\n"), 30_000)), 1, 30_000),
        (format!("[{}{chunk}]", long(&format!("{chunk},"), 30_000)), 1, 30_001),
        (
            format!(
                "{{\"response\":{{\"body\":[{}{chunk}]}}}}",
                long(&format!("{chunk},"), 30_000)
            ),
            1,
            30_001,
        ),
    ] {
        assert!(text.len() > 1 << 20);
        let path = folder.path().join("long");
        for bytes in [text.clone().into_bytes(), zstd(text.as_bytes())] {
            fs::write(&path, bytes)?;
            let mut count = 0;
            for recording in Recordings::open(&path, &mut Vec::new())? {
                assert_eq!(recording?.chunk_count(), chunks);
                count += 1;
            }
            assert_eq!(count, recordings);
        }
    }
    Ok(())
}

fn fixture(name: &str) -> Vec<Recording> {
    all(fs::read(folder().join(name)).unwrap())
}

#[test]
fn spans_and_logs_tell_when_chunks_came() {
    let start = 1_760_000_000_000_000_000;
    let spans = fixture("trace.json");
    let times = spans[0].times().unwrap();
    assert_eq!((times.start_ns, times.end_ns), (Some(start), Some(start + 99_000)));
    assert_eq!(times.chunk(2), Some(start + 3_000));
    let timing = spans[0].timing().unwrap().unwrap();
    assert_eq!(timing[&0].time_to_first_token_ns, Some(2_000));
    let request: Value = serde_json::from_slice(spans[0].request().unwrap().raw()).unwrap();
    assert_eq!(request["model"], "linden-1");
    let messages = fixture("claude.jsonl");
    let timing = messages[0].timing().unwrap().unwrap();
    assert_eq!(timing[&0].time_to_first_token_ns, Some(812_000_000));
    assert!(messages[1].times().is_none());
    let archive = fixture("archive.har");
    let times = archive[0].times().unwrap();
    let sent = start + 500_000_000;
    assert_eq!((times.start_ns, times.end_ns), (Some(sent), Some(sent + 812_500_000)));
    let request: Value = serde_json::from_slice(archive[1].request().unwrap().raw()).unwrap();
    assert_eq!(request["endpoint"], "/v1/chat/completions");
    assert_eq!(request["headers"], json!({"Content-Type": "application/json"}));
}

#[test]
fn an_exception_of_an_event_stream_is_an_error() {
    let recordings = fixture("eventstreams.json");
    let error = recordings[2].merge(Options::default()).unwrap().merge_info.error.unwrap();
    let error: Value = serde_json::from_slice(&error).unwrap();
    assert_eq!(error, json!({"type": "throttlingException", "message": "too fast"}));
    let merged = recordings[1].merge(Options::default()).unwrap();
    assert!(merged.merge_info.complete);
}

fn eventstream_cassette(change: impl FnOnce(&mut Vec<u8>)) -> String {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let text = fs::read_to_string(folder().join("eventstreams.json")).unwrap();
    let mut cassette: Value = serde_json::from_str(&text).unwrap();
    let body = &mut cassette["interactions"][0]["response"]["body"]["base64_string"];
    let mut bytes = BASE64_STANDARD.decode(body.as_str().unwrap()).unwrap();
    change(&mut bytes);
    *body = BASE64_STANDARD.encode(bytes).into();
    cassette.to_string()
}

#[test]
fn both_checksums_of_an_event_stream_are_checked() {
    let length = |bytes: &[u8]| u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
    let payload = eventstream_cassette(|bytes| {
        let at = length(bytes) - 6;
        bytes[at] ^= 1;
    });
    let error = try_all(payload).unwrap_err().to_string();
    assert!(error.contains("interactions[0]"), "{error}");
    assert!(error.contains("message 0 at byte 0: its checksum is wrong"), "{error}");
    let mut second = 0;
    let lengths = eventstream_cassette(|bytes| {
        second = length(bytes);
        bytes[second + 3] ^= 1;
    });
    let error = try_all(lengths).unwrap_err().to_string();
    let place = format!("message 1 at byte {second}: the checksum of its lengths is wrong");
    assert!(error.contains(&place), "{error}");
}

#[test]
fn a_cut_event_stream_is_read_up_to_there() {
    let cut = eventstream_cassette(|bytes| bytes.truncate(bytes.len() - 3));
    let recording = &all(cut)[0];
    let merged = recording.merge(Options::default()).unwrap();
    assert!(!merged.merge_info.complete);
    assert_eq!(merged.merge_info.warnings[0].code, "stream_cut");
}

#[test]
fn messages_without_ids_are_told_apart() {
    let text = |word: &str| {
        format!(r#"{{"contentBlockDelta":{{"contentBlockIndex":0,"delta":{{"text":"{word}"}}}}}}"#)
    };
    let one = |word: &str| {
        let (start, stop) = (
            r#"{"messageStart":{"role":"assistant"}}"#,
            r#"{"messageStop":{"stopReason":"end_turn"}}"#,
        );
        let last = r#"{"metadata":{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}}"#;
        format!("{start}\n{}\n{stop}\n{last}\n", text(word))
    };
    let texts: Vec<_> = all(one("oak") + &one("pine")).iter().filter_map(text_of).collect();
    assert_eq!(texts, ["oak", "pine"]);
    let cohere = |word: &str| {
        let event = |rest: &str| format!("data: {{{rest}}}\n\n");
        event(r#""type":"message-start","id":"x","delta":{"message":{"role":"assistant"}}"#)
            + &event(&format!(
                r#""type":"content-delta","index":0,"delta":{{"message":{{"content":{{"text":"{word}"}}}}}}"#
            ))
            + &event(r#""type":"message-end","delta":{"finish_reason":"COMPLETE"}"#)
    };
    let texts: Vec<_> = all(cohere("oak") + &cohere("pine")).iter().filter_map(text_of).collect();
    assert_eq!(texts, ["oak", "pine"]);
}

#[test]
fn a_broken_line_of_a_log_is_left_out() {
    let event = |kind: &str| format!(r#"{{"type":"stream_event","event":{{"type":"{kind}"}}}}"#);
    for bad in ["{\"a\": }", "[1]"] {
        let [start, stop] = ["message_start", "message_stop"].map(event);
        let recordings = all(format!("{start}\n{bad}\n{stop}\n"));
        let merged = recordings[0].merge(Options::default()).unwrap();
        let warnings = &merged.merge_info.warnings;
        assert_eq!(warnings.len(), 1, "{bad}: {warnings:?}");
        assert!(warnings[0].detail.contains("line 2"), "{warnings:?}");
    }
}

#[test]
fn bad_logs_and_archives_are_errors_with_a_place() {
    for (text, place) in [
        (
            r#"{"log": {"version": "1.2", "entries": [{"request": {}, "response": {"content": {"text": "?", "encoding": "base64"}}}]}}"#,
            "log.entries[0]: response.content.text: invalid base64",
        ),
        (r#"{"log": {"version": "1.2", "entries": []}}"#, "without responses of models"),
        (
            r#"{"data": {"spans": [{"name": "a", "span_id": "b", "attributes": {}, "events": [
                {"name": "mlflow.chunk.item.0", "attributes": {"mlflow.chunk.value": "{\"choices\": [], \"id\": \"a\", \"object\": \"chat.completion.chunk\"}"}},
                {"name": "mlflow.chunk.item.1", "attributes": {"mlflow.chunk.value": "{"}}]}]}}"#,
            "spans[0].events[1]: expected JSON as mlflow.chunk.value",
        ),
        (
            r#"{"spans": [{"name": "a", "span_id": "b", "attributes": {}}]}"#,
            "a trace without chunks of a response",
        ),
    ] {
        let error = try_all(text).unwrap_err().to_string();
        assert!(error.contains(place), "{error}");
        assert!(error.contains("file"), "{error}");
    }
}

/// PyYAML writes such lines, and reads them.
#[test]
fn quoted_scalars_may_go_on_at_any_column() {
    let cassette = |body: &str| {
        format!(
            "interactions:\n- request:\n    body: null\n  response:\n    body:\n      string: {body}\n    \
             status: {{code: 200,\n  message: OK\n}}\n"
        )
    };
    for columns in 0..9 {
        let blanks = " ".repeat(columns);
        for quote in ['"', '\''] {
            let recording = &all(cassette(&format!("{quote}oak\n\n{blanks}tree{quote}")))[0];
            assert_eq!(recording.body().unwrap().as_text().unwrap(), *"oak\ntree");
            assert_eq!(recording.status(), Some(200));
        }
    }
    let error = try_all(cassette("'oak\ntree'\n      a: b: c")).unwrap_err().to_string();
    assert!(error.contains("line 8"), "{error}");
}

const ANSWER: &str = r#"{"object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Salve"}}]}"#;

#[test]
fn an_archive_may_have_bodies_as_they_came() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(ANSWER.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let whole = BASE64_STANDARD.encode(&gzip);
    let pieces: Vec<_> = gzip.chunks(40).map(|piece| BASE64_STANDARD.encode(piece)).collect();
    let archive = |text: &str| {
        let content = json!({"mimeType": "application/json", "encoding": "base64", "text": text});
        let response = json!({"status": 200, "content": content});
        json!({"log": {"creator": {"name": "Polly.JS"}, "entries": [{"request": {"url": "u"}, "response": response}]}})
    };
    for text in [whole, json!(pieces).to_string(), BASE64_STANDARD.encode(ANSWER)] {
        let recordings = all(archive(&text).to_string());
        assert_eq!(text_of(&recordings[0]).as_deref(), Some("Salve"), "{text}");
    }
    for broken in ["?", "[\"?\"]", "[1]", "{}"] {
        let error = try_all(archive(broken).to_string()).unwrap_err().to_string();
        assert!(error.contains("invalid base64"), "{broken}: {error}");
    }
}

#[test]
fn the_bodies_of_stubs_are_read() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let body: Value = serde_json::from_str(ANSWER).unwrap();
    for response in [
        json!({"status": 200, "body": ANSWER}),
        json!({"status": 200, "jsonBody": body}),
        json!({"status": 200, "base64Body": BASE64_STANDARD.encode(ANSWER), "headers": {"a": "b"}}),
    ] {
        let stub =
            json!({"id": "x", "request": {"method": "POST", "url": "/v1"}, "response": response});
        let recordings = all(stub.to_string());
        assert_eq!(text_of(&recordings[0]).as_deref(), Some("Salve"), "{response}");
        assert_eq!(recordings[0].status(), Some(200), "{response}");
    }
}

#[test]
fn what_is_beside_errors_says_what_they_are() {
    let one = r#"{"error": {"message": "blight", "code": null}}"#;
    let other = r#"{"type": "error", "error": {"type": "overloaded_error", "message": "full"}}"#;
    let chunk = r#"{"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "a"}}]}"#;
    for (text, count) in [
        (one.to_owned(), 1),
        (format!("{other}\n"), 1),
        (format!("{one}\n{one}\n{other}\n"), 3),
        (format!("{one}\r\n{other}\r\n\r\n[DONE]\r\n"), 1),
        (format!("[{one}, {other}]"), 2),
    ] {
        let recordings = all(text.clone());
        let kinds: Vec<_> = recordings.iter().map(|it| it.kind().as_str().to_owned()).collect();
        assert_eq!(kinds, vec!["error"; count], "{text}");
    }
    for text in [format!("{one}\n{chunk}\n"), format!("[{one}, {chunk}]")] {
        let recordings = all(text.clone());
        assert_eq!((recordings.len(), recordings[0].kind().as_str()), (1, "chat.stream"), "{text}");
    }
    for text in [format!("{one}\n{ANSWER}\n{other}\n"), format!("[{one}, {ANSWER}, {other}]")] {
        let recordings = all(text.clone());
        let kinds: Vec<_> = recordings.iter().map(|it| it.kind().as_str().to_owned()).collect();
        assert_eq!(kinds, ["error", "chat", "error"], "{text}");
    }
    for log in
        [r#"{"error": "x"}"#, r#"{"error": {"message": "x"}, "time": 5}"#, r#"{"error": {}}"#]
    {
        assert!(try_all(format!("{log}\n{log}\n")).is_err(), "{log}");
    }
}

#[test]
fn events_that_are_no_models_are_kept_in_a_cassette() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let event = |name: &str, payload: &str| {
        let header = |name: &str, value: &str| {
            let length = u16::try_from(value.len()).unwrap().to_be_bytes();
            let name = [&[u8::try_from(name.len()).unwrap()], name.as_bytes()].concat();
            [name.as_slice(), &[7], &length, value.as_bytes()].concat()
        };
        let headers = [header(":event-type", name), header(":message-type", "event")].concat();
        let lengths = [16 + headers.len() + payload.len(), headers.len()];
        let mut message = lengths.map(|it| u32::try_from(it).unwrap().to_be_bytes()).concat();
        let crc = |bytes: &[u8]| {
            let mut crc = flate2::Crc::new();
            crc.update(bytes);
            crc.sum().to_be_bytes()
        };
        message.extend(crc(&message));
        message.extend([headers.as_slice(), payload.as_bytes()].concat());
        message.extend(crc(&message));
        message
    };
    let chunk =
        |bytes: &str| json!({"bytes": BASE64_STANDARD.encode(bytes), "p": "ab"}).to_string();
    let said = chunk("Eichen h\u{f6}ren.");
    let number = chunk("7");
    let messages = [
        event("trace", r#"{"agentId": "a"}"#),
        event("chunk", &said),
        event("chunk", &number),
        event("chunk", r#"{"bytes": "?"}"#),
        event("output", "plain"),
        event("output", ""),
    ];
    let body = json!({"base64_string": BASE64_STANDARD.encode(messages.concat())});
    let pair = json!({"request": {}, "response": {"status": {"code": 200}, "body": body}});
    let recordings = all(json!({"interactions": [pair]}).to_string());
    let read: Value = serde_json::from_slice(recordings[0].document().unwrap().bytes()).unwrap();
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let expected = json!([{"trace": {"agentId": "a"}}, {"chunk": value(&said)}, {"chunk": value(&number)},
                          {"chunk": {"bytes": "?"}}, {"output": "plain"}, {"output": ""}]);
    assert_eq!(read["response"]["body"], expected);
    assert_eq!(recordings[0].kind().as_str(), "json");
}
