//! Merges chunks into a response.

use super::PAIRS;
use super::candidate::Candidate;
use crate::error::Result;
use crate::json::{Builder, Cursor};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::options::Options;
use crate::merge::parts::choices::Choices;
use crate::merge::parts::fields::{Class, Sum, is_empty};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
use crate::merge::parts::response;
use crate::merge::parts::spelling::Spelling;

/// As google-genai's class `GenerateContentResponse`; its HTTP response is not kept.
const RESPONSE: Class = &[
    ("candidates", Sum::Own),
    ("create_time", Sum::First),
    ("model_version", Sum::First),
    ("prompt_feedback", Sum::Last),
    ("response_id", Sum::Own),
    // Early chunks have only some of the counts, and all counts are totals so far.
    ("usage_metadata", Sum::Keys),
    ("model_status", Sum::Last),
    ("automatic_function_calling_history", Sum::Last),
    ("parsed", Sum::Last),
];

/// A response so far.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    candidates: Choices<Candidate>,
    response_id: Option<Identity>,
    common: response::Response,
    spelling: Spelling,
}

impl Response {
    pub(crate) fn new(options: Options) -> Self {
        Response {
            candidates: Choices::new(options),
            response_id: None,
            common: response::Response::new(RESPONSE, options),
            spelling: Spelling::new(PAIRS),
        }
    }

    fn set_id(&mut self, id: Cursor<'_>) {
        let notes = &mut self.common.notes;
        let Some(id) = id.as_text() else { return notes.unexpected("response_id", id) };
        if self.response_id.get_or_insert_default().set_first(id) {
            notes.add("ids_differ", "chunks have more than one id: the first one stays");
        }
    }

    fn write_own(&self, name: &'static str, json: &mut Builder, notes: &mut Notes) {
        match (name, &self.response_id) {
            ("candidates", _) if !self.candidates.is_empty() => {
                json.key(name);
                json.begin_array();
                for (index, candidate) in self.candidates.iter() {
                    candidate.write(index, &self.spelling, json);
                    notes.choice = Some(index.saturated());
                    candidate.check(notes);
                }
                notes.choice = None;
                json.end_array();
            }
            ("response_id", Some(id)) => id.write_or_empty(self.spelling.of(name), json),
            _ => {}
        }
    }
}

/// Whether a chunk has a member that only chunks of this family have.
fn is_own(chunk: Cursor<'_>) -> bool {
    chunk.members().any(|(key, _)| {
        let key = key.to_str();
        let python = PAIRS.iter().find(|(_, wire)| *wire == key).map_or(&*key, |(name, _)| name);
        python == "sdk_http_response" || RESPONSE.iter().any(|(name, _)| *name == python)
    })
}

impl Merger for Response {
    fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        check_item(chunk)?;
        self.candidates.check(chunk.get("candidates"))?;
        if !self.common.takes_any && !is_own(chunk) {
            return self.common.take_other(chunk);
        }
        self.common.take_error(chunk);
        for (key, value) in chunk.members().filter(|(_, value)| !value.is_null()) {
            let spelled = key.to_str();
            match self.spelling.note(&spelled) {
                "candidates" => {
                    let Self { candidates, spelling, common, .. } = self;
                    candidates.merge(
                        "candidates",
                        value,
                        &mut common.notes,
                        |candidate, entry, notes| {
                            candidate.merge(entry, spelling, notes);
                        },
                    );
                }
                "response_id" => self.set_id(value),
                "error" => {}
                "sdk_http_response" => {}
                name => self.common.fields.merge(name, key, value, &mut self.common.notes),
            }
        }
        Ok(())
    }

    fn report(&self, chunk: Cursor<'_>, watcher: &mut Watcher) {
        for (index, candidate, entry) in self.candidates.merged(chunk.get("candidates")) {
            candidate.report(index, entry, watcher);
        }
    }

    fn snapshot(&self) -> Completion {
        // A blocked prompt has no candidates: nothing was completed.
        let has_ended = !self.candidates.is_empty()
            && self.candidates.iter().all(|(_, candidate)| candidate.is_ended());
        self.common.completion(has_ended, &self.spelling, |name, json, notes| {
            self.write_own(name, json, notes);
        })
    }
}

/// Distinguishes slots of counts from those of candidates.
const COUNT: u32 = 1 << 31;

impl Repeating for Response {
    fn take_any(&mut self) {
        self.common.takes_any = true;
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.common.notes
    }

    /// One candidate whose text continues, possibly with other counts.
    fn again(&self, chunk: Cursor<'_>) -> Option<Again> {
        let (slot, candidate) = self.candidates.only(chunk.get("candidates")?)?;
        let mut again = Again::adding(Candidate::goes_on(candidate)?, slot);
        let usage = ["usage_metadata", "usageMetadata"].map(|key| chunk.get(key));
        let usage = match usage {
            [Some(_), Some(_)] => return None,
            [python, wire] => python.or(wire),
        };
        if let (Some(usage), Some(known)) = (usage, self.common.fields.keys("usage_metadata")) {
            for (key, count) in usage.members().filter(|(_, it)| it.as_number().is_some()) {
                let place = u32::try_from(known.place_of(key)?).ok()?;
                again = again.and(count, COUNT | place);
            }
        }
        Some(again)
    }

    fn add(&mut self, slot: u32, value: Cursor<'_>) -> Option<()> {
        if slot & COUNT == 0 {
            return self.candidates.known(slot)?.go_on(value.as_text()?);
        }
        if !value.is_null() && !is_empty(value) {
            self.common.fields.keys_mut("usage_metadata")?.set_at((slot & !COUNT) as usize, value);
        }
        Some(())
    }
}
