//! The checks: a row for each.

use super::examined::Examined;
use super::finding::Finding;
use super::run::Criteria;
use super::{folder, layout, name, orphans, response};
use crate::error::Result;

/// Something that may be wrong with a recording.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its name on the command line and in findings.
    pub name: &'static str,
    /// What it finds, in a phrase.
    pub about: &'static str,
    pub(crate) of: Scope,
}

/// The input of a check.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    /// One recording
    Recording(fn(&Examined<'_>, &Criteria) -> Result<Option<Finding>>),
    /// The recording and all earlier ones
    Corpus,
}

/// All checks, in the order in which findings are reported.
pub const CHECKS: [Check; 8] = [
    Check {
        name: "name",
        about: "the file is not named by the hash of its request",
        of: Scope::Recording(name::check),
    },
    Check {
        name: "unreachable",
        about: "the file is in a folder where lookups for its test do not look",
        of: Scope::Recording(folder::check),
    },
    Check { name: "duplicate", about: "another file has the same request", of: Scope::Corpus },
    Check {
        name: "layout",
        about: "the file is not in the recorder's layout",
        of: Scope::Recording(layout::check_layout),
    },
    Check {
        name: "normalized",
        about: "normalizing would change the file",
        of: Scope::Recording(layout::check_normalized),
    },
    Check {
        name: "truncated",
        about: "the stream ends without a finish reason",
        of: Scope::Recording(response::check_truncated),
    },
    Check {
        name: "error",
        about: "an error was recorded",
        of: Scope::Recording(response::check_error),
    },
    Check {
        name: "orphan",
        about: "the test is gone (with a list of tests)",
        of: Scope::Recording(orphans::check),
    },
];

/// The selected checks.
///
/// ```
/// use deltafold::internals::verify::Selection;
/// let selection = Selection::of(&["name".into(), "error".into()], &["error".into()])?;
/// assert!(selection.has("name") && !selection.has("error") && !selection.has("layout"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection([bool; CHECKS.len()]);

impl Selection {
    /// All of them.
    pub const ALL: Self = Selection([true; CHECKS.len()]);

    /// Those of `select`, or all if it is empty, without those of `ignore`.
    ///
    /// # Errors
    ///
    /// A sentence that names an unknown check.
    pub fn of(select: &[String], ignore: &[String]) -> Result<Self, String> {
        let mut chosen = [select.is_empty(); CHECKS.len()];
        for (names, value) in [(select, true), (ignore, false)] {
            for name in names {
                let row = CHECKS.iter().position(|check| check.name == *name);
                match row.and_then(|row| chosen.get_mut(row)) {
                    Some(choice) => *choice = value,
                    None => {
                        let known: Vec<_> = CHECKS.iter().map(|check| check.name).collect();
                        return Err(format!("no check '{name}': there are {}", known.join(", ")));
                    }
                }
            }
        }
        Ok(Selection(chosen))
    }

    /// Whether the check with this name is selected.
    pub fn has(&self, name: &str) -> bool {
        self.checks().any(|check| check.name == name)
    }

    /// The selected checks, in their order.
    pub fn checks(&self) -> impl Iterator<Item = &'static Check> {
        CHECKS.iter().zip(self.0).filter(|(_, chosen)| *chosen).map(|(check, _)| check)
    }
}
