//! The visible part of a long text.

use std::io::Read;

use crate::error::{Error, Result, read_all};

/// Bytes of a source from some location on; more are read on request.
pub(crate) struct Window<'s, S> {
    source: &'s mut S,
    bytes: &'s mut Vec<u8>,
    /// How many of them are known to be UTF-8 and complete characters.
    valid: usize,
    size: usize,
    /// Whether the visible part begins at the start of the source.
    at_start: bool,
}

/// Why no more text can be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoMore {
    /// The source has ended
    End,
    /// The next bytes are not UTF-8
    NoText,
}

impl<'s, S: Read> Window<'s, S> {
    /// A window on the start of `source`, usually `size` bytes wide, using the memory of `bytes`.
    pub(crate) fn new(source: &'s mut S, bytes: &'s mut Vec<u8>, size: usize) -> Self {
        bytes.clear();
        Window { source, bytes, valid: 0, size, at_start: true }
    }

    /// The visible text.
    #[inline]
    pub(crate) fn text(&self) -> &[u8] {
        &self.bytes[..self.valid]
    }

    /// Whether everything that was read is still available.
    pub(crate) fn is_at_start(&self) -> bool {
        self.at_start
    }

    /// Drops the first `count` bytes and reads more, widening the window if necessary.
    ///
    /// # Errors
    ///
    /// Those of the source, and if there is not enough memory.
    pub(crate) fn advance(&mut self, count: usize) -> Result<Result<(), NoMore>> {
        self.bytes.drain(..count);
        self.valid -= count;
        self.at_start &= count == 0;
        let room = match self.size.checked_sub(self.bytes.len()) {
            Some(room) if room > 0 => room,
            // The whole visible part is needed. Reads much more, since it will be parsed again.
            _ => 3 * self.bytes.len(),
        };
        self.read(room)
    }

    /// Reads everything that is left.
    ///
    /// # Errors
    ///
    /// Those of the source, and if there is not enough memory.
    pub(crate) fn read_rest(&mut self) -> Result<Result<(), NoMore>> {
        loop {
            match self.read(self.size.max(self.bytes.len()))? {
                Ok(()) => {}
                Err(NoMore::End) => return Ok(Ok(())),
                Err(NoMore::NoText) => return Ok(Err(NoMore::NoText)),
            }
        }
    }

    fn read(&mut self, count: usize) -> Result<Result<(), NoMore>> {
        let read = read_all(self.source, count as u64, self.bytes);
        if read.map_err(Error::io)? == 0 {
            let whole = self.valid == self.bytes.len();
            return Ok(Err(if whole { NoMore::End } else { NoMore::NoText }));
        }
        match simdutf8::compat::from_utf8(&self.bytes[self.valid..]) {
            Ok(_) => self.valid = self.bytes.len(),
            // A character that is cut at the end may be completed later.
            Err(error) if error.error_len().is_none() => self.valid += error.valid_up_to(),
            Err(_) => return Ok(Err(NoMore::NoText)),
        }
        Ok(Ok(()))
    }
}
