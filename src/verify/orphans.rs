//! `orphan`: checks the recording's test against a list of existing tests.

use std::collections::HashSet;

use super::examined::Examined;
use super::finding::Finding;
use super::run::Criteria;
use crate::error::Result;

/// The ids of the tests that exist.
pub type TestIds = HashSet<Vec<u8>>;

/// Reads a list of test ids, one on each line, as `pytest --collect-only -q` prints it. Lines
/// without `::` are ignored.
///
/// ```
/// let ids = deltafold::internals::verify::test_ids(b"tests/test_a.py::test_b[c d]\r\n\n1 test collected\n");
/// assert!(ids.len() == 1 && ids.contains(&b"tests/test_a.py::test_b[c d]"[..]));
/// ```
pub fn test_ids(list: &[u8]) -> TestIds {
    let lines = list.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| line.windows(2).any(|pair| pair == b"::")).map(<[u8]>::to_vec).collect()
}

pub(crate) fn check(examined: &Examined<'_>, criteria: &Criteria) -> Result<Option<Finding>> {
    let Some(known) = &criteria.test_ids else { return Ok(None) };
    let Some(test_id) = examined.recording.test_id() else { return Ok(None) };
    Ok((!test_id.with_wtf8(|test_id| known.contains(test_id)))
        .then(|| Finding::new("orphan", format!("its test is gone: {}", test_id.to_str()))))
}
