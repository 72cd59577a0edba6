//! Examines the OGX recorder's files in paths, each with its bytes, with several threads.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::parallel::{Parallel, caught};
use super::walk::{Filter, WalkedFile, in_batches, walk};
use crate::error::{Error, Result, ensure_some, joined, left_by_git, read_all};
use crate::json::MAX_BYTES;
use crate::recording::{Format, Recording, Recordings};

/// The result of `look` for each file, in the order of the paths.
///
/// JSON files in folders that are not such recordings are skipped; a file given explicitly must be
/// one.
pub(crate) fn each_recorded<T: Send + 'static>(
    paths: Vec<PathBuf>,
    jobs: usize,
    look: impl Fn(&Path, &[u8], &Recording) -> Result<T> + Clone + Send + 'static,
) -> impl Iterator<Item = Result<T>> {
    let files = in_batches(walk(paths, Filter::default()));
    let batches = Parallel::new(files, jobs, move || {
        let look = look.clone();
        move |batch: Vec<Result<WalkedFile>>| -> Vec<Result<T>> {
            let each = batch.into_iter().map(|file| {
                let file = file?;
                caught(|| look_at(&file, &look)).map_err(|error| error.in_file(&file.path))
            });
            each.filter_map(Result::transpose).collect()
        }
    });
    batches.flat_map(|batch| batch.unwrap_or_else(|lost| vec![Err(lost)]))
}

/// The error for a file that has recordings, but not one of the recorder's.
pub(super) fn other_format(path: &Path) -> Option<Error> {
    let first = Recordings::open(path, &mut Vec::new()).ok()?.next()?.ok()?;
    let several = if first.number().is_some() { "several recordings, or a file" } else { "a file" };
    let what = format!(
        "expected a file of the OGX recorder, with one recording, found {several} of the format {}: \
         `deltafold split` writes each recording to such a file",
        first.format().as_str()
    );
    Some(Error::recording(what).in_file(path))
}

/// `None` for skipped files.
fn look_at<T>(
    WalkedFile { path, is_named, .. }: &WalkedFile,
    look: impl Fn(&Path, &[u8], &Recording) -> Result<T>,
) -> Result<Option<T>> {
    let io = |source| Error::io_of(path, source);
    let mut bytes = Vec::new();
    // One byte more than a document may have is enough to reject it.
    let most = MAX_BYTES as u64 + 1;
    File::open(path).and_then(|mut file| read_all(&mut file, most, &mut bytes)).map_err(io)?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii_start();
    // A recording that git keeps elsewhere, or has not merged, is missed.
    if !is_named && !text.starts_with(b"{") && left_by_git(text).is_none() {
        return Ok(None);
    }
    let copy = joined(&[&bytes]).map_err(Error::from);
    let recording = copy.and_then(|copy| Recording::parse(copy, Some(path.clone())));
    ensure_some()?;
    let recording = recording.and_then(|recording| match recording.format() {
        Format::Ogx | Format::Exchange => Ok(recording),
        other => {
            let what = format!("not a file of the OGX recorder: its format is {}", other.as_str());
            Err(Error::NotARecording { path: Some(path.clone()), what })
        }
    });
    match recording {
        Err(Error::NotARecording { .. }) if !is_named => Ok(None),
        Ok(recording) => look(path, &bytes, &recording).map(Some).map_err(|e| e.in_file(path)),
        Err(error) => Err(other_format(path).unwrap_or(error)),
    }
}
