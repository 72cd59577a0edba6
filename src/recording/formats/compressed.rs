//! Compressed bytes in, what they hold out, within limits.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::{Error, ParseError};

/// How many bytes a compressed file may hold (1 GiB), unless it is read line by line.
pub(in crate::recording) const MAX_BYTES: u64 = 1 << 30;

/// How many bytes more may follow those that were read.
pub(in crate::recording) fn limit_of(read: &[u8]) -> u64 {
    MAX_BYTES.saturating_sub(read.len() as u64)
}

/// The ways to compress that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::recording) enum Compression {
    Gzip,
    Zstd,
}

const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";
/// Frames that say nothing have magic numbers from here on, sixteen of them.
const SKIPPED: &[u8] = b"\x2A\x4D\x18";

impl Compression {
    /// The one that data which starts so has.
    pub(in crate::recording) fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(GZIP) {
            return Some(Compression::Gzip);
        }
        let skips = start.first().is_some_and(|first| first >> 4 == 5)
            && start.get(1..).is_some_and(|rest| rest.starts_with(SKIPPED));
        (skips || start.starts_with(ZSTD)).then_some(Compression::Zstd)
    }

    fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        }
    }
}

/// Reads what is compressed in `source`.
///
/// What is wrong with the data is an error of kind `InvalidData`; see [`reason`].
pub(in crate::recording) struct Decoded<R> {
    compression: Compression,
    decoder: Decoder<R>,
}

enum Decoder<R> {
    Gzip(Box<MultiGzDecoder<R>>),
    Zstd(Box<Frames<R>>),
}

impl<R: BufRead> Decoded<R> {
    pub(in crate::recording) fn new(compression: Compression, source: R) -> Self {
        let decoder = match compression {
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(source))),
            Compression::Zstd => Decoder::Zstd(Box::new(Frames::new(source))),
        };
        Decoded { compression, decoder }
    }

    /// Appends at most `limit` bytes to `out`, and all there are if those are fewer.
    ///
    /// # Errors
    ///
    /// Those of the source, and of kind `InvalidData` for what is wrong with the data.
    pub(in crate::recording) fn read_whole(
        &mut self,
        out: &mut Vec<u8>,
        limit: u64,
    ) -> io::Result<()> {
        let before = out.len() as u64;
        self.by_ref().take(limit + 1).read_to_end(out)?;
        if out.len() as u64 - before > limit {
            let what = format!("{} data of more than {limit} bytes", self.compression.name());
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.decoder {
            Decoder::Gzip(decoder) => decoder.read(buffer),
            Decoder::Zstd(frames) => frames.read(buffer),
        };
        read.map_err(|error| match error.raw_os_error() {
            Some(_) => error,
            None => {
                let name = self.compression.name();
                let what = match error.kind() {
                    io::ErrorKind::UnexpectedEof => format!("{name} data that is cut off"),
                    _ => format!("corrupt {name} data"),
                };
                io::Error::new(io::ErrorKind::InvalidData, what)
            }
        })
    }
}

/// An error of a [`Decoded`] after `text` was read: what is wrong with the data has its place in
/// what it holds.
pub(in crate::recording) fn reason(error: io::Error, text: &[u8]) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => ParseError::at(text, text.len(), error.to_string()).into(),
        _ => Error::Io { path: None, source: error },
    }
}

/// The frames of zstd data, one after the other.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    is_open: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> Self {
        Frames { source, decoder: FrameDecoder::new(), is_open: false }
    }

    /// Goes to the next frame that has data; whether there is one.
    fn open(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.is_open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.source).take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(self.told(error)),
            }
        }
        Ok(false)
    }

    /// The decoder does not tell the end of its source from an error in the data.
    fn told(&mut self, error: FrameDecoderError) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => io::ErrorKind::UnexpectedEof.into(),
            Ok(_) => io::Error::other(error),
            Err(error) => error,
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.is_open = false;
        let stored = self.decoder.get_checksum_from_data();
        if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("wrong checksum"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_open && !self.open()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let blocks = BlockDecodingStrategy::UptoBlocks(1);
                if let Err(error) = self.decoder.decode_blocks(&mut self.source, blocks) {
                    return Err(self.told(error));
                }
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.end()?;
        }
    }
}
