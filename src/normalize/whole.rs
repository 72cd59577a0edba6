//! The general path: applies rules to all values at once, and then rewrites the whole text.

use super::edits::{Edits, splice};
use super::hits::Hit;
use super::placeholders::Placeholders;
use super::rule::Rule;
use super::subject::{Subject, check_envelope};
use super::verdict::{Fate, Verdict};
use super::{NormalizeOptions, Wanted};
use crate::error::{Allowance, Grow, Result, joined};
use crate::json::{Cursor, Document, Layout, try_write};

/// The result of applying the rules to a text.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// The number of values that change.
    pub(super) values: usize,
    /// The new text in canonical form, if the options request it.
    pub(super) bytes: Vec<u8>,
    /// Whether a placeholder changed the `object` of an object, which built-in rules check.
    pub(super) renames_objects: bool,
}

/// Applies the rules of a recording to its text.
///
/// # Errors
///
/// Those of parsing; [`crate::error::Error::NotARecording`]; those of rules.
pub(super) fn rewrite(
    text: &[u8],
    subject: &Subject<'_>,
    options: NormalizeOptions,
) -> Result<Rewritten> {
    let document = Document::parse(joined(&[text])?)?;
    let root = document.root();
    let hits = hits_in(root, subject)?;
    let (mut verdicts, mut placeholders) = (Vec::new(), Placeholders::default());
    let mut allowance = Allowance::default();
    for hit in &hits {
        let (container, value) = (root.beside(hit.container), root.beside(hit.value));
        let (rules, object) = (subject.rules_of(hit), container.get("object"));
        rules.clone().for_each(Rule::note_match);
        if subject.rules.have_placeholders() {
            placeholders.note(hit, Subject::fate(rules.clone(), value, object), value)?;
        }
        allowance.take(4 * value.raw().len())?;
        let verdict = subject.judge(rules, value, object)?;
        subject.check_envelope_stays(root, hit, &verdict)?;
        if verdict != Verdict::Same {
            verdicts.try_push((container, value, verdict))?;
        }
    }
    let renames_objects = placeholders.give(root, subject, &mut verdicts)?;
    let values = verdicts.len();
    let wants_bytes = options.wanted == Wanted::Bytes && values > 0 || options.reformat;
    if !wants_bytes {
        return Ok(Rewritten { values, renames_objects, ..Rewritten::default() });
    }
    let mut edits = Edits::default();
    edits.add_all(0, verdicts)?;
    let edits = edits.sorted();
    if edits.is_empty() {
        return Ok(Rewritten { bytes: canonical(&document)?, ..Rewritten::default() });
    }
    let changed = Document::parse(splice(document.bytes(), &edits)?)?;
    Ok(Rewritten { values, bytes: canonical(&changed)?, renames_objects })
}

/// The rules that change something in a text.
///
/// # Errors
///
/// As [`rewrite`].
pub(super) fn acting<'r>(text: &[u8], subject: &'r Subject<'_>) -> Result<Vec<&'r Rule>> {
    let document = Document::parse(joined(&[text])?)?;
    let root = document.root();
    let hits = hits_in(root, subject)?;
    let (mut acting, mut placeholders) = (Vec::new(), Placeholders::default());
    for hit in &hits {
        let (container, value) = (root.beside(hit.container), root.beside(hit.value));
        let (rules, object) = (subject.rules_of(hit), container.get("object"));
        let fate = Subject::fate(rules.clone(), value, object);
        if let (true, Fate::Numbered(rule, _)) = (placeholders.note(hit, fate, value)?, fate) {
            acting.push(rule);
        }
        acting.extend(subject.judge_by(rules, value, object)?.1);
    }
    Ok(acting)
}

fn hits_in(root: Cursor<'_>, subject: &Subject<'_>) -> Result<Vec<Hit>> {
    check_envelope(root)?;
    let mut hits = Vec::new();
    subject.finder().find(root, &subject.start(), &mut hits)?;
    Ok(hits)
}

fn canonical(document: &Document) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    text.try_room(document.bytes().len())?;
    try_write(document.root(), Layout::Indented, &mut text)?;
    text.try_push(b'\n')?;
    Ok(text)
}
