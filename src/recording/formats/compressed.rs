//! Decompresses bytes, within limits.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::zstd::Frames;
use crate::error::{Error, ParseError, read_all};

/// The maximum decompressed size of a file, whatever its compressed size (512 MiB). A file that is
/// read piece by piece may exceed it, but not [`MOST_FOR_ONE`] times its compressed size.
pub(in crate::recording) const MAX_BYTES: u64 = 512 << 20;

/// Request records are compressed to a tenth to a fiftieth of their size.
const MOST_FOR_ONE: u64 = 100;

/// The supported compression formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::recording) enum Compression {
    Gzip,
    Zstd,
}

const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";
/// Skippable frames have sixteen magic numbers, starting at this one.
const SKIPPED: &[u8] = b"\x2A\x4D\x18";

impl Compression {
    /// The compression format of data with this start.
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

/// Decompresses `source`.
///
/// Corrupted data is an error of kind `InvalidData`; see [`reason`].
pub(in crate::recording) struct Decoded<R> {
    compression: Compression,
    decoder: Decoder<Counted<R>>,
    /// The number of decompressed bytes returned.
    given: u64,
    /// The maximum number of decompressed bytes.
    limit: u64,
}

enum Decoder<R> {
    Gzip(Box<Members<R>>),
    Zstd(Box<Frames<R>>),
}

/// Counts the bytes of a source that were consumed.
struct Counted<R> {
    source: R,
    used: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.used += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.used += count as u64;
        self.source.consume(count);
    }
}

impl<R: BufRead> Decoded<R> {
    pub(in crate::recording) fn new(compression: Compression, source: R) -> Self {
        Self::with_limit(compression, source, MAX_BYTES)
    }

    pub(in crate::recording) fn with_limit(
        compression: Compression,
        source: R,
        limit: u64,
    ) -> Self {
        let source = Counted { source, used: 0 };
        let decoder = match compression {
            Compression::Gzip => Decoder::Gzip(Box::new(Members::new(source))),
            Compression::Zstd => Decoder::Zstd(Box::new(Frames::new(source))),
        };
        Decoded { compression, decoder, given: 0, limit }
    }

    /// Appends all decompressed data to `out`, within the limit.
    ///
    /// # Errors
    ///
    /// Those of the source, and one of kind `InvalidData` for corrupted data.
    pub(in crate::recording) fn read_whole(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let left = self.limit.saturating_sub(self.given);
        read_all(self, left + 1, out)?;
        if self.given > self.limit { Err(TooMuch::than(self.limit)) } else { Ok(()) }
    }

    fn used(&self) -> u64 {
        match &self.decoder {
            Decoder::Gzip(members) => {
                members.decoder.as_ref().map_or(0, |decoder| decoder.get_ref().used)
            }
            Decoder::Zstd(frames) => frames.source.used,
        }
    }

    fn described(&self, error: io::Error) -> io::Error {
        if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::OutOfMemory {
            return error;
        }
        let name = self.compression.name();
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("{name} data that is cut off"),
            _ => format!("corrupt {name} data"),
        };
        io::Error::new(io::ErrorKind::InvalidData, what)
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.decoder {
            Decoder::Gzip(members) => members.read(buffer),
            Decoder::Zstd(frames) => frames.read(buffer),
        };
        let read = read.map_err(|error| self.described(error))?;
        self.given += read as u64;
        let limit = self.limit.max(self.used().saturating_mul(MOST_FOR_ONE));
        if self.given > limit {
            return Err(TooMuch::than(limit));
        }
        Ok(read)
    }
}

/// The decompressed size exceeds the limit.
#[derive(Debug, thiserror::Error)]
#[error("decompressed size exceeds {limit} bytes")]
pub(in crate::recording) struct TooMuch {
    limit: u64,
}

impl TooMuch {
    pub(in crate::recording) fn than(limit: u64) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, TooMuch { limit })
    }

    pub(in crate::recording) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<TooMuch>())
    }
}

/// The error of a [`Decoded`] after `text` was read. The location of corrupted data is given in the
/// decompressed text.
pub(in crate::recording) fn reason(error: io::Error, text: &[u8]) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => ParseError::at(text, text.len(), error.to_string()).into(),
        _ => Error::io(error),
    }
}

/// The members of gzip data, one after another. Zeros after a member are padding, as for gzip itself.
struct Members<R> {
    /// `None` only while the next one is opened.
    decoder: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    fn new(source: R) -> Self {
        Members { decoder: Some(GzDecoder::new(source)) }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() || !goes_on(decoder.get_mut())? {
                return Ok(read);
            }
            self.decoder = self.decoder.take().map(|ended| GzDecoder::new(ended.into_inner()));
        }
        Ok(0)
    }
}

/// Whether there is anything but zeros, which are skipped.
fn goes_on(source: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let ahead = source.fill_buf()?;
        let zeros = ahead.iter().take_while(|byte| **byte == 0).count();
        let (is_end, goes_on) = (ahead.is_empty(), zeros < ahead.len());
        source.consume(zeros);
        if is_end || goes_on {
            return Ok(goes_on);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zstd::{MAX_WINDOW, within_memory};
    use super::*;
    use flate2::write::GzEncoder;
    use ruzstd::decoding::FrameDecoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    use std::io::Write;
    use std::panic;

    fn packed(bytes: &[u8]) -> [(Compression, Vec<u8>); 2] {
        let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes).unwrap();
        let zstd = compress_to_vec(bytes, CompressionLevel::Fastest);
        [(Compression::Gzip, gzip.finish().unwrap()), (Compression::Zstd, zstd)]
    }

    #[test]
    fn no_more_is_held_than_the_limit_allows() {
        for (compression, data) in packed(&[b' '; 5000]) {
            let read = |limit| {
                let mut decoded = Decoded::new(compression, data.as_slice());
                decoded.limit = limit;
                let mut out = Vec::new();
                decoded.read_whole(&mut out).map(|()| out.len()).map_err(|error| error.to_string())
            };
            assert_eq!(read(5000), Ok(5000));
            assert_eq!(read(4999), Err("decompressed size exceeds 4999 bytes".to_owned()));
        }
    }

    /// Data read piece by piece may exceed the limit, but only in proportion to its compressed
    /// size.
    #[test]
    fn a_bomb_is_refused_piece_by_piece_too() {
        for (compression, data) in packed(&vec![b' '; 1 << 20]) {
            let mut decoded = Decoded::new(compression, data.as_slice());
            decoded.limit = 1000;
            let error = io::copy(&mut decoded, &mut io::sink()).unwrap_err();
            assert!(TooMuch::is(&error), "{error}");
        }
        let mut number = 1_u32;
        let noise = std::iter::repeat_with(|| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 24) as u8
        });
        for (compression, data) in packed(&noise.take(1 << 16).collect::<Vec<_>>()) {
            let mut decoded = Decoded::new(compression, data.as_slice());
            decoded.limit = 1000;
            assert_eq!(io::copy(&mut decoded, &mut io::sink()).unwrap(), 1 << 16);
        }
    }

    #[test]
    fn zeros_after_gzip_data_are_padding() {
        let [(gzip, data), _] = packed(b"[1]");
        let read = |parts: &[&[u8]]| {
            let mut out = Vec::new();
            let all = parts.concat();
            // A buffer of one byte: all may be split anywhere.
            let source = io::BufReader::with_capacity(1, &*all);
            let read = Decoded::new(gzip, source).read_whole(&mut out);
            read.map(|()| out).map_err(|error| error.to_string())
        };
        let zeros = [0; 700];
        assert_eq!(read(&[&data, &zeros]).unwrap(), b"[1]");
        assert_eq!(read(&[&data, &zeros[..1], &data, &zeros[..3]]).unwrap(), b"[1][1]");
        assert_eq!(read(&[&data, &zeros, b"x"]), Err("gzip data that is cut off".to_owned()));
        assert_eq!(read(&[&data, &zeros, &[b'x'; 20]]), Err("corrupt gzip data".to_owned()));
    }

    #[test]
    fn frames_without_data_have_a_limit() {
        let [_, (zstd, data)] = packed(b"[1]");
        let (empty, skipped) = ([ZSTD, b"\0\0\x01\0\0"].concat(), b"\x50\x2A\x4D\x18\0\0\0\0");
        for frame in [&*empty, skipped] {
            let read = |count: usize| {
                let all = [&*frame.repeat(count), &data, &frame.repeat(count)].concat();
                let mut out = Vec::new();
                let read = Decoded::new(zstd, &*all).read_whole(&mut out);
                read.map(|()| out).map_err(|error| error.to_string())
            };
            assert_eq!(read(9_000).unwrap(), b"[1]");
            assert_eq!(read(20_000), Err("corrupt zstd data".to_owned()));
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_window_for_which_there_is_no_memory_is_an_error() {
        const INNER: &str = "DELTAFOLD_TEST_WINDOW";
        let name = "recording::formats::compressed::tests::a_window_for_which_there_is_no_memory_is_an_error";
        if std::env::var_os(INNER).is_some() {
            let frame = |window: u8| [ZSTD, &[0, window << 3]].concat();
            let mut decoder = FrameDecoder::new();
            decoder.set_max_window_size(MAX_WINDOW);
            let mut reset = |window| within_memory(|| decoder.reset(&*frame(window)).is_ok());
            assert!(reset(0).unwrap());
            assert_eq!(reset(17).unwrap_err().kind(), io::ErrorKind::OutOfMemory);
            return;
        }
        let program = std::env::current_exe().unwrap();
        let run = r#"ulimit -v 120000; exec "$0" --exact "$1" --nocapture"#;
        let mut command = std::process::Command::new("sh");
        let output = command.args(["-c", run]).arg(program).arg(name).env(INNER, "1");
        // A backtrace needs more memory than there is, and then waits for ever.
        let output = output.env("RUST_BACKTRACE", "0").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    }

    #[test]
    fn other_panics_of_the_decoder_stay_panics() {
        let caught = panic::catch_unwind(|| within_memory(|| panic!("odd")));
        assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"odd"));
    }
}
