//! Warnings as they occur, and the path to a value.

use std::fmt;

use super::identity::Identity;
use crate::error::{Error, Result};
use crate::json::{Cursor, Text};
use crate::merge::detect::is_log_line;
use crate::merge::merge_info::Warning;
use crate::merge::received::is_ping;

/// At most this many are kept: for a stream with a problem in every chunk more would not help.
const MOST: usize = 64;

/// Only the beginning of longer keys is shown.
const LONGEST_KEY: usize = 80;

/// Up to this depth members and items are still merged one by one.
const DEEPEST: u32 = 64;

/// The warnings of one merge, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    warnings: Vec<Warning>,
    /// The choice that is being merged.
    pub(crate) choice: Option<i64>,
    /// The number of the item that is being merged, from 1.
    pub(crate) item: usize,
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

    /// Notes an item of another kind, which is left out; in strict mode refuses it. One that only
    /// keeps the connection open, or is another line of a log, is left out without a warning.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] in strict mode.
    #[cold]
    pub(crate) fn skip(&mut self, item: Cursor<'_>, strict: bool) -> Result<()> {
        if is_ping(item) || is_log_line(item) {
            return Ok(());
        }
        let members = named_members([item].into_iter());
        let detail = format!(
            "item {} is not known in this kind of stream: left out; its members are {members}",
            self.item
        );
        if strict {
            return Err(Error::merge(detail));
        }
        self.add("foreign_event", detail);
        Ok(())
    }

    /// Notes that the stream begins again with another message, or refuses that in strict mode.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] in strict mode.
    #[cold]
    pub(crate) fn restarted(&mut self, strict: bool) -> Result<()> {
        let detail = format!(
            "item {} begins another message: what came before stays, and the rest follows it",
            self.item
        );
        if strict {
            return Err(Error::merge(detail));
        }
        self.add("message_restarted", detail);
        Ok(())
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.warnings.len()
    }

    /// All of them.
    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

/// At most this many keys are named, each with at most this many characters.
const MOST_NAMED: (usize, usize) = (12, 40);

/// Names the members of items, and their type if they have one.
pub(crate) fn named_members<'a>(items: impl Iterator<Item = Cursor<'a>>) -> String {
    let mut names: Vec<String> = Vec::new();
    let shown = |text: &str| text.chars().take(MOST_NAMED.1).collect::<String>();
    for (key, value) in items.flat_map(Cursor::members) {
        let mut name = format!("{:?}", shown(&key.to_str()));
        if let Some(kind) = value.as_text().filter(|_| key == *"type") {
            name.push_str(&format!(" ({:?})", shown(&kind.to_str())));
        }
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() == MOST_NAMED.0 {
            break;
        }
    }
    names.join(", ")
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

    /// The same path, one level deeper: that of the items of a list.
    pub(crate) fn deeper(&self) -> Path<'p> {
        Path { depth: self.depth + 1, ..*self }
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
