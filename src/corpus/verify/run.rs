//! Paths in, each recording verified, in their order, out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use super::checks::{CHECKS, Scope, Selection};
use super::duplicates::Duplicates;
use super::examined::Examined;
use super::finding::{Finding, Verified};
use super::orphans::TestIds;
use crate::corpus::ordered::Ordered;
use crate::corpus::scan::in_batches;
use crate::corpus::walk::{Found, walk};
use crate::error::{Error, Result};
use crate::recording::Recording;

/// What is looked for.
#[derive(Debug)]
pub struct Rules {
    pub(super) selection: Selection,
    /// The recorder's base folder, absolute, where it is known.
    pub(super) base: Option<PathBuf>,
    pub(super) test_ids: Option<TestIds>,
    /// The folders that were asked for, absolute.
    pub(super) roots: Vec<PathBuf>,
}

impl Rules {
    /// These checks; with the recorder's base folder and a list of the tests there are, as far as
    /// these are known.
    pub fn new(selection: Selection, base: Option<PathBuf>, test_ids: Option<TestIds>) -> Self {
        Rules { selection, base, test_ids, roots: Vec::new() }
    }
}

/// Recordings as they are verified; see [`verify`].
#[derive(Debug)]
pub struct Verify {
    batches: Ordered<Vec<Result<Verified>>>,
    batch: vec::IntoIter<Result<Verified>>,
    /// Unless duplicates do not matter.
    duplicates: Option<Duplicates>,
}

/// Verifies all recordings that `paths` mean, with `jobs` threads, in the order of the paths.
///
/// JSON files in folders that are no recordings are passed over. Memory grows with the number of
/// recordings only if duplicates are looked for: by their paths and hashes.
pub fn verify(paths: Vec<PathBuf>, rules: Rules, jobs: usize) -> Verify {
    let roots = paths.iter().filter_map(|path| std::path::absolute(path).ok()).collect();
    let duplicates = rules.selection.has("duplicate").then(Duplicates::default);
    let rules = Arc::new(Rules { roots, ..rules });
    let batches = Ordered::new(in_batches(walk(paths)), jobs, || {
        let rules = rules.clone();
        move |batch: Vec<Result<Found>>| {
            let each = batch.into_iter().filter_map(|found| {
                found.and_then(|found| verify_file(&found, &rules)).transpose()
            });
            each.collect()
        }
    });
    Verify { batches, batch: Vec::new().into_iter(), duplicates }
}

impl Iterator for Verify {
    type Item = Result<Verified>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut next = loop {
            if let Some(next) = self.batch.next() {
                break next;
            }
            self.batch = self.batches.next()?.into_iter();
        };
        if let (Ok(verified), Some(duplicates)) = (&mut next, &mut self.duplicates) {
            duplicates.note(verified, &checks_after_duplicate());
        }
        Some(next)
    }
}

fn checks_after_duplicate() -> Vec<&'static str> {
    let names = CHECKS.iter().map(|check| check.name);
    names.skip_while(|name| *name != "duplicate").skip(1).collect()
}

/// `None` for what is no recording, unless it was named.
fn verify_file(found: &Found, rules: &Rules) -> Result<Option<Verified>> {
    let Found { path, is_named, .. } = found;
    let io = |source| Error::Io { path: Some(path.clone()), source };
    let bytes = std::fs::read(path).map_err(io)?;
    match Recording::parse(bytes.clone(), Some(path.clone())) {
        Err(Error::NoRecording { .. }) if !is_named => Ok(None),
        recording => examine(path, &bytes, &recording?, rules).map(Some),
    }
}

fn examine(path: &Path, bytes: &[u8], recording: &Recording, rules: &Rules) -> Result<Verified> {
    let examined = Examined::new(path, bytes, recording);
    let mut findings: Vec<Finding> = Vec::new();
    for check in rules.selection.checks() {
        if let Scope::Recording(run) = check.of {
            findings.extend(run(&examined, rules).map_err(|error| error.in_file(path))?);
        }
    }
    let identity = examined.hashed().map(|(_, hash)| (hash, examined.digest()));
    Ok(Verified { path: path.to_owned(), findings, identity })
}
