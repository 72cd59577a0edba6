//! Explains names that cannot be explained from the file alone, with the rest of the tree.
//!
//! From the first such file on, results wait until all files have been read.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use super::examined::Examined;
use super::finding::Verified;
use super::name;
use super::naming::Naming;
use super::run::{Criteria, Step};
use super::tests_seen::TestsSeen;
use crate::error::Result;
use crate::recording::Recording;
use crate::request_hash::FileName;
use crate::request_hash::{Former, FormerTest, RequestHash};

/// Results with names that are explained as far as possible.
pub(crate) struct Explained<I> {
    left: I,
    criteria: Arc<Criteria>,
    tests: TestsSeen,
    /// The first file with each request.
    requests: HashMap<RequestHash, PathBuf>,
    waiting: VecDeque<Result<Verified>>,
    all_are_read: bool,
}

impl<I: Iterator<Item = Result<Verified>>> Explained<I> {
    pub(crate) fn new(left: I, criteria: Arc<Criteria>) -> Self {
        Explained {
            left,
            criteria,
            tests: TestsSeen::default(),
            requests: HashMap::new(),
            waiting: VecDeque::new(),
            all_are_read: false,
        }
    }

    fn note(&mut self, verified: &Verified) {
        let Some((hashes, test_id)) = &verified.request else { return };
        // Names are not checked.
        if verified.naming.is_none() {
            return;
        }
        test_id.iter().for_each(|test_id| self.tests.note(test_id));
        for (_, hash) in hashes.each() {
            self.requests.entry(hash).or_insert_with(|| verified.path.clone());
        }
    }

    /// Explains a name by another test, or by another file's request.
    fn explain(&self, verified: &mut Verified) -> Result<()> {
        let path = &verified.path;
        let recording = Recording::load(path)?;
        let examined = Examined::new(path, &[], &recording);
        let mut naming = None;
        if let Some((request, _)) = examined.hashed() {
            let test_id = request.test_id().map(|test_id| test_id.to_wtf8().into_owned());
            let test_id = test_id.unwrap_or_default();
            let tests = || self.tests.former(&test_id);
            naming = Naming::for_tests(path, request, &self.criteria.renamings, tests)?;
        }
        if naming.is_none() {
            let other = FileName::of(path).and_then(|name| self.requests.get(&name.whole()?));
            naming = other.cloned().map(Naming::OtherRequest);
        }
        if let Some(Naming::Former(Former { test: FormerTest::Id(test), is_edited: false, .. })) =
            &naming
            && self.tests.has(test)
        {
            naming = Some(Naming::OtherTest(String::from_utf8_lossy(test).into_owned()));
        }
        if let Some(naming) = naming {
            let better = name::finding(&examined, &naming, self.criteria.accepted);
            if let Some(finding) = verified.findings.iter_mut().find(|one| one.check == name::CHECK)
                && let Some(better) = better
            {
                *finding = better;
            }
            verified.naming = Some(naming);
        }
        Ok(())
    }
}

impl<I: Iterator<Item = Result<Verified>>> Iterator for Explained<I> {
    type Item = Result<Step>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.all_are_read {
            if let Some(next) = self.left.next() {
                let is_unexplained =
                    next.as_ref().is_ok_and(|one| one.naming == Some(Naming::Unexplained));
                next.iter().for_each(|verified| self.note(verified));
                if !is_unexplained && self.waiting.is_empty() {
                    return Some(next.map(|verified| Step::Verified(Box::new(verified))));
                }
                self.waiting.push_back(next);
                return Some(Ok(Step::Read));
            }
            self.all_are_read = true;
        }
        let next = self.waiting.pop_front()?;
        Some(next.map(|mut verified| {
            if verified.naming == Some(Naming::Unexplained) {
                // A file that is gone or was changed stays unexplained.
                drop(self.explain(&mut verified));
            }
            Step::Verified(Box::new(verified))
        }))
    }
}
