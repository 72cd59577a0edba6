//! Paths in, the files that they select out, one after the other.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::error::{Error, Result};

/// Which files of a directory are selected; a file that is given as a path always is.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Names like one of these, as in a `.gitignore`; if empty, names with an ending that some
    /// format of recordings has.
    pub include: Vec<String>,
    /// But none of these, files or directories.
    pub exclude: Vec<String>,
}

/// The endings of names whose files may be recordings of some format, also with `.gz` or `.zst`.
const ENDINGS: [&str; 8] = ["json", "jsonl", "ndjson", "har", "sse", "txt", "yaml", "yml"];

impl Default for Filter {
    fn default() -> Self {
        Filter { include: vec!["*.json".to_owned()], exclude: Vec::new() }
    }
}

impl Filter {
    /// `*.json`, `*.jsonl`, `*.yaml`, `*.sse` and the like, and the same compressed.
    pub fn any_format() -> Self {
        Filter { include: Vec::new(), exclude: Vec::new() }
    }

    /// Checks that all patterns are valid.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] with the first one that is not.
    pub fn check(&self) -> Result<()> {
        self.below(Path::new(".")).map(drop)
    }

    /// The patterns, for what is below `root`.
    fn below(&self, root: &Path) -> Result<Override> {
        // Building patterns takes memory that is not allocated fallibly.
        if self.include.is_empty() && self.exclude.is_empty() {
            return Ok(Override::empty());
        }
        let mut patterns = OverrideBuilder::new(root);
        let include = self.include.iter().map(|pattern| (pattern, pattern.clone()));
        let exclude = self.exclude.iter().map(|pattern| (pattern, format!("!{pattern}")));
        for (pattern, line) in include.chain(exclude) {
            // The last pattern that matches decides, so excluding ones come last.
            if pattern.starts_with('!') {
                return Err(Error::recording(format!(
                    "invalid pattern '{pattern}': it may not start with '!'"
                )));
            }
            patterns.add(&line).map_err(|error| invalid(pattern, &error))?;
        }
        patterns.build().map_err(|error| Error::recording(error.to_string()))
    }
}

fn invalid(pattern: &str, error: &ignore::Error) -> Error {
    Error::recording(format!("invalid pattern '{pattern}': {error}"))
}

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was given as a path, rather than found in a directory.
    pub is_named: bool,
    /// Its size in bytes; 0 if it cannot be determined.
    pub size: u64,
}

/// The files that `paths` select, in order: files themselves, and of directories the files that
/// `filter` selects, by name within each directory.
///
/// Hidden files, and those that a `.gitignore` names, are skipped unless they are given as paths;
/// symbolic links to directories are not followed. Directories are read one after the other, so a
/// tree of any size takes little memory. A file that is selected twice comes once.
pub fn walk(
    paths: Vec<PathBuf>,
    filter: Filter,
) -> impl Iterator<Item = Result<WalkedFile>> + Send {
    walk_with(paths, filter, true)
}

/// The same; with `skips_ignored` off, hidden files and those that a `.gitignore` names are not skipped.
pub(super) fn walk_with(
    paths: Vec<PathBuf>,
    filter: Filter,
    skips_ignored: bool,
) -> impl Iterator<Item = Result<WalkedFile>> + Send {
    // The first walk of a process initializes a static of `ignore`. That happens here rather than
    // in the thread that walks, where a process that is forked meanwhile would wait for it forever:
    // Python holds its lock both here and while it forks.
    drop(WalkBuilder::new(".").build());
    let mut named = HashSet::new();
    let paths: Vec<_> = paths.into_iter().filter(|path| named.insert(absolute(path))).collect();
    let named = Arc::new(named);
    let any_format = filter.include.is_empty();
    paths.into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = _> + Send> {
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => match filter.below(&path) {
                Ok(patterns) => {
                    let files = files_below(path, patterns, named.clone(), skips_ignored);
                    Box::new(files.filter(move |file| {
                        let is_wanted = |file: &WalkedFile| has_ending(&file.path);
                        !any_format || file.as_ref().map_or(true, is_wanted)
                    }))
                }
                Err(error) => Box::new(std::iter::once(Err(error))),
            },
            // A missing file is reported when it is read.
            metadata => {
                let size = metadata.map_or(0, |metadata| metadata.len());
                Box::new(std::iter::once(Ok(WalkedFile { path, is_named: true, size })))
            }
        }
    })
}

fn has_ending(path: &Path) -> bool {
    let ends_in = |path: &Path, endings: &[&str]| {
        path.extension().and_then(OsStr::to_str).is_some_and(|it| endings.contains(&it))
    };
    match ends_in(path, &["gz", "zst"]) {
        true => path.file_stem().is_some_and(|stem| ends_in(Path::new(stem), &ENDINGS)),
        false => ends_in(path, &ENDINGS),
    }
}

/// The same path for every way of writing it, links aside.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn files_below(
    root: PathBuf,
    patterns: Override,
    named: Arc<HashSet<PathBuf>>,
    skips_ignored: bool,
) -> impl Iterator<Item = Result<WalkedFile>> + Send {
    let goes_in = move |entry: &DirEntry| {
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_skipped = || {
            patterns.matched(entry.path(), is_dir).is_ignore()
                || named.len() > 1 && named.contains(&absolute(entry.path()))
        };
        // The directory itself is given.
        entry.depth() == 0 || !is_skipped()
    };
    // Only paths in the same directory are compared, so this is the order of their names. They are
    // compared as text: splitting a million paths into components takes seconds.
    let by_name = |a: &Path, b: &Path| a.as_os_str().cmp(b.as_os_str());
    let mut walk = WalkBuilder::new(&root);
    let entries = walk
        .standard_filters(skips_ignored)
        .sort_by_file_path(by_name)
        .filter_entry(goes_in)
        .build();
    entries.filter_map(move |entry| match entry {
        Err(error) => Some(Err(unreadable(&root, error))),
        Ok(entry) => {
            let path = entry.into_path();
            let metadata = std::fs::metadata(&path).ok().filter(|metadata| metadata.is_file())?;
            Some(Ok(WalkedFile { path, is_named: false, size: metadata.len() }))
        }
    })
}

fn unreadable(root: &Path, error: ignore::Error) -> Error {
    let path = path_in(&error).unwrap_or(root).to_owned();
    let what = error.to_string();
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other(what));
    // An error of the system is wrapped in one that has only its kind.
    let mut inner: Option<&dyn std::error::Error> = Some(&source);
    while let Some(error) = inner {
        if let Some(number) = error.downcast_ref().and_then(io::Error::raw_os_error) {
            return Error::io_of(&path, io::Error::from_raw_os_error(number));
        }
        inner = error.source();
    }
    Error::io_of(&path, source)
}

/// The file or directory that could not be read.
fn path_in(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_in(err)
        }
        _ => None,
    }
}

/// Files are handed to threads in batches of so many, or of so many bytes: handing over takes as
/// long as loading a small file.
const BATCH_FILES: usize = 16;
const BATCH_BYTES: u64 = 1 << 20;

/// The first batches have only so many bytes, and later ones this part of all before them, so that
/// no thread waits long for the first result, or for the last one.
const FIRST_BYTES: u64 = 128 << 10;
const PART: u64 = 16;

/// The files that [`walk`] gives, in batches for [`super::parallel::Parallel`].
pub(super) fn in_batches(
    mut files: impl Iterator<Item = Result<WalkedFile>> + Send,
) -> impl Iterator<Item = Vec<Result<WalkedFile>>> + Send {
    let mut before = 0;
    std::iter::from_fn(move || {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let most = (before / PART).clamp(FIRST_BYTES, BATCH_BYTES);
        while batch.len() < BATCH_FILES && bytes < most {
            let Some(next) = files.next() else { break };
            bytes += next.as_ref().map_or(0, |file| file.size);
            batch.push(next);
        }
        before += bytes;
        (!batch.is_empty()).then_some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(root: &Path, filter: Filter) -> Vec<String> {
        let relative = |file: Result<WalkedFile>| {
            let path = file.unwrap().path;
            path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/")
        };
        walk(vec![root.to_owned()], filter).map(relative).collect()
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
        let named: Vec<_> = walk(vec![root.join("c.json")], Filter::default()).collect();
        assert!(matches!(&named[..], [Ok(WalkedFile { is_named: true, .. })]));
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
        let found: Vec<_> = walk(paths.to_vec(), Filter::default()).map(Result::unwrap).collect();
        let names: Vec<_> = found.iter().map(|file| file.path.file_name().unwrap()).collect();
        assert_eq!(names, ["x.json", "b.json", "y.json"]);
        assert_eq!(found.iter().filter(|file| file.is_named).count(), 1);
    }

    #[test]
    fn invalid_patterns_are_errors() {
        let filter = |pattern: &str| Filter { include: vec![pattern.to_owned()], exclude: vec![] };
        assert!(filter("*.json").check().is_ok());
        for pattern in ["[", "!x"] {
            let error = filter(pattern).check().unwrap_err().to_string();
            assert!(error.starts_with(&format!("invalid pattern '{pattern}': ")), "{error}");
        }
    }
}
