//! The events of a stream do not depend on how its bytes are split, and are those that a plain
//! reading of the format gives.

use deltafold::internals::error::Error;
use deltafold::internals::sse::Reader;
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Debug, PartialEq)]
struct Seen {
    event: Option<String>,
    data: String,
    id: Option<String>,
    retry: Option<u64>,
}

/// The events, then the error's text if there is one.
fn read(stream: &[u8], cuts: &[usize]) -> (Vec<Seen>, Option<String>) {
    let mut seen = Vec::new();
    let mut note = |event: deltafold::internals::sse::Event<'_>| {
        seen.push(Seen {
            event: event.event.map(str::to_owned),
            data: event.data.to_owned(),
            id: event.id.map(str::to_owned),
            retry: event.retry,
        });
        Ok(())
    };
    let mut reader = Reader::with_limit(200);
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (stream.len() + 1)).collect();
    cuts.push(stream.len());
    cuts.sort_unstable();
    let mut from = 0;
    let mut result = Ok(());
    for cut in cuts {
        result = result.and_then(|()| reader.feed(&stream[from..cut], &mut note));
        from = cut;
    }
    let result: Result<(), Error> = result.and_then(|()| reader.finish(&mut note));
    (seen, result.err().map(|error| error.to_string()))
}

/// The format, read naively: all lines first, then the fields.
fn plainly(stream: &str) -> Vec<Seen> {
    let stream = stream.strip_prefix('\u{FEFF}').unwrap_or(stream);
    let lines = stream.replace("\r\n", "\n").replace('\r', "\n") + "\n\n";
    let (mut events, mut id, mut retry) = (Vec::new(), String::new(), None);
    let (mut event, mut data) = (String::new(), Vec::new());
    for line in lines.split('\n') {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
        match field {
            "event" => event = value,
            "data" => data.push(value),
            "id" if !value.contains('\0') => id = value,
            "retry" if value.chars().all(|c| c.is_ascii_digit()) => {
                retry = value.parse().ok().or(retry);
            }
            "" if line.is_empty() => {
                let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
                if !data.is_empty() {
                    events.push(Seen {
                        event: some(&event),
                        data: data.join("\n"),
                        id: some(&id),
                        retry,
                    });
                }
                event.clear();
                data.clear();
            }
            _ => {}
        }
    }
    events
}

fn may_be_field(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default().trim_ascii();
    name.is_empty() || name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(' ')
}

/// Pieces that streams are made of, so that random ones meet the rules.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "\n", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "data:", "data: ", "data", "event: ", "event:error",
            "id: ", "id", "retry: 1", "retry:", ": ", ":", " ", "\u{FEFF}", "[1]", "é", "\0", "x: y",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => "[a-c0-2é: ]{0,4}".prop_map(String::into_bytes),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// The same with pieces of JSON, which also count without a field.
fn stream_with_objects() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "\r\n",
            "data: ",
            "data:",
            "event: x\n",
            "error: {\"a\": 1}\n",
            "[DONE]",
            "{}",
            "{",
            "}",
            "\"a\": ",
            "1",
            ",",
            "[",
            "]",
            "{\n\"a\": {\n}\n}\n",
            "data: {}\n",
            "id: 1\n",
            ": x\n",
            "é",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn an_end_marker_without_a_field_may_be_split() {
    let whole = read(b"[DONE]", &[]);
    for cut in 0..=6 {
        assert_eq!(read(b"[DONE]", &[cut]), whole);
    }
}

proptest! {
    #[test]
    fn the_split_of_objects_does_not_matter(
        stream in stream_with_objects(),
        cuts in vec(any::<usize>(), 0..8),
    ) {
        let whole = read(&stream, &[]);
        prop_assert_eq!(&read(&stream, &cuts), &whole);
        let every: Vec<usize> = (0..stream.len()).collect();
        prop_assert_eq!(&read(&stream, &every), &whole);
    }

    #[test]
    fn the_split_does_not_matter(stream in stream(), cuts in vec(any::<usize>(), 0..8)) {
        let whole = read(&stream, &[]);
        prop_assert_eq!(&read(&stream, &cuts), &whole);
        let every: Vec<usize> = (0..stream.len()).collect();
        prop_assert_eq!(&read(&stream, &every), &whole);
        if whole.1.is_none() {
            let text = String::from_utf8(stream).unwrap_or_default();
            let plain = plainly(&text);
            // A comment that was sent as data is an event of its own, with or without a blank line,
            // and so is a line that cannot be a field.
            let is_comment = |event: &Seen| event.data.trim_ascii_start().starts_with(':');
            if !plain.iter().any(is_comment) && text.split(['\r', '\n']).all(may_be_field) {
                prop_assert_eq!(whole.0, plain);
            }
        }
    }

    #[test]
    fn neither_with_bytes_that_are_no_text(
        stream in stream(),
        at in any::<prop::sample::Index>(),
        bad in vec(any::<u8>(), 1..4),
        cuts in vec(any::<usize>(), 0..8),
    ) {
        let mut stream = stream;
        let at = at.index(stream.len() + 1);
        stream.splice(at..at, bad);
        prop_assert_eq!(read(&stream, &cuts), read(&stream, &[]));
    }
}
