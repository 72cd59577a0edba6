//! Which chunks of a stream belong to which choice.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::json::Cursor;
use crate::merge::Family;
use crate::recording::Recording;

/// The chunks of one choice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Their number.
    pub(super) count: usize,
    /// The number of the first one in its stream.
    pub(super) first: usize,
    /// The number of the last one.
    pub(super) last: usize,
}

/// The key of the list of choices in the items of a family; the others have one choice, to which
/// all items belong.
pub(super) fn list_key(family: &Family) -> Option<&'static str> {
    match family.name {
        "chat" | "completion" => Some("choices"),
        "genai" => Some("candidates"),
        _ => None,
    }
}

/// The chunks of each choice, by its index.
pub(super) fn spans(recording: &Recording, family: &Family) -> BTreeMap<i64, Span> {
    let mut spans = BTreeMap::new();
    let chunks = recording.chunk_count();
    match list_key(family) {
        None if chunks == 0 => {}
        None => drop(spans.insert(0, Span { count: chunks, first: 0, last: chunks - 1 })),
        // An unreadable stream has been reported when it was merged.
        Some(key) => drop(note_all(recording, key, &mut spans)),
    }
    spans
}

fn note_all(recording: &Recording, key: &str, spans: &mut BTreeMap<i64, Span>) -> Result<()> {
    // Chunks of one shape differ in scalars only: the indexes are at the same places.
    let mut places: Option<(u32, Vec<Place>)> = None;
    let mut number = 0;
    recording.try_each_element(|mut element, chunk_of| {
        let mut note = |index: i64| {
            let span = spans.entry(index).or_insert(Span { count: 0, first: number, last: number });
            if span.count == 0 || span.last != number {
                span.count += 1;
            }
            span.last = number;
        };
        match &places {
            Some((shape, places)) if *shape == element.shape() => {
                for place in places {
                    let read = |at| element.scalar(at, |index| index.as_i64()).flatten();
                    note(place.index.and_then(read).unwrap_or(place.position));
                }
            }
            _ => {
                let shape = element.shape();
                let chunk = chunk_of.take(element.unfold())?;
                let found: Vec<_> = places_in(chunk, key).collect();
                found.iter().for_each(|(_, index)| note(*index));
                places = Some((shape, found.into_iter().map(|(place, _)| place).collect()));
            }
        }
        number += 1;
        Ok(())
    })
}

/// Where the index of a choice is, and its position in the list, which is its index otherwise.
struct Place {
    index: Option<u32>,
    position: i64,
}

fn places_in<'a>(chunk: Cursor<'a>, key: &str) -> impl Iterator<Item = (Place, i64)> + use<'a> {
    let choices = chunk.get(key).into_iter().flat_map(Cursor::items);
    (0..).zip(choices).map(|(position, choice)| {
        let index = choice.get("index").filter(|index| !index.is_object() && !index.is_array());
        let value = index.and_then(Cursor::as_i64).unwrap_or(position);
        (Place { index: index.map(Cursor::index), position }, value)
    })
}
