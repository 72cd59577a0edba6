//! The recordings nearest to a request, for a request without one.

use std::path::PathBuf;

use pyo3::prelude::*;

use super::input::Listed;
use super::path_text::PathText;
use crate::cli::nearest_report;
use crate::error::Error;
use crate::verify::nearest_texts;

/// The names of the nearest of the `stored` requests, each a name and JSON with sorted keys, and
/// what differs in them, for people.
#[pyfunction]
#[pyo3(name = "_nearest")]
pub(super) fn nearest(
    py: Python<'_>,
    asked: &str,
    stored: Listed<(PathBuf, String)>,
    most: usize,
) -> PyResult<(Vec<PathText>, String)> {
    py.detach(|| {
        let near = nearest_texts(asked, &stored.0, most)?;
        let report = nearest_report(&near);
        Ok::<_, Error>((near.into_iter().map(|near| PathText(near.path)).collect(), report))
    })
    .map_err(PyErr::from)
}
