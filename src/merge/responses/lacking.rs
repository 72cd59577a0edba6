//! What the event that ends a response leaves out although events before it had it.

use std::collections::HashSet;

use memchr::memmem;

use super::node::Items;
use super::write;
use crate::json::{Builder, Cursor, Document};

/// The items that a response lacks, with their places among all that events built.
pub(super) fn lacking(response: Cursor<'_>, items: &Items) -> Option<(Document, Vec<usize>)> {
    let said: Vec<_> = response.get("output")?.items().collect();
    if items.len() <= said.len() {
        return None;
    }
    let mut json = Builder::new();
    write::items(items, &mut json);
    let built = Document::parse(json.finish()).ok()?;
    let mut left = said.clone();
    let mut others = Vec::new();
    for (place, item) in built.root().items().enumerate() {
        match left.iter().position(|said| has_same_name(*said, item)) {
            Some(at) => drop(left.swap_remove(at)),
            None => others.push((place, item)),
        }
    }
    // Gateways rename items.
    let mut places = Vec::new();
    for (place, item) in others {
        let kind = item.get("type").map(Cursor::raw);
        match left.iter().position(|said| said.get("type").map(Cursor::raw) == kind) {
            Some(at) => drop(left.swap_remove(at)),
            None if said.iter().any(|said| says_all(*said, item)) => {}
            None => places.push(place),
        }
    }
    (!places.is_empty()).then_some((built, places))
}

fn has_same_name(one: Cursor<'_>, two: Cursor<'_>) -> bool {
    ["id", "call_id"].into_iter().any(|key| {
        let names =
            [one.get(key).and_then(Cursor::as_text), two.get(key).and_then(Cursor::as_text)];
        matches!(names, [Some(one), Some(two)] if one == two && !one.is_empty())
    })
}

/// Whether an item has all the words of another one, which then is a part of it that got a place of
/// its own.
fn says_all(item: Cursor<'_>, other: Cursor<'_>) -> bool {
    let parts = other.get("content").into_iter().flat_map(Cursor::items);
    let texts = parts.filter_map(|part| part.get("text").or_else(|| part.get("refusal")));
    let mut words = texts.chain(other.get("arguments")).filter_map(Cursor::as_text).peekable();
    words.peek().is_some() && words.all(|text| memmem::find(item.raw(), text.raw()).is_some())
}

/// Writes the output of a response and the items that it lacks, each at its place.
pub(super) fn write_both(
    response: Cursor<'_>,
    built: &Document,
    places: &[usize],
    json: &mut Builder,
) {
    let built: Vec<_> = built.root().items().collect();
    let mut all: Vec<_> = response.get("output").into_iter().flat_map(Cursor::items).collect();
    for place in places {
        all.insert((*place).min(all.len()), built[*place]);
    }
    json.begin_array();
    all.into_iter().for_each(|item| json.value(item));
    json.end_array();
}

/// A response that ended several times: the members of the last end that say something, then those
/// of the ones before, the latest first. `None` if the last one lacks nothing.
pub(super) fn with_former<'a>(ends: impl Iterator<Item = Cursor<'a>>) -> Option<Vec<u8>> {
    let is_there = |value: Cursor<'_>| match value.is_array() {
        true => value.items().next().is_some(),
        false => !value.is_null(),
    };
    let mut ends = ends.peekable();
    let (mut known, mut members, mut empty) = (HashSet::new(), Vec::new(), Vec::new());
    for (key, value) in ends.next()?.members() {
        match is_there(value) {
            true => {
                known.insert(key.to_wtf8());
                members.push((key, value));
            }
            false => empty.push((key, value)),
        }
    }
    let own = members.len();
    for (key, value) in ends.flat_map(Cursor::members).filter(|(_, value)| is_there(*value)) {
        if known.insert(key.to_wtf8()) {
            members.push((key, value));
        }
    }
    if members.len() == own {
        return None;
    }
    members.extend(empty.into_iter().filter(|(key, _)| known.insert(key.to_wtf8())));
    let mut json = Builder::new();
    json.begin_object();
    for (key, value) in members {
        json.key_text(key);
        json.value(value);
    }
    json.end_object();
    Some(json.finish())
}
