//! Makes written files durable, so that they survive a power cut.

use std::fs::{File, Metadata};
use std::io;
use std::sync::{Mutex, PoisonError};

/// The file systems that were written to.
///
/// On Linux one call for each makes everything on it durable: 2,614 files take 50 ms where making
/// each of them durable takes seconds. Other systems have no such call.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// An open file on each file system, by its number.
    systems: Mutex<Vec<(u64, File)>>,
}

impl Written {
    /// Notes that `file` has been written, on the file system in `metadata`.
    pub(crate) fn note(&self, file: File, metadata: &Metadata) -> io::Result<()> {
        let Some(system) = system_of(metadata) else { return file.sync_data() };
        let mut systems = self.systems.lock().unwrap_or_else(PoisonError::into_inner);
        if !systems.iter().any(|(known, _)| *known == system) {
            systems.push((system, file));
        }
        Ok(())
    }

    /// Waits until all that was noted is durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        let systems = self.systems.lock().unwrap_or_else(PoisonError::into_inner);
        systems.iter().try_for_each(|(_, file)| sync_system(file))
    }
}

#[cfg(target_os = "linux")]
fn system_of(metadata: &Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::dev(metadata))
}

#[cfg(not(target_os = "linux"))]
fn system_of(_: &Metadata) -> Option<u64> {
    None
}

#[cfg(target_os = "linux")]
fn sync_system(file: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(file)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_system(file: &File) -> io::Result<()> {
    file.sync_all()
}
