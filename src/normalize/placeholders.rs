//! Replaces strings that rules match with numbered placeholders, wherever they occur in the
//! recording.

use std::collections::{HashMap, HashSet};

use aho_corasick::AhoCorasick;

use super::hits::Hit;
use super::subject::Subject;
use super::verdict::{Fate, Verdict, as_json};
use crate::error::{Error, Result};
use crate::json::{Cursor, Document, Items, Members};

/// Shorter strings are replaced only where they are a whole value, not within longer texts, which
/// may contain them by chance.
const SURE: usize = 8;

/// A value, its container, and the verdict on it.
pub(super) type Judged<'c> = (Cursor<'c>, Cursor<'c>, Verdict<'c>);

/// Strings with their placeholders.
#[derive(Default)]
pub(super) struct Placeholders<'r> {
    /// In WTF-8, in order of occurrence.
    strings: Vec<Vec<u8>>,
    texts: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, usize>,
    /// The last number used for each form of placeholder.
    given: HashMap<&'r str, usize>,
    /// All placeholders. No two strings may have the same one, since a second run would not
    /// distinguish them.
    taken: HashSet<Vec<u8>>,
    /// For the [`Cursor::index`] of a value, the rules that may change it once its placeholders are
    /// inserted; `None` if it is not to be searched.
    named: HashMap<u32, Option<&'r Hit>>,
}

impl<'r> Placeholders<'r> {
    /// Notes a value that rules match; returns whether it is a string that gets a different text.
    pub(super) fn note(&mut self, hit: &'r Hit, fate: Fate<'r>, value: Cursor<'_>) -> bool {
        match fate {
            Fate::Fixed => drop(self.named.insert(hit.value, None)),
            Fate::Open => drop(self.named.insert(hit.value, Some(hit))),
            Fate::Numbered(_, form) => return self.collect(form, value),
        }
        false
    }

    fn collect(&mut self, form: &'r str, value: Cursor<'_>) -> bool {
        let Some(text) = value.as_text().filter(|text| !text.is_empty()) else { return false };
        let string = text.to_wtf8().into_owned();
        if let Some(known) = self.numbers.get(&string) {
            return self.texts.get(*known) != Some(&string);
        }
        let given = self.given.entry(form).or_default();
        let text = loop {
            *given += 1;
            let text = form.replace("{n}", &given.to_string()).into_bytes();
            if self.taken.insert(text.clone()) {
                break text;
            }
        };
        let is_another = text != string;
        self.numbers.insert(string.clone(), self.strings.len());
        self.strings.push(string);
        self.texts.push(text);
        is_another
    }

    /// Inserts the placeholders into all strings below `root`, except into values that rules set or
    /// remove; other rules are applied to the new strings. `verdicts` contains the verdicts so far,
    /// in text order. Returns whether a member `object` has changed.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if there are too many strings; those of the rules.
    pub(super) fn give<'c>(
        &self,
        root: Cursor<'c>,
        subject: &'c Subject<'_>,
        verdicts: &mut Vec<Judged<'c>>,
    ) -> Result<bool> {
        if self.strings == self.texts {
            return Ok(false);
        }
        let mut renames_objects = false;
        let finder = self.finder()?;
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
            let named = self.named.get(&value.index()).copied();
            if named == Some(None) {
                continue;
            }
            if value.is_object() || value.is_array() {
                open.push(Children::of(value));
                continue;
            }
            let text = value.as_text().and_then(|text| self.in_text(&text.to_wtf8(), &finder));
            let Some(text) = text else { continue };
            renames_objects |= container.get("object").map(Cursor::index) == Some(value.index());
            let new = as_json(&text);
            let verdict = match named.flatten() {
                None => Verdict::New(new.into()),
                Some(hit) => judge_new(new, subject, hit, container)?,
            };
            match decided.get(&value.index()).and_then(|at| verdicts.get_mut(*at)) {
                Some(decided) => decided.2 = verdict,
                None => more.push((container, value, verdict)),
            }
        }
        verdicts.append(&mut more);
        Ok(renames_objects)
    }

    /// A searcher for the strings within longer texts.
    fn finder(&self) -> Result<Within> {
        let long = (0..self.strings.len())
            .filter(|at| self.strings.get(*at).is_some_and(|string| string.len() >= SURE));
        let long: Vec<usize> = long.collect();
        let strings = long.iter().filter_map(|at| self.strings.get(*at));
        let finder = AhoCorasick::new(strings).map_err(|error| {
            Error::recording(format!("too many strings for placeholders: {error}"))
        })?;
        Ok(Within { long, finder })
    }

    /// The text with its placeholders, if that differs.
    fn in_text(&self, text: &[u8], within: &Within) -> Option<Vec<u8>> {
        if let Some(number) = self.numbers.get(text) {
            return self.texts.get(*number).filter(|new| *new != text).cloned();
        }
        let matches = within.finder.find_overlapping_iter(text);
        let mut found: Vec<_> =
            matches.filter(|found| is_word(text, found.start(), found.end())).collect();
        // Of overlapping matches, the first and longest is used.
        found.sort_unstable_by_key(|found| (found.start(), std::cmp::Reverse(found.end())));
        let (mut new, mut copied) = (Vec::new(), 0);
        for found in found {
            let number = within.long.get(found.pattern().as_usize());
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

/// Searches for strings within longer texts; `long` contains the numbers of these strings.
struct Within {
    long: Vec<usize>,
    finder: AhoCorasick,
}

/// The verdict of a hit's rules on the string with its placeholders, which is one line of JSON.
fn judge_new<'c>(
    new: Vec<u8>,
    subject: &'c Subject<'_>,
    hit: &Hit,
    container: Cursor<'_>,
) -> Result<Verdict<'c>> {
    let document = Document::parse(new)?;
    let (rules, object) = (subject.rules_of(hit), container.get("object"));
    Ok(match subject.judge(rules, document.root(), object)? {
        Verdict::Same => Verdict::New(document.bytes().to_vec().into()),
        other => other,
    })
}

/// Whether the match does not continue to the left or right as part of a longer word.
fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let in_word = |at: Option<usize>| {
        let byte = at.and_then(|at| text.get(at));
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let cut = |left: Option<usize>, right: Option<usize>| in_word(left) && in_word(right);
    !cut(start.checked_sub(1), Some(start)) && !cut(end.checked_sub(1), Some(end))
}

/// The values in one container that have not been visited yet.
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
