//! How fast a choice arrived, in Python.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::recording::ChoiceTiming;

/// How fast the tokens of one choice arrived.
///
/// A token here is a chunk that contains text, reasoning or tool call arguments.
#[pyclass(frozen, eq, name = "ChoiceTiming", module = "deltafold")]
#[derive(Debug, PartialEq)]
pub(super) struct PyChoiceTiming(pub(super) ChoiceTiming);

#[pymethods]
impl PyChoiceTiming {
    /// Nanoseconds from the request to the first token, or None if either time is not known.
    #[getter]
    fn time_to_first_token_ns(&self) -> Option<i64> {
        self.0.time_to_first_token_ns
    }

    /// Nanoseconds from each token to the next.
    #[getter]
    fn inter_token_gaps_ns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.0.inter_token_gaps_ns)
    }

    fn __repr__(&self) -> String {
        let ChoiceTiming { time_to_first_token_ns: first, inter_token_gaps_ns: gaps } = &self.0;
        let first = first.map_or_else(|| "None".to_owned(), |first| first.to_string());
        format!("ChoiceTiming(time_to_first_token_ns={first}, {} gaps)", gaps.len())
    }
}
