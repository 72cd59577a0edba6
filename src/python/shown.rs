//! The Python argument `objects`.

use pyo3::PyResult;
use pyo3::exceptions::PyValueError;

/// What chunks and completions are shown as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Views
    Views,
    /// Instances of the SDK's classes
    Objects,
}

impl Shown {
    /// The value of the Python argument `objects`.
    ///
    /// # Errors
    ///
    /// `ValueError` for another word.
    pub(super) fn named(name: &str) -> PyResult<Self> {
        match name {
            "deltafold" => Ok(Shown::Views),
            "openai" => Ok(Shown::Objects),
            _ => Err(PyValueError::new_err(format!(
                "expected objects to be 'deltafold' or 'openai', not '{name}'"
            ))),
        }
    }

    /// That value.
    pub(super) fn name(self) -> &'static str {
        match self {
            Shown::Views => "deltafold",
            Shown::Objects => "openai",
        }
    }
}
