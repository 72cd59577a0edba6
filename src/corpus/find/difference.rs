//! Two requests in, as they are hashed; how far apart they are, and each place that differs, out.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;

use crate::json::{Cursor, Text};

/// A place where a stored request differs from the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `body.messages[0].content`.
    pub path: String,
    /// What is stored there, as JSON; `None` if there is nothing.
    pub stored: Option<Vec<u8>>,
    /// What was asked for, as JSON; `None` if nothing was.
    pub asked: Option<Vec<u8>>,
}

/// What another API or another method costs: a request of that kind is none that is near.
const ELSEWHERE: f64 = 5.0;
/// The least that a text costs that differs: the rest is for how much of it does.
const CHANGED_TEXT: f64 = 0.2;

/// How far two requests are apart: a sum over the places that differ.
pub(super) fn distance(stored: Cursor<'_>, asked: Cursor<'_>) -> f64 {
    let mut comparison = Comparison::default();
    comparison.values(stored, asked);
    comparison.distance
}

/// Each place that differs, in the order of the requests.
pub(super) fn differences(stored: Cursor<'_>, asked: Cursor<'_>) -> Vec<Difference> {
    let mut comparison = Comparison { found: Some(Vec::new()), ..Comparison::default() };
    comparison.values(stored, asked);
    comparison.found.unwrap_or_default()
}

enum Step<'a> {
    Key(Text<'a>),
    Item(usize),
}

#[derive(Default)]
struct Comparison<'a> {
    path: Vec<Step<'a>>,
    distance: f64,
    /// Unless only the distance is wanted.
    found: Option<Vec<Difference>>,
}

impl<'a> Comparison<'a> {
    /// Calls itself for values in values; documents are nested at most
    /// [`crate::json::MAX_DEPTH`] deep.
    fn values(&mut self, stored: Cursor<'a>, asked: Cursor<'a>) {
        if stored.is_object() && asked.is_object() {
            self.objects(stored, asked);
        } else if stored.is_array() && asked.is_array() {
            self.arrays(stored, asked);
        } else if stored.raw() != asked.raw() {
            let cost = match (stored.as_text(), asked.as_text()) {
                (Some(stored), Some(asked)) => CHANGED_TEXT.max(changed_part(stored, asked)),
                _ => 1.0,
            };
            self.differ(cost, Some(stored), Some(asked));
        }
    }

    /// Both have their keys in the same order.
    fn objects(&mut self, stored: Cursor<'a>, asked: Cursor<'a>) {
        let (mut left, mut right) = (stored.members().peekable(), asked.members().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some((left, _)), Some((right, _))) => left.to_wtf8().cmp(&right.to_wtf8()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return,
            };
            let left = if order.is_le() { left.next() } else { None };
            let right = if order.is_ge() { right.next() } else { None };
            let Some((key, _)) = left.or(right) else { return };
            self.path.push(Step::Key(key));
            self.pair(left.map(|(_, value)| value), right.map(|(_, value)| value));
            self.path.pop();
        }
    }

    /// Item by item; of lists with different lengths, those between what is equal at both ends.
    fn arrays(&mut self, stored: Cursor<'a>, asked: Cursor<'a>) {
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
        for number in start..longer - end {
            let of = |items: &[Cursor<'a>]| {
                items.get(..items.len() - end).and_then(|items| items.get(number).copied())
            };
            self.path.push(Step::Item(number));
            self.pair(of(&stored), of(&asked));
            self.path.pop();
        }
    }

    fn pair(&mut self, stored: Option<Cursor<'a>>, asked: Option<Cursor<'a>>) {
        match (stored, asked) {
            (Some(stored), Some(asked)) => self.values(stored, asked),
            _ => self.differ(1.0, stored, asked),
        }
    }

    fn differ(&mut self, cost: f64, stored: Option<Cursor<'_>>, asked: Option<Cursor<'_>>) {
        let is_elsewhere = match self.path.as_slice() {
            [Step::Key(key)] => {
                ["endpoint", "method", "url", "tool_name"].iter().any(|k| *key == **k)
            }
            _ => false,
        };
        self.distance += if is_elsewhere { ELSEWHERE } else { cost };
        if let Some(found) = &mut self.found {
            let json = |value: Option<Cursor<'_>>| value.map(|value| value.raw().to_vec());
            found.push(Difference {
                path: shown(&self.path),
                stored: json(stored),
                asked: json(asked),
            });
        }
    }
}

/// How much of two texts is not the same at their beginning and end, from 0 to 1.
fn changed_part(stored: Text<'_>, asked: Text<'_>) -> f64 {
    let (one, other) = (stored.raw(), asked.raw());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let ends = one.iter().rev().zip(other.iter().rev()).take(shorter - start);
    let end = ends.take_while(|(a, b)| a == b).count();
    1.0 - (start + end) as f64 / longer.max(1) as f64
}

fn shown(path: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in path {
        // A `String` takes every write.
        let _ = match step {
            Step::Item(number) => write!(text, "[{number}]"),
            Step::Key(key) => {
                let key: Cow<'_, str> = key.to_str();
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
        let told = differences(stored, asked)
            .into_iter()
            .map(|found| format!("{}: {} {}", found.path, json(&found.stored), json(&found.asked)));
        Ok((distance(stored, asked), told.collect()))
    }

    #[test]
    fn each_place_that_differs_is_named() -> Result<()> {
        let (distance, told) = compared(
            r#"{"body": {"a": [1, {"b": 2.5}], "c": true, "d e": null, "x": 1}, "method": "POST"}"#,
            r#"{"body": {"a": [1, {"b": 3}], "d e": 1, "x": [1], "y": {}}, "method": "POST"}"#,
        )?;
        assert_eq!(
            told,
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
}
