//! Reads lines that are not UTF-8.

use super::{Event, Reader};
use crate::error::{ParseError, Result, ensure};

impl Reader {
    /// Reads a line with U+FFFD in place of the bytes that are not UTF-8, the first of which is at
    /// the place of `error`.
    #[cold]
    pub(super) fn mended_line(
        &mut self,
        line: &[u8],
        error: ParseError,
        data: &mut Option<&str>,
        on_event: &mut impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        self.invalid = Some(self.here.moved(error));
        ensure(line.len().saturating_mul(3))?;
        let text = String::from_utf8_lossy(line);
        self.open.keep(data.take())?;
        let mut own = None;
        self.text_line(&text, &mut own, on_event)?;
        self.open.keep(own)?;
        self.invalid = None;
        Ok(())
    }
}
