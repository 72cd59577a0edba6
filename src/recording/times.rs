//! When the chunks of a stream came, in the formats that note it.

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
}
