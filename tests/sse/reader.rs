//! What `sse::Reader` gives for the cases that the event stream format names, and for its errors.

use deltafold::internals::error::{Error, ParseError, Result};
use deltafold::internals::sse::Reader;

type Seen = (Option<String>, String, Option<String>, Option<u64>);

fn read_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Seen>, Result<()>) {
    let mut seen = Vec::new();
    let result = feed_all(Reader::with_limit(1000), pieces, &mut seen);
    (seen, result)
}

fn feed_all<'a>(
    mut reader: Reader,
    pieces: impl IntoIterator<Item = &'a [u8]>,
    seen: &mut Vec<Seen>,
) -> Result<()> {
    let mut note = |event: deltafold::internals::sse::Event<'_>| {
        seen.push((
            event.event.map(str::to_owned),
            event.data.to_owned(),
            event.id.map(str::to_owned),
            event.retry,
        ));
        Ok(())
    };
    for piece in pieces {
        reader.feed(piece, &mut note)?;
    }
    reader.finish(&mut note)
}

/// The data of the events, the same for the whole and byte by byte.
fn data(stream: &str) -> Vec<String> {
    let (whole, result) = read_pieces([stream.as_bytes()]);
    assert!(result.is_ok(), "{result:?}");
    let (bytes, _) = read_pieces(stream.as_bytes().chunks(1));
    assert_eq!(whole, bytes);
    whole.into_iter().map(|(_, data, ..)| data).collect()
}

fn error(pieces: &[&[u8]]) -> ParseError {
    let (_, result) = read_pieces(pieces.iter().copied());
    let error = match result {
        Err(Error::Parse(error)) => Some(error),
        _ => None,
    };
    error.unwrap_or_else(|| ParseError::at(b"", 0, "no parse error"))
}

#[test]
fn every_line_end_ends_a_line() {
    assert_eq!(data("data: a\n\ndata: b\r\rdata: c\r\n\r\ndata: d\r\n\n"), ["a", "b", "c", "d"]);
    assert_eq!(data("data: a\n\rdata: b\r\n\r"), ["a", "b"]);
}

#[test]
fn an_event_comes_as_soon_as_its_blank_line_does() -> Result<()> {
    let mut reader = Reader::new();
    let mut counts = Vec::new();
    for bytes in ["data: a\r\n\r", "\ndata: b\r", "\n", "\n"] {
        let mut count = 0;
        reader.feed(bytes.as_bytes(), |_| {
            count += 1;
            Ok(())
        })?;
        counts.push(count);
    }
    assert_eq!(counts, [1, 0, 0, 1]);
    Ok(())
}

#[test]
fn data_lines_join_and_empty_data_is_data() {
    assert_eq!(data("data: a\ndata:b\n: c\ndata\nevent: x\ndata:  d\n\n"), ["a\nb\n\n d"]);
    assert_eq!(data("data\n\ndata:\ndata:\n\n"), ["", "\n"]);
}

#[test]
fn what_has_no_data_is_no_event() {
    assert_eq!(data("event: a\n\n: b\n\n\n\nid: 1\n\nevent: c"), [""; 0]);
    assert_eq!(data(""), [""; 0]);
}

#[test]
fn names_end_with_their_event_and_ids_last() {
    let stream = b"id: 7\nretry: 20\nevent: a\ndata: 1\n\nevent: b\n\ndata: 2\n\nid\ndata: 3\n\n";
    let (seen, _) = read_pieces([&stream[..]]);
    let row = |event: Option<&str>, data: &str, id: Option<&str>| {
        (event.map(str::to_owned), data.to_owned(), id.map(str::to_owned), Some(20))
    };
    assert_eq!(
        seen,
        [row(Some("a"), "1", Some("7")), row(None, "2", Some("7")), row(None, "3", None)]
    );
}

#[test]
fn a_byte_order_mark_is_passed_over_once() {
    assert_eq!(data("\u{FEFF}data: a\n\n"), ["a"]);
    // Another one makes a line that cannot be a field, which is not lost.
    assert_eq!(data("\u{FEFF}data: a\n\n\u{FEFF}data: b\n\n"), ["a", "\u{FEFF}data: b"]);
    assert_eq!(data("\u{FEFF}\u{FEFF}data: a\n\n"), ["\u{FEFF}data: a"]);
    assert_eq!(data("\u{FEFF}"), [""; 0]);
}

#[test]
fn a_cut_stream_gives_its_last_event() {
    assert_eq!(data("data: a\n\ndata: b\ndata: c"), ["a", "b\nc"]);
    assert_eq!(data("data: a\n\ndata: b\n"), ["a", "b"]);
}

#[test]
fn done_is_data() -> Result<()> {
    let mut seen = Vec::new();
    let mut reader = Reader::new();
    reader.feed(b"data: [DONE]\n\ndata:[DONE] \n\ndata: x[DONE]\n\n", |event| {
        seen.push(event.is_done());
        Ok(())
    })?;
    assert_eq!(seen, [true, true, false]);
    Ok(())
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_the_event_has_their_place() -> Result<()> {
    let stream = b"data: \xC3\xA9\r\n\r\n: \xFF\r\ndata: \xC3\xA9\xFFx\xFF\n\ndata: b\n\n";
    for split in 0..stream.len() {
        let mut seen = Vec::new();
        let mut reader = Reader::new();
        for piece in [&stream[..split], &stream[split..]] {
            reader.feed(piece, |event| {
                let invalid = event.invalid.map(|it| (it.byte, it.line, it.column));
                seen.push((event.data.to_owned(), invalid));
                Ok(())
            })?;
        }
        let data = |text: &str, invalid| (text.to_owned(), invalid);
        let bad = data("é\u{FFFD}x\u{FFFD}", Some((25, 4, 8)));
        assert_eq!(seen, [data("é", None), bad, data("b", None)]);
    }
    Ok(())
}

#[test]
fn events_before_an_error_are_handed_out_and_nothing_after_it() {
    let stream = b"data: a\n\ndata: too long\n\ndata: b\n\n";
    for size in 1..=stream.len() {
        let mut reader = Reader::with_limit(10);
        let mut seen = Vec::new();
        let mut errors = 0;
        for piece in stream.chunks(size) {
            let result = reader.feed(piece, |event| {
                seen.push(event.data.to_owned());
                Ok(())
            });
            errors += usize::from(result.is_err());
        }
        assert!(errors > 0);
        assert!(reader.finish(|_| Ok(())).is_err());
        assert_eq!(seen, ["a"]);
    }
}

#[test]
fn an_error_of_the_callback_stops_the_reader() {
    let mut reader = Reader::new();
    let mut seen = 0;
    let result = reader.feed(b"data: a\n\ndata: b\n\n", |_| {
        seen += 1;
        Err(Error::merge("no"))
    });
    assert!(matches!(result, Err(Error::Merge { .. })));
    assert!(matches!(reader.feed(b"\n", |_| Ok(())), Err(Error::Parse(_))));
    assert_eq!(seen, 1);
}

#[test]
fn errors_in_the_data_are_placed_in_the_stream() -> Result<()> {
    let stream = ": x\r\nevent: e\r\ndata: é1\r\nid: 4\r\ndata:é23\r\n\r\n";
    for size in 1..=stream.len() {
        let mut reader = Reader::new();
        let mut places = Vec::new();
        for piece in stream.as_bytes().chunks(size) {
            reader.feed(piece, |event| {
                for byte in [0, 2, 6] {
                    let error = ParseError::at(event.data.as_bytes(), byte, "x");
                    let error = event.in_stream(error);
                    places.push((error.byte, error.line, error.column));
                }
                Ok(())
            })?;
        }
        assert_eq!(places, [(21, 3, 7), (23, 3, 8), (40, 5, 7)], "in pieces of {size}");
    }
    Ok(())
}

#[test]
fn long_lines_and_long_events_are_refused_whatever_the_split() {
    let line = format!("data: 1\n\n: {}\n", "x".repeat(1000));
    let event = format!("\n\n\n{}", "data: 123456\n".repeat(40));
    let within = format!("data: {}\n\n{}\n", "x".repeat(994), "data: 123456\n".repeat(30));
    // 33 lines of six bytes, 32 joints and 32 times 24 bytes for places are 998.
    for (stream, line) in [(line, 3), (event, 3 + 34)] {
        for size in [1, 7, stream.len()] {
            let pieces: Vec<_> = stream.as_bytes().chunks(size).collect();
            let error = error(&pieces);
            assert_eq!(error.what, "event of more than 1000 bytes");
            assert_eq!(error.line, line, "{error}");
        }
    }
    assert!(read_pieces(within.as_bytes().chunks(9)).1.is_ok());
}

#[test]
fn one_line_data_in_one_buffer_is_not_copied() -> Result<()> {
    let stream = b"event: a\ndata: {}\n\n".to_vec();
    Reader::new().feed(&stream, |event| {
        assert!(stream.as_ptr_range().contains(&event.data.as_ptr()));
        Ok(())
    })
}

#[test]
fn byte_by_byte_takes_linear_time() -> Result<()> {
    // 4 MB in one line: anything quadratic in the split would take minutes.
    let mut stream = b"data: ".to_vec();
    stream.resize(4 << 20, b'x');
    stream.extend(b"\n\n");
    let mut reader = Reader::new();
    let mut length = 0;
    for byte in stream.chunks(1) {
        reader.feed(byte, |event| {
            length += event.data.len();
            Ok(())
        })?;
    }
    assert_eq!(length, (4 << 20) - 6);
    Ok(())
}
