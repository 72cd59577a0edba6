//! The summary of `verify`: how many findings there were, and by which rules files are named.

use std::collections::HashMap;

use super::paint::counted;
use crate::json::Builder;
use crate::request_hash::RuleSet;
use crate::verify::{Naming, Verified};

#[derive(Default)]
pub(super) struct Counts {
    pub(super) recordings: usize,
    /// The findings that were neither fixed nor accepted.
    pub(super) found: usize,
    pub(super) fixed: usize,
    /// The findings that --fix would remove.
    pub(super) fixable: usize,
    /// The findings that are in the baseline.
    pub(super) accepted: usize,
    /// Files by how their names fit.
    names: HashMap<String, usize>,
    /// Whether every name fits the rules of every release.
    has_other_names: bool,
}

impl Counts {
    pub(super) fn add(&mut self, verified: &Verified) {
        self.recordings += 1;
        if let Some(naming) = &verified.naming {
            *self.names.entry(naming.to_string()).or_default() += 1;
            self.has_other_names |= *naming != Naming::Releases(RuleSet::ALL);
        }
    }

    /// One line for the findings, and one for the names if they differ.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut text = match self.found {
            0 => "nothing found".to_owned(),
            found => counted(found, "finding"),
        };
        if self.accepted > 0 {
            text.push_str(&format!(", {} accepted by the baseline", self.accepted));
        }
        if self.fixed > 0 {
            text.push_str(&format!(", {} renamed", self.fixed));
        }
        let mut notes = vec![format!("{text} in {}", counted(self.recordings, "recording"))];
        if self.has_other_names {
            let names = self.sorted_names().into_iter();
            let names: Vec<_> = names.map(|(name, count)| format!("{name} {count}")).collect();
            notes.push(format!("names by rules: {}", names.join("; ")));
        }
        if self.fixable > 0 {
            let files = counted(self.fixable, "file");
            notes.push(format!("--fix gives {files} the right name (--fix --dry-run shows which)"));
        }
        notes
    }

    /// The same as one object on a line.
    pub(super) fn json(&self) -> Vec<u8> {
        let mut json = Builder::new();
        let int = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        json.begin_object();
        json.key("summary");
        json.begin_object();
        for (key, count) in [
            ("recordings", self.recordings),
            ("findings", self.found),
            ("accepted", self.accepted),
            ("renamed", self.fixed),
        ] {
            json.key(key);
            json.int(int(count));
        }
        json.key("names");
        json.begin_object();
        for (name, count) in self.sorted_names() {
            json.key(name);
            json.int(int(count));
        }
        json.end_object();
        json.end_object();
        json.end_object();
        let mut line = json.finish();
        line.push(b'\n');
        line
    }

    /// The most frequent first.
    fn sorted_names(&self) -> Vec<(&str, usize)> {
        let mut names: Vec<_> =
            self.names.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        names.sort_by(|(one, few), (other, many)| many.cmp(few).then(one.cmp(other)));
        names
    }
}
