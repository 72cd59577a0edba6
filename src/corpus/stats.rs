//! Statistics of a corpus of recordings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::distribution::Distribution;
use super::scan::{Scan, scan_with};
use super::trouble::{self, MOST_TROUBLES, Trouble};
use crate::error::Result;
use crate::json::{Cursor, Document};
use crate::merge::{Kind, MergeInfo, Options};
use crate::recording::Recording;
use crate::summary::{Summary, Tokens, text};

/// The statistics of each recording in `paths`, found as by [`super::scan()`], computed by `jobs`
/// threads.
pub fn stats(paths: Vec<PathBuf>, jobs: usize) -> Scan<Stats> {
    scan_with(paths, jobs, |recording| {
        let mut stats = Stats::of(&recording)?;
        // A file of many recordings counts once.
        if recording.number().is_none_or(|number| number == 0) {
            let metadata = recording.path().and_then(|path| std::fs::metadata(path).ok());
            stats.files = 1;
            stats.bytes = metadata.map_or(0, |metadata| metadata.len());
        }
        Ok(stats)
    })
}

/// Counts by name.
pub type Counts = BTreeMap<String, u64>;

/// The statistics of a corpus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// Files that contain recordings.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
    /// Recordings.
    pub recordings: u64,
    /// Recordings of each kind.
    pub kinds: Counts,
    /// Recordings of each format of files.
    pub formats: Counts,
    /// Recordings of each provider.
    pub providers: Counts,
    /// Recordings answered by each model.
    pub models: Counts,
    /// Recordings of each HTTP status, where one was noted.
    pub statuses: Counts,
    /// Streams.
    pub streams: u64,
    /// Streams that are not complete.
    pub incomplete: u64,
    /// Streams that ended in an error.
    pub failed: u64,
    /// Warnings about streams, by code.
    pub warnings: Counts,
    /// Chunks of streams.
    pub chunks: u64,
    /// How many chunks the streams have.
    pub chunks_per_stream: Distribution,
    /// Choices of completions.
    pub choices: u64,
    /// Choices by finish reason; `none` for those without one.
    pub finish_reasons: Counts,
    /// Calls of each tool.
    pub tool_calls: Counts,
    /// Tokens of prompts.
    pub input_tokens: u64,
    /// Tokens of answers.
    pub output_tokens: u64,
    /// Recorded exceptions of each type.
    pub exceptions: Counts,
    /// Streams that cannot be merged, by the reason.
    pub unmergeable: Counts,
    /// Times from a request to the first token of a choice.
    pub time_to_first_token: Distribution,
    /// Times from one token of a choice to the next.
    pub inter_token_gaps: Distribution,
    /// How many recordings are of calls that failed, or of answers that are not complete.
    pub troubled: u64,
    /// The first of these.
    pub troubles: Vec<Trouble>,
}

impl Stats {
    /// The statistics of one recording.
    ///
    /// ```
    /// use deltafold::Recording;
    /// use deltafold::internals::corpus::Stats;
    /// let bytes = br#"{"response": {"body": [
    ///     {"object": "chat.completion.chunk", "model": "oak-1", "choices": [
    ///         {"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}]}]}}"#;
    /// let stats = Stats::of(&Recording::parse(bytes.to_vec(), None)?)?;
    /// assert_eq!((stats.streams, stats.chunks, stats.choices), (1, 1, 1));
    /// assert_eq!(stats.models["oak-1"], 1);
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None in practice: the stored data was parsed before.
    pub fn of(recording: &Recording) -> Result<Self> {
        let mut stats = Stats { recordings: 1, ..Stats::default() };
        let kind = recording.kind();
        count(&mut stats.kinds, kind.as_str(), 1);
        count(&mut stats.formats, recording.format().as_str(), 1);
        if let Some(provider) = recording.provider() {
            count(&mut stats.providers, &provider, 1);
        }
        if let Some(status) = recording.status() {
            count(&mut stats.statuses, &status.to_string(), 1);
        }
        if let Some(exception) = recording.exception() {
            let name = exception.type_name.map_or("Exception".into(), |name| name.to_str());
            count(&mut stats.exceptions, &name, 1);
        }
        let model = match stats.add_completion(recording, kind)? {
            Some(answer) => answer.model,
            None => None,
        };
        let asked = || text(recording.request()?, "model");
        if let Some(model) = model.or_else(asked) {
            count(&mut stats.models, &model, 1);
        }
        stats.add_times(recording);
        Ok(stats)
    }

    /// Adds the counts of its completion, and returns its summary, if it has one.
    fn add_completion(&mut self, recording: &Recording, kind: Kind) -> Result<Option<Summary>> {
        let merged = recording.stream_family().map(|_| recording.merge(Options::default()));
        self.troubles.extend(trouble::of(recording, merged.as_ref()));
        self.troubled = self.troubles.len() as u64;
        let document: Document;
        let completion: Cursor<'_> = match (kind, merged) {
            (_, Some(merged)) => {
                self.streams = 1;
                self.chunks = recording.chunk_count() as u64;
                self.chunks_per_stream.add(i64::try_from(self.chunks).unwrap_or(i64::MAX));
                match merged {
                    Ok(completion) => {
                        self.add_merge(&completion.merge_info);
                        document = completion.document()?;
                        document.root()
                    }
                    Err(error) => {
                        count(&mut self.unmergeable, &error.to_string(), 1);
                        return Ok(None);
                    }
                }
            }
            (Kind::Whole(_), None) => match recording.data() {
                Some(data) => data,
                None => return Ok(None),
            },
            _ => {
                self.add_tokens(recording.data().map(Tokens::of).unwrap_or_default());
                return Ok(None);
            }
        };
        let answer = recording.summary(completion);
        self.choices = answer.choices.len() as u64;
        for choice in &answer.choices {
            count(&mut self.finish_reasons, choice.finish_reason.as_deref().unwrap_or("none"), 1);
            for call in &choice.calls {
                count(&mut self.tool_calls, call.name.as_deref().unwrap_or("none"), 1);
            }
        }
        self.add_tokens(answer.tokens);
        Ok(Some(answer))
    }

    fn add_merge(&mut self, info: &MergeInfo) {
        self.incomplete = u64::from(!info.complete);
        self.failed = u64::from(info.error.is_some());
        for warning in &info.warnings {
            count(&mut self.warnings, warning.code, 1);
        }
    }

    fn add_tokens(&mut self, tokens: Tokens) {
        let count = |tokens: Option<i64>| tokens.and_then(|it| it.try_into().ok()).unwrap_or(0);
        self.input_tokens = count(tokens.input);
        self.output_tokens = count(tokens.output);
    }

    fn add_times(&mut self, recording: &Recording) {
        // An unreadable stream has already been reported when it was merged.
        for choice in recording.timing().ok().flatten().unwrap_or_default().into_values() {
            choice
                .time_to_first_token_ns
                .into_iter()
                .for_each(|ns| self.time_to_first_token.add(ns));
            choice.inter_token_gaps_ns.into_iter().for_each(|ns| self.inter_token_gaps.add(ns));
        }
    }

    /// Adds other statistics.
    pub fn add(&mut self, other: Stats) {
        let mut sums = [
            (&mut self.files, other.files),
            (&mut self.bytes, other.bytes),
            (&mut self.recordings, other.recordings),
            (&mut self.streams, other.streams),
            (&mut self.incomplete, other.incomplete),
            (&mut self.failed, other.failed),
            (&mut self.chunks, other.chunks),
            (&mut self.choices, other.choices),
            (&mut self.input_tokens, other.input_tokens),
            (&mut self.output_tokens, other.output_tokens),
            (&mut self.troubled, other.troubled),
        ];
        for (sum, more) in &mut sums {
            **sum = sum.saturating_add(*more);
        }
        let counts = [
            (&mut self.kinds, other.kinds),
            (&mut self.formats, other.formats),
            (&mut self.providers, other.providers),
            (&mut self.models, other.models),
            (&mut self.statuses, other.statuses),
            (&mut self.warnings, other.warnings),
            (&mut self.finish_reasons, other.finish_reasons),
            (&mut self.tool_calls, other.tool_calls),
            (&mut self.exceptions, other.exceptions),
            (&mut self.unmergeable, other.unmergeable),
        ];
        for (counts, more) in counts {
            more.iter().for_each(|(of, number)| count(counts, of, *number));
        }
        self.chunks_per_stream.add_all(&other.chunks_per_stream);
        let room = MOST_TROUBLES.saturating_sub(self.troubles.len());
        self.troubles.extend(other.troubles.into_iter().take(room));
        self.time_to_first_token.add_all(&other.time_to_first_token);
        self.inter_token_gaps.add_all(&other.inter_token_gaps);
    }
}

fn count(counts: &mut Counts, of: &str, number: u64) {
    match counts.get_mut(of) {
        Some(known) => *known += number,
        None => drop(counts.insert(of.to_owned(), number)),
    }
}
