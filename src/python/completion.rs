//! Merged completions as Python sees them: views on a JSON document.

use pyo3::prelude::*;

use super::views::{MergeInfo, model_view, view_of_merged};
use crate::error::Result;
use crate::json::Document;
use crate::merge::{Completion, Family};

/// A merged completion of this family.
pub(super) fn merged_view(
    py: Python<'_>,
    family: &'static Family,
    merged: Completion,
) -> PyResult<Py<PyAny>> {
    let (document, info) = py.detach(|| -> Result<_> {
        let info = &merged.merge_info;
        let error = info.error.as_ref().map(|error| Document::parse(error.clone())).transpose()?;
        let warnings = info.warnings.iter().map(ToString::to_string).collect();
        let info = MergeInfo::new(info.complete, warnings, error);
        Ok((merged.into_document()?, info))
    })?;
    Ok(view_of_merged(py, family.classes.whole, &document, info)?.unbind())
}

/// A completion of this family that was stored whole, from its JSON.
pub(super) fn whole_view(
    py: Python<'_>,
    family: &'static Family,
    json: Vec<u8>,
) -> PyResult<Py<PyAny>> {
    let document = py.detach(|| Document::parse(json))?;
    Ok(model_view(py, family.classes.whole, &document, 0)?.unbind())
}
