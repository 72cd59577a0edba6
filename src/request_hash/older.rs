//! Rules that once determined recording names. They show that such a name belongs to the same
//! request.

use std::borrow::Cow;

use super::hash::RequestHash;
use super::patterns::{PATTERN_COUNT, normalized_by};
use super::stored::StoredRequest;
use crate::error::Result;

/// The old name of a test fixture, and the new one that it has since the recorder's project was
/// renamed.
const RENAMED: (&[u8], &[u8]) = (b"llama_stack_client", b"ogx_client");

/// One way in which requests were hashed before the current rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OlderRule {
    /// A bit for each text pattern that was applied.
    patterns: u8,
    /// Whether floats were rounded.
    rounds_floats: bool,
    test_id: TestId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TestId {
    Absent,
    AsItIs,
    BeforeRenaming,
}

impl OlderRule {
    /// All of them. The patterns were added one by one, and not in the same order in every copy of
    /// the recorder, so every subset counts.
    fn all() -> impl Iterator<Item = OlderRule> {
        let test_ids = [TestId::AsItIs, TestId::Absent, TestId::BeforeRenaming];
        let sets = (0..1 << PATTERN_COUNT).rev();
        test_ids.into_iter().flat_map(move |test_id| {
            sets.clone().flat_map(move |patterns| {
                [true, false].map(|rounds_floats| OlderRule { patterns, rounds_floats, test_id })
            })
        })
    }

    pub(super) fn rounds_floats(self) -> bool {
        self.rounds_floats
    }

    pub(super) fn has_test_id(self) -> bool {
        self.test_id != TestId::Absent
    }

    pub(super) fn normalized(self, text: &[u8]) -> Cow<'_, [u8]> {
        normalized_by(text, |pattern| self.patterns >> pattern & 1 == 1)
    }

    pub(super) fn test_id(self, test_id: &[u8]) -> Cow<'_, [u8]> {
        let (old, new) = RENAMED;
        match self.test_id {
            TestId::BeforeRenaming => {
                let mut renamed = Vec::with_capacity(test_id.len());
                let mut copied = 0;
                for at in memchr::memmem::find_iter(test_id, new) {
                    renamed.extend_from_slice(test_id.get(copied..at).unwrap_or_default());
                    renamed.extend_from_slice(old);
                    copied = at + new.len();
                }
                renamed.extend_from_slice(test_id.get(copied..).unwrap_or_default());
                Cow::Owned(renamed)
            }
            _ => Cow::Borrowed(test_id),
        }
    }
}

/// The hashes of this request under older rules, each computed when the iterator reaches it.
///
/// # Errors
///
/// As [`StoredRequest::hash`].
pub fn older_hashes<'r>(
    request: &'r StoredRequest<'_>,
) -> impl Iterator<Item = Result<RequestHash>> + 'r {
    // The hash of a tool call has never changed.
    let rules = (!request.is_tool()).then(OlderRule::all);
    rules.into_iter().flatten().map(|rule| request.hash_by(Some(rule)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn old_names(request: &str) -> Result<(String, Vec<String>)> {
        let document = Document::parse(request.as_bytes().to_vec())?;
        let request = StoredRequest::of(document.root(), None);
        let Some(request) = request else { return Ok(Default::default()) };
        let olds = older_hashes(&request).map(|hash| Ok(hash?.to_string()));
        Ok((request.hash()?.to_string(), olds.collect::<Result<_>>()?))
    }

    #[test]
    fn a_rule_less_is_another_hash() -> Result<()> {
        let request = r#"{"method": "POST", "url": "http://a/b", "test_id": "t[ogx_client]",
            "body": {"text": "score: 1, 2.34567", "x": 0.123456}}"#;
        let (today, olds) = old_names(request)?;
        // The older rules include the current ones, with the test id as it is or before the
        // renaming.
        assert!(olds.contains(&today));
        let plain = r#"{"method": "POST", "url": "http://a/b", "test_id": "t[llama_stack_client]",
            "body": {"text": "score: 1, 2.34567", "x": 0.123456}}"#;
        assert!(olds.contains(&old_names(plain)?.0));
        Ok(())
    }
}
