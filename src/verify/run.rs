//! Verifies the recordings in paths, in their order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checks::{CHECKS, Scope, Selection};
use super::duplicates::Duplicates;
use super::examined::Examined;
use super::explained::Explained;
use super::finding::{Finding, Verified};
use super::orphans::TestIds;
use crate::corpus::{RuleBook, each_recorded};
use crate::error::Result;
use crate::recording::Recording;
use crate::request_hash::FileName;
use crate::request_hash::{RULES, ReleaseHashes, Renaming, RequestHash, RuleSet};

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
    /// The rules by which files may be named.
    pub(crate) accepted: RuleSet,
    /// Texts that were renamed in recordings after these were made.
    pub(crate) renamings: Vec<Renaming>,
}

/// Progress of verifying.
#[derive(Debug)]
pub enum Step {
    /// One more recording was read; what was found comes later
    Read,
    /// This was found in a recording
    Verified(Box<Verified>),
}

impl Criteria {
    /// These checks, with the recorder's base folder and a list of existing tests, if these are
    /// known.
    pub fn new(selection: Selection, base: Option<PathBuf>, test_ids: Option<TestIds>) -> Self {
        Criteria {
            selection,
            base,
            test_ids,
            rules: RuleBook::found(),
            roots: Vec::new(),
            accepted: RuleSet::ALL,
            renamings: Renaming::known().to_vec(),
        }
    }

    /// The same for files that may only be named by the `accepted` rules.
    #[must_use]
    pub fn accepting(self, accepted: RuleSet) -> Self {
        Criteria { accepted, ..self }
    }

    /// The same after one more renaming in recordings.
    #[must_use]
    pub fn after(mut self, renaming: Renaming) -> Self {
        self.renamings.insert(0, renaming);
        self
    }
}

/// Verifies all recordings in `paths`, with `jobs` threads, in the order of the paths.
///
/// JSON files in folders that are not recordings are skipped. Memory grows with the number of
/// recordings if duplicates or names are checked: by their paths, hashes and test ids. If the rest
/// of the tree has to explain a name, findings from there on wait until all files have been read.
pub fn verify(
    paths: Vec<PathBuf>,
    criteria: Criteria,
    jobs: usize,
) -> impl Iterator<Item = Result<Step>> {
    let roots = paths.iter().filter_map(|path| std::path::absolute(path).ok()).collect();
    let mut duplicates = criteria.selection.has("duplicate").then(Duplicates::default);
    let criteria = Arc::new(Criteria { roots, ..criteria });
    let shared = criteria.clone();
    let verified = each_recorded(paths, jobs, move |path, bytes, recording| {
        examine(path, bytes, recording, &shared)
    });
    let later = checks_after_duplicate();
    let verified = verified.map(move |verified| {
        let mut verified = verified?;
        if let Some(duplicates) = &mut duplicates {
            duplicates.note(&mut verified, &later);
        }
        Ok(verified)
    });
    Explained::new(verified, criteria)
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
    let naming = examined.naming.get().cloned();
    let request = examined.hashed().map(|(request, hashes)| {
        (hashes, request.test_id().map(|test_id| test_id.to_wtf8().into_owned()))
    });
    let identity = request
        .as_ref()
        .map(|(hashes, _)| (identifying(hashes, path, criteria.accepted), examined.digest()));
    Ok(Verified { path: path.to_owned(), findings, naming, identity, request })
}

/// The hash that should be unique: that by the rules which the file is named by, or else by the
/// oldest accepted ones.
fn identifying(hashes: &ReleaseHashes, path: &Path, accepted: RuleSet) -> RequestHash {
    let name = FileName::of(path);
    let named = hashes.fitting(|hash| name.is_some_and(|name| name.fits(hash))).common(accepted);
    let rules = if named.is_empty() { accepted } else { named };
    hashes.by(rules.rules().next().unwrap_or(&RULES[0]))
}
