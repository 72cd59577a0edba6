//! Rules that may meet each other's results in; a recording that they leave as it is, or which of
//! them undo each other, out.
//!
//! A rule can change what decides which other rules apply: the provider in a URL, the `object` that
//! built-in rules look at. So the rules are applied until nothing changes, which mostly is the
//! second time.

use std::path::Path;

use super::rule::Rules;
use super::subject::Subject;
use super::{Changed, Options, Outcome, Wanted, once, whole};
use crate::error::{Error, Result};

/// Rules that hand on to each other more often go in circles.
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
    options: Options,
) -> Result<Outcome> {
    let with_bytes = Options { wanted: Wanted::Bytes, ..options };
    let Outcome::Changed(mut changed) = once(data, name, rules, with_bytes)? else {
        return Ok(Outcome::Unchanged);
    };
    let count = Options { wanted: Wanted::Count, reformat: false };
    for _ in 0..MOST_ROUNDS {
        if once(&changed.bytes, name, rules, count)? == Outcome::Unchanged {
            if options.wanted == Wanted::Count {
                changed = Changed { bytes: Vec::new(), edits: None, ..changed };
            }
            return Ok(Outcome::Changed(changed));
        }
        if let Outcome::Changed(again) = once(&changed.bytes, name, rules, Options::default())? {
            let values = changed.values.max(again.values);
            changed = Changed { values, edits: None, ..again };
        }
    }
    Err(undoing(&changed.bytes, name, rules)?)
}

/// Names two rules that go in circles on a text.
fn undoing(text: &[u8], name: &Path, rules: &Rules) -> Result<Error> {
    let Outcome::Changed(next) = once(text, name, rules, Options::default())? else {
        return Ok(Error::recording("the rules undo each other"));
    };
    let (before, after) =
        (Subject::new(text, name, rules)?, Subject::new(&next.bytes, name, rules)?);
    let (one, other) = (whole::acting(text, &before)?, whole::acting(&next.bytes, &after)?);
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other)));
    // Two that differ say more than one that meets itself.
    let pair = pairs.clone().find(|(one, other)| !std::ptr::eq(*one, *other));
    Ok(Error::recording(match pair.or_else(|| pairs.clone().next()) {
        None => "the rules undo each other".to_owned(),
        Some((one, other)) => {
            let (one, other) = rules.both_described(one, other);
            format!("{one} and {other} undo each other: a second run would change it again")
        }
    }))
}
