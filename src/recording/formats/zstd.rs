//! Decompresses zstd data.

use std::any::Any;
use std::io::{self, BufRead, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::ensure;

/// At most this many frames without data may follow each other: each takes as long to open as 10 kB to
/// decompress.
const MOST_EMPTY: u32 = 10_000;

/// The largest window that the decoder supports (128 MiB).
pub(super) const MAX_WINDOW: u64 = 128 << 20;

/// How the decoder's panic begins when it cannot allocate its window.
const NO_MEMORY: &str = "Allocating new space for the ringbuffer failed";

fn is_out_of_memory(panic: &dyn Any) -> bool {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .is_some_and(|text| text.starts_with(NO_MEMORY))
}

/// Runs the decoder, which panics when it cannot allocate its window: another thread may have taken
/// the memory that [`possible_window`] found. That panic is not reported on stderr.
///
/// # Errors
///
/// Those of `decode`, and one of kind `OutOfMemory`.
pub(super) fn within_memory<T>(decode: impl FnOnce() -> T) -> io::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !is_out_of_memory(info.payload()) {
                report(info);
            }
        }));
    });
    // Nothing uses the decoder after an error.
    panic::catch_unwind(AssertUnwindSafe(decode)).map_err(|panic| {
        if !is_out_of_memory(&*panic) {
            panic::resume_unwind(panic);
        }
        io::ErrorKind::OutOfMemory.into()
    })
}

/// The largest window for which there is memory now, to tell a lack of it from corrupted data.
fn possible_window() -> io::Result<u64> {
    // Its buffer is a power of two above the window size, and is moved to a larger one when it is
    // full.
    let fits = |window: &u64| ensure(6 * *window as usize + (1 << 20)).is_ok();
    let widths = std::iter::successors(Some(MAX_WINDOW), |wide| Some(wide / 2));
    let mut possible = widths.take_while(|window| *window >= 1 << 10).filter(fits);
    possible.next().ok_or(io::ErrorKind::OutOfMemory.into())
}

/// The frames of zstd data, one after another.
pub(super) struct Frames<R> {
    pub(super) source: R,
    decoder: FrameDecoder,
    is_open: bool,
    /// The number of frames since the last data.
    empty: u32,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(source: R) -> Self {
        Frames { source, decoder: FrameDecoder::new(), is_open: false, empty: 0 }
    }

    /// Opens the next frame that has data; returns whether there is one.
    fn open(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            self.empty += 1;
            if self.empty > MOST_EMPTY {
                return Err(io::Error::other("too many frames without data"));
            }
            let most = possible_window()?;
            self.decoder.set_max_window_size(most);
            match within_memory(|| self.decoder.reset(&mut self.source))? {
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
                Err(FrameDecoderError::WindowSizeTooBig { requested, .. })
                    if requested > most && requested <= MAX_WINDOW =>
                {
                    return Err(io::ErrorKind::OutOfMemory.into());
                }
                Err(error) => return Err(self.described(error)),
            }
        }
        Ok(false)
    }

    /// Distinguishes the end of the source from corrupted data, which the decoder does not.
    fn described(&mut self, error: FrameDecoderError) -> io::Error {
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
                let decode = || self.decoder.decode_blocks(&mut self.source, blocks);
                if let Err(error) = within_memory(decode)? {
                    return Err(self.described(error));
                }
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                self.empty = 0;
                return Ok(read);
            }
            self.end()?;
        }
    }
}
