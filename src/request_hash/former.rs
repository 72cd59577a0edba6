//! Forms in which a request may have been hashed before the current rules, or before its texts were
//! edited.

use std::borrow::Cow;
use std::sync::Arc;

use super::numbers::rounded;
use super::patterns::{PATTERN_COUNT, matching, normalized_by};
use super::renaming::Renaming;

/// A former form of a request's body.
#[derive(Clone, Debug)]
pub struct FormerForm {
    /// A bit for each text pattern that was applied.
    patterns: u8,
    /// Whether floats were rounded.
    rounds_floats: bool,
    /// The texts that were renamed since.
    renamed: Option<Arc<Renaming>>,
    /// The renamings to look for in texts.
    sought: Arc<[Arc<Renaming>]>,
}

/// What would be different in another form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// A bit for each pattern that matches a text.
    patterns: u8,
    /// Whether rounding changes a float.
    floats: bool,
    /// A bit for each renaming that a text shows.
    renamed: u32,
}

const ALL_PATTERNS: u8 = (1 << PATTERN_COUNT) - 1;

/// As many renamings as [`Seen`] has bits for.
pub(super) const MOST_RENAMINGS: usize = 32;

impl FormerForm {
    /// The current rules, with renamings to look for.
    pub(super) fn current(sought: Arc<[Arc<Renaming>]>) -> Self {
        FormerForm { patterns: ALL_PATTERNS, rounds_floats: true, renamed: None, sought }
    }

    /// The current rules, before each of the renamings that was seen.
    pub(super) fn before_renamings(&self, seen: Seen) -> impl Iterator<Item = FormerForm> {
        let shown = self.sought.iter().enumerate().take(MOST_RENAMINGS);
        let shown = shown.filter(move |(bit, _)| seen.renamed >> bit & 1 == 1);
        shown.map(|(_, renaming)| FormerForm { renamed: Some(renaming.clone()), ..self.clone() })
    }

    /// The forms of older rules that differ from this one in what was seen.
    ///
    /// The patterns were added one by one, and not in the same order in every copy of the
    /// recorder, so every subset counts.
    pub(super) fn older(&self, seen: Seen) -> impl Iterator<Item = FormerForm> {
        let sets = (0..=ALL_PATTERNS).rev();
        let sets = sets.filter(move |set| set | seen.patterns == ALL_PATTERNS);
        let forms = sets.flat_map(move |patterns| {
            let rounded = [Some(true), seen.floats.then_some(false)].into_iter().flatten();
            rounded.map(move |rounds_floats| (patterns, rounds_floats))
        });
        // The first is this one.
        forms.skip(1).map(|(patterns, rounds_floats)| FormerForm {
            patterns,
            rounds_floats,
            ..self.clone()
        })
    }

    /// Whether the rules are the current ones.
    pub(super) fn is_current(&self) -> bool {
        self.rounds_floats && self.patterns == ALL_PATTERNS
    }

    /// Whether texts were renamed since.
    pub(super) fn is_renamed(&self) -> bool {
        self.renamed.is_some()
    }

    pub(super) fn rounded(&self, value: f64, seen: &mut Seen) -> f64 {
        let rounded = rounded(value);
        seen.floats |= rounded.to_bits() != value.to_bits();
        if self.rounds_floats { rounded } else { value }
    }

    pub(super) fn normalized<'t>(&self, text: &'t [u8], seen: &mut Seen) -> Cow<'t, [u8]> {
        if self.is_current() && self.renamed.is_none() {
            for (bit, renaming) in self.sought.iter().take(MOST_RENAMINGS).enumerate() {
                seen.renamed |= u32::from(renaming.is_in(text)) << bit;
            }
        }
        let is_applied = |pattern| self.patterns >> pattern & 1 == 1;
        let text = match &self.renamed {
            Some(renaming) => renaming.undone(text),
            None => Cow::Borrowed(text),
        };
        if self.is_current() {
            seen.patterns |= matching(&text);
        }
        match text {
            Cow::Borrowed(text) => normalized_by(text, is_applied),
            Cow::Owned(text) => Cow::Owned(normalized_by(&text, is_applied).into_owned()),
        }
    }
}
