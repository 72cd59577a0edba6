//! Stops writing without leaving a half-written file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, TryLockError};
use std::time::{Duration, Instant};

/// Permits files to be written one by one until a stop is requested.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    asked: AtomicBool,
    /// Held for reading as long as a file is being written.
    writing: RwLock<()>,
}

impl Stop {
    /// The permission to write one file, to be held until it is completely written.
    pub(crate) fn permit(&self) -> Option<RwLockReadGuard<'_, ()>> {
        let permit = self.writing.read().unwrap_or_else(PoisonError::into_inner);
        (!self.is_asked()).then_some(permit)
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Grants no more permissions, and waits for those that are held.
    ///
    /// Once this returns true, no file is being written and none will be.
    pub(crate) fn ask(&self, patience: Duration) -> bool {
        self.asked.store(true, Ordering::SeqCst);
        let until = Instant::now() + patience;
        loop {
            match self.writing.try_write() {
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err(TryLockError::WouldBlock) => return false,
                _ => return true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_written_is_waited_for() {
        let stop = Stop::default();
        let permit = stop.permit();
        assert!(permit.is_some());
        assert!(!stop.ask(Duration::from_millis(5)));
        assert!(stop.permit().is_none());
        drop(permit);
        assert!(stop.ask(Duration::from_secs(5)));
    }
}
