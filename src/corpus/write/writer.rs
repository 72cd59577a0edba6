//! Old and new contents of files in, from any thread; groups of them written out.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::journal::{self, Journals};
use super::overwrites::Overwrites;
use super::renames::Renames;
use super::stop::Stop;
use super::{Failures, staging};
use crate::error::{Error, Result};

/// How files are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// New files that are renamed: whoever looks sees the old file or the new one, whole.
    #[default]
    Renamed,
    /// In place, behind a journal that tells the next run how to undo what was half done. Several
    /// times faster, but a reader may see a file half-written.
    Journalled,
}

/// Replaces the contents of many files, in groups, so that a crash leaves none half-written.
///
/// ```
/// use deltafold::corpus::{Mode, Writer};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("recording.json");
/// std::fs::write(&path, "old")?;
/// let writer = Writer::new(Mode::Renamed, &[folder.path()])?;
/// writer.replace(&path, b"old", b"new".to_vec())?;
/// assert!(writer.finish().is_empty());
/// assert_eq!(std::fs::read(&path)?, b"new");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer {
    roots: Vec<PathBuf>,
    works: Works,
    stop: Stop,
    failures: Failures,
}

/// Groups that are not full and that no thread works on: each thread takes one.
#[derive(Debug)]
enum Works {
    Renamed(Mutex<Vec<Renames>>),
    Journalled(Mutex<Vec<Overwrites>>, Journals),
}

impl Writer {
    /// A writer for files below `roots`; a root can be a file.
    ///
    /// What killed runs have left is undone or removed first.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if a journal is needed and the user has no home to keep it in.
    pub fn new(mode: Mode, roots: &[impl AsRef<Path>]) -> Result<Writer> {
        match (journal::folder(), mode) {
            (Ok(folder), _) => Ok(Self::with_journals_in(&folder, mode, roots)),
            (Err(_), Mode::Renamed) => Ok(Self::with(Works::Renamed(Mutex::default()), roots)),
            (Err(source), Mode::Journalled) => Err(Error::Io { path: None, source }),
        }
    }

    /// The same, with journals in `folder`: only runs that are told so will find them.
    #[must_use]
    pub fn with_journals_in(folder: &Path, mode: Mode, roots: &[impl AsRef<Path>]) -> Writer {
        drop(journal::recover_in(folder));
        let works = match mode {
            Mode::Renamed => Works::Renamed(Mutex::default()),
            Mode::Journalled => {
                Works::Journalled(Mutex::default(), Journals::new(folder.to_owned()))
            }
        };
        Self::with(works, roots)
    }

    fn with(works: Works, roots: &[impl AsRef<Path>]) -> Writer {
        let roots = folders_of(roots);
        roots.iter().for_each(|root| staging::sweep(root));
        Writer { roots, works, stop: Stop::default(), failures: Failures::default() }
    }

    /// Replaces the contents of `path`, which were `old` when they were read.
    ///
    /// Files are written when a group of them is complete, so a file may hold its old contents
    /// until [`finish`](Self::finish). Several threads can call this at once.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] with the path, and the file stays as it is: it is gone, read-only, no regular
    /// file, holds something else by now, or there is no room. What is noticed only later,
    /// [`finish`](Self::finish) returns.
    pub fn replace(&self, path: &Path, old: &[u8], new: Vec<u8>) -> Result<()> {
        if old == new {
            return Ok(());
        }
        let io = |source| Error::Io { path: Some(path.to_owned()), source };
        match &self.works {
            Works::Renamed(groups) => {
                let mut group = taken(groups).pop().unwrap_or_default();
                let added = match self.stop.permit() {
                    None => Err(super::stopped()),
                    Some(_permit) => group.add(path, old, &new, &self.roots),
                };
                if group.is_full() {
                    group.commit(&self.stop, &self.failures);
                }
                taken(groups).push(group);
                added.map_err(io)
            }
            Works::Journalled(groups, journals) => {
                let mut group = taken(groups).pop().unwrap_or_default();
                let added = group.add(path, old, &new);
                if group.is_full() {
                    group.commit(journals, &self.stop, &self.failures);
                }
                taken(groups).push(group);
                added.map_err(io)
            }
        }
    }

    /// Starts no more files, and waits for those that are being written.
    ///
    /// When this is true, every file is whole and will stay so, even if the process ends without
    /// [`finish`](Self::finish). It is false if `patience` was too short.
    pub fn stop(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let is_quiet = self.stop.ask(patience);
        if let (true, Works::Renamed(groups)) = (is_quiet, &self.works) {
            taken(groups).iter_mut().for_each(|group| group.discard(until));
        }
        is_quiet
    }

    /// Writes what is left, and waits until the files survive a power cut.
    ///
    /// Returns what went wrong, by path; those files are as they were.
    #[must_use = "these files were not written"]
    pub fn finish(&self) -> Vec<Error> {
        let Writer { works, stop, failures, .. } = self;
        match works {
            Works::Renamed(groups) => {
                for mut group in std::mem::take(&mut *taken(groups)) {
                    group.commit(stop, failures);
                }
            }
            Works::Journalled(groups, journals) => {
                for mut group in std::mem::take(&mut *taken(groups)) {
                    group.commit(journals, stop, failures);
                }
                if let Err(error) = journals.close() {
                    failures.add_of_all(error);
                }
            }
        }
        failures.take_sorted()
    }
}

fn taken<T>(groups: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    groups.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folders among `paths` and those that hold the files among them, none below another.
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
