//! Verifies the recordings in paths, in their order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checks::{CHECKS, Scope, Selection};
use super::duplicates::Duplicates;
use super::examined::Examined;
use super::finding::{Finding, Verified};
use super::orphans::TestIds;
use crate::corpus::{RuleBook, each_recorded};
use crate::error::Result;
use crate::recording::Recording;

/// What to check.
#[derive(Debug)]
pub struct Criteria {
    pub(crate) selection: Selection,
    /// The recorder's base folder, absolute, if it is known.
    pub(crate) base: Option<PathBuf>,
    pub(crate) test_ids: Option<TestIds>,
    /// The rules that recordings are normalized by.
    pub(crate) rules: RuleBook,
    /// The requested folders, absolute.
    pub(crate) roots: Vec<PathBuf>,
}

impl Criteria {
    /// These checks, with the recorder's base folder and a list of existing tests, if these are
    /// known.
    pub fn new(selection: Selection, base: Option<PathBuf>, test_ids: Option<TestIds>) -> Self {
        Criteria { selection, base, test_ids, rules: RuleBook::found(), roots: Vec::new() }
    }
}

/// Verifies all recordings in `paths`, with `jobs` threads, in the order of the paths.
///
/// JSON files in folders that are not recordings are skipped. Memory grows with the number of
/// recordings only if duplicates are searched for: by their paths and hashes.
pub fn verify(
    paths: Vec<PathBuf>,
    criteria: Criteria,
    jobs: usize,
) -> impl Iterator<Item = Result<Verified>> {
    let roots = paths.iter().filter_map(|path| std::path::absolute(path).ok()).collect();
    let mut duplicates = criteria.selection.has("duplicate").then(Duplicates::default);
    let criteria = Arc::new(Criteria { roots, ..criteria });
    let verified = each_recorded(paths, jobs, move |path, bytes, recording| {
        examine(path, bytes, recording, &criteria)
    });
    let later = checks_after_duplicate();
    verified.map(move |verified| {
        let mut verified = verified?;
        if let Some(duplicates) = &mut duplicates {
            duplicates.note(&mut verified, &later);
        }
        Ok(verified)
    })
}

fn checks_after_duplicate() -> Vec<&'static str> {
    let names = CHECKS.iter().map(|check| check.name);
    names.skip_while(|name| *name != "duplicate").skip(1).collect()
}

fn examine(
    path: &Path,
    bytes: &[u8],
    recording: &Recording,
    criteria: &Criteria,
) -> Result<Verified> {
    let examined = Examined::new(path, bytes, recording);
    let mut findings: Vec<Finding> = Vec::new();
    for check in criteria.selection.checks() {
        if let Scope::Recording(run) = check.of {
            findings.extend(run(&examined, criteria)?);
        }
    }
    let identity = examined.hashed().map(|(_, hash)| (hash, examined.digest()));
    Ok(Verified { path: path.to_owned(), findings, identity })
}
