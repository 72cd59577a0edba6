//! A part as the events have shown it.

use std::collections::HashSet;
use std::sync::Arc;

use super::event::{PartEvent, PartKind, SoFar};
use super::part::Part;
use super::tagged::Tagged;
use crate::json::Text;

/// A part as the events have shown it.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) number: usize,
    pub(super) index: i64,
    pub(super) id: Option<Arc<[u8]>>,
    pub(super) name: Option<Arc<[u8]>>,
    pub(super) is_json: bool,
    pub(super) text: SoFar,
    /// How many bytes of its escaped text are known, and the last ones of them.
    pub(super) known: usize,
    pub(super) known_end: Vec<u8>,
    /// The first half of a surrogate pair that is not complete, still escaped.
    pub(super) half: Vec<u8>,
    pub(super) tagged: Option<Tagged>,
    /// Whether the text no longer begins with what was shown of it.
    pub(super) is_replaced: bool,
    /// Whether there was an event about it.
    pub(super) is_shown: bool,
    pub(super) is_done: bool,
}

/// The indexes of a list that are taken.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    pub(super) taken: HashSet<i64>,
    pub(super) greatest: Option<i64>,
}

/// How many of the last known bytes are compared, to notice that a text was replaced.
const END: usize = 8;

impl Live {
    pub(super) fn new(number: usize, index: i64) -> Self {
        Live {
            number,
            index,
            id: None,
            name: None,
            is_json: false,
            text: SoFar::default(),
            known: 0,
            known_end: Vec::new(),
            half: Vec::new(),
            tagged: None,
            is_replaced: false,
            is_shown: false,
            is_done: false,
        }
    }

    /// Notes what a tool call calls, as far as it is known.
    pub(super) fn call(&mut self, part: &Part<'_>) {
        set(&mut self.id, part.id);
        set(&mut self.name, part.name);
        self.is_json = part.is_json;
    }

    /// What is new in all of the escaped text. Nothing, if what was shown is there no longer: then
    /// the last event of the part has the text.
    pub(super) fn see<'t>(&mut self, raw: &'t [u8]) -> &'t [u8] {
        let start = self.known.saturating_sub(self.known_end.len());
        let is_known = raw.get(start..self.known) == Some(&self.known_end[..]);
        self.is_replaced |= !is_known;
        let new = raw.get(self.known..).filter(|_| is_known).unwrap_or_default();
        self.known = raw.len();
        self.known_end = raw[raw.len().saturating_sub(END)..].to_vec();
        new
    }

    /// Notes the next piece of the escaped text.
    pub(super) fn see_piece(&mut self, raw: &[u8]) {
        self.known += raw.len();
        self.known_end.extend_from_slice(&raw[raw.len().saturating_sub(END)..]);
        self.known_end.drain(..self.known_end.len().saturating_sub(END));
    }

    /// What is new, decoded: half of a surrogate pair is held back until the other arrives.
    pub(super) fn decoded(&mut self, new: &[u8], is_escaped: bool, is_end: bool) -> Vec<u8> {
        if self.half.is_empty() && !is_escaped {
            return new.to_vec();
        }
        let mut raw = std::mem::take(&mut self.half);
        raw.extend_from_slice(new);
        if !is_end && ends_in_half(&raw) {
            self.half = raw.split_off(raw.len() - HALF);
        }
        Text::new(&raw, true).to_wtf8().into_owned()
    }

    pub(super) fn event(&self, choice: i64, kind: PartKind) -> PartEvent {
        PartEvent {
            number: self.number,
            choice,
            kind,
            index: self.index,
            id: self.id.clone(),
            name: self.name.clone(),
            is_json: self.is_json,
            so_far: self.text.clone(),
        }
    }
}

impl Indexes {
    /// Takes this index, or the one after all others if it is taken.
    pub(super) fn take(&mut self, wanted: i64) -> i64 {
        let after = || self.greatest.map_or(0, |greatest| greatest.saturating_add(1));
        let index = if self.taken.contains(&wanted) { after() } else { wanted };
        self.taken.insert(index);
        self.greatest = self.greatest.max(Some(index));
        index
    }
}

/// The length of an escape such as `\ud83d`.
const HALF: usize = 6;

/// Whether an escaped text ends in the first half of a surrogate pair.
fn ends_in_half(raw: &[u8]) -> bool {
    let Some(start) = raw.len().checked_sub(HALF) else { return false };
    let [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B', _, _] = raw[start..]
    else {
        return false;
    };
    // The backslash may be escaped itself.
    let before = raw[..start].iter().rev().take_while(|byte| **byte == b'\\').count();
    before % 2 == 0
}

fn set(known: &mut Option<Arc<[u8]>>, text: Option<Text<'_>>) {
    let Some(text) = text else { return };
    text.with_wtf8(|text| {
        if known.as_deref() != Some(text) {
            *known = Some(text.into());
        }
    });
}
