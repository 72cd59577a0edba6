//! Applies rules to the bytes of a recording: changes only the values that the rules match.

mod config;
mod config_rule;
mod diff;
mod edits;
mod folded;
mod hits;
mod name;
mod occurrences;
mod ogx;
mod path;
mod placeholders;
mod rule;
mod settle;
mod subject;
mod verdict;
mod whole;

use std::path::Path;

use self::edits::{Edit, splice};
use self::settle::settled;
use self::subject::Subject;
use self::whole::Rewritten;
pub use config::{CONFIG_FILE, PYPROJECT};
pub use ogx::Profile;
pub use rule::{RuleLocation, Rules};

use crate::error::Result;

/// How much is to be determined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// The number of values that change; the bytes stay empty
    Count,
    /// The new bytes too
    #[default]
    Bytes,
}

/// Options other than the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NormalizeOptions {
    /// Write files in canonical form even if no rule changes them.
    pub reformat: bool,
    /// How much is to be determined.
    pub wanted: Wanted,
}

/// The result of normalizing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No rule changes anything
    Unchanged,
    /// The recording has changed
    Changed(Changed),
}

/// A recording that rules changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The number of changed values; 0 if only the layout changed.
    pub values: usize,
    /// The new file, if it was requested.
    pub bytes: Vec<u8>,
    /// The bytes that changed, if all others are unchanged.
    edits: Option<Vec<Edit>>,
    /// Whether a change may affect which rules apply.
    is_unsettled: bool,
}

/// The changes found in a text.
struct FoundEdits {
    values: usize,
    edits: Option<Vec<Edit>>,
}

/// Applies `rules` to the bytes of one recording; `name` is its file name, from which ids are made.
///
/// A file in canonical form (Python's `json.dump(…, indent=2)` and a line end) keeps all bytes
/// except those of the changed values. A file in any other form is rewritten as a whole if a value
/// changes, or if the options request it. A value changes only if Python would write it
/// differently. Applying the same rules to the result changes nothing.
///
/// # Errors
///
/// [`crate::error::Error::Parse`] for invalid JSON, [`crate::error::Error::NotARecording`] for JSON
/// that is not an object with a `response`, [`crate::error::Error::Recording`] for rules that would
/// change their own results again and again, or whose result is not a recording.
pub fn normalize_bytes(
    data: &[u8],
    name: &Path,
    rules: &Rules,
    options: NormalizeOptions,
) -> Result<Outcome> {
    match once(data, name, rules, options)? {
        Outcome::Changed(changed) if changed.is_unsettled => settled(data, name, rules, options),
        outcome => Ok(outcome),
    }
}

/// Applies the rules once.
fn once(data: &[u8], name: &Path, rules: &Rules, options: NormalizeOptions) -> Result<Outcome> {
    let subject = Subject::new(data, name, rules)?;
    if !rules.have_placeholders()
        && let Some(FoundEdits { values, edits }) = folded::look(data, &subject, options)?
    {
        if values == 0 {
            return Ok(Outcome::Unchanged);
        }
        let is_unsettled = !rules.are_settled;
        let bytes =
            edits.as_ref().map(|edits| splice(data, edits)).transpose()?.unwrap_or_default();
        return Ok(Outcome::Changed(Changed { values, bytes, edits, is_unsettled }));
    }
    let Rewritten { values, bytes, renames_objects } = whole::rewrite(data, &subject, options)?;
    if values == 0 && !(options.reformat && bytes != data) {
        return Ok(Outcome::Unchanged);
    }
    let bytes = if options.wanted == Wanted::Bytes { bytes } else { Vec::new() };
    let is_unsettled = !rules.are_settled || renames_objects;
    Ok(Outcome::Changed(Changed { values, bytes, edits: None, is_unsettled }))
}
