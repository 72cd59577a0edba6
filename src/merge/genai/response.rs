//! Merges chunks into a response.

use super::PAIRS;
use super::candidate::Candidate;
use crate::error::Result;
use crate::json::{Builder, Cursor};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::{Merger, check_item};
use crate::merge::merge_info::MergeInfo;
use crate::merge::options::Options;
use crate::merge::parts::choices::Choices;
use crate::merge::parts::extras::Rule;
use crate::merge::parts::failure::Failure;
use crate::merge::parts::fields::{Class, Fields, Sum, is_empty};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
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
    fields: Fields,
    error: Last,
    strict: bool,
    takes_any: bool,
    spelling: Spelling,
    notes: Notes,
}

impl Response {
    pub(crate) fn new(options: Options) -> Self {
        Response {
            candidates: Choices::new(options),
            response_id: None,
            fields: Fields::new(RESPONSE, Rule::Whole),
            error: Last::default(),
            strict: options.strict,
            takes_any: false,
            spelling: Spelling::new(PAIRS),
            notes: Notes::default(),
        }
    }

    fn set_id(&mut self, id: Cursor<'_>) {
        let Some(id) = id.as_text() else { return self.notes.unexpected("response_id", id) };
        if self.response_id.get_or_insert_default().set_first(id) {
            self.notes.add("ids_differ", "chunks have more than one id: the first one stays");
        }
    }

    fn write_own(&self, name: &'static str, json: &mut Builder) {
        match (name, &self.response_id) {
            ("candidates", _) if !self.candidates.is_empty() => {
                json.key(name);
                json.begin_array();
                for (index, candidate) in self.candidates.iter() {
                    candidate.write(index, &self.spelling, json);
                }
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
        if let Some(failure) = Failure::of(chunk) {
            self.error.set_json(failure.json());
        } else if !self.takes_any && !is_own(chunk) {
            return self.notes.skip(chunk, self.strict);
        }
        for (key, value) in chunk.members().filter(|(_, value)| !value.is_null()) {
            let spelled = key.to_str();
            match self.spelling.note(&spelled) {
                "candidates" => {
                    let Self { candidates, spelling, notes, .. } = self;
                    candidates.merge("candidates", value, notes, |candidate, entry, notes| {
                        candidate.merge(entry, spelling, notes);
                    });
                }
                "response_id" => self.set_id(value),
                "error" => {}
                "sdk_http_response" => {}
                name => self.fields.merge(name, key, value, &mut self.notes),
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
        let mut json = Builder::new();
        json.begin_object();
        self.fields.write(&self.spelling, &mut json, |name, json| self.write_own(name, json));
        json.end_object();
        let mut notes = self.notes.clone();
        for (index, candidate) in self.candidates.iter() {
            notes.choice = Some(index.saturated());
            candidate.check(&mut notes);
        }
        let all_ended = self.candidates.iter().all(|(_, candidate)| candidate.is_ended());
        let merge_info = MergeInfo {
            // A blocked prompt has no candidates: nothing was completed.
            complete: !self.candidates.is_empty() && all_ended && self.error.json().is_none(),
            warnings: notes.into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(json.finish(), merge_info)
    }
}

/// Distinguishes slots of counts from those of candidates.
const COUNT: u32 = 1 << 31;

impl Repeating for Response {
    fn take_any(&mut self) {
        self.takes_any = true;
    }

    fn at(&mut self, number: usize) {
        self.notes.item = number;
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
        if let (Some(usage), Some(known)) = (usage, self.fields.keys("usage_metadata")) {
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
            self.fields.keys_mut("usage_metadata")?.set_at((slot & !COUNT) as usize, value);
        }
        Some(())
    }
}
