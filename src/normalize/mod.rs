//! A recording's bytes and rules in; the same recording with what the rules name changed, and
//! nothing else, out.

mod config;
mod config_rule;
mod diff;
mod edits;
mod folded;
mod hits;
mod name;
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
pub use rule::{Place, Rules};

use crate::error::Result;

/// How much is to be found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// How many values change; the bytes stay empty
    Count,
    /// The new bytes too
    #[default]
    Bytes,
}

/// What is wanted beside the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Write files in the canonical form even if no rule changes them.
    pub reformat: bool,
    /// How much is to be found out.
    pub wanted: Wanted,
}

/// What normalizing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every rule is obeyed already
    Unchanged,
    /// The recording is another
    Changed(Changed),
}

/// A recording that rules changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// How many values are others; 0 if only the form is.
    pub values: usize,
    /// The new file, if it was wanted.
    pub bytes: Vec<u8>,
    /// The bytes that changed, if all others stayed where they were.
    edits: Option<Vec<Edit>>,
    /// Whether something may have changed that decides which rules apply.
    is_unsettled: bool,
}

/// What was found in a text.
struct Found {
    values: usize,
    edits: Option<Vec<Edit>>,
}

/// Applies `rules` to the bytes of one recording; `name` is its file's, which gives the ids.
///
/// A file in the canonical form, Python's `json.dump(…, indent=2)` and a line end, keeps all bytes
/// but those of the values that change; of another form, the whole is written anew if a value
/// changes, or if the options ask for it. A value changes only if Python would write it
/// differently. What comes out, the same rules leave as it is.
///
/// # Errors
///
/// [`crate::error::Error::Parse`] for what is not JSON, [`crate::error::Error::NoRecording`] for what is not an
/// object with a `response`, [`crate::error::Error::Recording`] for rules that would change again and
/// again what they made, or that leave something that is not a recording.
pub fn normalize_bytes(
    data: &[u8],
    name: &Path,
    rules: &Rules,
    options: Options,
) -> Result<Outcome> {
    match once(data, name, rules, options)? {
        Outcome::Changed(changed) if changed.is_unsettled => settled(data, name, rules, options),
        outcome => Ok(outcome),
    }
}

/// The rules applied once.
fn once(data: &[u8], name: &Path, rules: &Rules, options: Options) -> Result<Outcome> {
    let subject = Subject::new(data, name, rules)?;
    if !rules.have_placeholders()
        && let Some(Found { values, edits }) = folded::look(data, &subject, options)?
    {
        if values == 0 {
            return Ok(Outcome::Unchanged);
        }
        let is_unsettled = !rules.are_settled;
        let bytes = edits.as_ref().map(|edits| splice(data, edits)).unwrap_or_default();
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
