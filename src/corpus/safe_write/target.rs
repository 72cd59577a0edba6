//! Finds the file that a path leads to, if that file may be replaced.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3Default;

/// A file as it was before it is replaced.
#[derive(Debug)]
pub(crate) struct Target {
    /// The path of the file itself, with all symbolic links resolved.
    pub(crate) path: PathBuf,
    pub(crate) metadata: Metadata,
}

impl Target {
    /// # Errors
    ///
    /// If `path` does not exist, is not a file, or is read-only.
    pub(crate) fn find(path: &Path) -> io::Result<Target> {
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
        // Root could open it, but a file without write permission should stay unchanged.
        if metadata.permissions().readonly() {
            return Err(io::Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
        }
        Ok(Target { path, metadata })
    }

    /// Opens the file for reading and writing, which fails without write permission.
    pub(crate) fn open(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(&self.path)
    }

    /// Checks that the file has the length of what was read, or of what is to be written.
    pub(crate) fn check_length(&self, old: &[u8], new: &[u8]) -> io::Result<()> {
        let length = self.metadata.len();
        let is_known = [old, new].iter().any(|bytes| bytes.len() as u64 == length);
        if is_known { Ok(()) } else { Err(changed()) }
    }

    /// Checks that the file may be written and is unchanged since it was found, when the checksum
    /// of its contents was `old`. Returns the open file, or `None` if its contents already are those to
    /// be written, whose checksum is `new`: another run has done the same.
    ///
    /// Times are not reliable: an edit soon after another can have the same.
    pub(crate) fn check_unchanged(&self, old: u64, new: u64) -> io::Result<Option<File>> {
        let mut file = self.open()?;
        let is_file = fs::symlink_metadata(&self.path)?.is_file();
        match sum_of(&mut file)? {
            sum if is_file && sum == old => Ok(Some(file)),
            sum if is_file && sum == new => Ok(None),
            _ => Err(changed()),
        }
    }

    /// The folder that the file is in.
    pub(crate) fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }
}

/// A concurrent edit must not be lost.
fn changed() -> io::Error {
    io::Error::other("the file was changed by another program after it was read")
}

/// The checksum of a file's contents.
fn sum_of(file: &mut File) -> io::Result<u64> {
    let (mut room, mut hash) = ([0; 1 << 15], Xxh3Default::new());
    loop {
        match file.read(&mut room) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(0) => return Ok(hash.digest()),
            Ok(read) => hash.update(&room[..read]),
        }
    }
}
