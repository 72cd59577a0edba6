//! Replaces the contents of many files so that no crash leaves one half-written.
//!
//! See `docs/safe-writes.md` for the guarantees and their cost.

mod durable;
mod file;
mod rename_new;
mod renames;
mod staging;
mod stop;
mod target;
mod writer;

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::error::Error;

pub use file::write_file;
pub use rename_new::rename_new;
pub use writer::{FileWriter, PATIENCE_TO_STOP};

/// The size of a group.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    files: usize,
    bytes: usize,
}

impl Size {
    fn add(&mut self, bytes: usize) {
        self.files += 1;
        self.bytes += bytes;
    }
}

/// Errors after [`FileWriter::replace`] had returned.
#[derive(Debug, Default)]
struct Failures(Mutex<Vec<Error>>);

impl Failures {
    fn add(&self, path: &Path, source: io::Error) {
        let error = Error::io_of(path, source);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }

    fn take_sorted(&self) -> Vec<Error> {
        let mut errors =
            std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        errors.sort_by(|a, b| path_of(a).cmp(&path_of(b)));
        errors
    }
}

fn path_of(error: &Error) -> Option<&Path> {
    match error {
        Error::Io { path, .. } => path.as_deref(),
        _ => None,
    }
}

fn stopped() -> io::Error {
    io::Error::new(ErrorKind::Interrupted, "stopped before the file was written")
}

/// An error that concerns several files, for one of them.
fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
