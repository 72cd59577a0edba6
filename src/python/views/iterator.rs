//! Iterates over a sequence, forwards or backwards.

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::prelude::*;

use super::sequence::Sequence;

/// How many items are made between two checks for signals. Each may take some microseconds.
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
            // It stays exhausted, however often it is called.
            self.done.store(sequence.len(), Ordering::Relaxed);
            return Ok(None);
        }
        if done.is_multiple_of(STEPS) {
            // Code that takes all items in one C call, such as `list`, does not check for signals.
            py.check_signals()?;
        }
        let index = if self.backwards { sequence.len() - 1 - done } else { done };
        sequence.item(py, index)
    }

    fn __length_hint__(&self) -> usize {
        self.sequence.get().len().saturating_sub(self.done.load(Ordering::Relaxed))
    }
}
