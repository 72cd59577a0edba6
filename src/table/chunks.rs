//! The rows of a stream's chunks: what each adds.

use std::collections::BTreeSet;

use super::cell::{Cell, Row};
use super::columns::Table;
use super::rows::{Made, Named};
use super::spans::list_key;
use crate::error::{Grow, Result, ensure_some};
use crate::json::{Cursor, Document};
use crate::merge::{Family, Options};
use crate::recording::Recording;
use crate::summary::{Call, Choice, Summary, Tokens, json, text};

pub(super) fn rows(recording: &Recording, named: &Named<'_>, raw_json: bool) -> Made {
    let mut rows = Vec::new();
    let Some(family) = recording.stream_family() else { return Made::default() };
    let mut seq = 0;
    let read = recording.try_each_chunk(|chunk| {
        let t_ns = recording.times().and_then(|times| times.chunk(seq));
        let raw = raw_json.then(|| json(chunk));
        let place = Place { recording, named, seq, t_ns };
        place.add(family, chunk, raw, &mut rows)?;
        seq += 1;
        Ok(())
    });
    Made::of(Table::Chunks, recording, named, rows, read.err())
}

/// What all rows of a chunk say.
struct Place<'a> {
    recording: &'a Recording,
    named: &'a Named<'a>,
    seq: usize,
    t_ns: Option<i64>,
}

impl Place<'_> {
    /// Adds a row for each choice of the chunk, and for each further tool call of it; one row if
    /// it has no choices.
    fn add(
        &self,
        family: &Family,
        chunk: Cursor<'_>,
        raw: Option<String>,
        rows: &mut Vec<Row>,
    ) -> Result<()> {
        ensure_some()?;
        rows.try_room(1)?;
        let Summary { choices, tokens, .. } = added(family, chunk)?;
        let mut adding = BTreeSet::new();
        (family.token_choices)(chunk, &mut |index| {
            adding.insert(index);
        });
        // The usage and the JSON of a chunk are in its first row only, so that sums are right.
        let (mut tokens, mut raw) = (Some(tokens), raw);
        let event = event_of(chunk);
        let mut push = |choice: Choice, index: Option<i64>, call: Option<Call>| {
            let adds = index.is_none_or(|index| adding.contains(&index));
            // A choice may repeat as a whole what earlier chunks added.
            let own = |text: Option<String>| text.filter(|text| adds || text.is_empty());
            let tokens = tokens.take().unwrap_or_default();
            let Tokens { input, output, total, cached, reasoning } = tokens;
            let call = call.unwrap_or_default();
            rows.push(vec![
                self.named.name.into(),
                self.recording.number().into(),
                self.seq.into(),
                index.into(),
                event.clone().into(),
                choice.role.into(),
                own(choice.text).into(),
                own(choice.reasoning).into(),
                own(choice.refusal).into(),
                call.index.into(),
                call.id.into(),
                call.name.into(),
                own(call.index.map(|_| call.arguments)).into(),
                choice.finish_reason.into(),
                input.into(),
                output.into(),
                total.into(),
                cached.into(),
                reasoning.into(),
                self.t_ns.into(),
                raw.take().into(),
                Cell::Null,
            ]);
        };
        if choices.is_empty() {
            push(Choice::default(), None, None);
        }
        for mut choice in choices {
            let index = Some(choice.index);
            let mut calls = std::mem::take(&mut choice.calls).into_iter();
            push(choice, index, calls.next());
            calls.for_each(|call| push(Choice::default(), index, Some(call)));
        }
        Ok(())
    }
}

/// What a chunk adds. A chunk with a list of choices is read as it is; an event is merged alone,
/// which gives the part of a response that it makes.
fn added(family: &Family, chunk: Cursor<'_>) -> Result<Summary> {
    let is_event = list_key(family).is_none() && !family.name.starts_with("ollama");
    if !is_event {
        let mut summary = (family.summary)(chunk);
        for choice in &mut summary.choices {
            (0..).zip(&mut choice.calls).for_each(|(place, call)| {
                call.index.get_or_insert(place);
            });
        }
        return Ok(summary);
    }
    let mut merger = (family.merger)(Options::default());
    merger.take_any();
    merger.push(chunk)?;
    let merged = Document::parse(merger.snapshot().into_json())?;
    let mut summary = (family.summary)(merged.root());
    for choice in &mut summary.choices {
        for call in &mut choice.calls {
            call.index = position_of(chunk).or(Some(0));
            if let Some(piece) = piece_of(chunk) {
                call.arguments = piece;
            }
        }
    }
    Ok(summary)
}

/// The type of an event: its `type`, or its only key.
fn event_of(chunk: Cursor<'_>) -> Option<String> {
    text(chunk, "event_type").or_else(|| text(chunk, "type")).or_else(|| {
        let mut members = chunk.members();
        let (key, value) = members.next()?;
        (members.next().is_none() && value.is_object()).then(|| key.to_str().into_owned())
    })
}

/// The position in the response of the block to which an event belongs.
fn position_of(event: Cursor<'_>) -> Option<i64> {
    let keys = ["output_index", "index", "contentBlockIndex"];
    let within = event.members().filter(|(_, value)| value.is_object()).map(|(_, value)| value);
    std::iter::once(event)
        .chain(within)
        .find_map(|of| keys.iter().find_map(|key| of.get(key)?.as_i64()))
}

/// The piece of a tool's arguments in an event, which is not valid JSON by itself.
fn piece_of(event: Cursor<'_>) -> Option<String> {
    let delta = event.get("contentBlockDelta").unwrap_or(event).get("delta")?;
    let of = delta.get("toolUse").unwrap_or(delta);
    let piece =
        ["partial_json", "input", "arguments"].iter().find_map(|key| of.get(key)?.as_text());
    Some(piece?.to_str().into_owned())
}
