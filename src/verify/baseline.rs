//! A baseline: findings that are accepted, in a file for version control.
//!
//! Each finding is on a line of its own, its check and its path, sorted by path. Paths are relative
//! to the folder of the file. Unsorted and repeated lines are accepted, as merging may leave them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::checks::CHECKS;
use crate::corpus::{path_text, write_file};
use crate::error::{Error, ParseError, Result, read_beside};
use crate::json::{Builder, Document};

/// The first lines of a baseline.
const HEADER: &str = "\
# Findings that `deltafold verify --baseline` accepts: the check and the path of each.
# `--write-baseline` writes this file anew.
";

/// A finding: the path relative to the baseline's folder, with the check.
type Entry = (Vec<u8>, &'static str);

/// Accepted findings, and whether each was found again.
#[derive(Debug)]
pub struct Baseline {
    file: PathBuf,
    folder: PathBuf,
    /// Whether each entry was found.
    entries: BTreeMap<Entry, bool>,
    /// The findings that are not in it.
    new: BTreeSet<Entry>,
}

/// An accepted finding that no longer occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneFinding {
    /// Its path, relative to the baseline's folder, for people.
    pub path: String,
    /// Its check.
    pub check: &'static str,
}

impl Baseline {
    /// A baseline that accepts nothing, to be written to `file`.
    pub fn new(file: &Path) -> Self {
        let folder = absolute(file).parent().map(Path::to_owned).unwrap_or_default();
        let file = file.to_owned();
        Baseline { file, folder, entries: BTreeMap::new(), new: BTreeSet::new() }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], and [`Error::Parse`] for a line that is not a check and a path.
    pub fn read(file: &Path) -> Result<Self> {
        let text = read_beside(file).map_err(|source| Error::io_of(file, source))?;
        let mut baseline = Baseline::new(file);
        let mut start = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let content = line.trim_ascii_end();
            if !content.is_empty() && !content.starts_with(b"#") {
                let entry = entry(content).ok_or_else(|| {
                    let known = CHECKS.map(|check| check.name).join(", ");
                    let what = format!("expected a check ({known}), a space and a path");
                    let error = ParseError::at(&text, start, what);
                    ParseError { path: Some(file.to_owned()), ..error }
                })?;
                baseline.entries.insert(entry, false);
            }
            start += line.len();
        }
        Ok(baseline)
    }

    /// Notes a finding; returns whether it is accepted.
    pub fn accepts(&mut self, path: &Path, check: &'static str) -> bool {
        let entry = (relative(&absolute(path), &self.folder), check);
        if let Some(found) = self.entries.get_mut(&entry) {
            *found = true;
            return true;
        }
        self.new.insert(entry);
        false
    }

    /// The accepted findings that were not found again, of those that were looked for: below these
    /// `paths`, but not in files that `failed`, and with checks that were `run`.
    pub fn gone(
        &self,
        paths: &[PathBuf],
        failed: &BTreeSet<PathBuf>,
        run: impl Fn(&str) -> bool,
    ) -> Vec<GoneFinding> {
        let gone = self.gone_entries(paths, failed, run).into_iter();
        let shown = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
        gone.map(|(path, check)| GoneFinding { path: shown(path), check }).collect()
    }

    /// Writes it with what was found, and without what is gone; returns the number of findings.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn write(&self, paths: &[PathBuf], run: impl Fn(&str) -> bool) -> Result<usize> {
        let gone: BTreeSet<_> =
            self.gone_entries(paths, &BTreeSet::new(), run).into_iter().collect();
        let kept = self.entries.keys().filter(|(path, check)| !gone.contains(&(&**path, *check)));
        let entries: BTreeSet<&Entry> = kept.chain(&self.new).collect();
        let mut text = HEADER.as_bytes().to_vec();
        for (path, check) in &entries {
            text.extend_from_slice(check.as_bytes());
            text.push(b' ');
            text.extend_from_slice(&written(path));
            text.push(b'\n');
        }
        if !std::fs::read(&self.file).is_ok_and(|old| old == text) {
            write_file(&self.file, &text)?;
        }
        Ok(entries.len())
    }

    fn gone_entries(
        &self,
        paths: &[PathBuf],
        failed: &BTreeSet<PathBuf>,
        run: impl Fn(&str) -> bool,
    ) -> Vec<(&[u8], &'static str)> {
        let of = |path: &PathBuf| relative(&absolute(path), &self.folder);
        let paths: Vec<_> = paths.iter().map(of).collect();
        let failed: BTreeSet<_> = failed.iter().map(of).collect();
        let is_below = |path: &[u8]| paths.iter().any(|folder| is_within(path, folder));
        let unseen = self.entries.iter().filter(|(_, found)| !**found).map(|(entry, _)| entry);
        let gone =
            unseen.filter(|(path, check)| is_below(path) && !failed.contains(path) && run(check));
        gone.map(|(path, check)| (&**path, *check)).collect()
    }
}

/// A check and a path.
fn entry(line: &[u8]) -> Option<Entry> {
    let space = memchr::memchr(b' ', line)?;
    let (name, path) = (line.get(..space)?, line.get(space + 1..)?);
    let check = CHECKS.iter().find(|check| check.name.as_bytes() == name)?;
    let path = match path {
        [] => return None,
        [b'"', ..] => {
            let json = Document::parse_lent(path).ok()?;
            json.root().as_text()?.to_wtf8().into_owned()
        }
        plain => plain.to_vec(),
    };
    Some((path, check.name))
}

/// A path as it is written: as JSON if it would not be read back otherwise.
fn written(path: &[u8]) -> Vec<u8> {
    let is_plain = std::str::from_utf8(path)
        .is_ok_and(|text| !text.chars().any(char::is_control) && text.trim_end() == text);
    if is_plain && !path.starts_with(b"\"") {
        return path.to_vec();
    }
    let mut json = Builder::new();
    json.wtf8(path);
    json.finish()
}

/// Whether a path is this folder or below it; both are relative to the same one.
fn is_within(path: &[u8], folder: &[u8]) -> bool {
    if folder == b"." {
        return !path.starts_with(b"../");
    }
    // The folder may be above the one that both are relative to.
    let is_above = folder == b".." || folder.ends_with(b"/..");
    if is_above && folder.split(|byte| *byte == b'/').all(|step| step == b"..") {
        let steps = |path: &[u8]| {
            path.split(|byte| *byte == b'/').take_while(|step| *step == b"..").count()
        };
        return steps(path) <= steps(folder);
    }
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// The absolute path without `.` and `..`.
fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

/// The path relative to a folder, with slashes; both are absolute.
fn relative(path: &Path, folder: &Path) -> Vec<u8> {
    let (steps, within): (Vec<_>, Vec<_>) =
        (path.components().collect(), folder.components().collect());
    let common = steps.iter().zip(&within).take_while(|(one, other)| one == other).count();
    let up = within.iter().skip(common).map(|_| OsStr::new(".."));
    let down = steps.iter().skip(common).map(|step| step.as_os_str());
    let steps: Vec<_> = up.chain(down).map(path_text).collect();
    match steps.is_empty() {
        true => b".".to_vec(),
        false => steps.join(&b'/'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder_of_the_file() {
        let of = |path: &str, folder: &str| {
            String::from_utf8(relative(Path::new(path), Path::new(folder))).unwrap_or_default()
        };
        assert_eq!(of("/a/b/c.json", "/a"), "b/c.json");
        assert_eq!(of("/a/b/c.json", "/a/d/e"), "../../b/c.json");
        assert_eq!((of("/a", "/a"), of("/a", "/a/b")), (".".into(), "..".into()));
    }

    #[test]
    fn a_path_is_below_a_folder() {
        for (path, folder) in [("a", "."), ("a/b", "a"), ("a", "a"), ("a", ".."), ("../a", "..")] {
            assert!(is_within(path.as_bytes(), folder.as_bytes()), "{path} {folder}");
        }
        for (path, folder) in
            [("../a", "."), ("ab", "a"), ("../../a", ".."), ("b", "../a"), ("a", "../b/..")]
        {
            assert!(!is_within(path.as_bytes(), folder.as_bytes()), "{path} {folder}");
        }
    }

    #[test]
    fn odd_paths_are_read_back() {
        for path in
            [&b"a b/c.json"[..], b"\"a", b"a\nb", b"a ", b"\xED\xB3\xBF.json", "é".as_bytes()]
        {
            let mut line = b"name ".to_vec();
            line.extend_from_slice(&written(path));
            assert!(!line.contains(&b'\n'));
            assert_eq!(entry(&line), Some((path.to_vec(), "name")));
        }
        for other in [&b"name"[..], b"name ", b"nmae a.json", b"<<<<<<< ours", b"name \"a"] {
            assert_eq!(entry(other), None);
        }
    }
}
