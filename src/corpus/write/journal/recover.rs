//! Journals that killed runs have left in, files with their old contents out.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::FileExt;

use super::record::{HEAD, Undo, decode_head, is_whole};
use super::state::State;
use super::{MAGIC, folder};
use crate::corpus::write::staging::is_random_name;
use crate::error::Error;

/// What was done about the journals of killed runs.
#[derive(Debug, Default)]
pub struct Recovery {
    /// Files that were half-written, and hold their old contents again.
    pub restored: Vec<PathBuf>,
    /// Files that cannot be restored, and journals that cannot be read.
    pub problems: Vec<Error>,
}

/// Restores the files that a killed run of this user has left half-written.
///
/// Every command starts with this, whatever it is asked to do. Where there is nothing to do, it
/// costs one look for a folder. Journals of runs that are still alive are left alone.
#[must_use]
pub fn recover() -> Recovery {
    folder().map_or_else(|_| Recovery::default(), |folder| recover_in(&folder))
}

/// The same, for runs that kept their journals in `folder`.
#[must_use]
pub fn recover_in(folder: &Path) -> Recovery {
    let mut recovery = Recovery::default();
    match journals_in(folder) {
        Ok(journals) if journals.is_empty() => return recovery,
        Ok(_) => {}
        Err(error) => {
            recovery.problem(folder, error);
            return recovery;
        }
    }
    // Whoever is at it already may have removed some of them by the time it is done.
    let _turn = take_turn(folder);
    for path in journals_in(folder).unwrap_or_default() {
        if let Err(error) = recover_one(&path, &mut recovery) {
            recovery.problem(&path, error);
        }
    }
    recovery
}

/// None if there is no such folder.
fn journals_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?.flatten(),
    };
    let journals = entries.filter(|entry| is_journal(&entry.file_name().to_string_lossy()));
    Ok(journals.map(|entry| entry.path()).collect())
}

/// Waits until no other run recovers: what comes next must not see a half-written file because
/// somebody else is about to restore it. A run that hangs is not waited for.
fn take_turn(folder: &Path) -> Option<File> {
    // Not on Windows, where folders cannot be opened: runs that recover then may overlap.
    let turn = File::open(folder).ok()?;
    for _ in 0..500 {
        match FileExt::try_lock(&turn) {
            Err(fs4::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            _ => break,
        }
    }
    Some(turn)
}

fn is_journal(name: &str) -> bool {
    let middle = name.strip_prefix("undo-").and_then(|name| name.strip_suffix(".journal"));
    middle.is_some_and(is_random_name)
}

/// Undoes one journal, and removes it unless a file may need it later.
fn recover_one(path: &Path, recovery: &mut Recovery) -> io::Result<()> {
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        // Another run was faster.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        file => file?,
    };
    match FileExt::try_lock(&file) {
        Ok(()) => {}
        Err(fs4::TryLockError::WouldBlock) => return Ok(()),
        Err(fs4::TryLockError::Error(error)) => return Err(error),
    }
    let mut reader = BufReader::with_capacity(1 << 16, &file);
    let records = find_records(&mut reader, file.metadata()?.len())?;
    let (mut done, mut is_needed) = (HashSet::new(), false);
    // The last change first: a file may have been changed twice.
    for (start, length) in records.into_iter().rev() {
        let payload = read_at(&mut reader, start, length)?;
        let Some(undo) = Undo::decode(&payload) else { continue };
        if done.contains(&undo.path) {
            continue;
        }
        match restore(&undo) {
            Ok(Outcome::Whole) => {}
            Ok(Outcome::Restored) => recovery.restored.push(undo.path.clone()),
            Ok(Outcome::Foreign) => {
                recovery.problem(&undo.path, super::super::target::changed());
            }
            Err(error) => {
                is_needed = true;
                let what = format!(
                    "half-written, and cannot be restored yet from {}: {error}",
                    path.display()
                );
                recovery.problem(&undo.path, io::Error::new(error.kind(), what));
            }
        }
        done.insert(undo.path);
    }
    if is_needed { Ok(()) } else { fs::remove_file(path) }
}

/// Start and length of the payloads that are whole. Of a torn tail no file was touched.
fn find_records(reader: &mut (impl Read + Seek), length: u64) -> io::Result<Vec<(u64, usize)>> {
    let mut records = Vec::new();
    let mut magic = Vec::new();
    reader.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic)?;
    let mut start = MAGIC.len() as u64;
    if magic != MAGIC {
        return Ok(records);
    }
    let mut payload = Vec::new();
    while length.saturating_sub(start) > HEAD as u64 {
        let mut head = [0; HEAD];
        reader.read_exact(&mut head)?;
        let (size, checksum) = decode_head(head);
        start += HEAD as u64;
        if size > length - start {
            break;
        }
        payload.clear();
        reader.by_ref().take(size).read_to_end(&mut payload)?;
        if payload.len() as u64 != size || !is_whole(&payload, checksum) {
            break;
        }
        records.push((start, payload.len()));
        start += size;
    }
    Ok(records)
}

fn read_at(reader: &mut (impl Read + Seek), start: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut payload = vec![0; length];
    reader.seek(SeekFrom::Start(start))?;
    reader.read_exact(&mut payload)?;
    Ok(payload)
}

enum Outcome {
    /// It is the old file or the new one, or it is gone.
    Whole,
    Restored,
    /// Somebody has changed it since.
    Foreign,
}

fn restore(undo: &Undo<'_>) -> io::Result<Outcome> {
    let mut file = match OpenOptions::new().read(true).write(true).open(&undo.path) {
        Err(error) if is_gone(&error, &undo.path) => return Ok(Outcome::Whole),
        file => file?,
    };
    let mut now = Vec::new();
    file.read_to_end(&mut now)?;
    match undo.state(&now) {
        State::Foreign => Ok(Outcome::Foreign),
        State::Old | State::New => {
            // It may not have reached the disk yet, and then its journal is gone.
            file.sync_data()?;
            Ok(Outcome::Whole)
        }
        State::Torn(old) => {
            overwrite(&mut file, &old)?;
            file.sync_data()?;
            Ok(Outcome::Restored)
        }
    }
}

fn overwrite(file: &mut File, contents: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(contents)?;
    file.set_len(contents.len() as u64)
}

/// Whether the file was removed. If its folder is not there either, a disk may be missing.
fn is_gone(error: &io::Error, path: &Path) -> bool {
    error.kind() == ErrorKind::NotFound && path.parent().is_some_and(Path::exists)
}

impl Recovery {
    fn problem(&mut self, path: &Path, source: io::Error) {
        self.problems.push(Error::Io { path: Some(path.to_owned()), source });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Journal, Journals, encode};
    use super::*;
    use crate::corpus::write::changes::changes;

    const OLD: &[u8] = &[b'o'; 3000];
    const NEW: &[u8] = &[b'n'; 3000];

    /// A journal that knows how to get `OLD` back where there is `NEW`.
    fn journal(folder: &Path, files: &[&Path]) -> Arc<Journal> {
        let mut records = Vec::new();
        for file in files {
            encode(file, OLD, NEW, &changes(OLD, NEW), &mut records).unwrap();
        }
        Journals::new(folder.to_owned()).append(&records).unwrap()
    }

    fn torn() -> Vec<u8> {
        [&NEW[..1024], &OLD[1024..]].concat()
    }

    fn count(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn half_written_files_are_restored_and_others_left() {
        let (state, tree) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let [half, new, edited, gone] =
            ["half", "new", "edited", "gone"].map(|name| tree.path().join(name));
        fs::write(&half, torn()).unwrap();
        fs::write(&new, NEW).unwrap();
        fs::write(&edited, "something else").unwrap();
        let alive = journal(state.path(), &[&half, &new, &edited, &gone]);
        assert!(recover_in(state.path()).restored.is_empty(), "its run is still alive");
        drop(alive);
        let recovery = recover_in(state.path());
        assert_eq!(recovery.restored, [half.as_path()]);
        assert_eq!(recovery.problems.len(), 1, "{recovery:?}");
        assert!(recovery.problems[0].to_string().contains("edited: the file was changed"));
        assert_eq!(fs::read(&half).unwrap(), OLD);
        assert_eq!(fs::read(&new).unwrap(), NEW);
        assert_eq!(fs::read(&edited).unwrap(), b"something else");
        assert!(!gone.exists());
        assert_eq!(count(state.path()), 0);
        assert!(recover_in(state.path()).problems.is_empty());
    }

    #[test]
    fn a_missing_disk_keeps_the_journal() {
        let (state, tree) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = tree.path().join("disk");
        drop(journal(state.path(), &[&folder.join("half")]));
        assert_eq!(recover_in(state.path()).problems.len(), 1);
        assert_eq!(count(state.path()), 1);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("half"), torn()).unwrap();
        assert_eq!(recover_in(state.path()).restored, [folder.join("half")]);
        assert_eq!(count(state.path()), 0);
    }

    #[cfg(unix)]
    #[test]
    fn another_recovery_is_waited_for() {
        let (state, tree) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        drop(journal(state.path(), &[&tree.path().join("file")]));
        let turn = take_turn(state.path());
        std::thread::scope(|scope| {
            let other = scope.spawn(|| recover_in(state.path()));
            std::thread::sleep(Duration::from_millis(30));
            assert!(!other.is_finished());
            drop(turn);
            assert!(other.join().unwrap().problems.is_empty());
        });
        assert_eq!(count(state.path()), 0);
    }

    #[test]
    fn the_last_of_two_changes_is_undone() {
        let (state, tree) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (file, last) = (tree.path().join("file"), [b'z'; 3000]);
        let journals = Journals::new(state.path().to_owned());
        for (old, new) in [(OLD, NEW), (NEW, &last[..])] {
            let mut records = Vec::new();
            encode(&file, old, new, &changes(old, new), &mut records).unwrap();
            Journals::done(journals.append(&records).unwrap()).unwrap();
        }
        drop(journals);
        fs::write(&file, [&last[..512], &NEW[512..]].concat()).unwrap();
        let recovery = recover_in(state.path());
        assert!(recovery.problems.is_empty(), "{recovery:?}");
        assert_eq!(fs::read(&file).unwrap(), NEW);
    }

    #[test]
    fn any_damage_to_a_journal_does_no_harm() {
        let (state, tree) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = ["first", "second"].map(|name| tree.path().join(name));
        drop(journal(state.path(), &[&files[0], &files[1]]));
        let path = fs::read_dir(state.path()).unwrap().next().unwrap().unwrap().path();
        let whole = fs::read(&path).unwrap();
        for cut in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
            for flip in [false, true] {
                let mut bytes = whole.clone();
                match flip {
                    true => bytes[cut] ^= 1,
                    false => bytes.truncate(cut),
                }
                files.iter().for_each(|file| fs::write(file, torn()).unwrap());
                fs::write(&path, bytes).unwrap();
                let recovery = recover_in(state.path());
                assert!(recovery.problems.is_empty(), "{recovery:?}");
                // The second record is damaged, or both.
                assert!(recovery.restored.len() < 2);
                assert_eq!(fs::read(&files[1]).unwrap(), torn());
                assert!(!path.exists());
            }
        }
    }
}
