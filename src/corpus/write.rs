//! Bytes in, a file out that a reader sees old or new, never half.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes `bytes` to `path` through a temporary file beside it and a rename.
///
/// A symbolic link is followed, and the mode of a file that is replaced is kept.
///
/// # Errors
///
/// [`Error::Io`] with the path; the old file is untouched then.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let io = |source| Error::Io { path: Some(path.to_owned()), source };
    // A file that is not there yet has nothing to be resolved.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".deltafold-");
    let replaced = fs::metadata(&target).ok();
    if replaced.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io(std::io::ErrorKind::IsADirectory.into()));
    }
    as_any_new_file(&mut builder);
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(io)?;
    if let Some(replaced) = replaced {
        file.as_file().set_permissions(replaced.permissions()).map_err(io)?;
    }
    file.write_all(bytes).map_err(io)?;
    file.persist(&target).map_err(|failed| io(failed.error))?;
    Ok(())
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
