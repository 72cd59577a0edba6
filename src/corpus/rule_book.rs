//! Finds the rules for a file: given ones, or those of the nearest configuration above it.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result, read_beside};
use crate::normalize::{CONFIG_FILE, PYPROJECT, Rules};

/// Rules, or the error in their configuration.
pub type FoundRules = Result<Arc<Rules>, Arc<Error>>;

/// The rules of many files; configurations are read once.
#[derive(Debug)]
pub struct RuleBook {
    given: Option<Arc<Rules>>,
    /// The rules for files without a configuration above them.
    default: Arc<Rules>,
    /// By directory, absolute.
    known: Mutex<HashMap<PathBuf, FoundRules>>,
}

impl RuleBook {
    /// The same rules for every file.
    pub fn given(rules: Arc<Rules>) -> Self {
        RuleBook { given: Some(rules.clone()), default: rules, known: Mutex::default() }
    }

    /// The rules for each file are those of the nearest `deltafold.toml`, or `pyproject.toml` with
    /// a table `tool.deltafold`, in its directory or above; the rules of OGX if there is none.
    pub fn found() -> Self {
        RuleBook { given: None, default: Arc::new(Rules::ogx()), known: Mutex::default() }
    }

    /// Reads the configuration in `path`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], and as [`Rules::from_toml`].
    pub fn read(path: &Path) -> Result<Rules> {
        let text = read_beside(path).map_err(|source| Error::io_of(path, source))?;
        Rules::from_toml(&text_of(text, path)?, Some(path))?.ok_or_else(|| {
            let what = "has no table 'tool.deltafold'".to_owned();
            Error::Recording { path: Some(path.to_owned()), what }
        })
    }

    /// The rules for the file at `path`.
    ///
    /// # Errors
    ///
    /// The error of the configuration; the same one for each file that it applies to.
    pub fn rules_for(&self, path: &Path) -> FoundRules {
        if let Some(given) = &self.given {
            return Ok(given.clone());
        }
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut passed = Vec::new();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rules = Ok(self.default.clone());
        for folder in absolute.ancestors().skip(1) {
            if let Some(looked) = known.get(folder) {
                rules = looked.clone();
                break;
            }
            passed.push(folder.to_owned());
            if let Some(looked) = look_in(folder) {
                rules = looked.map(Arc::new).map_err(Arc::new);
                break;
            }
        }
        known.extend(passed.into_iter().map(|folder| (folder, rules.clone())));
        rules
    }

    /// All rules that have been used for a file so far.
    pub fn used(&self) -> Vec<Arc<Rules>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut used: Vec<Arc<Rules>> = self.given.iter().cloned().collect();
        used.extend(known.values().filter_map(|looked| looked.as_ref().ok()).cloned());
        used.sort_by(|a, b| a.source().cmp(&b.source()));
        used.dedup_by(|a, b| Arc::ptr_eq(a, b));
        used
    }
}

/// The rules of a directory's own configuration.
fn look_in(folder: &Path) -> Option<Result<Rules>> {
    for name in [CONFIG_FILE, PYPROJECT] {
        let path = folder.join(name);
        let text = match read_beside(&path) {
            Ok(text) => text_of(text, &path),
            Err(error) if is_absent(error.kind()) => continue,
            Err(source) => return Some(Err(Error::io_of(&path, source))),
        };
        match text.and_then(|text| Rules::from_toml(&text, Some(&shown(path)))) {
            Ok(None) => {}
            Ok(Some(rules)) => return Some(Ok(rules)),
            Err(error) => return Some(Err(error)),
        }
    }
    None
}

fn text_of(bytes: Vec<u8>, path: &Path) -> Result<String> {
    String::from_utf8(bytes)
        .map_err(|_| Error::recording("expected a configuration, text in UTF-8").in_file(path))
}

fn is_absent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied)
}

/// A path for display: relative to the working directory if it is below that.
fn shown(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_configuration_counts() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("a/b/c")).unwrap();
        fs::write(root.join(PYPROJECT), "[tool.deltafold]\nprofile = 'none'\n").unwrap();
        fs::write(root.join("a").join(CONFIG_FILE), "profile = 'ogx'\n").unwrap();
        fs::write(root.join("a/b").join(PYPROJECT), "[tool.other]\n").unwrap();
        let book = RuleBook::found();
        let source = |file: &str| {
            let rules = book.rules_for(&root.join(file)).unwrap();
            rules.source().map(|path| path.strip_prefix(root).unwrap().to_owned())
        };
        assert_eq!(source("x.json"), Some(PYPROJECT.into()));
        assert_eq!(source("a/b/c/x.json"), Some(Path::new("a").join(CONFIG_FILE)));
        assert_eq!(source("a/x.json"), Some(Path::new("a").join(CONFIG_FILE)));
        let (first, second) =
            (book.rules_for(&root.join("a/y")), book.rules_for(&root.join("a/b/z")));
        assert!(Arc::ptr_eq(&first.unwrap(), &second.unwrap()), "it is read once");
        assert_eq!(book.used().len(), 2);
    }

    #[test]
    fn what_is_wrong_is_the_same_error_for_each_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(CONFIG_FILE), "profile = 'x'\n").unwrap();
        let book = RuleBook::found();
        let error = |name: &str| book.rules_for(&folder.path().join(name)).unwrap_err();
        assert!(error("a").to_string().contains("line 1 column 11"), "{}", error("a"));
        assert!(Arc::ptr_eq(&error("a"), &error("b")));
    }
}
