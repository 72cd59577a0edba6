//! Warnings as they occur, and the path to a value.

use std::fmt;

use super::identity::Identity;
use crate::json::{Cursor, Text};
use crate::merge::merge_info::Warning;

/// At most this many are kept: for a stream with a problem in every chunk more would not help.
const MOST: usize = 64;

/// Only the beginning of longer keys is shown.
const LONGEST_KEY: usize = 80;

/// Up to this depth members are still merged one by one.
const DEEPEST: u32 = 64;

/// The warnings of one merge, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    warnings: Vec<Warning>,
    /// The choice that is being merged.
    pub(crate) choice: Option<i64>,
}

impl Notes {
    /// Notes a warning about the current choice, or about the whole stream if there is no current
    /// choice.
    #[cold]
    pub(crate) fn add(&mut self, code: &'static str, detail: impl Into<String>) {
        if self.warnings.len() == MOST {
            return;
        }
        let warning = Warning { code, choice: self.choice, detail: detail.into() };
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Notes that a known field has a value of a type that it cannot have.
    #[cold]
    pub(crate) fn unexpected(&mut self, field: &str, found: Cursor<'_>) {
        self.add("unexpected_type", format!("{field} is {}: left out", found.kind().described()));
    }

    /// Notes that a field has another type than before.
    #[cold]
    pub(crate) fn type_changed(&mut self, field: impl fmt::Display, was: &str, is: &str) {
        self.add("type_changed", format!("{field} was {was} and is {is}: the last one stays"));
    }

    /// Notes that a choice gets another finish reason than it has.
    pub(crate) fn finish_reason(&mut self, known: &Identity, reason: Text<'_>) {
        if let Some(was) = known.get()
            && !reason.is_empty()
            && !known.is(reason)
        {
            self.add(
                "finish_reason_changed",
                format!("from {} to {}", was.to_str(), reason.to_str()),
            );
        }
    }

    /// All of them.
    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

/// The keys that lead to a value, linked on the stack: they cost nothing until they are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    key: &'p [u8],
    depth: u32,
}

impl<'p> Path<'p> {
    /// The path to a member of a choice, its delta or the chunk.
    pub(crate) fn to(key: &'p str) -> Self {
        Path { parent: None, key: key.as_bytes(), depth: 1 }
    }

    /// The path at which every other path begins.
    pub(crate) const TOP: Path<'static> = Path { parent: None, key: b"", depth: 0 };

    pub(crate) fn then<'q>(&'q self, key: &'q [u8]) -> Path<'q> {
        Path { parent: Some(self), key, depth: self.depth + 1 }
    }

    /// Whether the value here is replaced whole, so that merging needs little stack.
    pub(crate) fn is_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    /// The last key.
    pub(crate) fn key(&self) -> &'p [u8] {
        self.key
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent.filter(|parent| !parent.key.is_empty()) {
            write!(f, "{parent}.")?;
        }
        f.write_str(&String::from_utf8_lossy(&self.key[..self.key.len().min(LONGEST_KEY)]))
    }
}
