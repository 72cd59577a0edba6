//! `unreachable`: compares the file's folder with those that lookups for its test search.
//!
//! They search `recordings` next to the test, then `recordings` in the base folder.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::examined::Examined;
use super::finding::Finding;
use super::run::Criteria;
use crate::error::{Result, shown};

const FOLDER: &str = "recordings";
/// The recorder's default base folder.
const DEFAULT_BASE: &str = "tests/integration/common";

pub(crate) fn check(examined: &Examined<'_>, criteria: &Criteria) -> Result<Option<Finding>> {
    let Some((request, _)) = examined.hashed() else { return Ok(None) };
    // If the absolute path is unknown, nothing is reported.
    let Ok(file) = std::path::absolute(examined.path) else { return Ok(None) };
    let found = |what: String| Ok(Some(Finding::new("unreachable", what)));
    let Some(folder) = file.parent() else { return Ok(None) };
    if folder.file_name() != Some(OsStr::new(FOLDER)) {
        return found(format!("lookups look into folders that are named {FOLDER} only"));
    }
    let place = FolderPlace { folder: folder.parent().unwrap_or(folder), roots: &criteria.roots };
    let in_base = match &criteria.base {
        Some(base) => place.folder == base,
        None => place.fits(Path::new(DEFAULT_BASE)),
    };
    let test_id = request.test_id().map(|test_id| test_id.to_str().into_owned());
    match test_id.filter(|test_id| !test_id.is_empty()) {
        _ if in_base => Ok(None),
        None => found("without a test id, lookups look into the base folder only".to_owned()),
        Some(test_id) => {
            let wanted = folder_of(&test_id);
            if place.fits(&wanted) {
                return Ok(None);
            }
            let wanted = wanted.join(FOLDER);
            found(format!("lookups for its test look into {} only", shown(&wanted)))
        }
    }
}

/// The folder of the test's file.
fn folder_of(test_id: &str) -> PathBuf {
    let file = test_id.split("::").next().unwrap_or_default();
    Path::new(file).parent().map(Path::to_owned).unwrap_or_default()
}

/// The folder above `recordings`, and the requested folders.
struct FolderPlace<'a> {
    folder: &'a Path,
    roots: &'a [PathBuf],
}

impl FolderPlace<'_> {
    /// Whether this may be the folder `wanted` of a repository: its name must agree, and the part
    /// of its path that is within a requested folder. The location of a copied partial tree does
    /// not matter.
    fn fits(&self, wanted: &Path) -> bool {
        let (ours, theirs) = (names(self.folder), names(wanted));
        let agreeing = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(a, b)| a == b);
        let agreeing = agreeing.count();
        let below = self.roots.iter().filter_map(|root| self.folder.strip_prefix(root).ok());
        let below = below.map(|path| names(path).len()).min().unwrap_or(0);
        agreeing == theirs.len() && (agreeing > 0 || below == 0)
            || agreeing > 0 && agreeing >= below
    }
}

fn names(path: &Path) -> Vec<&OsStr> {
    let name = |component| match component {
        Component::Normal(name) => Some(name),
        _ => None,
    };
    path.components().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fits(folder: &str, root: &str, wanted: &str) -> bool {
        FolderPlace { folder: Path::new(folder), roots: &[root.into()] }.fits(Path::new(wanted))
    }

    #[test]
    fn a_folder_fits_as_far_as_it_can_be_known() {
        assert!(fits("/repo/tests/a", "/repo", "tests/a"));
        assert!(fits("/copy/a", "/copy", "tests/a"));
        assert!(fits("/copy/a", "/copy/a/recordings", "tests/a"));
        assert!(fits("/copy/tests/a", "/copy/tests", "tests/a"));
        assert!(!fits("/copy/b", "/copy", "tests/a"));
        assert!(!fits("/copy/b", "/copy/b/recordings", "tests/a"));
        assert!(!fits("/copy/other/a", "/copy", "tests/a"));
        assert!(fits("/copy", "/copy", ""));
        assert!(!fits("/copy/x", "/copy", ""));
    }

    #[test]
    fn a_test_is_beside_its_recordings() {
        assert_eq!(folder_of("tests/a/test_b.py::test_c[d::e/f]"), Path::new("tests/a"));
        assert_eq!(folder_of("test_b.py::test_c"), Path::new(""));
    }
}
