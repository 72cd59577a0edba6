//! Replaces file contents from any thread, in groups.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::file::{write_file, write_new};
use super::renames::Renames;
use super::staging::Stagings;
use super::stop::Stop;
use super::{Failures, staging};
use crate::error::{Error, Result};

/// The maximum time for stopping: at most a single file is being written.
pub const PATIENCE_TO_STOP: Duration = Duration::from_secs(2);

/// Replaces the contents of many files, in groups, so that a crash leaves no file half-written: a
/// reader sees either the old or the new file, whole.
///
/// ```
/// use deltafold::internals::corpus::FileWriter;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("recording.json");
/// std::fs::write(&path, "old")?;
/// let writer = FileWriter::new(&[folder.path()]);
/// writer.replace(&path, b"old", b"new".to_vec())?;
/// assert!(writer.finish().is_empty());
/// assert_eq!(std::fs::read(&path)?, b"new");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FileWriter {
    roots: Vec<PathBuf>,
    /// Groups that are not full and that no thread is working on: each thread takes one.
    groups: Mutex<Vec<Renames>>,
    /// Every staging folder, including those of the groups that threads are working on.
    stagings: Stagings,
    stop: Stop,
    failures: Failures,
}

impl FileWriter {
    /// A writer for files below `roots`; a root can be a file.
    ///
    /// The remains of killed runs are removed first.
    #[must_use]
    pub fn new(roots: &[impl AsRef<Path>]) -> FileWriter {
        let roots = folders_of(roots);
        roots.iter().for_each(|root| staging::sweep(root));
        FileWriter {
            roots,
            groups: Mutex::default(),
            stagings: Stagings::default(),
            stop: Stop::default(),
            failures: Failures::default(),
        }
    }

    /// Replaces the contents of `path`, which were `old` when they were read.
    ///
    /// Files are written when a group of them is complete, so a file may hold its old contents
    /// until [`finish`](Self::finish). Several threads can call this at once.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] with the path if the file is gone, read-only, not a regular file or changed
    /// meanwhile, or if there is no disk space; the file is then unchanged. Later errors are
    /// returned by [`finish`](Self::finish).
    pub fn replace(&self, path: &Path, old: &[u8], new: Vec<u8>) -> Result<()> {
        if old == new {
            return Ok(());
        }
        let mut group = self.groups().pop().unwrap_or_default();
        let added = match self.stop.permit() {
            None => Err(super::stopped()),
            Some(_permit) => group.add(path, old, &new, &self.roots, &self.stagings),
        };
        if group.is_full() {
            group.commit(&self.stop, &self.failures);
        }
        self.groups().push(group);
        added.map_err(|source| Error::io_of(path, source))
    }

    /// Writes a file that is not there yet, at once; if `replaces`, it may be there.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] with the path; nothing is changed then.
    pub fn create(&self, path: &Path, bytes: &[u8], replaces: bool) -> Result<()> {
        let Some(_permit) = self.stop.permit() else {
            return Err(Error::io_of(path, super::stopped()));
        };
        match replaces {
            true => write_file(path, bytes),
            false => write_new(path, bytes).map_err(|source| Error::io_of(path, source)),
        }
    }

    /// Starts no more files, waits for those that are being written, and removes staged files, even
    /// while another thread waits for the disk.
    ///
    /// If this returns true, every file is whole and will stay so, even if the process ends without
    /// [`finish`](Self::finish), and no other files are left. It returns false if `patience` was
    /// too short.
    pub fn stop(&self, patience: Duration) -> bool {
        let is_quiet = self.stop.ask(patience);
        self.stagings.remove_all();
        is_quiet
    }

    /// Writes the remaining files, and waits until they would survive a power cut.
    ///
    /// Returns the errors by path; those files are unchanged.
    #[must_use = "these files were not written"]
    pub fn finish(&self) -> Vec<Error> {
        for mut group in std::mem::take(&mut *self.groups()) {
            group.commit(&self.stop, &self.failures);
        }
        self.failures.take_sorted()
    }

    fn groups(&self) -> MutexGuard<'_, Vec<Renames>> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The folders among `paths` and the parent folders of the files among them, none below another.
fn folders_of(paths: &[impl AsRef<Path>]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let folder = match path.parent() {
            _ if path.is_dir() => path,
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        folders.push(folder.to_owned());
    }
    folders.sort();
    folders.dedup_by(|below, above| below.starts_with(above));
    folders
}
