//! How the name of a file fits its request.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use super::examined::Examined;
use crate::error::Result;
use crate::request_hash::{FileName, unnumbered_stem};
use crate::request_hash::{Former, FormerHashes, FormerTest, Renaming, RuleSet, StoredRequest};

/// How the name of a file fits its request. Shown, it is a phrase such as "ogx-1.0" or "older
/// rules".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It is the name by the rules of these releases
    Releases(RuleSet),
    /// It has the hash by these rules, but not in the form of a name
    Misshapen(RuleSet),
    /// It has the hash that the request once had
    Former(Former),
    /// It has the hash of this request for a test that has other recordings, too
    OtherTest(String),
    /// It has the hash of the request that this file has
    OtherRequest(PathBuf),
    /// It has a hash that cannot be explained
    Unexplained,
    /// It has no hash
    NotAHash,
}

impl Naming {
    /// The rules of the releases that name the file so.
    pub fn releases(&self) -> RuleSet {
        match self {
            Naming::Releases(rules) => *rules,
            _ => RuleSet::default(),
        }
    }

    /// The id of the test that the file is named for, if it is not that of its request.
    pub fn other_test(&self) -> Option<String> {
        match self {
            Naming::Former(Former { test: FormerTest::Id(test), .. }) => {
                Some(String::from_utf8_lossy(test).into_owned())
            }
            Naming::OtherTest(test) => Some(test.clone()),
            _ => None,
        }
    }

    /// Determines it, except whether other recordings can explain it.
    pub(crate) fn of(examined: &Examined<'_>, renamings: &[Renaming]) -> Result<Option<Self>> {
        let Some((request, hashes)) = examined.hashed() else { return Ok(None) };
        let own = unnumbered_stem(examined.path);
        let is_own = |stem: &str| own.is_some_and(|(own, _)| own == stem);
        if let Some((rules, _)) = examined.stems().iter().find(|(_, stem)| is_own(stem)) {
            return Ok(Some(Naming::Releases(*rules)));
        }
        let Some(name) = FileName::of(examined.path) else { return Ok(Some(Naming::NotAHash)) };
        let rules = hashes.fitting(|hash| name.fits(hash));
        if !rules.is_empty() {
            return Ok(Some(Naming::Misshapen(rules)));
        }
        let former = FormerHashes::of(request, renamings).find(|hash| name.fits(hash))?;
        Ok(Some(former.map_or(Naming::Unexplained, Naming::Former)))
    }

    /// Determines it for a name that cannot be explained otherwise: whether it is the hash of the
    /// request for one of these tests.
    pub(crate) fn for_tests<'t, I: Iterator<Item = Cow<'t, [u8]>>>(
        path: &Path,
        request: &StoredRequest<'_>,
        renamings: &[Renaming],
        tests: impl Fn() -> I,
    ) -> Result<Option<Self>> {
        let Some(name) = FileName::of(path) else { return Ok(None) };
        let former = FormerHashes::of(request, renamings);
        Ok(former.find_test(tests, |hash| name.fits(hash))?.map(Naming::Former))
    }
}

impl fmt::Display for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Naming::Releases(rules) if *rules == RuleSet::ALL => "every release",
            Naming::Releases(rules) => return rules.fmt(f),
            Naming::Misshapen(_) => "other forms",
            Naming::Former(Former { is_edited: true, .. }) => "edited requests",
            Naming::Former(Former { test: FormerTest::Id(_), .. }) => "former test ids",
            Naming::Former(Former { test: FormerTest::Nobody, .. }) => "no test",
            Naming::Former(_) => "older rules",
            Naming::OtherTest(_) => "other tests",
            Naming::OtherRequest(_) => "other requests",
            Naming::Unexplained => "unexplained",
            Naming::NotAHash => "no hash",
        })
    }
}
