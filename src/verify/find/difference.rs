//! Compares two requests in their hashed form: their distance, and each place that differs.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::json::{Cursor, Text};

/// A place where a stored request differs from the requested one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path, such as `body.messages[0].content`.
    pub path: String,
    /// The stored value, as JSON; `None` if it is absent.
    pub stored: Option<Vec<u8>>,
    /// The requested value, as JSON; `None` if it is absent.
    pub asked: Option<Vec<u8>>,
}

/// The cost of another API or another method: such a request is not near.
const ELSEWHERE: f64 = 5.0;
/// The minimum cost of a text that differs; the rest depends on how much of it differs.
const CHANGED_TEXT: f64 = 0.2;

/// The distance of two requests: a sum over the places that differ.
pub(crate) fn distance(stored: Cursor<'_>, asked: Cursor<'_>) -> f64 {
    let mut distance = 0.0;
    compare(stored, asked, |places, at, stored, asked| {
        distance += cost(places, at, stored, asked);
    });
    distance
}

/// Each place that differs, in the order of the requests.
pub(crate) fn differences(stored: Cursor<'_>, asked: Cursor<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(stored, asked, |places, at, stored, asked| {
        let json = |value: Option<Cursor<'_>>| value.map(|value| value.raw().to_vec());
        found.push(Difference {
            path: shown(places, at),
            stored: json(stored),
            asked: json(asked),
        });
    });
    found
}

/// The location of a value: the last step, and the number of the parent's place.
struct DifferencePlace<'a> {
    step: DifferenceStep<'a>,
    within: Option<usize>,
}

#[derive(Clone, Copy)]
enum DifferenceStep<'a> {
    Key(Text<'a>),
    Item(usize),
}

/// Two values at the same place, or only one of them.
struct ComparedPair<'a> {
    place: Option<usize>,
    stored: Option<Cursor<'a>>,
    asked: Option<Cursor<'a>>,
}

/// Calls `differ` with each place where two values differ. Uses its own stack, because a thread's
/// stack may be small.
fn compare<'a>(
    stored: Cursor<'a>,
    asked: Cursor<'a>,
    mut differ: impl FnMut(
        &[DifferencePlace<'a>],
        Option<usize>,
        Option<Cursor<'a>>,
        Option<Cursor<'a>>,
    ),
) {
    let mut places: Vec<DifferencePlace<'a>> = Vec::new();
    let mut left = vec![ComparedPair { place: None, stored: Some(stored), asked: Some(asked) }];
    while let Some(ComparedPair { place, stored, asked }) = left.pop() {
        let inner = match (stored, asked) {
            (Some(stored), Some(asked)) if stored.is_object() && asked.is_object() => {
                members(stored, asked)
            }
            (Some(stored), Some(asked)) if stored.is_array() && asked.is_array() => {
                items(stored, asked)
            }
            (Some(stored), Some(asked)) if stored.raw() == asked.raw() => continue,
            _ => {
                differ(&places, place, stored, asked);
                continue;
            }
        };
        // So that the first one is popped first.
        left.extend(inner.into_iter().rev().map(|(step, stored, asked)| {
            places.push(DifferencePlace { step, within: place });
            ComparedPair { place: Some(places.len() - 1), stored, asked }
        }));
    }
}

type Inner<'a> = Vec<(DifferenceStep<'a>, Option<Cursor<'a>>, Option<Cursor<'a>>)>;

/// The members of two objects by their keys, which are in the same order in both.
fn members<'a>(stored: Cursor<'a>, asked: Cursor<'a>) -> Inner<'a> {
    let (mut left, mut right) = (stored.members().peekable(), asked.members().peekable());
    let mut inner = Vec::new();
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some((left, _)), Some((right, _))) => left.to_wtf8().cmp(&right.to_wtf8()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return inner,
        };
        let left = if order.is_le() { left.next() } else { None };
        let right = if order.is_ge() { right.next() } else { None };
        if let Some((key, _)) = left.or(right) {
            let value = |member: Option<(Text<'a>, Cursor<'a>)>| member.map(|(_, value)| value);
            inner.push((DifferenceStep::Key(key), value(left), value(right)));
        }
    }
}

/// The items of two lists by their numbers; for lists of different lengths, those between the equal
/// items at both ends.
fn items<'a>(stored: Cursor<'a>, asked: Cursor<'a>) -> Inner<'a> {
    let (stored, asked): (Vec<_>, Vec<_>) = (stored.items().collect(), asked.items().collect());
    let (mut start, mut end) = (0, 0);
    if stored.len() != asked.len() {
        let shorter = stored.len().min(asked.len());
        let same = |(one, other): &(&Cursor<'_>, &Cursor<'_>)| one.raw() == other.raw();
        start = stored.iter().zip(&asked).take_while(same).count();
        let ends = stored.iter().rev().zip(asked.iter().rev());
        end = ends.take(shorter - start).take_while(same).count();
    }
    let longer = stored.len().max(asked.len());
    let of = |items: &[Cursor<'a>], number: usize| {
        items.get(..items.len() - end).and_then(|items| items.get(number).copied())
    };
    let numbers = start..longer - end;
    numbers.map(|n| (DifferenceStep::Item(n), of(&stored, n), of(&asked, n))).collect()
}

fn cost(
    places: &[DifferencePlace<'_>],
    at: Option<usize>,
    stored: Option<Cursor<'_>>,
    asked: Option<Cursor<'_>>,
) -> f64 {
    if let Some(DifferencePlace { step: DifferenceStep::Key(key), within: None }) =
        at.and_then(|at| places.get(at))
        && ["endpoint", "method", "url", "tool_name"].iter().any(|name| *key == **name)
    {
        return ELSEWHERE;
    }
    match (stored.and_then(Cursor::as_text), asked.and_then(Cursor::as_text)) {
        (Some(stored), Some(asked)) => CHANGED_TEXT.max(changed_part(stored, asked)),
        _ => 1.0,
    }
}

/// The part of two texts between their common beginning and end, from 0 to 1.
fn changed_part(stored: Text<'_>, asked: Text<'_>) -> f64 {
    let (one, other) = (stored.raw(), asked.raw());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let ends = one.iter().rev().zip(other.iter().rev()).take(shorter - start);
    let end = ends.take_while(|(a, b)| a == b).count();
    1.0 - (start + end) as f64 / longer.max(1) as f64
}

fn shown(places: &[DifferencePlace<'_>], mut at: Option<usize>) -> String {
    let mut steps = Vec::new();
    while let Some(place) = at.and_then(|at| places.get(at)) {
        steps.push(place.step);
        at = place.within;
    }
    let mut text = String::new();
    for step in steps.iter().rev() {
        // Writing to a `String` cannot fail.
        let _ = match step {
            DifferenceStep::Item(number) => write!(text, "[{number}]"),
            DifferenceStep::Key(key) => {
                let key = key.to_str();
                let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
                match !key.is_empty() && key.chars().all(is_plain) {
                    true if text.is_empty() => write!(text, "{key}"),
                    true => write!(text, ".{key}"),
                    false => write!(text, "[{key:?}]"),
                }
            }
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use crate::json::Document;

    fn compared(stored: &str, asked: &str) -> Result<(f64, Vec<String>)> {
        let (stored, asked) = (Document::parse(stored.into())?, Document::parse(asked.into())?);
        let (stored, asked) = (stored.root(), asked.root());
        let json = |value: &Option<Vec<u8>>| match value {
            Some(value) => String::from_utf8_lossy(value).into_owned(),
            None => "-".to_owned(),
        };
        let found = differences(stored, asked)
            .into_iter()
            .map(|found| format!("{}: {} {}", found.path, json(&found.stored), json(&found.asked)));
        Ok((distance(stored, asked), found.collect()))
    }

    #[test]
    fn each_place_that_differs_is_named() -> Result<()> {
        let (distance, found) = compared(
            r#"{"body": {"a": [1, {"b": 2.5}], "c": true, "d e": null, "x": 1}, "method": "POST"}"#,
            r#"{"body": {"a": [1, {"b": 3}], "d e": 1, "x": [1], "y": {}}, "method": "POST"}"#,
        )?;
        assert_eq!(
            found,
            [
                "body.a[1].b: 2.5 3",
                "body.c: true -",
                "body[\"d e\"]: null 1",
                "body.x: 1 [1]",
                "body.y: - {}"
            ]
        );
        assert_eq!(distance, 5.0);
        Ok(())
    }

    #[test]
    fn an_item_more_is_one_difference() -> Result<()> {
        assert_eq!(compared("[1, 2, 3]", "[1, 3]")?.1, ["[1]: 2 -"]);
        assert_eq!(compared("[1]", "[1, 1]")?.1, ["[1]: - 1"]);
        assert_eq!(compared("[]", "[[]]")?.1, ["[0]: - []"]);
        Ok(())
    }

    #[test]
    fn nearer_texts_cost_less_and_another_api_costs_most() -> Result<()> {
        let far = |stored: &str| compared(stored, r#"{"a": "What is the capital?"}"#);
        let near = far(r#"{"a": "What is the capitol?"}"#)?.0;
        let other = far(r#"{"a": "Hello"}"#)?.0;
        assert!(0.0 < near && near < other && other <= 1.0, "{near} {other}");
        assert!(compared(r#"{"endpoint": "/a"}"#, r#"{"endpoint": "/b"}"#)?.0 > 1.0);
        Ok(())
    }

    #[test]
    fn depth_takes_no_stack() -> Result<()> {
        let deep = |open: &str, close: &str, inner: &str| {
            format!("{}{inner}{}", open.repeat(999), close.repeat(999))
        };
        for (open, close) in [("[", "]"), ("{\"a\": ", "}")] {
            let (stored, asked) = (deep(open, close, "1"), deep(open, close, "2"));
            let thread = std::thread::Builder::new().stack_size(64 << 10);
            let found =
                thread.spawn(move || compared(&stored, &asked).map(|(_, found)| found.len()));
            assert!(
                found
                    .is_ok_and(|found| found.join().is_ok_and(|found| found.is_ok_and(|n| n == 1)))
            );
        }
        Ok(())
    }
}
