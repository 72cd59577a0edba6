//! The text that is hashed, apart from its test id: the hashes for many test ids take one pass over
//! the rest.

use sha2::{Digest, Sha256};

use super::hash::RequestHash;
use crate::json::push_python_text;

/// What a hashed text has as its test id. Strings are in WTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TestPart<'t> {
    Is(&'t [u8]),
    Null,
    /// Not even the key
    Absent,
}

impl<'t> From<Option<&'t [u8]>> for TestPart<'t> {
    fn from(test_id: Option<&'t [u8]>) -> Self {
        test_id.map_or(TestPart::Null, TestPart::Is)
    }
}

impl TestPart<'_> {
    /// Appends the member as it is after another one.
    fn append(self, text: &mut Vec<u8>) {
        match self {
            TestPart::Absent => {}
            TestPart::Null => text.extend_from_slice(b", \"test_id\": null"),
            TestPart::Is(test_id) => {
                text.extend_from_slice(b", \"test_id\": \"");
                push_python_text(test_id, text);
                text.push(b'"');
            }
        }
    }
}

/// The text around the member `test_id`, which is never the first.
#[derive(Clone, Debug)]
pub(super) struct AroundTest {
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
}

impl AroundTest {
    /// The whole text.
    pub(super) fn with(self, test: TestPart<'_>) -> Vec<u8> {
        let mut text = self.before;
        test.append(&mut text);
        text.extend_from_slice(&self.after);
        text
    }

    pub(super) fn hashes(&self) -> HashesByTest<'_> {
        HashesByTest { before: Sha256::new_with_prefix(&self.before), after: &self.after }
    }
}

/// Computes the hashes of one text with several test ids.
#[derive(Clone, Debug)]
pub(super) struct HashesByTest<'a> {
    before: Sha256,
    after: &'a [u8],
}

impl HashesByTest<'_> {
    pub(super) fn hash(&self, test: TestPart<'_>) -> RequestHash {
        let mut text = Vec::with_capacity(256);
        test.append(&mut text);
        text.extend_from_slice(self.after);
        RequestHash(self.before.clone().chain_update(&text).finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request_hash::sha::sha256;

    #[test]
    fn the_hash_is_that_of_the_whole_text() {
        let around = AroundTest { before: b"{\"a\": 1".to_vec(), after: b"}".to_vec() };
        for (test, whole) in [
            (TestPart::Absent, &br#"{"a": 1}"#[..]),
            (TestPart::Null, br#"{"a": 1, "test_id": null}"#),
            (TestPart::Is("a\u{e9}".as_bytes()), br#"{"a": 1, "test_id": "a\u00e9"}"#),
        ] {
            assert_eq!(around.clone().with(test), whole);
            assert_eq!(around.hashes().hash(test), sha256(whole));
        }
    }
}
