//! Determines the new value for a value that rules match.

use std::borrow::Cow;

use super::rule::{Action, Rule};
use super::subject::Subject;
use crate::error::{Error, Result, ensure};
use crate::json::{Builder, Cursor, Document, Layout, Number, ValueKind, python_float, write};

/// The verdict on a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict<'r> {
    /// It stays: Python would write it as before
    Same,
    /// It is replaced with this JSON text
    New(Cow<'r, [u8]>),
    /// It is removed, with its key
    Removed,
}

/// What determines the new value, whatever the value is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate<'r> {
    /// A rule that sets or removes it, regardless of values elsewhere
    Fixed,
    /// A placeholder of this form, if it is a string
    Numbered(&'r Rule, &'r str),
    /// Rules that compute the new value from the old one
    Open,
}

impl Rule {
    /// Whether the rule leaves this value unchanged.
    fn spares(&self, value: Cursor<'_>, object: Option<Cursor<'_>>) -> bool {
        let is_spared =
            |spared: &str| object.and_then(Cursor::as_text).is_some_and(|object| object == *spared);
        self.spares_object.is_some_and(is_spared) || self.spares_null && value.is_null()
    }
}

impl Subject<'_> {
    /// The verdict of `rules` on `value`; `object` is the member of that name next to the value.
    ///
    /// A removal always wins. Otherwise the last rule that sets or numbers the value decides, and
    /// each `round` and `replace` after it changes the result of the one before; numbered values
    /// are exempt from these. Placeholders are inserted once the whole recording has been read.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if a rule would change again what it or another rule produced.
    pub(super) fn judge<'r>(
        &'r self,
        rules: impl Iterator<Item = &'r Rule> + Clone,
        value: Cursor<'_>,
        object: Option<Cursor<'_>>,
    ) -> Result<Verdict<'r>> {
        Ok(self.judge_by(rules, value, object)?.0)
    }

    /// The same, with the rule behind the verdict unless that is [`Verdict::Same`].
    pub(super) fn judge_by<'r>(
        &'r self,
        rules: impl Iterator<Item = &'r Rule> + Clone,
        value: Cursor<'_>,
        object: Option<Cursor<'_>>,
    ) -> Result<(Verdict<'r>, Option<&'r Rule>)> {
        // A new text for a few rules, as text and as JSON. Callers see to many short ones.
        const LONG: usize = 4 << 10;
        if value.raw().len() >= LONG {
            ensure(value.raw().len().saturating_mul(4))?;
        }
        let (verdict, by) = self.apply(rules.clone(), value, object)?;
        if let (Verdict::New(new), Some(by)) = (&verdict, by)
            && rules.clone().any(|rule| matches!(rule.action, Action::Replace { .. }))
        {
            let again = Document::parse(new.to_vec())?;
            if let (_, Some(again)) = self.apply(rules, again.root(), object)? {
                let (rule, made_it) = self.rules.both_described(again, by);
                return Err(Error::recording(format!(
                    "{rule} would change the value that {made_it} wrote: a second run must change nothing"
                )));
            }
        }
        Ok((verdict, by))
    }

    fn apply<'r>(
        &'r self,
        rules: impl Iterator<Item = &'r Rule>,
        value: Cursor<'_>,
        object: Option<Cursor<'_>>,
    ) -> Result<(Verdict<'r>, Option<&'r Rule>)> {
        let (mut now, mut by) = (None::<Cow<'r, [u8]>>, None);
        let mut is_numbered = false;
        for rule in rules {
            if rule.spares(value, object) {
                continue;
            }
            let new = match &rule.action {
                Action::Remove => return Ok((Verdict::Removed, Some(rule))),
                Action::Placeholder(_) => {
                    (now, by, is_numbered) = (None, None, true);
                    None
                }
                Action::Set(_) | Action::RecordingId => {
                    is_numbered = false;
                    Some(Cow::Borrowed(match &rule.action {
                        Action::Set(json) => json.as_slice(),
                        _ => self.id.as_slice(),
                    }))
                }
                _ if is_numbered => None,
                action => match &now {
                    None => derived(action, value),
                    Some(now) => derived(action, Document::parse(now.to_vec())?.root()),
                },
            };
            if new.is_some() {
                (now, by) = (new, Some(rule));
            }
        }
        Ok(match now {
            Some(new) if !is_written_as(value, &new) => (Verdict::New(new), by),
            _ => (Verdict::Same, None),
        })
    }

    /// What determines the new value, given the `rules` that match the value.
    pub(super) fn fate<'r>(
        rules: impl Iterator<Item = &'r Rule>,
        value: Cursor<'_>,
        object: Option<Cursor<'_>>,
    ) -> Fate<'r> {
        let mut fate = Fate::Open;
        for rule in rules.filter(|rule| !rule.spares(value, object)) {
            match &rule.action {
                Action::Remove => return Fate::Fixed,
                Action::Set(_) | Action::RecordingId => fate = Fate::Fixed,
                Action::Placeholder(form) => fate = Fate::Numbered(rule, form),
                Action::Round(_) | Action::Replace { .. } => {}
            }
        }
        fate
    }
}

/// The result of an action on a value; `None` if the action does not apply to it.
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

/// As Python's `round(value, digits)`: the nearest decimal, with ties going to the even last digit.
fn rounded(value: f64, digits: usize) -> f64 {
    if value.is_finite() { format!("{value:.digits$}").parse().unwrap_or(value) } else { value }
}

/// A string in WTF-8, as Python writes it.
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

/// Whether Python would write `value` as `new`, which is one line in Python's format.
fn is_written_as(value: Cursor<'_>, new: &[u8]) -> bool {
    let is_scalar = !matches!(value.kind(), ValueKind::Object | ValueKind::Array);
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
