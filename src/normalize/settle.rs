//! Applies rules that may affect each other's results until the recording no longer changes, or
//! reports the rules that undo each other.
//!
//! A rule can change what determines which other rules apply: the provider in a URL, or the
//! `object` that built-in rules check. So the rules are applied until nothing changes, which
//! usually happens in the second round.

use std::path::Path;

use super::rule::Rules;
use super::subject::Subject;
use super::{Changed, NormalizeOptions, Outcome, Wanted, once, whole};
use crate::error::{Error, Result};

/// Rules that need more rounds than this form a cycle.
const MOST_ROUNDS: usize = 8;

/// Applies the rules until they change nothing.
///
/// # Errors
///
/// As [`super::normalize_bytes`].
pub(super) fn settled(
    data: &[u8],
    name: &Path,
    rules: &Rules,
    options: NormalizeOptions,
) -> Result<Outcome> {
    let with_bytes = NormalizeOptions { wanted: Wanted::Bytes, ..options };
    let Outcome::Changed(mut changed) = once(data, name, rules, with_bytes)? else {
        return Ok(Outcome::Unchanged);
    };
    let count = NormalizeOptions { wanted: Wanted::Count, reformat: false };
    for _ in 0..MOST_ROUNDS {
        if once(&changed.bytes, name, rules, count)? == Outcome::Unchanged {
            if options.wanted == Wanted::Count {
                changed = Changed { bytes: Vec::new(), edits: None, ..changed };
            }
            return Ok(Outcome::Changed(changed));
        }
        if let Outcome::Changed(again) =
            once(&changed.bytes, name, rules, NormalizeOptions::default())?
        {
            let values = changed.values.max(again.values);
            changed = Changed { values, edits: None, ..again };
        }
    }
    Err(undoing(&changed.bytes, name, rules)?)
}

/// Names two rules that undo each other on a text.
fn undoing(text: &[u8], name: &Path, rules: &Rules) -> Result<Error> {
    let Outcome::Changed(next) = once(text, name, rules, NormalizeOptions::default())? else {
        return Ok(Error::recording("the rules undo each other"));
    };
    let (before, after) =
        (Subject::new(text, name, rules)?, Subject::new(&next.bytes, name, rules)?);
    let (one, other) = (whole::acting(text, &before)?, whole::acting(&next.bytes, &after)?);
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other)));
    // Two different rules are more informative than one that undoes itself.
    let pair = pairs.clone().find(|(one, other)| !std::ptr::eq(*one, *other));
    Ok(Error::recording(match pair.or_else(|| pairs.clone().next()) {
        None => "the rules undo each other".to_owned(),
        Some((one, other)) => {
            let (one, other) = rules.both_described(one, other);
            format!("{one} and {other} undo each other: a second run would change it again")
        }
    }))
}
