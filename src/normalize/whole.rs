//! The general way: all values at once, then the whole text written anew.

use super::edits::{Edits, splice};
use super::placeholders::Placeholders;
use super::subject::{Subject, check_envelope};
use super::verdict::Verdict;
use crate::error::Result;
use crate::json::{Document, Layout, write};

/// The text with its rules applied, in the canonical form, and how many values changed.
///
/// # Errors
///
/// Those of parsing; [`crate::Error::NoRecording`]; those of rules.
pub(super) fn rewrite(text: &[u8], subject: &Subject<'_>) -> Result<(usize, Vec<u8>)> {
    let document = Document::parse(text.to_vec())?;
    let root = document.root();
    check_envelope(root)?;
    let mut hits = Vec::new();
    subject.finder().find(root, &subject.start(), &mut hits);
    let (mut verdicts, mut placeholders) =
        (Vec::with_capacity(hits.len()), Placeholders::default());
    for hit in &hits {
        let (container, value) = (root.beside(hit.container), root.beside(hit.value));
        let rules = subject.rules_of(hit);
        rules.clone().for_each(super::rule::Rule::note_match);
        let verdict = subject.judge(rules.clone(), value, container.get("object"))?;
        if verdict == Verdict::Same {
            placeholders.collect(rules, value);
        } else {
            verdicts.push((container, value, verdict));
        }
    }
    placeholders.give(root, &mut verdicts)?;
    let values = verdicts.len();
    let mut edits = Edits::default();
    edits.add_all(0, verdicts);
    let edits = edits.sorted();
    if edits.is_empty() {
        return Ok((0, canonical(&document)));
    }
    let changed = Document::parse(splice(document.bytes(), &edits))?;
    Ok((values, canonical(&changed)))
}

fn canonical(document: &Document) -> Vec<u8> {
    let mut text = Vec::with_capacity(document.bytes().len());
    write(document.root(), Layout::Indented, &mut text);
    text.push(b'\n');
    text
}
