//! Messages of binary event streams: every event of a valid stream arrives, and damage is an error.
//! Each line of the input becomes a message.

#![no_main]

use base64::prelude::{BASE64_STANDARD, Engine};
use deltafold::internals::recording::Recordings;
use flate2::Crc;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, from_slice, json};

fuzz_target!(|text: &[u8]| {
    let payloads: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let mut stream: Vec<u8> = payloads.iter().flat_map(|payload| message(payload)).collect();
    let items = items(&stream);
    let parsed: Result<Vec<Value>, _> = payloads.iter().map(|it| from_slice(it)).collect();
    if let Ok(parsed) = parsed {
        assert_eq!(items, Some(parsed.into_iter().map(|payload| json!({"x": payload})).collect()));
    }
    // Bytes of any kind, and what was an event stream.
    let sum = text.iter().fold(0, |sum: usize, byte| sum + usize::from(*byte));
    let at = sum % stream.len();
    stream[at] ^= 1 << (sum % 8);
    let _ = (self::items(text), self::items(&stream));
});

/// The items of a cassette with these bytes as a body.
fn items(body: &[u8]) -> Option<Vec<Value>> {
    let cassette = format!(
        r#"{{"version": 1, "interactions": [{{"request": {{"method": "POST", "uri": "http://a/b"}},
        "response": {{"status": {{"code": 200, "message": "OK"}},
        "headers": {{"Content-Type": ["application/vnd.amazon.eventstream"]}},
        "body": {{"base64_string": "{}"}}}}}}]}}"#,
        BASE64_STANDARD.encode(body)
    );
    let recording = Recordings::parse(cassette.into_bytes(), None).ok()?.next()?.ok()?;
    (0..recording.item_count())
        .map(|number| from_slice(recording.item(number)?.bytes()).ok())
        .collect()
}

fn message(payload: &[u8]) -> Vec<u8> {
    let header = b"\x0b:event-type\x07\x00\x01x";
    let number = |length: usize| (length as u32).to_be_bytes();
    let mut bytes = [number(16 + header.len() + payload.len()), number(header.len())].concat();
    bytes.extend(checksum(&bytes));
    bytes.extend([&header[..], payload].concat());
    bytes.extend(checksum(&bytes));
    bytes
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum().to_be_bytes()
}
