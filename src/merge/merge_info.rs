//! What a merge notes besides its result.

use std::fmt;

/// Whether a completion is complete, the warnings about its stream, and the error in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergeInfo {
    /// At least one choice, each with a finish reason; no error; no tool call without a name.
    pub complete: bool,
    /// The warnings, in the order in which they occurred.
    pub warnings: Vec<Warning>,
    /// The last `error` of the stream, as JSON text.
    pub error: Option<Vec<u8>>,
}

/// Something unexpected in a stream that did not prevent merging it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The kind of warning, such as `ids_differ`.
    pub code: &'static str,
    /// The index of the choice concerned.
    pub choice: Option<i64>,
    /// The details in words.
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
