//! Chat streams: chunks in, one completion out (contract, sections 1 and 5).

use super::choice::Choice;
use super::choices::Choices;
use super::chunk::{ChunkChoice, ChunkField, chunk_fields};
use super::{is_header, may_be_chunk};
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Number, Written};
use crate::merge::completion::Completion;
use crate::merge::events::Watcher;
use crate::merge::family::check_item;
use crate::merge::merge_info::MergeInfo;
use crate::merge::options::{MAX_CHOICE_INDEX, Options};
use crate::merge::parts::extras::Members;
use crate::merge::parts::failure::{Failure, is_only_failure};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::Notes;

/// Merges the chunks of one chat stream as they arrive.
///
/// ```
/// use deltafold::internals::merge::ChatAccumulator;
/// use deltafold::{Document, Options};
/// let mut merging = ChatAccumulator::new(Options::default());
/// for chunk in [r#"{"choices": [{"index": 1, "delta": {"content": "Sol"}}]}"#,
///               r#"{"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}]}"#] {
///     merging.push(Document::parse(chunk.into())?.root())?;
/// }
/// let completion = merging.finish();
/// assert!(completion.merge_info.complete);
/// let document = completion.document()?;
/// let choice = document.root().get("choices").and_then(|choices| choices.items().next());
/// let content = choice.and_then(|choice| choice.get("message")?.get("content")?.as_text());
/// assert!(content.is_some_and(|content| content == *"Sol"));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ChatAccumulator {
    pub(crate) options: Options,
    /// Objects without members of a chunk are merged, too.
    pub(crate) takes_any: bool,
    id: Identity,
    created: Last,
    model: Identity,
    service_tier: Identity,
    system_fingerprint: Identity,
    moderation: Last,
    usage: Last,
    /// The last usage in a choice, which counts if there is no other.
    choice_usage: Last,
    error: Last,
    extras: Members,
    pub(crate) choices: Choices,
    pub(crate) notes: Notes,
}

impl ChatAccumulator {
    /// Nothing merged yet.
    pub fn new(options: Options) -> Self {
        ChatAccumulator { options, ..Self::default() }
    }

    /// Merges one chunk. Fields of unknown or wrong shapes are kept or left out, with a warning.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] if the chunk is not an object, and in strict mode for an invalid index;
    /// nothing of the chunk is merged then.
    #[inline]
    pub fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        check_item(chunk)?;
        if self.options.strict && !self.options.single_choice {
            check_indexes(chunk)?;
        }
        if has_no_choices(chunk) && !self.takes_without_choices(chunk)? {
            return Ok(());
        }
        for field in chunk_fields(chunk) {
            match field {
                ChunkField::Choices(choices) => self.merge_choices(choices),
                ChunkField::Id(id) => self.set_id(id),
                ChunkField::Created(created) => self.set_created(created),
                ChunkField::Model(value) => set(&mut self.model, "model", value, &mut self.notes),
                ChunkField::ServiceTier(value) => {
                    set(&mut self.service_tier, "service_tier", value, &mut self.notes);
                }
                ChunkField::SystemFingerprint(value) => {
                    let fingerprint = &mut self.system_fingerprint;
                    set(fingerprint, "system_fingerprint", value, &mut self.notes);
                }
                ChunkField::Moderation(moderation) => self.moderation.replace(moderation),
                ChunkField::Usage(usage) => self.set_usage(usage),
                ChunkField::Error => {
                    if let Some(failure) = Failure::of(chunk) {
                        self.error.set_json(failure.json());
                    }
                }
                ChunkField::Other(key, value) => {
                    if let Some(failure) = Failure::in_member(key, value) {
                        self.error.set_json(failure.json());
                    }
                    self.extras.set(key, value);
                }
            }
        }
        Ok(())
    }

    /// Whether the members of a chunk without choices are merged: it is one of this stream, and more
    /// than an error. Takes the error in it.
    #[cold]
    fn takes_without_choices(&mut self, chunk: Cursor<'_>) -> Result<bool> {
        let is_chunk = may_be_chunk(chunk) || is_header(chunk);
        if let Some(failure) = Failure::of(chunk) {
            self.error.set_json(failure.json());
            return Ok(!is_only_failure(chunk, is_chunk));
        }
        if !is_chunk && !self.takes_any {
            self.notes.skip(chunk, self.options.strict)?;
            return Ok(false);
        }
        Ok(true)
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`] with the first tool call whose arguments would be repaired.
    pub(crate) fn check_end(&self) -> Result<()> {
        self.choices.sorted().into_iter().try_for_each(Choice::check_end)
    }

    #[inline]
    fn set_id(&mut self, id: Cursor<'_>) {
        let Some(id) = id.as_text() else { return self.notes.unexpected("id", id) };
        if self.id.set_first(id) {
            self.notes.add("ids_differ", "chunks have more than one id: the first one stays");
        }
    }

    #[inline]
    fn set_created(&mut self, created: Cursor<'_>) {
        // Some recorders write zero into every chunk.
        if self.created.json().is_some() || created.raw() == b"0" {
            return;
        }
        match created.as_number() {
            None => self.notes.unexpected("created", created),
            Some(Number::Int(0)) => {}
            Some(Number::Float(0.0)) => {}
            Some(_) => self.created.replace(created),
        }
    }

    fn set_usage(&mut self, usage: Cursor<'_>) {
        if !usage.is_object() {
            self.notes.unexpected("usage", usage);
        } else if usage.members().next().is_some() {
            self.usage.replace(usage);
        }
    }

    #[inline]
    fn merge_choices(&mut self, choices: Cursor<'_>) {
        if !choices.is_array() {
            return self.notes.unexpected("choices", choices);
        }
        for (place, entry) in choices.items().enumerate() {
            if !entry.is_object() {
                self.notes.unexpected("an entry of choices", entry);
                continue;
            }
            let entry = ChunkChoice::new(entry);
            let index = match self.options.single_choice {
                true => Index::default(),
                false => index_of(entry, place),
            };
            self.notes.choice = Some(index.saturated());
            if !is_likely(&index) {
                self.notes.add("odd_index", "no likely index of a choice");
            }
            let choice = self.choices.at(index);
            choice.repeats = None;
            choice.merge(entry, &mut self.notes);
            if entry.has_others {
                self.take_others(entry);
            }
        }
        self.notes.choice = None;
    }

    /// Takes the error and the usage that some servers put into a choice.
    fn take_others(&mut self, entry: ChunkChoice<'_>) {
        if let Some(failure) = Failure::in_error(entry.entry) {
            self.error.set_json(failure.json());
        }
        let usage = entry.entry.get("usage").filter(|usage| usage.members().next().is_some());
        if let Some(usage) = usage {
            self.choice_usage.replace(usage);
        }
    }

    /// Reports what the chunk merged last has added to.
    pub(crate) fn report(&self, chunk: Cursor<'_>, watcher: &mut Watcher) {
        let choices = chunk.get("choices").into_iter().flat_map(Cursor::items);
        for (place, entry) in choices.enumerate().filter(|(_, entry)| entry.is_object()) {
            let entry = ChunkChoice::new(entry);
            let index = match self.options.single_choice {
                true => Index::default(),
                false => index_of(entry, place),
            };
            if let Some(choice) = self.choices.get(&index) {
                choice.report(entry, watcher);
            }
        }
    }

    /// What [`ChatAccumulator::finish`] would return now.
    pub fn snapshot(&self) -> Completion {
        let mut notes = self.notes.clone();
        let choices = self.choices.sorted();
        let strict = self.options.strict;
        choices.iter().for_each(|choice| choice.check(strict, &mut notes));
        let merge_info = MergeInfo {
            complete: !choices.is_empty()
                && self.error.json().is_none()
                && choices.iter().all(|choice| choice.is_complete()),
            warnings: notes.into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(self.json(&choices), merge_info)
    }

    /// The completion.
    pub fn finish(self) -> Completion {
        self.snapshot()
    }

    fn json(&self, choices: &[&Choice]) -> Written {
        let mut json = Builder::indexing();
        json.begin_object();
        self.id.write_or_empty("id", &mut json);
        json.key("choices");
        json.begin_array();
        choices.iter().for_each(|choice| choice.write(self.options.strict, &mut json));
        json.end_array();
        json.key("created");
        json.raw(self.created.json().unwrap_or(b"0"));
        self.model.write_or_empty("model", &mut json);
        json.key("object");
        json.str("chat.completion");
        self.moderation.write("moderation", &mut json);
        self.service_tier.write("service_tier", &mut json);
        self.system_fingerprint.write("system_fingerprint", &mut json);
        self.usage.or(&self.choice_usage).write("usage", &mut json);
        self.extras.write(&mut json);
        json.end_object();
        json.written()
    }
}

/// Sets a field that must be a string.
#[inline]
fn set(identity: &mut Identity, field: &str, value: Cursor<'_>, notes: &mut Notes) {
    match value.as_text() {
        Some(text) => identity.set_last(text),
        None => notes.unexpected(field, value),
    }
}

/// The index of an entry, or its place in the chunk's list if it has none.
#[inline]
fn index_of(entry: ChunkChoice<'_>, place: usize) -> Index {
    entry.index.and_then(Index::of).unwrap_or(Index::Small(place as i64))
}

#[inline]
fn has_no_choices(chunk: Cursor<'_>) -> bool {
    chunk.get("choices").is_none_or(|choices| choices.items().next().is_none())
}

fn is_likely(index: &Index) -> bool {
    (0..=MAX_CHOICE_INDEX).contains(&index.saturated())
}

/// Strict mode: checks all indexes before anything is merged.
fn check_indexes(chunk: Cursor<'_>) -> Result<()> {
    let choices = chunk.get("choices").into_iter().flat_map(Cursor::items).enumerate();
    let indexes = choices.map(|(place, entry)| index_of(ChunkChoice::new(entry), place));
    match { indexes }.find(|index| !is_likely(index)) {
        None => Ok(()),
        Some(index) => {
            let (most, found) = (MAX_CHOICE_INDEX, index.saturated());
            Err(Error::merge(format!("expected a choice's index from 0 to {most}, found {found}")))
        }
    }
}
