//! Whatever is pushed or fed, nothing panics, what is refused leaves no trace, and the split of
//! bytes does not matter.

use deltafold::internals::merge::{Accumulator, Options};
use proptest::collection::vec;
use proptest::prelude::*;

fn options() -> impl Strategy<Value = Options> {
    (any::<bool>(), any::<bool>())
        .prop_map(|(strict, single_choice)| Options { strict, single_choice })
}

/// JSON that is often a chunk, or nearly one.
fn json() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        "null",
        "0",
        "-1",
        "1e400",
        "true",
        "\"\"",
        "\"a\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "[]",
        "[1]",
        "{}",
        "{\"index\": 0}",
        "{\"index\": \"x\"}",
        "[{\"index\": 0, \"id\": \"a\", \"function\": {\"name\": \"f\"}}]",
        "[{\"function\": {\"arguments\": \"{\"}}]",
        "{\"message\": \"no\"}",
        "\"text_completion\"",
        "\"list\"",
    ]);
    let field = |names: &'static [&'static str]| {
        (prop::sample::select(names), value.clone())
            .prop_map(|(name, value)| format!("\"{name}\": {value}"))
    };
    let delta = vec(
        field(&["content", "role", "tool_calls", "function_call", "audio", "reasoning", "x"]),
        0..4,
    );
    let choice = (delta, vec(field(&["index", "finish_reason", "logprobs", "delta"]), 0..3))
        .prop_map(|(delta, rest)| {
            format!(
                "{{{}}}",
                [&[format!("\"delta\": {{{}}}", delta.join(", "))], &rest[..]].concat().join(", ")
            )
        });
    let top = field(&["id", "created", "model", "usage", "error", "choices", "object", "x"]);
    (vec(choice, 0..3), vec(top, 0..3)).prop_map(|(choices, rest)| {
        let choices = format!("\"choices\": [{}]", choices.join(", "));
        format!("{{{}}}", [&[choices], &rest[..]].concat().join(", "))
    })
}

/// Pieces of items: chunks, the fields of events, and what may go wrong with them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => json().prop_map(String::into_bytes),
        4 => json().prop_map(|json| format!("data: {json}\n\n").into_bytes()),
        3 => prop::sample::select(vec![
            "data: ", "data:", "event: error\n", "event: x\n", "\n", "\r\n", "\r", "[DONE]", "data: [DONE]\n\n",
            ": x\n", "{", "}", "[", "\"", "id", "retry: 1\n", "\u{FEFF}", " ", "é", "data: no\n\n",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ]
}

fn item() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 1..4).prop_map(|pieces| pieces.concat())
}

/// The end of feeding `pieces`: the first error, or that of `finish`, and the completion.
fn fed(options: Options, pieces: &[&[u8]]) -> (Option<String>, Option<String>, Vec<u8>) {
    let mut merged = Accumulator::new(options);
    let error = pieces.iter().find_map(|piece| merged.feed(piece).err());
    let last = merged.finish().err();
    let text = |error: deltafold::internals::error::Error| error.to_string();
    (error.map(text), last.map(text), merged.snapshot().to_json())
}

proptest! {
    #[test]
    fn a_refused_item_leaves_no_trace(options in options(), items in vec(item(), 0..8)) {
        let mut all = Accumulator::new(options);
        let mut accepted = Accumulator::new(options);
        for item in &items {
            let before = all.snapshot().to_json();
            match all.push(item) {
                Ok(()) => prop_assert!(accepted.push(item).is_ok()),
                Err(_) => prop_assert_eq!(before, all.snapshot().to_json()),
            }
            prop_assert_eq!(all.is_done(), accepted.is_done());
        }
        let text = |error: deltafold::internals::error::Error| error.to_string();
        let finished = [all.finish(), accepted.finish()]
            .map(|result| result.map(|it| it.to_json()).map_err(text));
        prop_assert_eq!(&finished[0], &finished[1]);
    }

    #[test]
    fn the_split_of_bytes_does_not_matter(
        options in options(),
        stream in vec(piece(), 0..10),
        cuts in vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let stream = stream.concat();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &stream[ends[0]..ends[1]]).collect();
        let whole = fed(options, &[&stream]);
        prop_assert_eq!(&fed(options, &pieces), &whole);
        prop_assert_eq!(&fed(options, &stream.chunks(1).collect::<Vec<_>>()), &whole);
    }

    #[test]
    fn pushing_and_feeding_events_are_the_same(options in options(), chunks in vec(json(), 0..8)) {
        let mut pushed = Accumulator::new(options);
        let mut lines = Accumulator::new(options);
        let mut bytes = Accumulator::new(options);
        for chunk in chunks {
            let event = format!("data: {chunk}\n\n");
            let results = [
                pushed.push(chunk.as_bytes()),
                event.lines().try_for_each(|line| lines.push(line.as_bytes())),
                bytes.feed(event.as_bytes()),
            ];
            prop_assert_eq!(results[0].is_ok(), results[1].is_ok());
            prop_assert_eq!(results[0].is_ok(), results[2].is_ok());
            if results[0].is_err() {
                return Ok(());
            }
        }
        let json = pushed.snapshot().to_json();
        prop_assert_eq!(&lines.snapshot().to_json(), &json);
        prop_assert_eq!(&bytes.snapshot().to_json(), &json);
    }

    #[test]
    fn random_bytes_are_an_error_or_nothing(bytes in vec(any::<u8>(), 0..200), size in 1..50usize) {
        let mut merged = Accumulator::new(Options::default());
        for piece in bytes.chunks(size) {
            let _ = merged.push(piece);
        }
        let _ = fed(Options::default(), &bytes.chunks(size).collect::<Vec<_>>());
        let finished = merged.finish();
        let is_expected = matches!(finished, Ok(_) | Err(deltafold::internals::error::Error::Merge { .. }));
        prop_assert!(is_expected);
    }
}
