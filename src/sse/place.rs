//! Places in a stream: counted on while bytes go by, put into errors.

use crate::error::ParseError;

/// Where something starts, counted as in [`ParseError`], but with every line end of an event
/// stream ending a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) byte: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Place {
    pub(super) const START: Place = Place { byte: 0, line: 1, column: 1 };

    /// The place after `bytes` and `columns` more of the same line.
    pub(super) fn plus(self, bytes: usize, columns: usize) -> Self {
        Place { byte: self.byte + bytes, column: self.column + columns, ..self }
    }

    /// The start of the next line, `bytes` after the start of this one.
    pub(super) fn next_line(self, bytes: usize) -> Self {
        Place { byte: self.byte + bytes, line: self.line + 1, column: 1 }
    }

    pub(super) fn error(self, what: impl Into<String>) -> ParseError {
        let Place { byte, line, column } = self;
        ParseError { path: None, what: what.into(), byte, line, column }
    }

    /// What `error` is here, where the text it speaks of starts.
    pub(super) fn moved(self, error: ParseError) -> ParseError {
        ParseError {
            byte: self.byte + error.byte,
            line: self.line + error.line - 1,
            column: error.column + if error.line == 1 { self.column - 1 } else { 0 },
            ..error
        }
    }
}
