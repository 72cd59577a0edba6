//! A value and the rules that name it in; what becomes of it out.

use std::borrow::Cow;

use super::rule::{Action, Rule};
use super::subject::Subject;
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, Kind, Layout, Number, python_float, write};

/// What becomes of a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict<'r> {
    /// It stays: Python would write it as before
    Same,
    /// This JSON text takes its place
    New(Cow<'r, [u8]>),
    /// It goes, with its key
    Removed,
}

impl Subject<'_> {
    /// What `rules` make of `value`, each of what the one before it left; `object` is the member
    /// of that name beside the value.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if a rule would change again what it made.
    pub(super) fn judge<'r>(
        &'r self,
        rules: impl Iterator<Item = &'r Rule> + Clone,
        value: Cursor<'_>,
        object: Option<Cursor<'_>>,
    ) -> Result<Verdict<'r>> {
        let verdict = self.apply(rules.clone(), value, object)?;
        if let Verdict::New(new) = &verdict
            && let Some(rule) =
                rules.clone().find(|rule| matches!(rule.action, Action::Replace { .. }))
        {
            let again = Document::parse(new.to_vec())?;
            if self.apply(rules, again.root(), object)? != Verdict::Same {
                let rule = self.rules.described(rule);
                let what = format!("{rule} would change again what it made: a second run must not");
                return Err(Error::recording(what));
            }
        }
        Ok(verdict)
    }

    fn apply<'r>(
        &'r self,
        rules: impl Iterator<Item = &'r Rule>,
        value: Cursor<'_>,
        object: Option<Cursor<'_>>,
    ) -> Result<Verdict<'r>> {
        let mut now: Option<Cow<'r, [u8]>> = None;
        for rule in rules {
            let spared = |spared: &str| {
                object.and_then(Cursor::as_text).is_some_and(|object| object == *spared)
            };
            if rule.spares_object.is_some_and(spared) || rule.spares_null && value.is_null() {
                continue;
            }
            let new = match &rule.action {
                Action::Remove => return Ok(Verdict::Removed),
                Action::Set(json) => Some(Cow::Borrowed(json.as_slice())),
                Action::RecordingId => Some(Cow::Borrowed(self.id.as_slice())),
                // Placeholders are given when the whole recording has been seen.
                Action::Placeholder(_) => None,
                action => match &now {
                    None => derived(action, value),
                    Some(now) => derived(action, Document::parse(now.to_vec())?.root()),
                },
            };
            now = new.or(now);
        }
        Ok(match now {
            Some(new) if !is_written_as(value, &new) => Verdict::New(new),
            _ => Verdict::Same,
        })
    }
}

/// What an action makes of a value that it is not indifferent to.
fn derived<'r>(action: &Action, value: Cursor<'_>) -> Option<Cow<'r, [u8]>> {
    match action {
        Action::Round(digits) => {
            let Some(Number::Float(float)) = value.as_number() else { return None };
            let mut text = Vec::new();
            python_float(rounded(float, *digits), &mut text);
            Some(text.into())
        }
        Action::Replace { pattern, with } => {
            let text = value.as_text()?.to_wtf8();
            match pattern.replace_all(&text, with.as_slice()) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(as_json(&text).into()),
            }
        }
        _ => None,
    }
}

/// As Python's `round(value, digits)`: the nearest one, of two the one with an even last digit.
fn rounded(value: f64, digits: usize) -> f64 {
    if value.is_finite() { format!("{value:.digits$}").parse().unwrap_or(value) } else { value }
}

/// A text in WTF-8, as Python writes it.
pub(super) fn as_json(text: &[u8]) -> Vec<u8> {
    let mut json = Builder::new();
    json.wtf8(text);
    let json = json.finish();
    match Document::parse(json.clone()) {
        Ok(document) => one_line(document.root()),
        Err(_) => json,
    }
}

/// A value on one line, as Python's `json.dumps` writes it.
pub(super) fn one_line(value: Cursor<'_>) -> Vec<u8> {
    let mut text = Vec::new();
    write(value, Layout::OneLine, &mut text);
    text
}

/// Whether Python would write `value` as `new`, itself on one line as Python writes it.
fn is_written_as(value: Cursor<'_>, new: &[u8]) -> bool {
    let is_scalar = !matches!(value.kind(), Kind::Object | Kind::Array);
    is_scalar && value.raw() == new || one_line(value) == new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_rounded_as_python_does() {
        for (value, digits, rounded_to) in [
            (2.5, 0, 2.0),
            (3.5, 0, 4.0),
            (0.125, 2, 0.12),
            (2.675, 2, 2.67),
            (1e300, 3, 1e300),
            (-0.0004, 2, -0.0),
            (f64::INFINITY, 2, f64::INFINITY),
        ] {
            assert_eq!(rounded(value, digits).to_bits(), rounded_to.to_bits(), "{value} {digits}");
        }
    }

    #[test]
    fn what_python_writes_alike_is_the_same() {
        let is = |json: &str, new: &str| {
            let document = Document::parse(json.into()).unwrap();
            is_written_as(document.root(), new.as_bytes())
        };
        assert!(is("0", "0") && is("-0", "0") && is("\"\\u0041\"", "\"A\""));
        assert!(is("[1,\n2]", "[1, 2]"));
        assert!(!is("0.0", "0") && !is("false", "0") && !is("null", "0") && !is("-0.0", "0"));
    }
}
