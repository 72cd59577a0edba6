//! Paths in, the files they mean out, one after the other.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::error::{Error, Result};

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was named, and not found in a directory.
    pub is_named: bool,
    /// How many bytes it has, as far as that is known before it is read.
    pub size: u64,
}

/// The files that `paths` mean, in order: files themselves, and of directories those below them
/// that may be recordings (`*.json`, `*.jsonl`, `*.yaml`, `*.sse` and the like, and the same
/// compressed), by name.
///
/// Hidden files, and those that `.gitignore` names, are left out unless they are named; symbolic
/// links to directories are not followed. Directories are read when their turn comes, so a tree
/// of any size takes little memory.
pub fn walk(paths: Vec<PathBuf>) -> impl Iterator<Item = Result<Found>> + Send {
    paths.into_iter().flat_map(|path| -> Box<dyn Iterator<Item = Result<Found>> + Send> {
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Box::new(files_below(path)),
            // What is not there is found out when it is read.
            metadata => {
                let size = metadata.map_or(0, |metadata| metadata.len());
                Box::new(std::iter::once(Ok(Found { path, is_named: true, size })))
            }
        }
    })
}

fn files_below(root: PathBuf) -> impl Iterator<Item = Result<Found>> + Send {
    let entries = WalkBuilder::new(&root).sort_by_file_name(Ord::cmp).build();
    entries.filter_map(move |entry| match entry {
        Err(error) => Some(Err(unreadable(&root, error))),
        Ok(entry) => {
            let path = entry.into_path();
            if !may_be_recording(&path) {
                return None;
            }
            let metadata = std::fs::metadata(&path).ok().filter(|metadata| metadata.is_file())?;
            Some(Ok(Found { path, is_named: false, size: metadata.len() }))
        }
    })
}

/// How the names of files end that are worth a look: what they are, their content says.
const ENDINGS: [&str; 7] = ["json", "jsonl", "ndjson", "sse", "txt", "yaml", "yml"];

fn may_be_recording(path: &Path) -> bool {
    let is_one_of = |path: &Path, endings: &[&str]| {
        let extension = path.extension().and_then(OsStr::to_str);
        extension.is_some_and(|extension| endings.contains(&extension))
    };
    match is_one_of(path, &["gz", "zst"]) {
        true => path.file_stem().is_some_and(|stem| is_one_of(Path::new(stem), &ENDINGS)),
        false => is_one_of(path, &ENDINGS),
    }
}

fn unreadable(root: &Path, error: ignore::Error) -> Error {
    let what = error.to_string();
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(what));
    Error::Io { path: Some(root.to_owned()), source }
}
