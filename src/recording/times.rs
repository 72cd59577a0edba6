//! When the chunks of a stream came, in the formats that note it: the `times` of an envelope in,
//! numbers out.

use crate::json::{Builder, Cursor};

/// The key of an envelope under which its times stand.
pub(super) const KEY: &str = "times";

/// Times of one response, in nanoseconds of whatever clock the recorder used: only differences
/// mean something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When the request was sent.
    pub start_ns: Option<i64>,
    /// When the response had ended.
    pub end_ns: Option<i64>,
    /// When each chunk came, by its number.
    pub chunks: Vec<Option<i64>>,
}

impl Times {
    /// When the chunk with this number came.
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

    /// Writes them as [`Times::of`] reads them.
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
