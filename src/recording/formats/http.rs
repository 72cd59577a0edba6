//! An HTTP message as cassettes have it in; its headers, and the bytes of its body, out.

use std::io::Read;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::body::string;
use super::compressed::{Compression, Decoded, MAX_BYTES};
use super::yaml::BINARY;
use crate::json::{Builder, Cursor, Document};

/// Readers of base64 differ in what they make of padding; any will do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a body, uncompressed.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
}

impl Content {
    /// The body of `message`, if it has one.
    pub(super) fn of(message: Cursor<'_>) -> Option<Self> {
        let body = message.get("body").or_else(|| message.get("content"))?.non_null()?;
        let member = |key| body.get(key).and_then(Cursor::non_null);
        let raw = match (member("base64_string"), member("string").or_else(|| member(BINARY))) {
            (Some(encoded), _) => decoded(encoded)?,
            (None, Some(string)) if body.get(BINARY).is_none() => bytes_of(string)?,
            (None, _) => bytes_of(body)?,
        };
        let encoding = header(message, "content-encoding").unwrap_or_default();
        Some(Content { bytes: uncompressed(raw, &encoding) })
    }

    /// The JSON text of the value: parsed, if it is JSON, else as a string.
    pub(super) fn into_value(self) -> Vec<u8> {
        match Document::parse(self.bytes.clone()) {
            Ok(_) => self.bytes,
            Err(_) => string(&self.bytes),
        }
    }
}

/// The bytes of a text, or of a binary scalar.
fn bytes_of(value: Cursor<'_>) -> Option<Vec<u8>> {
    if let Some(encoded) = value.get(BINARY) {
        return decoded(encoded);
    }
    let Some(text) = value.as_text() else {
        // It was parsed already when it was recorded.
        return Some(value.raw().to_vec());
    };
    let text = text.to_str();
    // Bytes that were written as if each was a character.
    if text.starts_with("\u{1f}\u{8b}")
        && let Ok(bytes) = text.chars().map(|one| u8::try_from(u32::from(one))).collect()
    {
        return Some(bytes);
    }
    Some(text.into_owned().into_bytes())
}

fn decoded(encoded: Cursor<'_>) -> Option<Vec<u8>> {
    let text = encoded.get(BINARY).unwrap_or(encoded).as_text()?.to_str();
    let letters: String = text.split_ascii_whitespace().collect();
    BASE64.decode(letters).ok()
}

/// What is in compressed bytes; others, and those that cannot be read, as they are. Recorders may
/// uncompress a body and leave the header, so it is a hint only.
fn uncompressed(bytes: Vec<u8>, encoding: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let read = match Compression::of(&bytes) {
        Some(compression) => {
            Decoded::new(compression, bytes.as_slice()).read_whole(&mut out).is_ok()
        }
        None if encoding.contains("deflate") => {
            let limited = |reader: &mut dyn Read, out: &mut Vec<u8>| {
                out.clear();
                reader.take(MAX_BYTES).read_to_end(out).is_ok()
            };
            limited(&mut ZlibDecoder::new(bytes.as_slice()), &mut out)
                || limited(&mut DeflateDecoder::new(bytes.as_slice()), &mut out)
        }
        None => false,
    };
    if read { out } else { bytes }
}

/// Writes the headers as an object of strings.
pub(super) fn headers_of(message: Cursor<'_>, json: &mut Builder) {
    json.begin_object();
    for (name, value) in message.get("headers").into_iter().flat_map(Cursor::members) {
        json.key_text(name);
        match joined(value) {
            Some(text) => json.str(&text),
            None => json.value(value),
        }
    }
    json.end_object();
}

/// A header's values as one.
fn joined(value: Cursor<'_>) -> Option<String> {
    if let Some(text) = value.as_text() {
        return Some(text.to_str().into_owned());
    }
    let values: Option<Vec<_>> = value.items().map(|one| Some(one.as_text()?.to_str())).collect();
    value.is_array().then_some(values?.join(", "))
}

fn header(message: Cursor<'_>, wanted: &str) -> Option<String> {
    let mut headers = message.get("headers")?.members();
    headers
        .find(|(name, _)| name.to_str().eq_ignore_ascii_case(wanted))
        .and_then(|(_, value)| joined(value).map(|value| value.to_ascii_lowercase()))
}

/// The path of a URL, as the OGX recorder calls it the endpoint.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default();
    path.split(['?', '#']).next().unwrap_or_default()
}
