//! `layout` and `normalized`: compare the file's bytes with those that the recorder would write.

use super::examined::Examined;
use super::finding::Finding;
use super::run::Criteria;
use crate::error::{Error, Grow, Result, joined};
use crate::json::{Document, Layout, try_write};
use crate::normalize::{NormalizeOptions, Outcome, Wanted, normalize_bytes};

pub(crate) fn check_layout(examined: &Examined<'_>, _: &Criteria) -> Result<Option<Finding>> {
    let document = Document::parse(joined(&[examined.bytes])?)?;
    let mut canonical = Vec::new();
    canonical.try_room(examined.bytes.len() + 1)?;
    try_write(document.root(), Layout::Indented, &mut canonical)?;
    canonical.try_push(b'\n')?;
    if canonical == examined.bytes {
        return Ok(None);
    }
    let same = canonical.iter().zip(examined.bytes).take_while(|(one, other)| one == other);
    let line = 1 + same.filter(|(byte, _)| **byte == b'\n').count();
    let what = format!("not in the recorder's layout (json.dump, indent=2): from line {line} on");
    Ok(Some(Finding::new("layout", what)))
}

pub(crate) fn check_normalized(
    examined: &Examined<'_>,
    criteria: &Criteria,
) -> Result<Option<Finding>> {
    let rules = criteria.rules.rules_for(examined.path).map_err(|error| again(&error))?;
    let options = NormalizeOptions { wanted: Wanted::Count, ..NormalizeOptions::default() };
    let found = |values: usize| {
        let values = if values == 1 { "1 value".into() } else { format!("{values} values") };
        Finding::new("normalized", format!("not normalized: {values} would change"))
    };
    Ok(match normalize_bytes(examined.bytes, examined.path, &rules, options)? {
        Outcome::Unchanged => None,
        Outcome::Changed(changed) => Some(found(changed.values)),
    })
}

/// A configuration's error, shared by many files. It names the configuration.
fn again(error: &Error) -> Error {
    match error {
        Error::Parse(error) => Error::Parse(error.clone()),
        Error::Recording { path, what } => {
            Error::Recording { path: path.clone(), what: what.clone() }
        }
        other => Error::recording(other.to_string()),
    }
}
