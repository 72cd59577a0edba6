//! Finds the files in paths by name patterns.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::error::{Error, Result};

/// Selects the files of a directory; files given explicitly are always selected.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Names like one of these, as in a `.gitignore`.
    pub include: Vec<String>,
    /// Files and directories to leave out.
    pub exclude: Vec<String>,
}

impl Default for Filter {
    fn default() -> Self {
        Filter { include: vec!["*.json".to_owned()], exclude: Vec::new() }
    }
}

/// A selected file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// Its path.
    pub path: PathBuf,
    /// Whether it was given explicitly, not found in a directory.
    pub is_named: bool,
}

impl Filter {
    /// Checks that all patterns are valid.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] with the first invalid one.
    pub fn check(&self) -> Result<()> {
        self.below(Path::new(".")).map(drop)
    }

    /// The patterns for files below `root`.
    fn below(&self, root: &Path) -> Result<Override> {
        let mut patterns = OverrideBuilder::new(root);
        let include = self.include.iter().map(|pattern| (pattern, pattern.clone()));
        let exclude = self.exclude.iter().map(|pattern| (pattern, format!("!{pattern}")));
        for (pattern, line) in include.chain(exclude) {
            // Exclusions are last, so that they take precedence.
            if pattern.starts_with('!') {
                return Err(Error::recording(format!(
                    "bad pattern '{pattern}': it may not start with '!'"
                )));
            }
            patterns.add(&line).map_err(|error| bad(pattern, &error))?;
        }
        patterns.build().map_err(|error| Error::recording(error.to_string()))
    }
}

fn bad(pattern: &str, error: &ignore::Error) -> Error {
    Error::recording(format!("bad pattern '{pattern}': {error}"))
}

/// The files in `paths`, in order: files themselves, and the files in directories that `filter`
/// selects, by name within each directory.
///
/// Hidden files, and those ignored by `.gitignore`, are left out unless they are given explicitly;
/// symbolic links to directories are not followed. A directory is read only when it is needed. A
/// file that is given twice, or both explicitly and by its directory, is returned once.
pub fn tree(paths: Vec<PathBuf>, filter: Filter) -> impl Iterator<Item = Result<Meant>> + Send {
    tree_with(paths, filter, true)
}

/// The same; without `heeds`, ignore files have no effect and hidden files are included.
pub(super) fn tree_with(
    paths: Vec<PathBuf>,
    filter: Filter,
    heeds: bool,
) -> impl Iterator<Item = Result<Meant>> + Send {
    let mut named = HashSet::new();
    let paths: Vec<_> = paths.into_iter().filter(|path| named.insert(absolute(path))).collect();
    let named = Arc::new(named);
    paths.into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = Result<Meant>> + Send> {
        if !path.is_dir() {
            // A missing file is detected when it is read.
            return Box::new(std::iter::once(Ok(Meant { path, is_named: true })));
        }
        match filter.below(&path) {
            Ok(patterns) => Box::new(files_below(path, patterns, named.clone(), heeds)),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    })
}

/// A path in absolute form, to compare different spellings of it; links are not resolved.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn files_below(
    root: PathBuf,
    patterns: Override,
    named: Arc<HashSet<PathBuf>>,
    heeds: bool,
) -> impl Iterator<Item = Result<Meant>> + Send {
    let goes_in = move |entry: &DirEntry| {
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_left_out = || {
            patterns.matched(entry.path(), is_dir).is_ignore()
                || named.len() > 1 && named.contains(&absolute(entry.path()))
        };
        // The directory itself was given explicitly.
        entry.depth() == 0 || !is_left_out()
    };
    // The compared paths share a folder, so this is the order of their names. As text: splitting a
    // million paths into parts takes seconds.
    let by_name = |a: &Path, b: &Path| a.as_os_str().cmp(b.as_os_str());
    let mut walk = WalkBuilder::new(&root);
    let entries =
        walk.standard_filters(heeds).sort_by_file_path(by_name).filter_entry(goes_in).build();
    entries.filter_map(move |entry| match entry {
        Err(error) => Some(Err(unreadable(&root, error))),
        Ok(entry) => {
            let kind = entry.file_type()?;
            let is_file = kind.is_file() || kind.is_symlink() && entry.path().is_file();
            is_file.then(|| Ok(Meant { path: entry.into_path(), is_named: false }))
        }
    })
}

fn unreadable(root: &Path, error: ignore::Error) -> Error {
    let what = error.to_string();
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(what));
    Error::Io { path: Some(root.to_owned()), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(root: &Path, filter: Filter) -> Vec<String> {
        let relative = |meant: Result<Meant>| {
            let path = meant.unwrap().path;
            path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/")
        };
        tree(vec![root.to_owned()], filter).map(relative).collect()
    }

    #[test]
    fn names_ignore_files_and_patterns_decide() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in
            ["b.json", "a/y.json", "a/x.json", "a/note.txt", ".hidden.json", "old/z.json", "c.json"]
        {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), "{}").unwrap();
        }
        fs::create_dir(root.join(".git")).unwrap();
        fs::write(root.join(".gitignore"), "c.json\n").unwrap();
        let filter = Filter::default();
        assert_eq!(names(root, filter.clone()), ["a/x.json", "a/y.json", "b.json", "old/z.json"]);
        let exclude = vec!["old".to_owned(), "a/x.*".to_owned()];
        assert_eq!(names(root, Filter { exclude, ..filter }), ["a/y.json", "b.json"]);
        let include = vec!["*.txt".to_owned(), "c.json".to_owned()];
        let some = Filter { include, exclude: Vec::new() };
        assert_eq!(names(root, some), ["a/note.txt"], "what git ignores stays ignored");
        let named: Vec<_> = tree(vec![root.join("c.json")], Filter::default()).collect();
        assert!(matches!(&named[..], [Ok(Meant { is_named: true, .. })]));
    }

    #[test]
    fn what_is_named_in_two_ways_comes_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("a")).unwrap();
        for name in ["a/x.json", "a/y.json", "b.json"] {
            fs::write(root.join(name), "{}").unwrap();
        }
        let paths = ["a/x.json", ".", "./a/x.json", "a", "a/"].map(|path| root.join(path));
        let found: Vec<_> = tree(paths.to_vec(), Filter::default()).map(Result::unwrap).collect();
        let names: Vec<_> = found.iter().map(|meant| meant.path.file_name().unwrap()).collect();
        assert_eq!(names, ["x.json", "b.json", "y.json"]);
        assert_eq!(found.iter().filter(|meant| meant.is_named).count(), 1);
    }

    #[test]
    fn bad_patterns_are_told() {
        let filter = |pattern: &str| Filter { include: vec![pattern.to_owned()], exclude: vec![] };
        assert!(filter("*.json").check().is_ok());
        for pattern in ["[", "!x"] {
            let error = filter(pattern).check().unwrap_err().to_string();
            assert!(error.starts_with(&format!("bad pattern '{pattern}': ")), "{error}");
        }
    }
}
