//! How the hash of an inference call includes its test, by release of OGX.

use std::fmt;

use super::by_test::TestPart;
use crate::recording::Url;

/// The rules of one release and of those that follow, up to the next in [`RULES`].
#[derive(Debug)]
pub struct Rules {
    /// The first release, as in `rules="ogx-1.2"`.
    pub name: &'static str,
    /// Paths of model lists, which all tests share; as endpoints, those whose recordings are named
    /// `models-…`.
    shared_paths: &'static [&'static [u8]],
    /// Whether a list at any other path that ends in `/models` is shared too, unless its host is
    /// this machine.
    shares_remote_lists: bool,
    /// Whether the hash of a shared list has a test id of null, instead of none at all.
    writes_null: bool,
}

/// All of them, the oldest first, which is the default.
pub static RULES: [Rules; 3] = [
    Rules {
        name: "ogx-1.0",
        shared_paths: &[b"/api/tags", b"/v1/models", b"/v1/openai/v1/models"],
        shares_remote_lists: false,
        writes_null: false,
    },
    Rules {
        name: "ogx-1.2",
        shared_paths: &[b"/api/tags", b"/v1/models", b"/v1/openai/v1/models"],
        shares_remote_lists: true,
        writes_null: true,
    },
    Rules {
        name: "ogx-1.5",
        shared_paths: &[b"/v1/models", b"/info"],
        shares_remote_lists: true,
        writes_null: true,
    },
];

/// Some of the rules in [`RULES`].
///
/// ```
/// use deltafold::internals::request_hash::{RuleSet, Rules};
/// let newer: RuleSet = ["ogx-1.2", "ogx-1.5"].into_iter().filter_map(Rules::named).collect();
/// assert_eq!(newer.to_string(), "ogx-1.2, ogx-1.5");
/// assert!(newer.is_subset(RuleSet::ALL) && !newer.is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RuleSet(u8);

impl RuleSet {
    /// The rules of every release.
    pub const ALL: RuleSet = RuleSet((1 << RULES.len()) - 1);

    /// Its rules, the oldest first.
    pub fn rules(self) -> impl DoubleEndedIterator<Item = &'static Rules> {
        RULES.iter().filter(move |rules| self.contains(rules))
    }

    /// Whether it has these rules.
    pub fn contains(self, rules: &Rules) -> bool {
        self.0 & RuleSet::only(rules).0 != 0
    }

    /// Whether it has no rules.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `other` has all its rules.
    pub fn is_subset(self, other: RuleSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// The rules that are in both.
    #[must_use]
    pub fn common(self, other: RuleSet) -> RuleSet {
        RuleSet(self.0 & other.0)
    }

    /// Only these rules.
    pub fn only(rules: &Rules) -> RuleSet {
        RuleSet(1 << rules.number())
    }
}

impl FromIterator<&'static Rules> for RuleSet {
    fn from_iter<T: IntoIterator<Item = &'static Rules>>(rules: T) -> Self {
        rules.into_iter().fold(RuleSet(0), |set, rules| RuleSet(set.0 | RuleSet::only(rules).0))
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, rules) in self.rules().enumerate() {
            write!(f, "{}{}", if number > 0 { ", " } else { "" }, rules.name)?;
        }
        Ok(())
    }
}

const THIS_MACHINE: [&str; 3] = ["0.0.0.0", "127.0.0.1", "localhost"];

impl Rules {
    /// The rules with this name.
    pub fn named(name: &str) -> Option<&'static Rules> {
        RULES.iter().find(|rules| rules.name == name)
    }

    /// Whether the recordings of this endpoint are named `models-…`: there may be several of one
    /// hash, and all of them count.
    pub fn is_model_list(&self, endpoint: &[u8]) -> bool {
        self.shared_paths.contains(&endpoint)
    }

    /// What a hash has as its test id.
    pub(super) fn test_part<'t>(&self, url: &Url<'_>, test_id: Option<&'t [u8]>) -> TestPart<'t> {
        let is_remote = || !url.host_name().is_some_and(|host| THIS_MACHINE.contains(&&*host));
        let is_shared = self.is_model_list(&url.path)
            || (self.shares_remote_lists && url.path.ends_with(b"/models") && is_remote());
        match (is_shared, self.writes_null) {
            (false, _) => test_id.into(),
            (true, true) => TestPart::Null,
            (true, false) => TestPart::Absent,
        }
    }

    fn number(&self) -> usize {
        RULES.iter().position(|rules| rules.name == self.name).unwrap_or_default()
    }
}
