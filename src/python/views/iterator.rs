//! Walking a sequence, forwards or backwards.

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::prelude::*;

use super::sequence::Sequence;

/// An item may take some microseconds to make.
const STEPS: usize = 64;

/// Iterates over a [`Sequence`], forwards or backwards.
#[pyclass(frozen, module = "deltafold._core")]
pub struct SequenceIterator {
    sequence: Py<Sequence>,
    done: AtomicUsize,
    backwards: bool,
}

impl SequenceIterator {
    pub(super) fn new(sequence: &Bound<'_, Sequence>, backwards: bool) -> Self {
        let sequence = sequence.clone().unbind();
        SequenceIterator { sequence, done: AtomicUsize::new(0), backwards }
    }
}

#[pymethods]
impl SequenceIterator {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let sequence = self.sequence.get();
        let done = self.done.fetch_add(1, Ordering::Relaxed);
        if done >= sequence.len() {
            // Stays exhausted, however often it is asked.
            self.done.store(sequence.len(), Ordering::Relaxed);
            return Ok(None);
        }
        if done.is_multiple_of(STEPS) {
            // What takes all items in one call of C, as `list` does, looks for no signals.
            py.check_signals()?;
        }
        let index = if self.backwards { sequence.len() - 1 - done } else { done };
        sequence.item(py, index)
    }

    fn __length_hint__(&self) -> usize {
        self.sequence.get().len().saturating_sub(self.done.load(Ordering::Relaxed))
    }
}
