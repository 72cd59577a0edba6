//! The token timing of a stream, per choice.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Recording;
use crate::error::Result;

/// The timing of one choice.
///
/// ```
/// let timing = deltafold::ChoiceTiming {
///     time_to_first_token_ns: Some(250_000_000),
///     inter_token_gaps_ns: vec![20_000_000, 30_000_000],
/// };
/// assert_eq!(timing.inter_token_gaps_ns.iter().sum::<i64>(), 50_000_000);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceTiming {
    /// From the request to the first chunk with text, reasoning or tool call arguments, in
    /// nanoseconds; `None` if either time is unknown.
    pub time_to_first_token_ns: Option<i64>,
    /// From each such chunk to the next, in nanoseconds; chunks whose time is unknown are left out.
    pub inter_token_gaps_ns: Vec<i64>,
}

impl Recording {
    /// The timing of the stream, by choice index; `None` if the format records no times, or if
    /// there is no stream.
    ///
    /// ```
    /// use deltafold::{Recording, Times};
    /// let body = r#"{"response": {"body": [
    ///     {"choices": [{"index": 0, "delta": {"content": "Hel"}}], "object": "chat.completion.chunk"},
    ///     {"choices": [{"index": 0, "delta": {"content": "lo"}}], "object": "chat.completion.chunk"}
    /// ]}}"#;
    /// let times = Times { start_ns: Some(5), end_ns: None, chunks: vec![Some(15), Some(18)] };
    /// let recording = Recording::parse(body.into(), None)?.with_times(times);
    /// let timing = recording.timing()?.unwrap_or_default();
    /// assert_eq!(timing[&0].time_to_first_token_ns, Some(10));
    /// assert_eq!(timing[&0].inter_token_gaps_ns, [3]);
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Recording::try_each_chunk`].
    pub fn timing(&self) -> Result<Option<BTreeMap<i64, ChoiceTiming>>> {
        let (Some(times), Some(family)) = (self.times(), self.stream_family()) else {
            return Ok(None);
        };
        let mut choices: BTreeMap<i64, (ChoiceTiming, Option<i64>)> = BTreeMap::new();
        let mut number = 0;
        self.try_each_chunk(|chunk| {
            let came = times.chunk(number);
            number += 1;
            let Some(came) = came else { return Ok(()) };
            let mut brought = BTreeSet::new();
            (family.token_choices)(chunk, &mut |index| {
                brought.insert(index);
            });
            for index in brought {
                let (timing, last) = choices.entry(index).or_default();
                match last.replace(came) {
                    Some(before) => timing.inter_token_gaps_ns.push(came.saturating_sub(before)),
                    None => {
                        timing.time_to_first_token_ns =
                            times.start_ns.map(|start| came.saturating_sub(start))
                    }
                }
            }
            Ok(())
        })?;
        Ok(Some(choices.into_iter().map(|(index, (timing, _))| (index, timing)).collect()))
    }
}
