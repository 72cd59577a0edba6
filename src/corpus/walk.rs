//! Finds the files in paths, one after the other.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::error::{Error, Result};

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Whether it was given explicitly, not found in a directory.
    pub is_named: bool,
    /// Its size in bytes, as far as it is known before reading.
    pub size: u64,
}

/// The files in `paths`, in order: files themselves, and all `*.json` files below directories, by
/// name.
///
/// Hidden files, and those ignored by `.gitignore`, are left out unless they are given explicitly;
/// symbolic links to directories are not followed. Directories are read only when they are needed,
/// so a tree of any size takes little memory.
pub fn walk(paths: Vec<PathBuf>) -> impl Iterator<Item = Result<Found>> + Send {
    files(paths, |path| ends_in(path, &["json"]), true)
}

/// The same, with all files that may be recordings in some format: `*.jsonl`, `*.yaml`, `*.sse` and
/// the like, also compressed.
pub fn walk_formats(paths: Vec<PathBuf>) -> impl Iterator<Item = Result<Found>> + Send {
    walk_formats_with(paths, true)
}

/// The same; without `heeds`, ignore files have no effect and hidden files are included.
pub(super) fn walk_formats_with(
    paths: Vec<PathBuf>,
    heeds: bool,
) -> impl Iterator<Item = Result<Found>> + Send {
    files(paths, may_be_recording, heeds)
}

fn files(
    paths: Vec<PathBuf>,
    is_wanted: fn(&Path) -> bool,
    heeds: bool,
) -> impl Iterator<Item = Result<Found>> + Send {
    paths.into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = Result<Found>> + Send> {
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Box::new(files_below(path, is_wanted, heeds)),
            // A missing file is detected when it is read.
            metadata => {
                let size = metadata.map_or(0, |metadata| metadata.len());
                Box::new(std::iter::once(Ok(Found { path, is_named: true, size })))
            }
        }
    })
}

fn files_below(
    root: PathBuf,
    is_wanted: fn(&Path) -> bool,
    heeds: bool,
) -> impl Iterator<Item = Result<Found>> + Send {
    let mut walk = WalkBuilder::new(&root);
    let entries = walk.standard_filters(heeds).sort_by_file_name(Ord::cmp).build();
    entries.filter_map(move |entry| match entry {
        Err(error) => Some(Err(unreadable(&root, error))),
        Ok(entry) => {
            let path = entry.into_path();
            if !is_wanted(&path) {
                return None;
            }
            let metadata = std::fs::metadata(&path).ok().filter(|metadata| metadata.is_file())?;
            Some(Ok(Found { path, is_named: false, size: metadata.len() }))
        }
    })
}

/// The extensions of files that may be recordings; the format is detected from the content.
const ENDINGS: [&str; 7] = ["json", "jsonl", "ndjson", "sse", "txt", "yaml", "yml"];

fn may_be_recording(path: &Path) -> bool {
    match ends_in(path, &["gz", "zst"]) {
        true => path.file_stem().is_some_and(|stem| ends_in(Path::new(stem), &ENDINGS)),
        false => ends_in(path, &ENDINGS),
    }
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|ending| endings.contains(&ending))
}

fn unreadable(root: &Path, error: ignore::Error) -> Error {
    let what = error.to_string();
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(what));
    Error::Io { path: Some(root.to_owned()), source }
}
