//! The ids of tests in a tree of recordings, which may be the former ids of other tests.

use std::collections::{BTreeMap, BTreeSet};

/// All ids, and their parts by the folder of the test's file.
#[derive(Debug, Default)]
pub(crate) struct TestsSeen {
    ids: BTreeSet<Vec<u8>>,
    parts: BTreeMap<Vec<u8>, Parts>,
}

/// The parts of ids: `tests/test_a.py::test_b` and `[c]`.
#[derive(Debug, Default)]
struct Parts {
    functions: BTreeSet<Vec<u8>>,
    parameters: BTreeSet<Vec<u8>>,
}

impl TestsSeen {
    pub(crate) fn note(&mut self, test_id: &[u8]) {
        if test_id.is_empty() || !self.ids.insert(test_id.to_vec()) {
            return;
        }
        let (function, parameters) = split(test_id);
        let parts = self.parts.entry(folder(test_id).to_vec()).or_default();
        parts.functions.insert(function.to_vec());
        parts.parameters.insert(parameters.to_vec());
    }

    pub(crate) fn has(&self, test_id: &[u8]) -> bool {
        self.ids.contains(test_id)
    }

    /// What the id of a test may have been: that of any other, or with the parameters or the
    /// function of another test in its folder, or without parameters.
    pub(crate) fn former<'s>(
        &'s self,
        test_id: &'s [u8],
    ) -> Box<dyn Iterator<Item = Vec<u8>> + 's> {
        let (function, parameters) = split(test_id);
        let parts = self.parts.get(folder(test_id));
        let with = parts.into_iter().flat_map(move |parts| {
            let others = parts.parameters.iter().map(move |other| [function, other].concat());
            others.chain(parts.functions.iter().map(move |other| [other, parameters].concat()))
        });
        Box::new([function.to_vec()].into_iter().chain(self.ids.iter().cloned()).chain(with))
    }
}

/// The function of a test, and its parameters in brackets.
fn split(test_id: &[u8]) -> (&[u8], &[u8]) {
    let open = memchr::memmem::find(test_id, b"::")
        .and_then(|at| Some(at + memchr::memchr(b'[', test_id.get(at..)?)?));
    test_id.split_at(open.unwrap_or(test_id.len()))
}

/// The folder of a test's file.
fn folder(test_id: &[u8]) -> &[u8] {
    let file = memchr::memmem::find(test_id, b"::").unwrap_or(test_id.len());
    let file = test_id.get(..file).unwrap_or_default();
    file.get(..memchr::memrchr(b'/', file).unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_have_had_the_parts_of_others_nearby() {
        let mut seen = TestsSeen::default();
        for id in ["t/a.py::b[c]", "t/a.py::d[e]", "u/a.py::f[g]", "t/a.py::h", ""] {
            seen.note(id.as_bytes());
        }
        let former: BTreeSet<_> = seen.former(b"t/a.py::b[c]").collect();
        let has = |id: &str| former.contains(id.as_bytes());
        for id in ["t/a.py::b", "t/a.py::b[e]", "t/a.py::d[c]", "u/a.py::f[g]", "t/a.py::h[c]"] {
            assert!(has(id), "{id}");
        }
        for id in ["t/a.py::b[g]", "u/a.py::f[c]", "t/a.py::h[e]", ""] {
            assert!(!has(id), "{id}");
        }
        assert!(seen.has(b"t/a.py::h") && !seen.has(b"t/a.py::d"));
    }

    #[test]
    fn parts_of_odd_ids() {
        assert_eq!(split(b"a[1].py::b[c::d[e]]"), (&b"a[1].py::b"[..], &b"[c::d[e]]"[..]));
        assert_eq!(split(b"no test"), (&b"no test"[..], &b""[..]));
        assert_eq!((folder(b"a/b.py::c[d/e]"), folder(b"b.py::c")), (&b"a"[..], &b""[..]));
    }
}
