//! Renames a file without ever replacing another one.

use std::ffi::OsStr;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// Gives a file another name in its folder and returns its new path.
///
/// If the system cannot do that in one step, the new name is created first and the old one then
/// removed, so that the file has at least one of them at any moment, and nothing is overwritten.
///
/// # Errors
///
/// [`ErrorKind::AlreadyExists`] if there is a file with that name; otherwise those of the system.
pub fn rename_new(path: &Path, name: &OsStr) -> Result<PathBuf> {
    let new = path.with_file_name(name);
    match at_once(path, &new) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {}
        renamed => return renamed.map(|()| new),
    }
    match fs::hard_link(path, &new) {
        Ok(()) => fs::remove_file(path)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        // Some file systems have no links.
        Err(_) if fs::symlink_metadata(&new).is_ok() => {
            return Err(Error::from(ErrorKind::AlreadyExists));
        }
        Err(_) => fs::rename(path, &new)?,
    }
    Ok(new)
}

/// Renames a file in one step, unless there is one with the new name.
#[cfg(target_os = "linux")]
fn at_once(path: &Path, new: &Path) -> Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, path, CWD, new, RenameFlags::NOREPLACE)?)
}

#[cfg(not(target_os = "linux"))]
fn at_once(_: &Path, _: &Path) -> Result<()> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_renamed_unless_there_is_another() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.json");
        fs::write(&path, "a")?;
        let new = rename_new(&path, OsStr::new("b.json"))?;
        assert!(!path.exists() && fs::read(&new)? == b"a");
        fs::write(&path, "other")?;
        let refused = rename_new(&path, OsStr::new("b.json")).map_err(|error| error.kind());
        assert_eq!(refused, Err(ErrorKind::AlreadyExists));
        assert_eq!((fs::read(&path)?, fs::read(&new)?), (b"other".to_vec(), b"a".to_vec()));
        Ok(())
    }
}
