//! Writing files: whole or not at all, and with a reason where it fails.

mod failures;
#[cfg(unix)]
mod unix;
