//! The arrival times of the chunks of a stream, for formats that record them, read from the `times`
//! of an envelope.

use crate::json::{Builder, Cursor};

/// The key of the times in an envelope.
pub(super) const KEY: &str = "times";

/// The times of one response, in nanoseconds of the recorder's clock: only differences are
/// meaningful.
///
/// ```
/// let times = deltafold::Times { start_ns: Some(5), end_ns: None, chunks: vec![Some(15), None] };
/// assert_eq!((times.chunk(0), times.chunk(1), times.chunk(7)), (Some(15), None, None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When the request was sent.
    pub start_ns: Option<i64>,
    /// When the response ended.
    pub end_ns: Option<i64>,
    /// When each chunk arrived, by its number.
    pub chunks: Vec<Option<i64>>,
}

impl Times {
    /// When the chunk with this number arrived.
    pub fn chunk(&self, number: usize) -> Option<i64> {
        self.chunks.get(number).copied().flatten()
    }

    /// The times of an envelope, if it has any.
    pub(super) fn of(envelope: Cursor<'_>) -> Option<Self> {
        let times = envelope.get(KEY)?;
        let chunks = times.get("chunks")?;
        Some(Times {
            start_ns: times.get("start_ns").and_then(Cursor::as_i64),
            end_ns: times.get("end_ns").and_then(Cursor::as_i64),
            chunks: chunks.items().map(Cursor::as_i64).collect(),
        })
    }

    /// Writes the times in the form that [`Times::of`] reads.
    pub(super) fn write(&self, json: &mut Builder) {
        let number = |json: &mut Builder, ns: Option<i64>| match ns {
            Some(ns) => json.int(ns),
            None => json.null(),
        };
        json.begin_object();
        json.key("start_ns");
        number(json, self.start_ns);
        json.key("end_ns");
        number(json, self.end_ns);
        json.key("chunks");
        json.begin_array();
        self.chunks.iter().for_each(|ns| number(json, *ns));
        json.end_array();
        json.end_object();
    }
}
