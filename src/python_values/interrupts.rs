//! Long loops that hold the GIL, and what the user wants to break off. Python's objects cannot be
//! asked for in a way that may fail, so memory for the next ones is looked for ahead.

use pyo3::prelude::*;

use crate::error::ensure;

/// More than the objects of one step take, tables of dicts that grow included.
const PER_STEP: usize = 512;

/// Counts the steps of a loop, and looks now and then whether a signal came.
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
    /// For steps that may each take longer than looking does.
    pub(crate) fn of_items() -> Self {
        Interrupts { left: 64, between: 64 }
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// What the handler of a signal raises: `KeyboardInterrupt`; `MemoryError`.
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
