//! Arguments of calls that are not JSON in a finished response, and have exactly one reading that
//! is.

use memchr::memmem;

use super::node::{Items, Member};
use crate::error::Error;
use crate::json::{Builder, Cursor, Document, Text};
use crate::merge::parts::repair::{Repaired, repaired};

/// What is wrong with the arguments in a response.
#[derive(Default)]
pub(super) struct Mended {
    /// The response with repaired arguments, if any are.
    pub(super) json: Option<Vec<u8>>,
    /// What was done to them.
    pub(super) repaired: Vec<String>,
    /// What is not JSON and was not repaired.
    pub(super) broken: Vec<String>,
}

/// Repairs the arguments in a response. `sent` has the pieces of which they consist.
pub(super) fn mended(response: &[u8], sent: &Items) -> Mended {
    let mut mended = Mended::default();
    if memmem::find(response, b"\"arguments\"").is_none() {
        return mended;
    }
    let Ok(document) = Document::parse(response.to_vec()) else { return mended };
    let items = || document.root().get("output").into_iter().flat_map(Cursor::items);
    for (place, item) in (0..).zip(items()) {
        let place: usize = place;
        let Some((text, error)) = broken_in(item) else { continue };
        match repaired_of(text, sent) {
            Some(it) => {
                mended.repaired.push(format!("arguments of output item {place}: {}", it.how));
            }
            None => mended.broken.push(format!("arguments of output item {place}: {error}")),
        }
    }
    if !mended.repaired.is_empty() {
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
        mended.json = Some(json.finish());
    }
    mended
}

/// The arguments of an item, if they are not JSON.
fn broken_in(item: Cursor<'_>) -> Option<(Text<'_>, Error)> {
    let text = item.get("arguments")?.as_text().filter(|text| !text.is_empty())?;
    let error = Document::parse(text.to_wtf8().into_owned()).err()?;
    Some((text, error))
}

fn repaired_of(text: Text<'_>, sent: &Items) -> Option<Repaired> {
    let members = sent.values().filter_map(|item| item.pieces.as_ref());
    let mut members = members.flat_map(|pieces| &pieces.members);
    let pieces = members.find_map(|(name, member)| match member {
        Member::Text(grown) if *name == "arguments" => grown.repeats_in(text.raw()),
        _ => None,
    });
    repaired(text, pieces.unwrap_or_default())
}

fn write(item: Cursor<'_>, sent: &Items, json: &mut Builder) {
    let repaired = broken_in(item).and_then(|(text, _)| repaired_of(text, sent));
    let Some(repaired) = repaired else { return json.value(item) };
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
