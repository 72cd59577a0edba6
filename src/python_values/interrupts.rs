//! Lets signals interrupt long loops that hold the GIL. Creating Python objects cannot report a
//! lack of memory, so memory for the next ones is checked in advance.

use pyo3::prelude::*;

use crate::error::ensure;

/// More than the objects of one step take, including growing tables of dicts.
const PER_STEP: usize = 512;

/// Counts the steps of a loop, and checks for signals from time to time.
#[derive(Debug)]
pub(crate) struct Interrupts {
    left: u32,
    between: u32,
}

impl Default for Interrupts {
    /// For steps of well under a microsecond.
    fn default() -> Self {
        Interrupts { left: 256, between: 4096 }
    }
}

impl Interrupts {
    /// For steps that may take longer than the check.
    pub(crate) fn of_items() -> Self {
        Interrupts { left: 64, between: 64 }
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// What a signal handler raises, such as `KeyboardInterrupt`; `MemoryError`.
    #[inline(always)]
    pub(crate) fn check(&mut self, py: Python<'_>) -> PyResult<()> {
        self.left -= 1;
        if self.left > 0 { Ok(()) } else { self.look(py) }
    }

    #[cold]
    fn look(&mut self, py: Python<'_>) -> PyResult<()> {
        self.left = self.between;
        ensure(PER_STEP * self.between as usize)?;
        py.check_signals()
    }
}
