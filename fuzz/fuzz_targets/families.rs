//! A stream of any family merges to the same, as a whole recording, item by item, and as bytes.

#![no_main]

use deltafold::internals::json::{Document, Layout, write};
use deltafold::internals::merge::families;
use deltafold::{Accumulator, Options, Recording};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let Ok(recording) = Recording::parse(file.to_vec(), None) else { return };
    let Ok(items) = items(&recording) else { return };
    // What is done with it follows from its bytes, so that any recording is an input.
    let sum = file.iter().fold(0, |sum: usize, byte| sum + usize::from(*byte));
    let options = Options { strict: sum % 3 == 0, single_choice: sum % 5 == 0 };
    // Several times, since what repeats is merged by its differences.
    let list = [&items[..], &items[..], &items[..]].concat().join(&b", "[..]);
    let text = [&b"{\"response\": {\"body\": ["[..], &list, b"]}}"].concat();
    by_repeats(Recording::parse(text, None).expect("a recording"), options);
    // A family is pushed the items of all others, too.
    let new = || Accumulator::of(families().nth(sum % 20), options);
    let event = |item: &Vec<u8>| [b"data: ", &item[..], b"\n\n"].concat();
    let stream: Vec<u8> = items.iter().flat_map(event).collect();
    let whole = end(new(), [&stream[..]], Accumulator::feed);
    assert_eq!(end(new(), stream.chunks(sum % 16 + 1), Accumulator::feed), whole);
    let mut watched = new();
    watched.watch();
    assert_eq!(end(watched, [&stream[..]], Accumulator::feed), whole);
    assert_eq!(end(new(), items.iter().map(Vec::as_slice), Accumulator::push).1, whole.1);
});

fn items(recording: &Recording) -> deltafold::Result<Vec<Vec<u8>>> {
    let mut items = Vec::new();
    recording.try_each_chunk(|chunk| {
        items.push(Vec::new());
        write(chunk, Layout::OneLine, items.last_mut().expect("one"));
        Ok(())
    })?;
    Ok(items)
}

fn by_repeats(recording: Recording, options: Options) {
    let Some(family) = recording.stream_family() else { return };
    let mut merger = (family.merger)(options);
    let pushed = recording.try_each_chunk(|chunk| merger.push(chunk));
    let ended = pushed.and_then(|()| if options.strict { merger.check_end() } else { Ok(()) });
    assert_eq!(recording.merge(options).ok(), ended.ok().map(|()| merger.snapshot()));
}

/// Whether it failed, and the completion, which must be valid JSON.
fn end<'p>(
    mut merged: Accumulator,
    pieces: impl IntoIterator<Item = &'p [u8]>,
    take: impl Fn(&mut Accumulator, &[u8]) -> deltafold::Result<()>,
) -> (Option<String>, Vec<u8>) {
    let taken = pieces.into_iter().try_for_each(|piece| take(&mut merged, piece));
    let error = taken.and_then(|()| merged.finish().map(drop)).err();
    let json = merged.snapshot().to_json();
    assert_eq!(Document::parse(json.clone()).expect("valid JSON").bytes(), json);
    (error.map(|error| error.to_string()), json)
}
