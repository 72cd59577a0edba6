//! Long loops that hold the GIL, and what the user wants to break off.

use pyo3::prelude::*;

/// Counts the steps of a loop, and looks now and then whether a signal came.
#[derive(Debug)]
pub(crate) struct Interrupts {
    left: u32,
    between: u32,
}

impl Default for Interrupts {
    /// For steps of well under a microsecond.
    fn default() -> Self {
        Interrupts { left: 4096, between: 4096 }
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
    /// What the handler of a signal raises: `KeyboardInterrupt`.
    #[inline(always)]
    pub(crate) fn check(&mut self, py: Python<'_>) -> PyResult<()> {
        self.left -= 1;
        if self.left > 0 { Ok(()) } else { self.look(py) }
    }

    #[cold]
    fn look(&mut self, py: Python<'_>) -> PyResult<()> {
        self.left = self.between;
        py.check_signals()
    }
}
