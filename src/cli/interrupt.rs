//! Ctrl-C: no file is left in the middle of being written, and the process ends.

use std::process;
use std::sync::Weak;
use std::time::Duration;

use crate::corpus::Writer;

/// So long is waited for the files that are being written: a person feels no more.
const PATIENCE: Duration = Duration::from_millis(80);

/// What shells know as the exit code of a process that was interrupted.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C, and a wish to terminate, end the process as soon as `writer` has finished
/// the files that it is at.
pub(super) fn stop_on_interrupt(writer: Weak<Writer>) {
    let stop = move || {
        if let Some(writer) = writer.upgrade() {
            writer.stop(PATIENCE);
        }
        process::exit(INTERRUPTED);
    };
    // In a process that runs more than one command the first one's stays: the next run tidies up.
    drop(ctrlc::set_handler(stop));
}
