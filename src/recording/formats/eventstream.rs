//! Bodies of the type `application/vnd.amazon.eventstream`: binary messages with headers, a payload
//! and two checksums, as Bedrock streams them.
//!
//! A message is its length and that of its headers (4 bytes each, big-endian), the CRC32 of these,
//! the headers, the payload, and the CRC32 of all of it.

use std::collections::HashMap;

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::Crc;

use super::body::Body;
use super::http::value_of;
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, ListBuilder};

/// Lengths and their checksum.
const PRELUDE: usize = 12;
const CHECKSUM: usize = 4;

/// Whether bytes begin with a message: the checksum of its lengths is right.
pub(super) fn is(bytes: &[u8]) -> bool {
    prelude(bytes).is_some_and(|prelude| prelude.is_right)
}

struct Prelude {
    length: usize,
    headers: usize,
    is_right: bool,
}

fn prelude(bytes: &[u8]) -> Option<Prelude> {
    let lengths = bytes.get(..8)?;
    let (length, headers) = (number(bytes, 0)? as usize, number(bytes, 4)? as usize);
    let fits = headers.checked_add(PRELUDE + CHECKSUM).is_some_and(|least| least <= length);
    Some(Prelude { length, headers, is_right: fits && crc(lengths) == number(bytes, 8)? })
}

/// The events of all messages, and whether the last one was cut off.
///
/// # Errors
///
/// [`Error::Recording`] with the number and place of a message whose checksum is wrong, or whose
/// headers or payload cannot be read; if there is not enough memory.
pub(super) fn read(bytes: &[u8]) -> Result<(Body, bool)> {
    let mut items = ListBuilder::new();
    let (mut rest, mut number) = (bytes, 0);
    while !rest.is_empty() {
        let wrong = |what: &str| {
            let place = bytes.len() - rest.len();
            Error::recording(format!("event stream: message {number} at byte {place}: {what}"))
        };
        let Some(prelude) = prelude(rest) else {
            return Ok((Body::Items(items.into(), None), true));
        };
        if !prelude.is_right {
            return Err(wrong("the checksum of its lengths is wrong"));
        }
        let Some((message, after)) = rest.split_at_checked(prelude.length) else {
            return Ok((Body::Items(items.into(), None), true));
        };
        let (checked, checksum) = message.split_at(message.len() - CHECKSUM);
        if self::number(checksum, 0) != Some(crc(checked)) {
            return Err(wrong("its checksum is wrong"));
        }
        let (headers, payload) =
            checked.get(PRELUDE..).unwrap_or_default().split_at(prelude.headers);
        let headers = headers_of(headers).ok_or_else(|| wrong("its headers cannot be read"))?;
        let item = item_of(&headers, payload).map_err(|error| match error {
            Error::Parse(error) => wrong(&error.what),
            Error::Recording { what, .. } => wrong(&what),
            other => other,
        })?;
        if let Some(item) = item {
            items.push(&item)?;
        }
        (rest, number) = (after, number + 1);
    }
    Ok((Body::Items(items.into(), None), false))
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The headers that are strings, by name.
fn headers_of(mut bytes: &[u8]) -> Option<HashMap<&str, &str>> {
    let mut headers = HashMap::new();
    while let Some((length, rest)) = bytes.split_first() {
        let (name, rest) = rest.split_at_checked(usize::from(*length))?;
        let (kind, rest) = rest.split_first()?;
        let length = match kind {
            0 | 1 => 0,
            2 => 1,
            3 => 2,
            4 => 4,
            5 | 8 => 8,
            9 => 16,
            6 | 7 => 2 + usize::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?)),
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        if *kind == 7 {
            let value = std::str::from_utf8(value.get(2..)?).ok()?;
            headers.insert(std::str::from_utf8(name).ok()?, value);
        }
        bytes = rest;
    }
    Some(headers)
}

/// The item of a message. An event of `InvokeModelWithResponseStream` has the provider's own event
/// in base64; any other becomes an object with its name, as SDKs show it, also one of an agent, which
/// has text in base64.
fn item_of(headers: &HashMap<&str, &str>, payload: &[u8]) -> Result<Option<Vec<u8>>> {
    let header = |name| headers.get(name).copied();
    match header(":message-type") {
        Some("exception") => error_of(header(":exception-type"), payload).map(Some),
        Some("error") => {
            let mut message = Builder::new();
            message.begin_object();
            message.key("message");
            message.str(header(":error-message").unwrap_or_default());
            message.end_object();
            error_of(header(":error-code"), &message.finish()).map(Some)
        }
        _ => {
            let Some(name) = header(":event-type").filter(|name| *name != "initial-response")
            else {
                return Ok(None);
            };
            let value = Document::parse(value_of(payload.to_vec())?)?;
            let bytes = value.root().get("bytes").filter(|_| name == "chunk");
            let event = bytes.and_then(Cursor::as_text);
            let event = event.and_then(|it| BASE64_STANDARD.decode(it.to_str().as_bytes()).ok());
            match event.map(Document::parse).transpose() {
                Ok(Some(event)) if event.root().is_object() => {
                    return Ok(Some(event.bytes().to_vec()));
                }
                Err(Error::OutOfMemory(error)) => return Err(error.into()),
                _ => {}
            }
            let mut json = Builder::new();
            json.begin_object();
            json.key(name);
            json.value(value.root());
            json.end_object();
            Ok(Some(json.try_finish()?))
        }
    }
}

/// An error body, in which the error has its name as its type.
fn error_of(name: Option<&str>, payload: &[u8]) -> Result<Vec<u8>> {
    let value = Document::parse_lent(payload).ok();
    let mut json = Builder::new();
    json.begin_object();
    json.key("error");
    json.begin_object();
    if let Some(name) = name {
        json.key("type");
        json.str(name);
    }
    match &value {
        Some(value) if value.root().is_object() => {
            for (key, value) in value.root().members() {
                if !(key == *"type") {
                    json.key_text(key);
                    json.value(value);
                }
            }
        }
        _ => {
            json.key("message");
            json.str(&String::from_utf8_lossy(payload));
        }
    }
    json.end_object();
    json.end_object();
    Ok(json.try_finish()?)
}
