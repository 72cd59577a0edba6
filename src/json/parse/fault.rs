//! Why a text could not be parsed: small enough for the parser to pass around, and converted to an
//! error at the end.

use crate::error::{Error, OutOfMemory, ParseError};

/// Why a text could not be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// What is wrong and at which byte.
    Wrong { byte: usize, what: &'static str },
    /// There is not enough memory for the tokens.
    OutOfMemory,
}

pub(crate) const UNTERMINATED: &str = "unterminated string starting at";

impl Fault {
    #[cold]
    pub(crate) fn at(byte: usize, what: &'static str) -> Self {
        Fault::Wrong { byte, what }
    }

    /// The error for `text`.
    #[cold]
    pub(crate) fn in_text(self, text: &[u8]) -> Error {
        match self {
            Fault::Wrong { byte, what } => ParseError::at(text, byte, what).into(),
            Fault::OutOfMemory => OutOfMemory.into(),
        }
    }

    /// Whether the only reason may be that `text` ends too early.
    #[cold]
    pub(crate) fn is_for_want_of_more(self, text: &[u8]) -> bool {
        const LONGEST_WORD: usize = "-Infinity".len();
        match self {
            Fault::Wrong { byte, what } => {
                what == UNTERMINATED || text.len().saturating_sub(byte) <= LONGEST_WORD
            }
            Fault::OutOfMemory => false,
        }
    }
}

impl From<OutOfMemory> for Fault {
    #[cold]
    fn from(_: OutOfMemory) -> Self {
        Fault::OutOfMemory
    }
}
