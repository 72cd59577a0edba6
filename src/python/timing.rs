//! How fast a choice came, as Python sees it.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::recording::ChoiceTiming;

/// How fast the tokens of one choice came.
///
/// A token here is a chunk with text, reasoning or arguments of a tool call in it.
#[pyclass(frozen, eq, name = "ChoiceTiming", module = "deltafold")]
#[derive(Debug, PartialEq)]
pub(super) struct PyChoiceTiming(pub(super) ChoiceTiming);

#[pymethods]
impl PyChoiceTiming {
    /// From the request to the first token, in nanoseconds, or None if either is not known.
    #[getter]
    fn time_to_first_token_ns(&self) -> Option<i64> {
        self.0.time_to_first_token_ns
    }

    /// From each token to the next, in nanoseconds.
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
