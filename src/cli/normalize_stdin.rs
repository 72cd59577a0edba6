//! `normalize -`: one recording on standard input, normalized to standard output.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::escape;
use super::normalize::{changed, warn_unmatched};
use super::normalize_args::Normalize;
use super::session::Session;
use crate::corpus::RuleBook;
use crate::error::{Error, Result};
use crate::normalize::{Changed, NormalizeOptions, Outcome, normalize_bytes};

/// Normalizes standard input like the file `name`; nothing is written if that fails.
pub(super) fn from_stdin(
    args: &Normalize,
    name: &Path,
    rules: &RuleBook,
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    let data = match session.read_stdin() {
        Ok(data) => data,
        Err(error) => {
            session.fail("standard input", &escape::system(&error));
            return Ok(());
        }
    };
    match outcome(args, name, &data, rules) {
        Err(error) => {
            session.fail_with(&error);
            return Ok(());
        }
        Ok(Outcome::Unchanged) if args.writes() => session.write(&data)?,
        Ok(Outcome::Changed(Changed { bytes, .. })) if args.writes() => session.write(&bytes)?,
        Ok(Outcome::Unchanged) => {}
        Ok(Outcome::Changed(now)) => {
            session.found();
            let shown = name.display().to_string();
            let diff = if args.diff { now.diff(&shown, &data) } else { Vec::new() };
            changed(args, name, now.values, now.first_line(&data), &diff, session)?;
        }
    }
    if !args.quiet {
        warn_unmatched(rules, session);
    }
    Ok(())
}

fn outcome(
    args: &Normalize,
    name: &Path,
    data: &[u8],
    rules: &RuleBook,
) -> Result<Outcome, Arc<Error>> {
    let rules = rules.rules_for(name)?;
    let options = NormalizeOptions { reformat: args.reformat, ..NormalizeOptions::default() };
    normalize_bytes(data, name, &rules, options).map_err(|error| Arc::new(error.in_file(name)))
}
