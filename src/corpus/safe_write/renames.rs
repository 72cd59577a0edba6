//! Replaces files by rename, a group at a time.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::durable::Written;
use super::file::{keep_attributes, write_file};
use super::staging::{self, Staging, Stagings};
use super::stop::Stop;
use super::target::Target;
use super::{Failures, Size};

/// New files that wait in staging folders until the group is full.
///
/// Before the first of them is renamed, all are made durable with one call: after a power cut, a
/// name must not lead to a file whose contents never reached the disk. That is cheaper than
/// renaming without it: ext4 would then write out each file separately when it is renamed.
#[derive(Debug, Default)]
pub(crate) struct Renames {
    /// The staging folder below each root; `None` where it cannot be created.
    staging: HashMap<PathBuf, Option<Staging>>,
    staged: Vec<Staged>,
    written: Written,
    pub(crate) size: Size,
}

#[derive(Debug)]
struct Staged {
    /// The caller's path of the file.
    name: PathBuf,
    target: Target,
    /// The checksums of its known contents and of the new ones.
    sums: (u64, u64),
    new: PathBuf,
}

impl Renames {
    /// Whether the files should be renamed now: there are enough to share the wait for the disk,
    /// and not so many that tidying up after Ctrl-C takes long.
    pub(crate) fn is_full(&self) -> bool {
        self.size.files >= 1024 || self.size.bytes >= 1 << 25
    }

    /// Writes `new` to the staging folder, to be renamed later.
    pub(crate) fn add(
        &mut self,
        path: &Path,
        old: &[u8],
        new: &[u8],
        roots: &[PathBuf],
        stagings: &Stagings,
    ) -> io::Result<()> {
        let target = Target::find(path)?;
        target.check_length(old, new)?;
        let sums = (xxh3_64(old), xxh3_64(new));
        let home = roots.iter().find(|root| target.path.starts_with(root));
        let staged =
            match home.and_then(|home| self.stage(home, &target, new, stagings).transpose()) {
                Some(staged) => Some(staged?),
                None => self.stage(&target.folder().to_owned(), &target, new, stagings)?,
            };
        let Some((file, staged)) = staged else {
            // No folder can be created in this folder; a rename may still be possible.
            if target.check_unchanged(sums.0, sums.1)?.is_none() {
                return Ok(());
            }
            return write_file(path, new).map_err(io_error);
        };
        self.written.note(file, &target.metadata)?;
        self.staged.push(Staged { name: path.to_owned(), target, sums, new: staged });
        self.size.add(new.len());
        Ok(())
    }

    /// A new file below `home` with the attributes of `target`; `None` if it cannot be created.
    fn stage(
        &mut self,
        home: &PathBuf,
        target: &Target,
        new: &[u8],
        stagings: &Stagings,
    ) -> io::Result<Option<(File, PathBuf)>> {
        if !self.staging.contains_key(home) {
            staging::sweep(home);
            self.staging.insert(home.clone(), stagings.below(home).ok());
        }
        let Some(Some(staging)) = self.staging.get_mut(home) else { return Ok(None) };
        let made = staging.sample().metadata()?;
        if !same_system(&made, &target.metadata) {
            return Ok(None);
        }
        let (path, mut file) = staging.create()?;
        let written =
            keep_attributes(&file, &target.metadata, &made).and_then(|()| file.write_all(new));
        match written {
            Ok(()) => Ok(Some((file, path))),
            Err(error) => {
                drop(fs::remove_file(path));
                // If the file is not writable at all, that error is more helpful.
                target.open().and(Err(error))
            }
        }
    }

    /// Renames the staged files.
    pub(crate) fn commit(&mut self, stop: &Stop, failures: &Failures) {
        self.size = Size::default();
        let staged = std::mem::take(&mut self.staged);
        let durable = if stop.is_asked() { Ok(()) } else { self.written.sync() };
        for file in staged {
            let renamed = match (&durable, stop.permit()) {
                (_, None) => Err(super::stopped()),
                (Err(error), _) => Err(super::again(error)),
                (Ok(()), Some(_permit)) => file.rename(),
            };
            if let Err(error) = renamed {
                drop(fs::remove_file(&file.new));
                failures.add(&file.name, error);
            }
        }
    }
}

impl Staged {
    fn rename(&self) -> io::Result<()> {
        // As long as it is open, the old file keeps its disk space. So that is freed after the
        // rename, and not during it, when the system blocks all other renames.
        let (old, new) = self.sums;
        let Some(old) = self.target.check_unchanged(old, new)? else {
            return fs::remove_file(&self.new);
        };
        // Windows does not replace open files.
        let _old = cfg!(unix).then_some(old);
        match fs::rename(&self.new, &self.target.path) {
            // Two mounts can show one file system.
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                write_file(&self.target.path, &fs::read(&self.new)?).map_err(io_error)?;
                fs::remove_file(&self.new)
            }
            renamed => renamed,
        }
    }
}

fn io_error(error: crate::error::Error) -> io::Error {
    match error {
        crate::error::Error::Io { source, .. } => super::again(&source),
        other => io::Error::other(other),
    }
}

#[cfg(unix)]
fn same_system(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    a.dev() == b.dev()
}

#[cfg(not(unix))]
fn same_system(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}
