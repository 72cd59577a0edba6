//! Any bytes are recordings or errors, and all that recordings have can be read.

#![no_main]

use deltafold::internals::recording::Recordings;
use deltafold::{Options, Recording};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Recordings::parse_only(bytes, None).map(|recording| look_at(&recording));
    let Ok(recordings) = Recordings::parse(bytes.to_vec(), None) else { return };
    for recording in recordings.flatten() {
        look_at(&recording);
    }
});

fn look_at(recording: &Recording) {
    let document = recording.document().expect("enough memory");
    let _ = (recording.kind(), recording.custom_id(), recording.times(), recording.exception());
    let _ = recording.check_chunks();
    let completion = recording.merge(Options::default());
    // What was converted to an envelope is an envelope, with as many items.
    let again = Recording::parse(document.bytes().to_vec(), None).expect("an envelope");
    assert_eq!(again.item_count(), recording.item_count());
    if let Ok(completion) = completion {
        let document = completion.document().expect("valid JSON");
        recording.summary(document.root());
    }
}
