//! Writes a file so that a reader sees either the old or the new one, never a part.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::target::Target;
use crate::error::{Error, Result};

/// Writes `bytes` to `path` through a temporary file next to it and a rename.
///
/// A symbolic link is followed, and mode and owner of a file that is replaced are kept. Its other
/// names, if it has hard links, keep the old file.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("recording.json");
/// deltafold::internals::corpus::write_file(&path, b"{}\n")?;
/// assert_eq!(std::fs::read(&path)?, b"{}\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::Io`] with the path; the old file is then unchanged. Read-only files and dangling links
/// are errors, too.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, bytes).map_err(|source| Error::io_of(path, source))
}

/// Writes a file in the same way, unless there is something with its name.
///
/// # Errors
///
/// Those of the system; [`ErrorKind::AlreadyExists`] if the name is taken.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    new_file(path, bytes)?.persist_noclobber(path)?;
    Ok(())
}

/// A temporary file with these contents, beside the future `path`.
fn new_file(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = builder();
    as_any_new_file(&mut builder);
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.as_file_mut().write_all(bytes)?;
    Ok(file)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match Target::find(path) {
        Ok(target) => {
            drop(target.open()?);
            let mut file = builder().tempfile_in(target.folder())?;
            keep_attributes(file.as_file(), &target.metadata, &file.as_file().metadata()?)?;
            // Not through `file`, whose errors name the temporary file and have no number.
            file.as_file_mut().write_all(bytes)?;
            file.persist(&target.path)?;
        }
        // Only if nothing has that name: a dangling link has it.
        Err(error)
            if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(path).is_err() =>
        {
            new_file(path, bytes)?.persist(path)?;
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".deltafold-");
    builder
}

/// Gives `file` the mode and the owner of the file that it replaces. `made` is its present
/// metadata.
///
/// # Errors
///
/// If the owner cannot be kept: only root may change a file's owner.
#[cfg(unix)]
pub(crate) fn keep_attributes(file: &File, of: &Metadata, made: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let owner = (of.uid() != made.uid()).then_some(of.uid());
    let group = (of.gid() != made.gid()).then_some(of.gid());
    if owner.is_some() || group.is_some() {
        std::os::unix::fs::fchown(file, owner, group).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => {
                let what = "owner and group of the file cannot be kept when it is replaced";
                io::Error::new(ErrorKind::PermissionDenied, what)
            }
            _ => error,
        })?;
    }
    // After the owner, because changing the owner clears bits of the mode.
    file.set_permissions(of.permissions())
}

#[cfg(not(unix))]
pub(crate) fn keep_attributes(file: &File, of: &Metadata, _: &Metadata) -> io::Result<()> {
    file.set_permissions(of.permissions())
}

/// Gives a new file the mode that any new file gets, less the umask, instead of the private one
/// of temporary files.
#[cfg(unix)]
fn as_any_new_file(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn as_any_new_file(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("recording.json");
        write_file(&path, b"old")?;
        write_file(&path, b"new")?;
        assert_eq!(fs::read(&path)?, b"new");
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_is_kept_and_links_are_followed() -> Result<(), Box<dyn std::error::Error>> {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir()?;
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, "old")?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666))?;
        symlink(&path, &link)?;
        write_file(&link, b"new")?;
        assert_eq!(fs::read(&path)?, b"new");
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o666);
        assert!(fs::symlink_metadata(&link)?.is_symlink());
        Ok(())
    }

    #[test]
    fn a_missing_folder_is_an_error_with_the_path() {
        let error = write_file(Path::new("no/such/folder/file"), b"").map_err(|e| e.to_string());
        assert!(error.is_err_and(|text| text.starts_with("no/such/folder/file: ")));
    }
}
