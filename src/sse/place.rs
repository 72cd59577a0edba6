//! Locations in a stream: advanced while bytes are read, and added to errors.

use crate::error::ParseError;

/// A location, counted as in [`ParseError`], except that every line end of an event stream ends a
/// line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) byte: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Place {
    pub(super) const START: Place = Place { byte: 0, line: 1, column: 1 };

    /// The location `bytes` and `columns` further on the same line.
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

    /// `error` with its location in the stream, where its text starts at this location.
    pub(super) fn moved(self, error: ParseError) -> ParseError {
        ParseError {
            byte: self.byte + error.byte,
            line: self.line + error.line - 1,
            column: error.column + if error.line == 1 { self.column - 1 } else { 0 },
            ..error
        }
    }
}
