//! Arguments of calls that are not JSON in a finished response, and have exactly one reading that
//! is.

use memchr::memmem;

use super::node::{Items, Member};
use crate::json::{Builder, Cursor, Document};
use crate::merge::parts::repair::{Repaired, repaired};

/// A response with its arguments repaired, and what was done.
pub(super) struct Mended {
    pub(super) json: Vec<u8>,
    pub(super) details: Vec<String>,
}

/// The response with repaired arguments; `None` if nothing is repaired. `sent` has the pieces of
/// which they consist.
pub(super) fn mended(response: &[u8], sent: &Items) -> Option<Mended> {
    memmem::find(response, b"\"arguments\"")?;
    let document = Document::parse(response.to_vec()).ok()?;
    let items = || document.root().get("output").into_iter().flat_map(Cursor::items);
    let details = (0..).zip(items()).filter_map(|(place, item): (usize, _)| {
        Some(format!("arguments of output item {place}: {}", repaired_in(item, sent)?.how))
    });
    let details: Vec<_> = details.collect();
    if details.is_empty() {
        return None;
    }
    let mut json = Builder::new();
    json.begin_object();
    for (key, value) in document.root().members() {
        json.key_text(key);
        match key == *"output" {
            true => {
                json.begin_array();
                items().for_each(|item| write(item, sent, &mut json));
                json.end_array();
            }
            false => json.value(value),
        }
    }
    json.end_object();
    Some(Mended { json: json.finish(), details })
}

fn repaired_in(item: Cursor<'_>, sent: &Items) -> Option<Repaired> {
    let text = item.get("arguments")?.as_text().filter(|text| !text.is_empty())?;
    if Document::parse(text.to_wtf8().into_owned()).is_ok() {
        return None;
    }
    let members = sent.values().filter_map(|item| item.pieces.as_ref());
    let mut members = members.flat_map(|pieces| &pieces.members);
    let pieces = members.find_map(|(name, member)| match member {
        Member::Text(grown) if *name == "arguments" => grown.repeats_in(text.raw()),
        _ => None,
    });
    repaired(text, pieces.unwrap_or_default())
}

fn write(item: Cursor<'_>, sent: &Items, json: &mut Builder) {
    let Some(repaired) = repaired_in(item, sent) else { return json.value(item) };
    json.begin_object();
    for (key, value) in item.members() {
        json.key_text(key);
        match key == *"arguments" {
            true => json.wtf8(&repaired.json),
            false => json.value(value),
        }
    }
    json.end_object();
}
