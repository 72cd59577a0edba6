//! The ids of tests in a tree of recordings, which may be the former ids of other tests.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The ids by the folders of the tests' files.
#[derive(Debug, Default)]
pub(crate) struct TestsSeen(BTreeMap<Vec<u8>, FolderTests>);

/// Ids, and their parts: `tests/test_a.py::test_b` by `tests/test_a.py`, and `[c]`.
#[derive(Debug, Default)]
struct FolderTests {
    ids: BTreeSet<Vec<u8>>,
    functions: BTreeMap<Vec<u8>, BTreeSet<Vec<u8>>>,
    parameters: BTreeSet<Vec<u8>>,
}

impl TestsSeen {
    pub(crate) fn note(&mut self, test_id: &[u8]) {
        let of_folder = self.0.entry(folder(test_id).to_vec()).or_default();
        if test_id.is_empty() || !of_folder.ids.insert(test_id.to_vec()) {
            return;
        }
        let (function, parameters) = split(test_id);
        of_folder.functions.entry(file(test_id).to_vec()).or_default().insert(function.to_vec());
        of_folder.parameters.insert(parameters.to_vec());
    }

    pub(crate) fn has(&self, test_id: &[u8]) -> bool {
        self.0.get(folder(test_id)).is_some_and(|tests| tests.ids.contains(test_id))
    }

    /// What the id of a test may have been: without parameters, with those of another test in its
    /// folder, with the function of another test in its file, or the id of another test in its
    /// folder.
    pub(crate) fn former<'s>(
        &'s self,
        test_id: &'s [u8],
    ) -> impl Iterator<Item = Cow<'s, [u8]>> + use<'s> {
        let (function, parameters) = split(test_id);
        let joined =
            |function: &[u8], parameters: &[u8]| Cow::Owned([function, parameters].concat());
        let others = self.0.get(folder(test_id)).into_iter().flat_map(move |tests| {
            let functions = tests.functions.get(file(test_id)).into_iter().flatten();
            let parts = tests.parameters.iter().map(move |other| joined(function, other));
            let parts = parts.chain(functions.map(move |other| joined(other, parameters)));
            parts.chain(tests.ids.iter().map(|id| Cow::Borrowed(&**id)))
        });
        [Cow::Borrowed(function)].into_iter().chain(others)
    }
}

/// The function of a test, and its parameters in brackets.
fn split(test_id: &[u8]) -> (&[u8], &[u8]) {
    let open = memchr::memchr(b'[', test_id.get(file(test_id).len()..).unwrap_or_default());
    test_id.split_at(open.map_or(test_id.len(), |open| file(test_id).len() + open))
}

/// The test's file.
fn file(test_id: &[u8]) -> &[u8] {
    let end = memchr::memmem::find(test_id, b"::").unwrap_or(test_id.len());
    test_id.get(..end).unwrap_or_default()
}

/// The folder of the test's file.
fn folder(test_id: &[u8]) -> &[u8] {
    let file = file(test_id);
    file.get(..memchr::memrchr(b'/', file).unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_have_had_the_parts_of_others_nearby() {
        let mut seen = TestsSeen::default();
        for id in ["t/a.py::b[c]", "t/a.py::d[e]", "u/a.py::f[g]", "t/a.py::h", "t/x.py::i", ""] {
            seen.note(id.as_bytes());
        }
        let former: BTreeSet<_> = seen.former(b"t/a.py::b[c]").collect();
        let has = |id: &str| former.contains(id.as_bytes());
        for id in ["t/a.py::b", "t/a.py::b[e]", "t/a.py::d[c]", "t/a.py::h[c]", "t/x.py::i"] {
            assert!(has(id), "{id}");
        }
        for id in ["t/a.py::b[g]", "u/a.py::f[g]", "t/a.py::h[e]", "t/x.py::i[c]", ""] {
            assert!(!has(id), "{id}");
        }
        assert!(seen.has(b"t/a.py::h") && !seen.has(b"t/a.py::d"));
        // A test in a folder without others.
        assert_eq!(seen.former(b"z/a.py::b[c]").count(), 1);
    }

    #[test]
    fn parts_of_odd_ids() {
        assert_eq!(split(b"a[1].py::b[c::d[e]]"), (&b"a[1].py::b"[..], &b"[c::d[e]]"[..]));
        assert_eq!(split(b"no test"), (&b"no test"[..], &b""[..]));
        assert_eq!((folder(b"a/b.py::c[d/e]"), folder(b"b.py::c")), (&b"a"[..], &b""[..]));
    }
}
