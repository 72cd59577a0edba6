//! `normalize -`: one recording on standard input, normalized to standard output.

use std::io;
use std::path::Path;

use super::escape;
use super::normalize::{changed, tell_unmatched};
use super::normalize_args::Normalize;
use super::session::Session;
use crate::corpus::RuleBook;
use crate::error::Result;
use crate::normalize::{Changed, Options, Outcome, normalize_bytes};

/// Normalizes what comes as the file `name` would be; nothing is written if it cannot be.
pub(super) fn from_stdin(
    asked: &Normalize,
    name: &Path,
    rules: &RuleBook,
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    let shown = name.display().to_string();
    let data = match session.read_stdin() {
        Ok(data) => data,
        Err(error) => return Ok(session.fail("standard input", &escape::system(&error))),
    };
    let rules_for = match rules.rules_for(name) {
        Ok(rules) => rules,
        Err(error) => return Ok(session.fail_with(&error)),
    };
    let options = Options { reformat: asked.reformat, ..Options::default() };
    let outcome: Result<Outcome> = normalize_bytes(&data, name, &rules_for, options);
    match outcome {
        Err(error) => return Ok(session.fail_with(&error.in_file(name))),
        Ok(Outcome::Unchanged) if asked.writes() => session.write(&data)?,
        Ok(Outcome::Changed(Changed { bytes, .. })) if asked.writes() => session.write(&bytes)?,
        Ok(Outcome::Unchanged) => {}
        Ok(Outcome::Changed(now)) => {
            session.found();
            let diff = if asked.diff { now.diff(&shown, &data) } else { Vec::new() };
            changed(asked, name, now.values, now.first_line(&data), &diff, session)?;
        }
    }
    if !asked.quiet {
        tell_unmatched(rules, session);
    }
    Ok(())
}
