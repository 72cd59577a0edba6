//! What the event that ends a response leaves out although events before it had it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use memchr::memmem;

use super::node::{Items, Node};
use super::write;
use crate::json::{Builder, Cursor, Document, Text};

/// The output of a response with the items and words that it lacks; `None` if it lacks none.
pub(super) fn filled(response: Cursor<'_>, items: &Items) -> Option<Vec<u8>> {
    let said: Vec<_> = response.get("output")?.items().collect();
    let are_fewer = items.len() > said.len();
    let kinds = in_pieces(items);
    let says_less = |item: &Cursor<'_>| has_no_words(*item) && kinds.contains(&*kind(*item));
    if !are_fewer && !said.iter().any(says_less) {
        return None;
    }
    let mut json = Builder::new();
    write::items(items, &mut json);
    let built = Document::parse(json.finish()).ok()?;
    let built: Vec<_> = built.root().items().collect();
    let places = by_name(&built);
    // What was built for an item.
    let former = |place: usize, item: Cursor<'_>| {
        let same = names(item).find_map(|name| places.get(&name)).copied().unwrap_or(place);
        built.get(same).filter(|known| kind(**known) == kind(item)).copied()
    };
    let whole: Vec<_> = (0..)
        .zip(&said)
        .map(|(place, item)| {
            let former = if says_less(item) { former(place, *item) } else { None };
            with_former([*item, former?].into_iter())
        })
        .collect();
    let places = if are_fewer { lacking(&said, &built) } else { Vec::new() };
    if places.is_empty() && whole.iter().all(Option::is_none) {
        return None;
    }
    let whole = whole.iter().map(Option::as_deref);
    let mut all: Vec<_> =
        said.iter().zip(whole).map(|(item, whole)| whole.unwrap_or_else(|| item.raw())).collect();
    for place in places {
        all.insert(place.min(all.len()), built[place].raw());
    }
    let mut json = Builder::new();
    json.begin_array();
    all.into_iter().for_each(|item| json.raw(item));
    json.end_array();
    Some(json.finish())
}

/// The types of the items of which members came in pieces.
fn in_pieces(items: &Items) -> HashSet<&'static str> {
    let has_pieces =
        |node: &&Node| node.pieces.as_ref().is_some_and(|pieces| !pieces.members.is_empty());
    items.values().filter(has_pieces).filter_map(Node::kind).collect()
}

/// The members of items that have their words.
const WORDS: [&str; 5] = ["content", "summary", "arguments", "input", "code"];

fn has_no_words(item: Cursor<'_>) -> bool {
    WORDS.into_iter().all(|key| item.get(key).is_none_or(|value| !is_there(value)))
}

fn kind(item: Cursor<'_>) -> Cow<'_, str> {
    item.get("type").and_then(Cursor::as_text).map(Text::to_str).unwrap_or_default()
}

/// The ids of an item and of its call, each with what it is.
fn names(item: Cursor<'_>) -> impl Iterator<Item = (&'static str, &[u8])> {
    let name = move |key| Some((key, item.get(key)?.as_text()?.raw()));
    ["id", "call_id"].into_iter().filter_map(name).filter(|(_, name)| !name.is_empty())
}

/// The places of items by their names.
fn by_name<'a>(items: &[Cursor<'a>]) -> HashMap<(&'static str, &'a [u8]), usize> {
    let mut places = HashMap::new();
    for (place, item) in items.iter().enumerate() {
        for name in names(*item) {
            places.entry(name).or_insert(place);
        }
    }
    places
}

/// The places of the items that a response lacks, among all that events built.
fn lacking(said: &[Cursor<'_>], built: &[Cursor<'_>]) -> Vec<usize> {
    let known = by_name(said);
    let mut is_left = vec![true; said.len()];
    let mut others = Vec::new();
    for (place, item) in built.iter().enumerate() {
        let same = names(*item).find_map(|name| known.get(&name)).filter(|at| is_left[**at]);
        match same {
            Some(at) => is_left[*at] = false,
            None => others.push((place, *item)),
        }
    }
    // Gateways rename items.
    let mut left: HashMap<_, usize> = HashMap::new();
    for (item, _) in said.iter().zip(is_left).filter(|(_, is_left)| *is_left) {
        *left.entry(kind(*item)).or_default() += 1;
    }
    let mut places = Vec::new();
    for (place, item) in others {
        match left.get_mut(&kind(item)).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None if said.iter().any(|said| says_all(*said, item)) => {}
            None => places.push(place),
        }
    }
    places
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
