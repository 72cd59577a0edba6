//! `truncated` and `error`: how the response ended.

use super::examined::Examined;
use super::finding::Finding;
use super::run::Criteria;
use crate::error::Result;

/// From this HTTP status on, a response is an error.
const FIRST_ERROR: i64 = 400;

pub(crate) fn check_truncated(examined: &Examined<'_>, _: &Criteria) -> Result<Option<Finding>> {
    let found = |what: String| Ok(Some(Finding::new("truncated", what)));
    match examined.merged() {
        Some(Err(error)) => found(format!("the stream cannot be merged: {error}")),
        // A stream that was cut off by an exception or an error is reported as that.
        Some(Ok(merged))
            if !merged.complete && merged.error.is_none() && !examined.recording.is_exception() =>
        {
            found(
                "the stream is incomplete: it has no choices, or a choice without a finish reason"
                    .into(),
            )
        }
        _ => Ok(None),
    }
}

pub(crate) fn check_error(examined: &Examined<'_>, _: &Criteria) -> Result<Option<Finding>> {
    let recording = examined.recording;
    let found = |what: String| Ok(Some(Finding::new("error", what)));
    if let Some(exception) = recording.exception() {
        let name = exception.type_name.map_or("Exception".into(), |name| name.to_str());
        return found(format!("a recorded exception: {name}"));
    }
    if let Some(status) = recording.status().filter(|status| *status >= FIRST_ERROR) {
        return found(format!("a recorded error: status {status}"));
    }
    if recording.kind().as_str() == "error" {
        return found("a recorded error".to_owned());
    }
    match examined.merged() {
        Some(Ok(merged)) if merged.error.is_some() => found("the stream has an error".to_owned()),
        _ => Ok(None),
    }
}
