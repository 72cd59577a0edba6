//! What a merge noted beside its result.

use std::fmt;

/// Whether a completion is all there, what was odd about its stream, and the error in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergeInfo {
    /// At least one choice, each with a finish reason; no error; no tool call without a name.
    pub complete: bool,
    /// What was odd, in the order in which it was met.
    pub warnings: Vec<Warning>,
    /// The last `error` of the stream, as JSON text.
    pub error: Option<Vec<u8>>,
}

/// Something odd about a stream that did not keep it from being merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is, such as `ids_differ`.
    pub code: &'static str,
    /// The index of the choice it is about.
    pub choice: Option<i64>,
    /// The rest in words.
    pub detail: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code)?;
        if let Some(choice) = self.choice {
            write!(f, "choice {choice}: ")?;
        }
        f.write_str(&self.detail)
    }
}
