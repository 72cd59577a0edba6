//! Old contents in, kept in a durable file until the new ones are durable.
//!
//! # Where journals are
//!
//! In one folder for each user: `$XDG_STATE_HOME/deltafold`, or `~/.local/state/deltafold`
//! (`%LOCALAPPDATA%\deltafold` on Windows). The next run must find a journal from whatever folder
//! it is started in and whatever paths it is given, so it cannot be in the tree that was changed.
//! It does not have to be on the same disk: paths in it are absolute.

mod record;
mod recover;
mod state;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fs4::FileExt;

use super::durable::Written;
use super::staging::random_name;
pub(super) use record::{Undo, encode};
pub use recover::{Recovery, recover, recover_in};
pub(super) use state::State;

/// What a journal starts with.
const MAGIC: &[u8] = b"deltafold undo journal 1\n";
/// A journal of so many bytes is followed by another.
const LONG: u64 = 1 << 28;

/// The folder of journals, for this user.
///
/// # Errors
///
/// The user has no home.
pub(super) fn folder() -> io::Result<PathBuf> {
    let absolute =
        |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = match cfg!(windows) {
        true => absolute("LOCALAPPDATA"),
        false => absolute("XDG_STATE_HOME")
            .or_else(|| Some(std::env::home_dir()?.join(".local").join("state")))
            .filter(|path| path.is_absolute()),
    };
    match base {
        Some(base) => Ok(base.join("deltafold")),
        None => Err(io::Error::new(
            ErrorKind::NotFound,
            "no home folder to keep a journal in: set XDG_STATE_HOME",
        )),
    }
}

/// The journals of one run: the one that is written to, and those before it that some file still
/// needs.
#[derive(Debug)]
pub(super) struct Journals {
    folder: PathBuf,
    current: Mutex<Option<Arc<Journal>>>,
}

/// A file that says how to undo the changes of a few groups.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// How many bytes of it are whole records.
    length: Mutex<u64>,
    /// The files that were changed.
    pub(super) written: Written,
    /// Whether a file is half-written and stays so: the next run must try.
    is_needed: AtomicBool,
}

impl Journals {
    pub(super) fn new(folder: PathBuf) -> Self {
        Journals { folder, current: Mutex::default() }
    }

    /// Appends the records of a group and waits until they are durable. The group's files may be
    /// changed after that, and the journal has to be given back when they are.
    pub(super) fn append(&self, records: &[u8]) -> io::Result<Arc<Journal>> {
        let mut current = self.current();
        let journal = match &*current {
            Some(journal) => Arc::clone(journal),
            None => Arc::clone(current.insert(Arc::new(Journal::create(&self.folder)?))),
        };
        let length = journal.append(records);
        if length.as_ref().is_ok_and(|length| *length < LONG) {
            return Ok(journal);
        }
        // The next group starts another; this one goes when its last group is done.
        *current = None;
        drop(current);
        match length {
            Ok(_) => Ok(journal),
            Err(error) => {
                drop(Self::done(journal));
                Err(error)
            }
        }
    }

    /// Gives a journal back after the files of a group were changed. The last one to do so makes
    /// all files durable and removes it.
    pub(super) fn done(journal: Arc<Journal>) -> io::Result<()> {
        match Arc::into_inner(journal) {
            Some(journal) => journal.close(),
            None => Ok(()),
        }
    }

    /// No more groups will come.
    pub(super) fn close(&self) -> io::Result<()> {
        let journal = self.current().take();
        journal.map_or(Ok(()), Self::done)
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<Journal>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal {
    fn create(folder: &Path) -> io::Result<Journal> {
        make_private(folder)?;
        // Another run that recovers may remove it before it is locked.
        for _ in 0..16 {
            let path = folder.join(format!("undo-{}.journal", random_name()));
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&path)?;
            match FileExt::try_lock(&file) {
                Ok(()) if path.exists() => {}
                Ok(()) | Err(fs4::TryLockError::WouldBlock) => continue,
                Err(fs4::TryLockError::Error(error)) => {
                    drop(fs::remove_file(&path));
                    return Err(error);
                }
            }
            file.write_all(MAGIC)?;
            sync_folders(folder)?;
            return Ok(Journal {
                path,
                file,
                length: Mutex::new(MAGIC.len() as u64),
                written: Written::default(),
                is_needed: AtomicBool::new(false),
            });
        }
        Err(io::Error::other("the journal was removed again and again"))
    }

    /// How long the journal is then.
    fn append(&self, records: &[u8]) -> io::Result<u64> {
        let mut length = self.length.lock().unwrap_or_else(PoisonError::into_inner);
        let appended = (&self.file).write_all(records).and_then(|()| self.file.sync_data());
        match appended {
            Ok(()) => *length += records.len() as u64,
            Err(error) => {
                // Nothing may come after half a record. If it cannot be cut off, nothing will:
                // the caller starts another journal.
                drop(self.file.set_len(*length));
                return Err(error);
            }
        }
        Ok(*length)
    }

    /// Keeps the journal for the next run.
    pub(super) fn keep(&self) {
        self.is_needed.store(true, Ordering::SeqCst);
    }

    fn close(self) -> io::Result<()> {
        if self.is_needed.load(Ordering::SeqCst) {
            return Ok(());
        }
        // Without its journal a file must survive a power cut whole.
        self.written.sync()?;
        fs::remove_file(&self.path)
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the names of a new journal, and of the folders that were made for it, durable.
#[cfg(unix)]
fn sync_folders(folder: &Path) -> io::Result<()> {
    let above = folder.parent().into_iter().chain(folder.parent().and_then(Path::parent));
    std::iter::once(folder).chain(above).try_for_each(|folder| File::open(folder)?.sync_all())
}

/// Windows does so by itself.
#[cfg(not(unix))]
fn sync_folders(_: &Path) -> io::Result<()> {
    Ok(())
}
