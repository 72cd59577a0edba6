//! Settles what is left at the end of a stream, with what the completion has.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::event::{PartKind, StreamEvent};
use super::final_parts::{self, FinalChoice, FinalPart};
use super::live::{Indexes, Live};
use super::part::{At, dense};
use super::watcher::{Choice, Watcher};
use crate::merge::completion::Completion;

impl Watcher {
    /// Ends all that has not ended: with what the completion has.
    pub(crate) fn finish(&mut self, completion: &Completion) {
        self.flush();
        if let Some(error) = &completion.merge_info.error
            && self.error.as_ref() != Some(error)
        {
            self.fail(None, error.clone());
        }
        let Ok(document) = completion.document() else { return };
        let finals = final_parts::of(document.root());
        let mut lives = std::mem::take(&mut self.choices);
        for last in finals {
            let live = lives.remove(&last.index).unwrap_or_default();
            self.finish_choice(live, last);
        }
        for (index, live) in lives {
            self.finish_choice(live, FinalChoice::new(index));
        }
    }

    /// Shows what was held back.
    fn flush(&mut self) {
        let indexes: Vec<_> = self.choices.keys().copied().collect();
        for index in indexes {
            let Some(choice) = self.choices.get_mut(&index) else { continue };
            let mut left = Vec::new();
            for (key, live) in &mut choice.parts {
                let half = live.decoded(&[], true, true);
                let mut pieces = Vec::new();
                match (&mut live.tagged, &self.tags) {
                    (Some(tagged), Some(tags)) => {
                        let mut to = |is_reasoning, piece: &[u8]| {
                            pieces.push((is_reasoning, piece.to_vec()));
                        };
                        tagged.push(&half, tags, &mut to);
                        tagged.finish(to);
                    }
                    _ => pieces.push((false, half)),
                }
                left.push((*key, pieces));
            }
            left.sort_by_key(|(key, _)| *key);
            for (key, pieces) in left {
                self.add_tagged(index, key, pieces);
            }
        }
    }

    fn finish_choice(&mut self, mut live: Choice, last: FinalChoice) {
        let FinalChoice { index: choice, finish_reason, parts, logprobs } = last;
        let mut lives: BTreeMap<PartKind, Vec<(At, Live)>> = BTreeMap::new();
        for ((kind, at), part) in live.parts.drain().filter(|(_, part)| part.is_shown) {
            lives.entry(kind).or_default().push((at, part));
        }
        let mut finals: BTreeMap<PartKind, Vec<FinalPart>> = BTreeMap::new();
        let is_something = |it: &FinalPart| it.kind == PartKind::ToolCall || !it.text.is_empty();
        for part in parts.into_iter().filter(is_something) {
            finals.entry(part.kind).or_default().push(part);
        }
        let kinds: BTreeSet<_> = lives.keys().chain(finals.keys()).copied().collect();
        for kind in kinds {
            let mut known = lives.remove(&kind).unwrap_or_default();
            known.sort_by_key(|(at, _)| *at);
            let known = known.into_iter().map(|(_, live)| live).collect();
            for (live_part, last) in paired(known, finals.remove(&kind).unwrap_or_default()) {
                self.finish_part(choice, kind, &mut live.indexes, live_part, last);
            }
        }
        for of in live.logprobs.iter().filter(|of| !logprobs.iter().any(|(list, _)| list == *of)) {
            let (entries, is_done) = (b"[]".to_vec(), true);
            self.events.push(StreamEvent::Logprobs { choice, of, entries, is_done });
        }
        for (of, entries) in logprobs {
            if !live.logprobs.contains(&of) {
                let (entries, is_done) = (entries.clone(), false);
                self.events.push(StreamEvent::Logprobs { choice, of, entries, is_done });
            }
            self.events.push(StreamEvent::Logprobs { choice, of, entries, is_done: true });
        }
        self.events.push(StreamEvent::ChoiceDone { choice, finish_reason });
    }

    fn finish_part(
        &mut self,
        choice: i64,
        kind: PartKind,
        indexes: &mut HashMap<PartKind, Indexes>,
        live: Option<Live>,
        last: Option<FinalPart>,
    ) {
        let mut live = live.unwrap_or_else(|| {
            let index = last.as_ref().map_or(0, |last| last.index);
            self.count += 1;
            Live::new(self.count, indexes.entry(kind).or_default().take(index))
        });
        let is_call = kind == PartKind::ToolCall;
        let text = match last {
            None => live.text.with(0, <[u8]>::to_vec),
            Some(last) => {
                live.id = last.id.map(Arc::from).or(live.id);
                live.name = last.name.map(Arc::from).or(live.name);
                live.is_json = last.is_json;
                let is_same = |sent: &[u8]| last.is_value && dense(sent) == last.text;
                let sent = live.text.with(0, |sent| is_same(sent).then(|| sent.to_vec()));
                sent.unwrap_or(last.text)
            }
        };
        let rest = live.text.with(0, |sent| text.strip_prefix(sent).map(<[u8]>::to_vec));
        if let Some(rest) = rest.filter(|rest| !rest.is_empty() || (!live.is_shown && is_call)) {
            live.text.push(&rest);
            let part = live.event(choice, kind);
            self.events.push(StreamEvent::Delta { part, delta: rest });
        }
        if !live.is_done && (is_call || !text.is_empty() || !live.text.is_empty()) {
            let part = live.event(choice, kind);
            self.events.push(StreamEvent::Done { part, text });
        }
    }
}

/// Each part of a kind with what the completion has of it. If their numbers differ, parts of the
/// stream belong to the next one in the completion that they may have become.
fn paired(
    lives: Vec<Live>,
    finals: Vec<FinalPart>,
) -> impl Iterator<Item = (Option<Live>, Option<FinalPart>)> {
    let are_equal = lives.len() == finals.len();
    let mut lives = lives.into_iter().peekable();
    let mut pairs = Vec::new();
    let mut finals = finals.into_iter().peekable();
    loop {
        let are_more = finals.len() > lives.len();
        let Some(live) = lives.peek() else { break };
        let fits = |last: &FinalPart| are_equal || may_become(live, last);
        match finals.peek().map(fits) {
            Some(true) => pairs.push((lives.next(), finals.next())),
            Some(false) if are_more => pairs.push((None, finals.next())),
            _ => pairs.push((lives.next(), None)),
        }
    }
    pairs.extend(finals.map(|last| (None, Some(last))));
    pairs.into_iter()
}

fn may_become(live: &Live, last: &FinalPart) -> bool {
    match (&live.id, &last.id) {
        (Some(one), Some(two)) => **one == **two,
        _ => live.text.with(0, |text| last.text.starts_with(text)),
    }
}
