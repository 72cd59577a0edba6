//! Merged completions as Python sees them: views on a JSON document.

use pyo3::prelude::*;

use super::views::{Known, MergeInfo, merged_view as view_of_merged};
use crate::completion::ChatCompletion;
use crate::error::Result;
use crate::json::Document;

/// A merged completion.
pub(super) fn merged_view(py: Python<'_>, merged: ChatCompletion) -> PyResult<Py<PyAny>> {
    let (document, info) = py.detach(|| -> Result<_> {
        let error = merged.merge_info.error.as_ref().map(|error| Document::parse(error.clone()));
        let warnings = merged.merge_info.warnings.iter().map(ToString::to_string).collect();
        let info = MergeInfo::new(merged.merge_info.complete, warnings, error.transpose()?);
        Ok((Document::parse(merged.to_json())?, info))
    })?;
    Ok(view_of_merged(py, Known::ChatCompletion, &document, info)?.unbind())
}
