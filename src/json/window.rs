//! The part of a long text that is being looked at.

use std::io::{self, Read};

/// Bytes of a source, from some place on; more come when asked for.
pub(super) struct Window<'s, S> {
    source: &'s mut S,
    bytes: Vec<u8>,
    /// So many of them are known to be UTF-8 and whole characters.
    valid: usize,
    size: usize,
}

/// Why no more text comes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoMore {
    /// The source has ended
    End,
    /// What comes is no UTF-8
    NoText,
}

impl<'s, S: Read> Window<'s, S> {
    /// A window on the start of `source`, mostly `size` bytes wide.
    pub(super) fn new(source: &'s mut S, size: usize) -> Self {
        Window { source, bytes: Vec::with_capacity(size), valid: 0, size }
    }

    /// What is to be seen.
    #[inline]
    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[..self.valid]
    }

    /// Forgets the first `count` bytes and shows more; wider, if that is not enough.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub(super) fn advance(&mut self, count: usize) -> io::Result<Result<(), NoMore>> {
        self.bytes.drain(..count);
        self.valid -= count;
        let room = match self.size.checked_sub(self.bytes.len()) {
            Some(room) if room > 0 => room,
            // All that is to be seen is needed: as much again.
            _ => self.bytes.len(),
        };
        self.read(room)
    }

    /// Shows all the rest.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub(super) fn read_rest(&mut self) -> io::Result<Result<(), NoMore>> {
        loop {
            match self.read(self.size.max(self.bytes.len()))? {
                Ok(()) => {}
                Err(NoMore::End) => return Ok(Ok(())),
                Err(NoMore::NoText) => return Ok(Err(NoMore::NoText)),
            }
        }
    }

    fn read(&mut self, count: usize) -> io::Result<Result<(), NoMore>> {
        let read = self.source.by_ref().take(count as u64).read_to_end(&mut self.bytes)?;
        if read == 0 {
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
