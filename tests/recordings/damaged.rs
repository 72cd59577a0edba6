//! Files of every format, cut, damaged and mixed up at random: never a panic, and always the same
//! whatever they are compressed with.

// Helpers are no `#[test]` functions, but a panic is how they fail too.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::Path;

use deltafold::internals::merge::Options;
use deltafold::internals::recording::{Recording, Recordings};
use proptest::prelude::*;

fn fixtures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| !path.ends_with("expected.json")).collect();
    files.sort();
    files.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// All that a file says, errors too; looks at everything a recording has.
fn told(bytes: &[u8]) -> Vec<String> {
    let recordings = match Recordings::parse(bytes.to_vec(), None) {
        Ok(recordings) => recordings,
        Err(error) => return vec![error.to_string()],
    };
    recordings
        .map(|recording| match recording {
            Ok(recording) => everything(&recording),
            Err(error) => error.to_string(),
        })
        .collect()
}

fn everything(recording: &Recording) -> String {
    let document = recording.document().map(|document| document.bytes().to_vec());
    let document = String::from_utf8(document.unwrap()).unwrap();
    let merged = recording.merge(Options::default()).map(|merged| merged.to_json());
    let chunks = (recording.chunk_count(), recording.check_chunks().is_ok());
    let (id, times) = (recording.custom_id(), recording.times());
    format!("{document} {chunks:?} {id:?} {times:?} {}", merged.is_ok())
}

/// A change to some bytes: where, how many go, and what comes.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, Vec<u8>)> {
    let new = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        prop::sample::select(vec![
            "\n",
            "{",
            "}",
            "[",
            "\"",
            "data: ",
            "id",
            "null",
            "- ",
            ": ",
            "response",
            "\u{feff}",
            "&a ",
            "*a",
            "!!binary ",
            "[DONE]",
            "custom_id",
            "\u{1f}\u{8b}",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    (any::<prop::sample::Index>(), 0..40usize, new)
}

fn changed(bytes: &[u8], changes: &[(prop::sample::Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, gone, new) in changes {
        let start = at.index(bytes.len() + 1);
        let end = bytes.len().min(start + gone);
        bytes.splice(start..end, new.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn damaged_files_never_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..5),
        end in any::<prop::sample::Index>(),
    ) {
        let fixtures = fixtures();
        let damaged = changed(&fixtures[which.index(fixtures.len())], &changes);
        told(&damaged);
        told(&damaged[..end.index(damaged.len() + 1)]);
    }

    #[test]
    fn files_of_parts_of_files_never_panic(
        parts in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..300usize),
            1..6,
        ),
    ) {
        let fixtures = fixtures();
        let mut mixed = Vec::new();
        for (which, at, length) in parts {
            let file = &fixtures[which.index(fixtures.len())];
            let start = at.index(file.len());
            mixed.extend_from_slice(&file[start..file.len().min(start + length)]);
        }
        told(&mixed);
    }

    #[test]
    fn damaged_compressed_data_never_panics(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..4),
        zipped in any::<bool>(),
    ) {
        let fixtures = fixtures();
        let file = &fixtures[which.index(fixtures.len())];
        let compressed = if zipped { gzip(file) } else { zstd(file) };
        told(&changed(&compressed, &changes));
    }

    #[test]
    fn random_bytes_never_panic(
        start in prop::sample::select(vec![
            &b""[..], b"\x1F\x8B", b"\x28\xB5\x2F\xFD", b"\x5A\x2A\x4D\x18", b"interactions:\n", b"[", b"{}\n{", b"data: ",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        told(&[start, &bytes].concat());
    }

    #[test]
    fn compression_changes_nothing(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 0..3),
    ) {
        let fixtures = fixtures();
        let file = changed(&fixtures[which.index(fixtures.len())], &changes);
        // What is compressed already is not looked into twice.
        prop_assume!(!file.starts_with(b"\x1F\x8B"));
        let plain = told(&file);
        prop_assert_eq!(&told(&gzip(&file)), &plain);
        prop_assert_eq!(&told(&zstd(&file)), &plain);
    }
}

#[test]
fn a_broken_object_with_a_line_like_an_event_is_no_stream() {
    let body =
        "{\"response\": {\"body\": {\n  \"index\": 0,\n  \"score\": 0.125\nevent: start    }\n}}";
    let errors = told(body.as_bytes());
    assert!(matches!(&*errors, [error] if error.contains("line 4 column 1 ")), "{errors:?}");
    // Long files are read another way.
    let long = body.replacen("{\"", &format!("{{\"x\": {:?}, \"", "x".repeat(1 << 20)), 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.json");
    fs::write(&path, long).unwrap();
    let error = Recording::load(&path).unwrap_err().to_string();
    assert!(error.contains("long.json: ") && error.contains("line 4 column 1 "), "{error}");
    // Events in its brackets are lines of it, even if they could be read.
    let lines = "{\"response\": {\"body\": [\nevent: message_stop\",\n\"data: {\\\"type\\\": \\\"message_stop\\\"}\",\n\"\"]}}";
    let errors = told(lines.as_bytes());
    assert!(matches!(&*errors, [error] if error.contains("line 2 column 1 ")), "{errors:?}");
    // Events after a broken object are a stream without its beginning, those after a whole one too.
    let data = "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"A\"}}]}\n\n";
    for start in
        ["{\"content\": \"\"}}]}\n\n", "{\n  \"error\": {\n    \"message\": \"slow\"\n  }\n}\n"]
    {
        let text = format!("{start}{data}").into_bytes();
        assert_eq!(Recordings::parse(text, None).unwrap().count(), 1, "{start}");
    }
}
