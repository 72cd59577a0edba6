//! Replaces strings that rules match with numbered placeholders, wherever they occur in the
//! recording.

use std::collections::{HashMap, HashSet};

use super::hits::Hit;
use super::occurrences::Strings;
use super::subject::Subject;
use super::verdict::{Fate, Verdict, as_json};
use crate::error::{Allowance, Grow, OutOfMemory, Result};
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
    allowance: Allowance,
}

impl<'r> Placeholders<'r> {
    /// Notes a value that rules match; returns whether it is a string that gets a different text.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(super) fn note(
        &mut self,
        hit: &'r Hit,
        fate: Fate<'r>,
        value: Cursor<'_>,
    ) -> Result<bool, OutOfMemory> {
        self.named.try_reserve(1)?;
        match fate {
            Fate::Fixed => drop(self.named.insert(hit.value, None)),
            Fate::Open => drop(self.named.insert(hit.value, Some(hit))),
            Fate::Numbered(_, form) => return self.collect(form, value),
        }
        Ok(false)
    }

    fn collect(&mut self, form: &'r str, value: Cursor<'_>) -> Result<bool, OutOfMemory> {
        let Some(text) = value.as_text().filter(|text| !text.is_empty()) else { return Ok(false) };
        // Its text and its placeholder, each twice.
        self.allowance.take(4 * (text.raw().len() + form.len() + 32))?;
        self.numbers.try_reserve(1)?;
        self.taken.try_reserve(1)?;
        let string = text.to_wtf8().into_owned();
        if let Some(known) = self.numbers.get(&string) {
            return Ok(self.texts.get(*known) != Some(&string));
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
        self.strings.try_push(string)?;
        self.texts.try_push(text)?;
        Ok(is_another)
    }

    /// Inserts the placeholders into all strings below `root`, except into values that rules set or
    /// remove; other rules are applied to the new strings. `verdicts` contains the verdicts so far,
    /// in text order. Returns whether a member `object` has changed.
    ///
    /// # Errors
    ///
    /// Those of the rules; [`crate::error::Error::OutOfMemory`].
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
        let long = (0..).zip(self.strings.iter().map(Vec::as_slice));
        let long = Strings::new(long.filter(|(_, string)| string.len() >= SURE))?;
        let mut decided = HashMap::new();
        decided.try_reserve(verdicts.len()).map_err(OutOfMemory::from)?;
        decided.extend(verdicts.iter().enumerate().map(|(at, (_, value, _))| (value.index(), at)));
        let mut allowance = Allowance::default();
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
            let Some(text) = value.as_text() else { continue };
            allowance.take(text.raw().len())?;
            let Some(text) = self.in_text(&text.to_wtf8(), &long)? else { continue };
            renames_objects |= container.get("object").map(Cursor::index) == Some(value.index());
            allowance.take(4 * text.len())?;
            let new = as_json(&text);
            let verdict = match named.flatten() {
                None => Verdict::New(new.into()),
                Some(hit) => judge_new(new, subject, hit, container)?,
            };
            match decided.get(&value.index()).and_then(|at| verdicts.get_mut(*at)) {
                Some(decided) => decided.2 = verdict,
                None => more.try_push((container, value, verdict))?,
            }
        }
        verdicts.try_room(more.len())?;
        verdicts.append(&mut more);
        Ok(renames_objects)
    }

    /// The text with its placeholders, if that differs.
    fn in_text(&self, text: &[u8], long: &Strings) -> Result<Option<Vec<u8>>, OutOfMemory> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(self.texts.get(*number).filter(|new| *new != text).cloned());
        }
        let found = long.found_in(text)?;
        if found.is_empty() {
            return Ok(None);
        }
        let (mut new, mut copied) = (Vec::new(), 0);
        // Of strings that overlap, the first and longest gets its placeholder.
        for (start, string) in found.into_iter().rev() {
            let string = string as usize;
            let (Some(old), Some(with)) = (self.strings.get(string), self.texts.get(string)) else {
                continue;
            };
            if start >= copied {
                new.try_extend(text.get(copied..start).unwrap_or_default())?;
                new.try_extend(with)?;
                copied = start + old.len();
            }
        }
        new.try_extend(text.get(copied..).unwrap_or_default())?;
        Ok((new != text).then_some(new))
    }
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

/// The values in one container that have not been visited yet.
pub(super) struct Children<'a> {
    container: Cursor<'a>,
    members: Members<'a>,
    items: Items<'a>,
}

impl<'a> Children<'a> {
    pub(super) fn of(container: Cursor<'a>) -> Self {
        Children { container, members: container.members(), items: container.items() }
    }

    pub(super) fn next(&mut self) -> Option<Cursor<'a>> {
        self.members.next().map(|(_, value)| value).or_else(|| self.items.next())
    }
}
