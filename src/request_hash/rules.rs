//! How the hash of an inference call includes its test, by release of OGX.

use crate::recording::Url;

/// The rules of one release and of those that follow, up to the next in [`RULES`].
#[derive(Debug)]
pub struct Rules {
    /// The first release, as in `rules="ogx-1.2"`.
    pub name: &'static str,
    /// Paths of model lists, which all tests share.
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

const THIS_MACHINE: [&str; 3] = ["0.0.0.0", "127.0.0.1", "localhost"];

/// What a hash has as its test id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TestKey {
    Given,
    Null,
    Absent,
}

impl Rules {
    /// The rules with this name.
    pub fn named(name: &str) -> Option<&'static Rules> {
        RULES.iter().find(|rules| rules.name == name)
    }

    pub(super) fn test_key(&self, url: &Url<'_>) -> TestKey {
        let is_listed = self.shared_paths.contains(&&*url.path);
        let is_remote = || !url.host_name().is_some_and(|host| THIS_MACHINE.contains(&&*host));
        let is_shared = is_listed
            || (self.shares_remote_lists && url.path.ends_with(b"/models") && is_remote());
        match (is_shared, self.writes_null) {
            (false, _) => TestKey::Given,
            (true, true) => TestKey::Null,
            (true, false) => TestKey::Absent,
        }
    }
}
