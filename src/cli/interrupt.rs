//! The wish that a run end early, as Ctrl-C has it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::corpus::{PATIENCE_TO_STOP, Writer};

/// Ends a run of the command line from another thread.
#[derive(Debug, Default)]
pub struct Interrupt {
    asked: AtomicBool,
    /// What writes the run's files.
    writer: Mutex<Weak<Writer>>,
}

impl Interrupt {
    /// From now on no file is written and nothing is printed.
    ///
    /// Files that are being written are waited for, and what was staged is removed; after that the
    /// process can end at any time.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
        let writer = self.writer().upgrade();
        if let Some(writer) = writer {
            writer.stop(PATIENCE_TO_STOP);
        }
    }

    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Notes what has to be stopped.
    pub(super) fn stops(&self, writer: &Arc<Writer>) {
        *self.writer() = Arc::downgrade(writer);
        if self.is_asked() {
            writer.stop(PATIENCE_TO_STOP);
        }
    }

    fn writer(&self) -> MutexGuard<'_, Weak<Writer>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
