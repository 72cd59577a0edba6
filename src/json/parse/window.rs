//! The part of a long text that is being looked at.

use std::io::Read;

use crate::error::{Error, Result, read_all};

/// Bytes of a source, from some place on; more come when asked for.
pub(crate) struct Window<'s, S> {
    source: &'s mut S,
    bytes: &'s mut Vec<u8>,
    /// So many of them are known to be UTF-8 and whole characters.
    valid: usize,
    size: usize,
    /// Whether what is to be seen begins where the source did.
    at_start: bool,
}

/// Why no more text comes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoMore {
    /// The source has ended
    End,
    /// What comes is no UTF-8
    NoText,
}

impl<'s, S: Read> Window<'s, S> {
    /// A window on the start of `source`, mostly `size` bytes wide, in the memory of `bytes`.
    pub(crate) fn new(source: &'s mut S, bytes: &'s mut Vec<u8>, size: usize) -> Self {
        bytes.clear();
        Window { source, bytes, valid: 0, size, at_start: true }
    }

    /// What is to be seen.
    #[inline]
    pub(crate) fn text(&self) -> &[u8] {
        &self.bytes[..self.valid]
    }

    /// Whether all that was read is still there.
    pub(crate) fn is_at_start(&self) -> bool {
        self.at_start
    }

    /// Forgets the first `count` bytes and shows more; wider, if that is not enough.
    ///
    /// # Errors
    ///
    /// Those of the source, and if there is no memory.
    pub(crate) fn advance(&mut self, count: usize) -> Result<Result<(), NoMore>> {
        self.bytes.drain(..count);
        self.valid -= count;
        self.at_start &= count == 0;
        let room = match self.size.checked_sub(self.bytes.len()) {
            Some(room) if room > 0 => room,
            // All that is to be seen is needed. Much more, since it will be looked at again.
            _ => 3 * self.bytes.len(),
        };
        self.read(room)
    }

    /// Shows all the rest.
    ///
    /// # Errors
    ///
    /// Those of the source, and if there is no memory.
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
            // A character that is cut at the end may go on.
            Err(error) if error.error_len().is_none() => self.valid += error.valid_up_to(),
            Err(_) => return Ok(Err(NoMore::NoText)),
        }
        Ok(Ok(()))
    }
}
