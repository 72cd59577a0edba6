//! The events of a stream, and its error, do not depend on how its bytes are split.

#![no_main]

use deltafold::internals::sse::{Event, Reader};
use libfuzzer_sys::fuzz_target;

type Seen = (Option<String>, String, Option<String>, Option<u64>);

fuzz_target!(|stream: &[u8]| {
    // Where it is split follows from its bytes, so that any text is an input.
    let sum = stream.iter().fold(0, |sum: usize, byte| sum + usize::from(*byte));
    // A small limit is met by small inputs.
    for limit in [64, 1 << 20] {
        let whole = read(limit, [stream]);
        assert_eq!(read(limit, stream.chunks(1)), whole);
        assert_eq!(read(limit, stream.chunks(sum % 16 + 1)), whole);
        let (start, end) = stream.split_at(sum % (stream.len() + 1));
        assert_eq!(read(limit, [start, &[], end]), whole);
    }
});

/// The events, then the error's text if there is one.
fn read<'s>(
    limit: usize,
    pieces: impl IntoIterator<Item = &'s [u8]>,
) -> (Vec<Seen>, Option<String>) {
    let mut seen = Vec::new();
    let mut note = |event: Event<'_>| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        seen.push((owned(event.event), event.data.to_owned(), owned(event.id), event.retry));
        Ok(())
    };
    let mut reader = Reader::with_limit(limit);
    let result = pieces.into_iter().try_for_each(|piece| reader.feed(piece, &mut note));
    let result = result.and_then(|()| reader.finish(&mut note));
    (seen, result.err().map(|error: deltafold::Error| error.to_string()))
}
