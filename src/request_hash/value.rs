//! Writes a value of a document in its normalized and sorted form.

use std::borrow::Cow;
use std::vec;

use super::place::HashPlace;
use super::writer::HashWriter;
use crate::json::{Cursor, Items, Number, ValueKind};

type Member<'a> = (Cow<'a, [u8]>, HashPlace, Cursor<'a>);

/// A container that is being written: what is left of it.
enum NormalizedContainer<'a> {
    Object(vec::IntoIter<Member<'a>>),
    Array(Items<'a>, HashPlace),
}

/// Writes `root` as it is hashed at location `place`. Takes time linear in its size, plus the time
/// for sorting its keys.
///
/// ```
/// use deltafold::Document;
/// use deltafold::internals::request_hash::{HashPlace, HashWriter, write_value};
/// let document = Document::parse(br#"{"b": 1.0000001, "a": "score: 7"}"#.to_vec())?;
/// let mut json = HashWriter::new();
/// write_value(document.root(), HashPlace::root(), &mut json);
/// assert_eq!(json.finish(), br#"{"a": "score: __NORMALIZED__", "b": 1.0}"#);
/// # Ok::<(), deltafold::Error>(())
/// ```
pub fn write_value(root: Cursor<'_>, place: HashPlace, json: &mut HashWriter) {
    // Uses its own stack, since that of a thread may be small.
    let mut open: Vec<NormalizedContainer<'_>> =
        write_or_begin(root, place, json).into_iter().collect();
    while let Some(innermost) = open.last_mut() {
        let next = match innermost {
            NormalizedContainer::Object(members) => members.next().map(|(key, place, value)| {
                json.key(&key);
                (value, place)
            }),
            NormalizedContainer::Array(items, place) => items.next().map(|item| (item, *place)),
        };
        match next {
            Some((value, place)) => open.extend(write_or_begin(value, place, json)),
            None => match open.pop() {
                Some(NormalizedContainer::Object(_)) => json.end_object(),
                _ => json.end_array(),
            },
        }
    }
}

/// Writes a scalar, or begins a container.
fn write_or_begin<'a>(
    value: Cursor<'a>,
    place: HashPlace,
    json: &mut HashWriter,
) -> Option<NormalizedContainer<'a>> {
    match value.kind() {
        ValueKind::Null => json.null(),
        ValueKind::Bool => json.bool(value.as_bool().unwrap_or(false)),
        ValueKind::Number => match value.as_number() {
            Some(Number::Int(number)) => json.int(number),
            Some(Number::Big(digits)) => json.big_int(digits),
            Some(Number::Float(number)) => json.float(number, place),
            None => {}
        },
        ValueKind::String => {
            if let Some(text) = value.as_text() {
                text.with_wtf8(|text| json.text(text, place));
            }
        }
        ValueKind::Array => {
            json.begin_array();
            return Some(NormalizedContainer::Array(value.items(), place.item()));
        }
        ValueKind::Object => {
            json.begin_object();
            return Some(NormalizedContainer::Object(sorted(value, place).into_iter()));
        }
    }
    None
}

/// The members that are hashed. Sorting by WTF-8 sorts by code point, as Python does.
fn sorted(object: Cursor<'_>, place: HashPlace) -> Vec<Member<'_>> {
    let members = object.members().filter_map(|(key, value)| {
        let key = key.to_wtf8();
        place.member(&key).map(|place| (key, place, value))
    });
    let mut members: Vec<_> = members.collect();
    members.sort_unstable_by(|(one, ..), (other, ..)| one.cmp(other));
    members
}
