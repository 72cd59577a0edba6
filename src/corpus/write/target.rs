//! A path in, the file that it means out, if that file may be replaced.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A file as it was before it is replaced.
#[derive(Debug)]
pub(super) struct Target {
    /// Where the file itself is, behind all symbolic links.
    pub(super) path: PathBuf,
    pub(super) metadata: Metadata,
}

impl Target {
    /// # Errors
    ///
    /// What `path` means is not there, or no file, or read-only.
    pub(super) fn find(path: &Path) -> io::Result<Target> {
        let mut path = path.to_owned();
        let mut metadata = fs::symlink_metadata(&path)?;
        if metadata.is_symlink() {
            path = fs::canonicalize(&path)?;
            metadata = fs::symlink_metadata(&path)?;
        }
        if metadata.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"));
        }
        // Root could open it, but whoever took the permission away meant it to stay as it is.
        if metadata.permissions().readonly() {
            return Err(io::Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
        }
        Ok(Target { path, metadata })
    }

    /// Opens the file to read and write it, which is refused to who may not write it.
    pub(super) fn open(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(&self.path)
    }

    /// Checks that the file may be written and holds `old`.
    pub(super) fn check_holds(&self, old: &[u8]) -> io::Result<()> {
        let file = self.open()?;
        match self.metadata.len() == old.len() as u64 && holds(file, old)? {
            true => Ok(()),
            false => Err(changed()),
        }
    }

    /// Checks that nobody has replaced or written the file since it was found.
    pub(super) fn check_unchanged(&self) -> io::Result<()> {
        let (before, now) = (&self.metadata, fs::symlink_metadata(&self.path)?);
        let is_same = before.len() == now.len()
            && before.file_type() == now.file_type()
            && before.modified()? == now.modified()?
            && same_inode(before, &now);
        if is_same { Ok(()) } else { Err(changed()) }
    }

    /// The folder that the file is in.
    pub(super) fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }
}

/// An edit that was made meanwhile must not be lost.
pub(super) fn changed() -> io::Error {
    io::Error::other("the file was changed by somebody else since it was read")
}

fn holds(mut file: File, expected: &[u8]) -> io::Result<bool> {
    let (mut room, mut left) = ([0; 1 << 14], expected);
    loop {
        let read = match file.read(&mut room) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok(left.is_empty());
        }
        match left.strip_prefix(&room[..read]) {
            Some(rest) => left = rest,
            None => return Ok(false),
        }
    }
}

#[cfg(unix)]
fn same_inode(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn same_inode(_: &Metadata, _: &Metadata) -> bool {
    true
}
