//! Explains why no recordings were found in some paths.

use std::path::PathBuf;

use super::walk::{Filter, walk_with};
use crate::error::shown;

/// At most this many files are checked; a hint is not worth more.
const MOST_FILES: usize = 100_000;

/// Why no recordings are found in `paths`: their files are ignored or are not recordings, or there
/// are no files.
///
/// `None` if no path is a directory: files given explicitly are always read.
pub fn why_nothing_found(paths: &[PathBuf], filter: &Filter) -> Option<String> {
    let folders: Vec<_> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    let count = |skips_ignored| {
        let files = walk_with(folders.clone(), filter.clone(), skips_ignored);
        files.filter(Result::is_ok).take(MOST_FILES).count()
    };
    let names: Vec<_> = folders.iter().map(|folder| shown(folder)).collect();
    let shown = names.join(", ");
    if folders.is_empty() {
        return None;
    }
    let (all, seen) = (count(false), count(true));
    let of = |count: usize| match count {
        MOST_FILES.. => format!("{MOST_FILES} or more files"),
        1 => "1 file".to_owned(),
        _ => format!("{count} files"),
    };
    Some(match (all.saturating_sub(seen), seen) {
        (0, 0) => format!("no recordings or other candidates in {shown}"),
        (0, seen) => format!("none is among the {} in {shown}", of(seen)),
        (ignored, _) => format!(
            "ignoring {} in {shown}, because of a .gitignore or the like, or of hidden names; pass \
             the files themselves to include them",
            of(ignored)
        ),
    })
}
