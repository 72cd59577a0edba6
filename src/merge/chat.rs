//! Chat streams: chunks in, one completion out (contract, sections 1 and 5).

use std::collections::HashMap;

use super::choice::Choice;
use super::extras::Members;
use super::lists::Last;
use super::notes::Notes;
use crate::completion::{ChatCompletion, MergeInfo};
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Number, TextBuf};
use crate::stream::chat::{ChunkField, chunk_fields, index_of};

/// The highest index that a choice can sensibly have (contract, section 2).
pub const MAX_CHOICE_INDEX: i64 = 128;

/// How streams are merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What cannot be right is an error: a choice's index that is negative or above
    /// [`MAX_CHOICE_INDEX`].
    pub strict: bool,
    /// All choices are merged into choice 0, for providers that count them up chunk by chunk.
    pub single_choice: bool,
}

/// Merges the chunks of one chat stream as they come.
///
/// ```
/// use deltafold::json::Document;
/// use deltafold::merge::{ChatAccumulator, Options};
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
    pub(super) options: Options,
    id: Option<TextBuf>,
    created: Last,
    model: Last,
    service_tier: Last,
    system_fingerprint: Last,
    moderation: Last,
    usage: Last,
    error: Last,
    extras: Members,
    pub(super) choices: Choices,
    pub(super) notes: Notes,
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
    /// [`Error::Merge`] if the chunk is no object, and in strict mode for an index that cannot be
    /// right; nothing of the chunk is merged then.
    #[inline]
    pub fn push(&mut self, chunk: Cursor<'_>) -> Result<()> {
        if !chunk.is_object() {
            let found = chunk.kind().described();
            return Err(Error::merge(format!("expected a chunk, an object, found {found}")));
        }
        if self.options.strict {
            check_indexes(chunk)?;
        }
        for field in chunk_fields(chunk) {
            match field {
                ChunkField::Choices(choices) => self.merge_choices(choices),
                ChunkField::Id(id) => self.set_id(id),
                ChunkField::Created(created) => self.set_created(created),
                ChunkField::Model(model) => self.model.set(model),
                ChunkField::ServiceTier(tier) => self.service_tier.set(tier),
                ChunkField::SystemFingerprint(print) => self.system_fingerprint.set(print),
                ChunkField::Moderation(moderation) => self.moderation.set(moderation),
                ChunkField::Usage(usage) => self.set_usage(usage),
                ChunkField::Error(error) => self.error.replace(error),
                ChunkField::Other(key, value) => self.extras.set(key, value),
            }
        }
        Ok(())
    }

    #[inline]
    fn set_id(&mut self, id: Cursor<'_>) {
        let Some(id) = id.as_text() else { return self.notes.unexpected("id", id) };
        match &self.id {
            _ if id.is_empty() => {}
            None => self.id = Some(TextBuf::from(id)),
            Some(first) if first.as_text() != id => {
                self.notes.add("ids_differ", "chunks have more than one id: the first one stays");
            }
            Some(_) => {}
        }
    }

    #[inline]
    fn set_created(&mut self, created: Cursor<'_>) {
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
            let index = match self.options.single_choice {
                true => 0,
                false => index_of(entry).unwrap_or(place as i64),
            };
            self.notes.choice = Some(index);
            if !(0..=MAX_CHOICE_INDEX).contains(&index) {
                self.notes.add("odd_index", format!("{index} is no likely index of a choice"));
            }
            let choice = self.choices.at(index);
            choice.repeats = None;
            choice.merge(entry, &mut self.notes);
        }
        self.notes.choice = None;
    }

    /// What [`ChatAccumulator::finish`] would give now.
    pub fn snapshot(&self) -> ChatCompletion {
        let mut notes = self.notes.clone();
        let choices = self.choices.sorted();
        choices.iter().for_each(|choice| choice.check(&mut notes));
        let merge_info = MergeInfo {
            complete: !choices.is_empty()
                && self.error.json().is_none()
                && choices.iter().all(|choice| choice.is_complete()),
            warnings: notes.into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        ChatCompletion::new(self.json(&choices), merge_info)
    }

    /// The completion.
    pub fn finish(self) -> ChatCompletion {
        self.snapshot()
    }

    fn json(&self, choices: &[&Choice]) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_object();
        json.key("id");
        match &self.id {
            Some(id) => json.text(id.as_text()),
            None => json.str(""),
        }
        json.key("choices");
        json.begin_array();
        choices.iter().for_each(|choice| choice.write(&mut json));
        json.end_array();
        json.key("created");
        json.raw(self.created.json().unwrap_or(b"0"));
        json.key("model");
        json.raw(self.model.json().unwrap_or(b"\"\""));
        json.key("object");
        json.str("chat.completion");
        self.moderation.write("moderation", &mut json);
        self.service_tier.write("service_tier", &mut json);
        self.system_fingerprint.write("system_fingerprint", &mut json);
        self.usage.write("usage", &mut json);
        self.extras.write(&mut json);
        json.end_object();
        json.finish()
    }
}

/// The choices of a stream, found by index at a cost that does not grow with their number.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    choices: Vec<Choice>,
    /// The choice used last: streams mostly stay with one for a while.
    last: usize,
    places: HashMap<i64, usize>,
}

/// Up to this many choices are looked at one by one.
const FEW_CHOICES: usize = 8;

impl Choices {
    #[inline]
    pub(super) fn at(&mut self, index: i64) -> &mut Choice {
        let place = self.place(index).unwrap_or_else(|| {
            let place = self.choices.len();
            self.choices.push(Choice::new(index));
            self.places.insert(index, place);
            place
        });
        self.last = place;
        &mut self.choices[place]
    }

    /// The choice with this index, if there is one.
    #[inline]
    pub(super) fn known(&mut self, index: i64) -> Option<&mut Choice> {
        self.last = self.place(index)?;
        self.choices.get_mut(self.last)
    }

    #[inline]
    fn place(&self, index: i64) -> Option<usize> {
        if self.choices.get(self.last).is_some_and(|choice| choice.index == index) {
            return Some(self.last);
        }
        if self.choices.len() <= FEW_CHOICES {
            return self.choices.iter().position(|choice| choice.index == index);
        }
        self.places.get(&index).copied()
    }

    fn sorted(&self) -> Vec<&Choice> {
        let mut sorted: Vec<_> = self.choices.iter().collect();
        sorted.sort_by_key(|choice| choice.index);
        sorted
    }
}

/// Strict mode: looks at all indexes before anything is merged.
fn check_indexes(chunk: Cursor<'_>) -> Result<()> {
    let choices = chunk.get("choices").into_iter().flat_map(Cursor::items);
    match choices.filter_map(index_of).find(|index| !(0..=MAX_CHOICE_INDEX).contains(index)) {
        None => Ok(()),
        Some(index) => Err(Error::merge(format!(
            "expected a choice's index from 0 to {MAX_CHOICE_INDEX}, found {index}"
        ))),
    }
}
