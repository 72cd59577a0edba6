//! HTTP archives (HAR 1.2), as browsers and proxies export them: entries with a request and a
//! response. Entries whose response is not that of a model are skipped.
//!
//! <http://www.softwareishard.com/blog/har-12-spec/>

use super::body::Body;
use super::compressed::MAX_BYTES;
use super::envelope::Envelope;
use super::eventstream;
use super::http::{decoded, uncompressed, value_of};
use super::request::Request;
use crate::error::{Error, Grow, Result, joined};
use crate::json::{Builder, Cursor, Document, FoldedDocument, ListBuilder, Text};
use crate::merge::Kind;
use crate::recording::times::Times;

/// How many items of a stream are inspected.
const INSPECTED: usize = 32;

pub(super) fn is(root: Cursor<'_>) -> bool {
    let Some(log) = root.get("log") else { return false };
    log.get("entries").is_some_and(Cursor::is_array)
        && (log.get("version").is_some() || log.get("creator").is_some())
}

pub(super) fn read(root: Cursor<'_>) -> Result<Vec<FoldedDocument>> {
    let entries = root.get("log").and_then(|log| log.get("entries"));
    let (mut envelopes, mut left) = (Vec::new(), MAX_BYTES);
    for (number, entry) in entries.into_iter().flat_map(Cursor::items).enumerate() {
        let read = envelope(entry, &mut left).map_err(|error| match error {
            Error::Parse(_) | Error::Recording { .. } => {
                Error::recording(format!("log.entries[{number}]: {error}"))
            }
            other => other,
        });
        if let Some(envelope) = read? {
            envelopes.try_push(envelope)?;
        }
    }
    match envelopes.is_empty() {
        false => Ok(envelopes),
        true => {
            let what = "expected a recording, found an HTTP archive without responses of models";
            Err(Error::NotARecording { path: None, what: what.to_owned() })
        }
    }
}

fn envelope(entry: Cursor<'_>, left: &mut u64) -> Result<Option<FoldedDocument>> {
    let (Some(request), Some(response)) = (entry.get("request"), entry.get("response")) else {
        return Ok(None);
    };
    let Some(content) = content_of(response, left)? else { return Ok(None) };
    let (body, is_cut) = match eventstream::is(&content) {
        true => eventstream::read(&content)?,
        false => (Body::of_text(&content)?, false),
    };
    let request = Document::parse(request_of(request)?)?;
    let (body, is_response) = inspected(body, asks_a_model(request.root()))?;
    if !is_response {
        return Ok(None);
    }
    let envelope = Envelope {
        request: Some(joined(&[request.root().raw()])?),
        status: response.get("status").and_then(Cursor::as_i64),
        times: times_of(entry),
        is_cut,
        ..Envelope::default()
    };
    envelope.with_body(body).map(Some)
}

/// The body, and whether it is one of a model; an error is, if the request was for a model.
fn inspected(body: Body, asks_a_model: bool) -> Result<(Body, bool)> {
    match body {
        Body::Items(items, warnings) => {
            let list = items.finish(b"[", b"]")?;
            let is_item =
                (0..list.len().min(INSPECTED)).filter_map(|at| list.element(at)).any(|item| {
                    let item = item.root();
                    Kind::of_item(item).is_some() || Kind::likely_of_item(item).is_some()
                });
            let mut items = ListBuilder::new();
            list.try_each(|item| items.push(item.raw()))?;
            Ok((Body::Items(items.into(), warnings), is_item))
        }
        Body::Value(text) => {
            let value = Document::parse(joined(&[&text])?)?;
            let root = value.root();
            let is_response = match root.is_array() {
                true => {
                    let mut items = root.items().take(INSPECTED);
                    items.any(|item| Kind::of_item(item).is_some())
                }
                false => match Kind::of_single(root) {
                    Kind::Json | Kind::Empty => false,
                    Kind::Error => asks_a_model,
                    _ => true,
                },
            };
            Ok((Body::Value(text), is_response))
        }
    }
}

fn asks_a_model(request: Cursor<'_>) -> bool {
    let Some(body) = request.get("body") else { return false };
    ["model", "messages", "contents", "prompt", "input"].iter().any(|key| body.get(key).is_some())
}

/// The bytes of a message's content. Polly.JS keeps them compressed, as they came, and each piece in
/// base64 of its own.
fn content_of(response: Cursor<'_>, left: &mut u64) -> Result<Option<Vec<u8>>> {
    let Some(content) = response.get("content") else { return Ok(None) };
    let Some(text) = content.get("text") else { return Ok(None) };
    let encoding = content.get("encoding").and_then(Cursor::as_text);
    match (encoding.is_some_and(|encoding| encoding == *"base64"), text.as_text()) {
        (true, Some(all)) => decoded(text)
            .or_else(|| {
                let pieces = Document::parse_lent(all.to_str().as_bytes()).ok()?;
                let pieces = pieces.root().is_array().then_some(pieces.root().items())?;
                pieces.map(decoded).collect::<Option<Vec<_>>>().map(|pieces| pieces.concat())
            })
            .ok_or_else(|| Error::recording("response.content.text: invalid base64"))
            .and_then(|bytes| uncompressed(bytes, "", left).map(Some)),
        (false, Some(text)) => Ok(Some(joined(&[text.to_str().as_bytes()])?)),
        (_, None) => Ok(None),
    }
}

fn request_of(request: Cursor<'_>) -> Result<Vec<u8>> {
    let text = |key| request.get(key).and_then(Cursor::as_text);
    let body = match request.get("postData").and_then(|data| data.get("text")?.as_text()) {
        Some(text) => value_of(joined(&[text.to_str().as_bytes()])?)?,
        None => b"null".to_vec(),
    };
    let (method, url) = (text("method").map(Text::to_str), text("url"));
    Request { method, url, headers: Some(headers_of(request)?), body: Some(body) }.json()
}

/// The headers as an object; of those with one name, the first.
fn headers_of(request: Cursor<'_>) -> Result<Vec<u8>> {
    let mut json = Builder::new();
    json.begin_object();
    let mut known: Vec<String> = Vec::new();
    for header in request.get("headers").into_iter().flat_map(Cursor::items) {
        let member = |key| header.get(key).and_then(Cursor::as_text).map(|text| text.to_str());
        if let (Some(name), Some(value)) = (member("name"), member("value"))
            && !known.iter().any(|known| **known == *name)
        {
            json.key(&name);
            json.str(&value);
            known.try_push(name.into_owned())?;
        }
    }
    json.end_object();
    Ok(json.try_finish()?)
}

/// When the request was sent and how long all took; an archive has no times of chunks.
fn times_of(entry: Cursor<'_>) -> Option<Times> {
    let start = nanoseconds(&entry.get("startedDateTime")?.as_text()?.to_str())?;
    let took = entry.get("time").and_then(Cursor::as_f64).filter(|ms| ms.is_finite());
    let end = took.and_then(|ms| start.checked_add((ms * 1e6) as i64));
    Some(Times { start_ns: Some(start), end_ns: end, chunks: Vec::new() })
}

/// A time such as `2026-01-02T03:04:05.678+01:00`, in nanoseconds since 1970.
fn nanoseconds(text: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let rest = text.get(19..)?;
    let digits = rest.strip_prefix('.').map_or("", |rest| {
        rest.get(..rest.bytes().take_while(u8::is_ascii_digit).count()).unwrap_or_default()
    });
    let fraction: String = digits.chars().chain("000000000".chars()).take(9).collect();
    let zone = rest.get(if digits.is_empty() { 0 } else { digits.len() + 1 }..)?;
    let offset = match zone.as_bytes() {
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let zone = std::str::from_utf8(rest).ok()?.replace(':', "");
            let minutes =
                zone.get(0..2)?.parse::<i64>().ok()? * 60 + zone.get(2..4)?.parse::<i64>().ok()?;
            if *sign == b'+' { minutes } else { -minutes }
        }
        _ => 0,
    };
    // Days since 1970 in the Gregorian calendar, with years that begin in March.
    let (shifted, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = shifted * 365 + shifted.div_euclid(4) - shifted.div_euclid(100)
        + shifted.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
        - 719_469;
    let seconds = days * 86_400 + hour * 3600 + (minute - offset) * 60 + second;
    seconds.checked_mul(1_000_000_000)?.checked_add(fraction.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn times_are_read() {
        assert_eq!(nanoseconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(nanoseconds("1970-01-01T01:00:00.5+01:00"), Some(500_000_000));
        assert_eq!(nanoseconds("2000-03-01T00:00:00.000Z"), Some(951_868_800_000_000_000));
        assert_eq!(nanoseconds("2026-01-02T03:04:05-0230"), Some(1_767_332_045_000_000_000));
        for odd in ["", "yesterday", "2026-01-02", "2026-01-02T03:04:05+1"] {
            assert_eq!(nanoseconds(odd), None, "{odd}");
        }
    }
}
