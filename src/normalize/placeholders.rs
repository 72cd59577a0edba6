//! Strings that rules name, in; the same numbered text in the place of each, wherever the
//! recording has it, out.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use super::rule::{Action, Rule};
use super::verdict::{Verdict, as_json};
use crate::error::{Error, Result};
use crate::json::{Cursor, Document, Items, Members};

/// Shorter strings are replaced where they are all of a value, not within longer texts: those may
/// have them by chance.
const SURE: usize = 8;

/// A value, the container it is in, and what becomes of it.
pub(super) type Judged<'c> = (Cursor<'c>, Cursor<'c>, Verdict<'c>);

/// Strings with what takes their place.
#[derive(Default)]
pub(super) struct Placeholders {
    /// In WTF-8, in the order in which they came.
    strings: Vec<Vec<u8>>,
    texts: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, usize>,
    /// How many each form of text has been given to.
    given: HashMap<String, usize>,
}

impl Placeholders {
    /// Notes a value that `rules` name.
    pub(super) fn collect<'r>(&mut self, rules: impl Iterator<Item = &'r Rule>, value: Cursor<'_>) {
        let Some(text) = value.as_text().filter(|text| !text.is_empty()) else { return };
        for rule in rules {
            let Action::Placeholder(form) = &rule.action else { continue };
            let string = text.to_wtf8().into_owned();
            if self.numbers.contains_key(&string) {
                return;
            }
            let given = self.given.entry(form.clone()).or_default();
            *given += 1;
            self.numbers.insert(string.clone(), self.strings.len());
            self.strings.push(string);
            self.texts.push(form.replace("{n}", &given.to_string()).into_bytes());
        }
    }

    /// Puts the placeholders into all strings below `root`, after what `verdicts`, in the order
    /// of the text, have decided.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if there are too many strings.
    pub(super) fn give<'c>(&self, root: Cursor<'c>, verdicts: &mut Vec<Judged<'c>>) -> Result<()> {
        if self.strings.is_empty() {
            return Ok(());
        }
        let long: Vec<usize> =
            (0..self.strings.len()).filter(|at| self.strings[*at].len() >= SURE).collect();
        let finder = AhoCorasick::new(long.iter().map(|at| &self.strings[*at]));
        let finder = finder.map_err(|error| {
            Error::recording(format!("too many strings for placeholders: {error}"))
        })?;
        let give = |text: &[u8]| self.in_text(text, &long, &finder);
        let decided: HashMap<u32, usize> =
            verdicts.iter().enumerate().map(|(at, (_, value, _))| (value.index(), at)).collect();
        let mut more = Vec::new();
        let mut open = vec![Children::of(root)];
        while let Some(innermost) = open.last_mut() {
            let Some(value) = innermost.next() else {
                open.pop();
                continue;
            };
            let container = innermost.container;
            if let Some(at) = decided.get(&value.index()) {
                if let Some((_, _, Verdict::New(new))) = verdicts.get_mut(*at) {
                    let document = Document::parse(new.to_vec())?;
                    let text = document.root().as_text().map(|text| text.to_wtf8().into_owned());
                    if let Some(text) = text.and_then(|text| give(&text)) {
                        *new = as_json(&text).into();
                    }
                }
            } else if let Some(text) = value.as_text() {
                if let Some(text) = give(&text.to_wtf8()) {
                    more.push((container, value, Verdict::New(as_json(&text).into())));
                }
            } else if value.is_object() || value.is_array() {
                open.push(Children::of(value));
            }
        }
        verdicts.append(&mut more);
        Ok(())
    }

    /// The text with its placeholders, if that is another.
    fn in_text(&self, text: &[u8], long: &[usize], finder: &AhoCorasick) -> Option<Vec<u8>> {
        if let Some(number) = self.numbers.get(text) {
            return self.texts.get(*number).filter(|new| *new != text).cloned();
        }
        let matches = finder.find_overlapping_iter(text);
        let mut found: Vec<_> =
            matches.filter(|found| is_word(text, found.start(), found.end())).collect();
        // Of those that overlap the first and longest.
        found.sort_unstable_by_key(|found| (found.start(), std::cmp::Reverse(found.end())));
        let (mut new, mut copied) = (Vec::new(), 0);
        for found in found {
            let number = long.get(found.pattern().as_usize());
            let Some(with) = number.and_then(|number| self.texts.get(*number)) else { continue };
            if found.start() >= copied {
                new.extend_from_slice(text.get(copied..found.start()).unwrap_or_default());
                new.extend_from_slice(with);
                copied = found.end();
            }
        }
        new.extend_from_slice(text.get(copied..).unwrap_or_default());
        (new != text).then_some(new)
    }
}

/// Whether what stands there goes no further to the left or right.
fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let in_word = |at: Option<usize>| {
        let byte = at.and_then(|at| text.get(at));
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let cut = |left: Option<usize>, right: Option<usize>| in_word(left) && in_word(right);
    !cut(start.checked_sub(1), Some(start)) && !cut(end.checked_sub(1), Some(end))
}

/// The values in one container that are left to be seen.
struct Children<'a> {
    container: Cursor<'a>,
    members: Members<'a>,
    items: Items<'a>,
}

impl<'a> Children<'a> {
    fn of(container: Cursor<'a>) -> Self {
        Children { container, members: container.members(), items: container.items() }
    }

    fn next(&mut self) -> Option<Cursor<'a>> {
        self.members.next().map(|(_, value)| value).or_else(|| self.items.next())
    }
}
