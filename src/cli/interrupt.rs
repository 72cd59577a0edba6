//! Ends a run early, such as on Ctrl-C.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::corpus::{FileWriter, PATIENCE_TO_STOP};

/// Ends a run of the command line from another thread.
///
/// ```
/// use deltafold::{Interrupt, run};
/// let interrupt = Interrupt::default();
/// interrupt.ask();
/// // The run ends before it prints anything.
/// run(["deltafold", "--help"].map(Into::into), &interrupt);
/// ```
#[derive(Debug, Default)]
pub struct Interrupt {
    requested: AtomicBool,
    /// The writer of the run's files.
    writer: Mutex<Weak<FileWriter>>,
}

impl Interrupt {
    /// Stops writing files and printing.
    ///
    /// It waits for files that are being written, and removes staged files; after that the process
    /// can end at any time.
    pub fn ask(&self) {
        self.requested.store(true, Ordering::SeqCst);
        let writer = self.writer().upgrade();
        if let Some(writer) = writer {
            writer.stop(PATIENCE_TO_STOP);
        }
    }

    pub(super) fn is_requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// Notes the writer to be stopped.
    pub(super) fn stops(&self, writer: &Arc<FileWriter>) {
        *self.writer() = Arc::downgrade(writer);
        if self.is_requested() {
            writer.stop(PATIENCE_TO_STOP);
        }
    }

    fn writer(&self) -> MutexGuard<'_, Weak<FileWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
