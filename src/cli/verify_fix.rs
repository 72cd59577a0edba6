//! Renames files for `verify --fix`, or shows what would be renamed.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::escape;
use super::session::Session;
use super::verify_report::Fixed;
use crate::corpus::rename_new;
use crate::verify::Finding;

/// Renames files one after the other.
#[derive(Default)]
pub(super) struct Renamer {
    /// Whether nothing is really renamed.
    is_dry: bool,
    /// In a dry run, the names that files would have by now, and those they would no longer have.
    taken: HashSet<PathBuf>,
    freed: HashSet<PathBuf>,
}

impl Renamer {
    /// One that really renames, unless `is_dry`.
    pub(super) fn new(is_dry: bool) -> Self {
        Renamer { is_dry, ..Renamer::default() }
    }

    pub(super) fn rename(
        &mut self,
        path: &Path,
        name: &str,
        finding: &Finding,
        session: &mut Session<'_, '_>,
    ) -> Fixed {
        if self.is_dry {
            return self.would_rename(path, name);
        }
        match rename_new(path, name.as_ref()) {
            Ok(new) => Fixed::Renamed(new),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Fixed::NameIsTaken,
            Err(error) => {
                let what =
                    format!("{}: cannot be renamed: {}", finding.check, escape::system(&error));
                session.fail(&path.display().to_string(), &what);
                Fixed::No
            }
        }
    }

    fn would_rename(&mut self, path: &Path, name: &str) -> Fixed {
        let new = path.with_file_name(name);
        let exists = new.symlink_metadata().is_ok() && !self.freed.contains(&new);
        if exists || !self.taken.insert(new) {
            return Fixed::NameIsTaken;
        }
        self.freed.insert(path.to_owned());
        Fixed::WouldBeRenamed
    }
}
