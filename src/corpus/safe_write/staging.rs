//! Keeps new files in a hidden folder until they are renamed to their final paths.
//!
//! New files are collected in a separate folder because no other program reads it, because a killed
//! run leaves one folder behind instead of hundreds of files, and because that is three times as
//! fast on ext4, which searches for free inodes near the folder, past all that were freed lately.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use fs4::{FileExt, TryLockError};

/// The folder that holds a folder for each run.
pub(crate) const NAME: &str = ".deltafold-staging";
/// Locked as long as the run that created it is alive.
const LOCK: &str = "lock";

/// The staging folders of a run, for a thread that cleans up while others work with them.
#[derive(Debug, Default)]
pub(crate) struct Stagings(Mutex<Vec<PathBuf>>);

impl Stagings {
    /// A new hidden folder below `home`.
    pub(crate) fn below(&self, home: &Path) -> io::Result<Staging> {
        let staging = Staging::below(home)?;
        let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paths.push(staging.path.clone());
        Ok(staging)
    }

    /// Removes all of them with their contents, even while they are in use.
    pub(crate) fn remove_all(&self) {
        let paths = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        paths.iter().for_each(|path| remove_with_parent(path, None));
    }
}

/// A hidden folder of one run, removed with its contents when dropped.
#[derive(Debug)]
pub(crate) struct Staging {
    path: PathBuf,
    lock: File,
    made: u64,
}

impl Staging {
    /// A new hidden folder below `home`.
    fn below(home: &Path) -> io::Result<Staging> {
        let parent = home.join(NAME);
        // Each attempt can fail because of a run that ends and cleans up at that moment.
        let mut attempt = Err(ErrorKind::NotFound.into());
        for _ in 0..16 {
            attempt = Self::attempt(&parent);
            if !attempt.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
                break;
            }
        }
        attempt
    }

    fn attempt(parent: &Path) -> io::Result<Staging> {
        private_folder(parent)?;
        if !fs::symlink_metadata(parent)?.is_dir() {
            return Err(io::Error::new(
                ErrorKind::NotADirectory,
                format!("{NAME} is not a directory"),
            ));
        }
        let path = parent.join(random_name());
        private_folder(&path)?;
        locked(&path.join(LOCK))
            .inspect_err(|_| remove_with_parent(&path, Some(0)))
            .map(|lock| Staging { path, lock, made: 0 })
    }

    /// A new empty file that only this user can open.
    pub(crate) fn create(&mut self) -> io::Result<(PathBuf, File)> {
        let path = self.path.join(self.made.to_string());
        self.made += 1;
        let mut options = OpenOptions::new();
        private(options.write(true).create_new(true));
        let file = options.open(&path)?;
        Ok((path, file))
    }

    /// The lock file: it has the owner and the file system of all files that are created here.
    pub(crate) fn sample(&self) -> &File {
        &self.lock
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        remove_with_parent(&self.path, Some(self.made));
    }
}

/// Creates a lock file, and holds the lock.
fn locked(path: &Path) -> io::Result<File> {
    let lock = OpenOptions::new().write(true).create_new(true).open(path)?;
    // Another run's sweep may be faster than the lock.
    FileExt::try_lock(&lock).map_err(|error| match error {
        TryLockError::WouldBlock => ErrorKind::NotFound.into(),
        TryLockError::Error(error) => error,
    })?;
    fs::symlink_metadata(path)?;
    Ok(lock)
}

/// Removes a staging folder, and the parent folder of all runs if it was the last one.
fn remove_with_parent(path: &Path, made: Option<u64>) {
    // Anything that cannot be removed now is removed by the next run.
    drop(remove(path, made));
    drop(path.parent().map(fs::remove_dir));
}

/// Removes the remains of killed runs below `home`.
///
/// A folder counts as such if it has the right name and a lock that is not held.
pub(crate) fn sweep(home: &Path) {
    let parent = home.join(NAME);
    // A link could lead anywhere.
    if !fs::symlink_metadata(&parent).is_ok_and(|metadata| metadata.is_dir()) {
        return;
    }
    for entry in fs::read_dir(&parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_type().is_ok_and(|kind| kind.is_dir())
            && entry.file_name().to_str().is_some_and(is_random_name);
        if is_ours {
            sweep_one(&entry.path());
        }
    }
    drop(fs::remove_dir(&parent));
}

fn sweep_one(path: &Path) {
    match OpenOptions::new().write(true).open(path.join(LOCK)) {
        Ok(lock) if FileExt::try_lock(&lock).is_ok() => drop(remove(path, None)),
        Ok(_) => {}
        // Killed before it had a lock: only an empty folder can be removed like this.
        Err(_) => drop(fs::remove_dir(path)),
    }
}

/// Removes the files of a staging folder, the lock last, and the folder. It needs no descriptor for
/// that if it knows how many files were made.
///
/// Another thread may do the same at once, so files that are already gone are not errors.
fn remove(path: &Path, made: Option<u64>) -> io::Result<()> {
    let unless_gone = |removed: io::Result<()>| match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    };
    match (fs::read_dir(path), made) {
        (Ok(entries), _) => {
            for entry in entries {
                let name = entry?.file_name();
                if name.as_encoded_bytes().iter().all(u8::is_ascii_digit) {
                    unless_gone(fs::remove_file(path.join(name)))?;
                }
            }
        }
        (Err(_), Some(made)) => {
            for number in 0..made {
                unless_gone(fs::remove_file(path.join(number.to_string())))?;
            }
        }
        (Err(error), None) => return Err(error),
    }
    unless_gone(fs::remove_file(path.join(LOCK)))?;
    unless_gone(fs::remove_dir(path))
}

/// Sixteen hexadecimal digits that differ for each run.
fn random_name() -> String {
    // Each `RandomState` has its own keys, which come from the system.
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

fn is_random_name(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Creates a folder for this user only, unless it exists.
fn private_folder(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
fn private(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staging_folder_goes_without_a_trace() -> io::Result<()> {
        let home = tempfile::tempdir()?;
        let mut staging = Staging::below(home.path())?;
        let (path, _) = staging.create()?;
        assert!(path.starts_with(home.path().join(NAME)));
        drop(staging);
        assert_eq!(fs::read_dir(home.path())?.count(), 0);
        Ok(())
    }

    #[test]
    fn several_threads_remove_one_folder() -> io::Result<()> {
        for _ in 0..20 {
            let home = tempfile::tempdir()?;
            let stagings = Stagings::default();
            let mut staging = stagings.below(home.path())?;
            for _ in 0..100 {
                staging.create()?;
            }
            std::thread::scope(|scope| {
                scope.spawn(|| stagings.remove_all());
                scope.spawn(|| drop(staging));
            });
            assert_eq!(fs::read_dir(home.path())?.count(), 0);
        }
        Ok(())
    }

    #[test]
    fn only_what_dead_runs_left_is_swept() -> io::Result<()> {
        let home = tempfile::tempdir()?;
        let mut alive = Staging::below(home.path())?;
        let (kept, _) = alive.create()?;
        let dead = home.path().join(NAME).join(random_name());
        fs::create_dir(&dead)?;
        for name in ["lock", "0", "17"] {
            fs::write(dead.join(name), "x")?;
        }
        let locked_never = home.path().join(NAME).join(random_name());
        fs::create_dir(&locked_never)?;
        let other = home.path().join(NAME).join("notes");
        fs::create_dir(&other)?;
        fs::write(other.join("lock"), "x")?;
        sweep(home.path());
        assert!(kept.exists() && other.join("lock").exists());
        assert!(!dead.exists() && !locked_never.exists());
        drop(alive);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_swept_and_not_used() -> io::Result<()> {
        let (home, elsewhere) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let victim = elsewhere.path().join(random_name());
        fs::create_dir(&victim)?;
        fs::write(victim.join(LOCK), "x")?;
        std::os::unix::fs::symlink(elsewhere.path(), home.path().join(NAME))?;
        sweep(home.path());
        assert!(victim.join(LOCK).exists());
        assert!(Staging::below(home.path()).is_err());
        Ok(())
    }
}
