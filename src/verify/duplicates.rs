//! `duplicate`: recordings of a request that is also recorded in another file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;

use super::finding::{Finding, Identity, Verified};
use crate::error::shown;
use crate::request_hash::FileName;

/// The first file with each request.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    first: HashMap<Identity, PathBuf>,
}

impl Duplicates {
    /// Notes a recording; adds a finding, before those of `later` checks, if it is not the first of
    /// its request.
    pub(crate) fn note(&mut self, verified: &mut Verified, later: &[&str]) {
        let Some(identity) = verified.identity.take() else { return };
        if FileName::of(&verified.path).is_some_and(|name| name.is_further) {
            return;
        }
        match self.first.entry(identity) {
            Entry::Vacant(new) => {
                new.insert(verified.path.clone());
            }
            Entry::Occupied(first) => {
                let first = first.get();
                let what = format!("the same request as {}", shown(first));
                let finding =
                    Finding { other: Some(first.clone()), ..Finding::new("duplicate", what) };
                let is_later = |finding: &Finding| later.contains(&finding.check);
                let place = verified.findings.iter().position(is_later);
                verified.findings.insert(place.unwrap_or(verified.findings.len()), finding);
            }
        }
    }
}
