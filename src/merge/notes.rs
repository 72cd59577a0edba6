//! Warnings as they are met.

use crate::completion::Warning;

/// So many are kept: a stream that is odd in every chunk needs no more to be told so.
const MOST: usize = 64;

/// The warnings of one merge, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    warnings: Vec<Warning>,
    /// The choice that is being merged.
    pub(super) choice: Option<i64>,
}

impl Notes {
    /// Notes something about the current choice, or about the whole stream if there is none.
    #[cold]
    pub(super) fn add(&mut self, code: &'static str, detail: impl Into<String>) {
        let warning = Warning { code, choice: self.choice, detail: detail.into() };
        if self.warnings.len() < MOST && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Notes that a known field has a value of a type that it cannot have.
    #[cold]
    pub(super) fn unexpected(&mut self, field: &str, found: crate::json::Cursor<'_>) {
        self.add("unexpected_type", format!("{field} is {}: left out", found.kind().described()));
    }

    /// All of them.
    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}
