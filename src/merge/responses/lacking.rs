//! What the event that ends a response leaves out although events before it had it.

use std::collections::HashSet;

use memchr::memmem;

use super::node::Items;
use super::write;
use crate::json::{Builder, Cursor, Document, Text};

/// The output of a response with the items and words that it lacks; `None` if it lacks none.
pub(super) fn filled(response: Cursor<'_>, items: &Items) -> Option<Vec<u8>> {
    let said: Vec<_> = response.get("output")?.items().collect();
    let are_fewer = items.len() > said.len();
    if !are_fewer && !said.iter().any(|item| says_less(*item, items)) {
        return None;
    }
    let mut json = Builder::new();
    write::items(items, &mut json);
    let built = Document::parse(json.finish()).ok()?;
    let built: Vec<_> = built.root().items().collect();
    let whole: Vec<_> = said
        .iter()
        .enumerate()
        .map(|(place, item)| {
            let former = says_less(*item, items).then(|| former(*item, place, &built)).flatten()?;
            with_former([*item, former].into_iter())
        })
        .collect();
    let places = if are_fewer { lacking(&said, &built) } else { Vec::new() };
    if places.is_empty() && whole.iter().all(Option::is_none) {
        return None;
    }
    let mut all: Vec<_> = said
        .iter()
        .zip(&whole)
        .map(|(item, whole)| whole.as_deref().unwrap_or_else(|| item.raw()))
        .collect();
    for place in places {
        all.insert(place.min(all.len()), built[place].raw());
    }
    let mut json = Builder::new();
    json.begin_array();
    all.into_iter().for_each(|item| json.raw(item));
    json.end_array();
    Some(json.finish())
}

/// Whether an item has no words, and events had some for an item of its type.
fn says_less(item: Cursor<'_>, items: &Items) -> bool {
    let kind = item.get("type").and_then(Cursor::as_text);
    let is_empty = |key| item.get(key).is_none_or(|value| !is_there(value));
    let mut built = items.values().filter(|node| {
        node.pieces.as_ref().is_some_and(|pieces| !pieces.members.is_empty())
            && kind.is_some_and(|kind| node.kind().is_some_and(|it| kind == *it))
    });
    WORDS.into_iter().all(is_empty) && built.next().is_some()
}

/// The members of items that have their words.
const WORDS: [&str; 5] = ["content", "summary", "arguments", "input", "code"];

/// What was built for an item of a response.
fn former<'a>(item: Cursor<'_>, place: usize, built: &[Cursor<'a>]) -> Option<Cursor<'a>> {
    let kind = |item: Cursor<'_>| item.get("type").map(|kind| kind.raw().to_vec());
    let same = built.iter().find(|known| has_same_name(item, **known));
    let same = same.or_else(|| built.get(place))?;
    (kind(*same) == kind(item)).then_some(*same)
}

/// The places of the items that a response lacks, among all that events built.
fn lacking(said: &[Cursor<'_>], built: &[Cursor<'_>]) -> Vec<usize> {
    let mut left = said.to_vec();
    let mut others = Vec::new();
    for (place, item) in built.iter().enumerate() {
        match left.iter().position(|said| has_same_name(*said, *item)) {
            Some(at) => drop(left.swap_remove(at)),
            None => others.push((place, *item)),
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
    places
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

/// Whether a member says something: parts of which no text has any words do not.
fn is_there(value: Cursor<'_>) -> bool {
    let says_nothing = |part: Cursor<'_>| {
        let words = part.get("text").or_else(|| part.get("refusal")).and_then(Cursor::as_text);
        words.is_some_and(Text::is_empty)
    };
    match value.as_text() {
        Some(text) => !text.is_empty(),
        None if value.is_array() => value.items().any(|part| !says_nothing(part)),
        None => !value.is_null(),
    }
}

/// A response that ended several times, or an item: the members of the last one that say something,
/// then those of the ones before, the latest first. `None` if the last one lacks nothing.
pub(super) fn with_former<'a>(ends: impl Iterator<Item = Cursor<'a>>) -> Option<Vec<u8>> {
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
