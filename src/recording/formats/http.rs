//! Reads the headers and the body bytes of an HTTP message in a cassette.

use std::io::{ErrorKind, Read};

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::body::string;
use super::compressed::{Compression, Decoded, MAX_BYTES, TooMuch};
use super::yaml::BINARY;
use crate::error::{Error, Result, read_all};
use crate::json::{Builder, Cursor, FoldedDocument, Text};

/// Base64 decoders treat padding differently, so any padding is accepted.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The decompressed bytes of the body of `message`, if it has one. The decompressed size is
/// subtracted from `left`.
///
/// # Errors
///
/// [`Error::Recording`] if the body has more bytes than are left.
pub(super) fn content_of(message: Cursor<'_>, left: &mut u64) -> Result<Option<Vec<u8>>> {
    match raw_of(message) {
        Some(raw) => {
            let encoding = header(message, "content-encoding").unwrap_or_default();
            uncompressed(raw, &encoding, left).map(Some)
        }
        None => Ok(None),
    }
}

fn raw_of(message: Cursor<'_>) -> Option<Vec<u8>> {
    let body = message.get("body").or_else(|| message.get("content"))?.non_null()?;
    if let Some(bytes) = typed(body) {
        return bytes;
    }
    let member = |key| body.get(key).and_then(Cursor::non_null);
    match (member("base64_string"), member("string").or_else(|| member(BINARY))) {
        (Some(encoded), _) => decoded(encoded),
        (None, Some(string)) if body.get(BINARY).is_none() => bytes_of(string),
        (None, _) => bytes_of(body),
    }
}

/// The bytes of a body that names its type, as cassetter writes it; `None` if it does not.
fn typed(body: Cursor<'_>) -> Option<Option<Vec<u8>>> {
    let kind = body.get("type")?.as_text()?.to_str();
    let is_own = |(key, _): (Text<'_>, _)| key == *"type" || key == *"content";
    if !body.members().all(is_own) {
        return None;
    }
    let content = body.get("content");
    match &*kind {
        "none" => Some(None),
        "json" => Some(content.map(|value| value.raw().to_vec())),
        "text" => Some(content.and_then(bytes_of)),
        "binary" => Some(content.and_then(unhexed)),
        _ => None,
    }
}

/// Bytes in hexadecimal digits; YAML reads them as a number if all are decimal.
fn unhexed(value: Cursor<'_>) -> Option<Vec<u8>> {
    let text = value.as_text().map(|text| text.to_str());
    let digits = text.as_deref().map_or(value.raw(), str::as_bytes);
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

/// The bytes as JSON text: unchanged if they are JSON, else as a string.
pub(super) fn value_of(bytes: Vec<u8>) -> Result<Vec<u8>> {
    match FoldedDocument::parse_lent(&bytes, &[]) {
        Ok(_) => Ok(bytes),
        Err(Error::OutOfMemory(error)) => Err(error.into()),
        Err(_) => Ok(string(&bytes)?),
    }
}

/// The bytes of a string, or of a binary scalar.
fn bytes_of(value: Cursor<'_>) -> Option<Vec<u8>> {
    if let Some(encoded) = value.get(BINARY) {
        return decoded(encoded);
    }
    let Some(text) = value.as_text() else {
        // It was already parsed when it was recorded.
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

pub(super) fn decoded(encoded: Cursor<'_>) -> Option<Vec<u8>> {
    let text = encoded.get(BINARY).unwrap_or(encoded).as_text()?.to_str();
    let letters: String = text.split_ascii_whitespace().collect();
    BASE64.decode(letters).ok()
}

/// Decompresses compressed bytes; others, and corrupted ones, are returned unchanged. Recorders may
/// decompress a body but keep the header, which is therefore only a hint.
pub(super) fn uncompressed(bytes: Vec<u8>, encoding: &str, left: &mut u64) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let read = match Compression::of(&bytes) {
        Some(compression) => {
            Decoded::with_limit(compression, bytes.as_slice(), *left).read_whole(&mut out)
        }
        None if encoding.contains("deflate") => {
            let mut limited = |reader: &mut dyn Read| {
                out.clear();
                match read_all(&mut { reader }, *left + 1, &mut out)? as u64 {
                    read if read > *left => Err(TooMuch::than(*left)),
                    _ => Ok(()),
                }
            };
            match limited(&mut ZlibDecoder::new(bytes.as_slice())) {
                Err(error) if is_corrupt(&error) => {
                    limited(&mut DeflateDecoder::new(bytes.as_slice()))
                }
                read => read,
            }
        }
        None => return Ok(bytes),
    };
    match read {
        Ok(()) => {
            *left -= out.len() as u64;
            Ok(out)
        }
        Err(error) if is_corrupt(&error) => Ok(bytes),
        Err(error) if TooMuch::is(&error) => Err(Error::recording(format!(
            "decompressed size exceeds {MAX_BYTES} bytes for all bodies together"
        ))),
        Err(error) => Err(Error::io(error)),
    }
}

/// Whether the data is corrupted, rather than too large.
fn is_corrupt(error: &std::io::Error) -> bool {
    !TooMuch::is(error) && error.kind() != ErrorKind::OutOfMemory
}

/// The headers as an object of strings.
pub(super) fn headers_of(message: Cursor<'_>) -> Result<Vec<u8>> {
    let mut json = Builder::new();
    json.begin_object();
    for (name, value) in message.get("headers").into_iter().flat_map(Cursor::members) {
        json.key_text(name);
        match joined(value) {
            Some(text) => json.str(&text),
            None => json.value(value),
        }
    }
    json.end_object();
    Ok(json.try_finish()?)
}

/// The values of a header, joined.
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
