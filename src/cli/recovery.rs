//! What a killed run has left in, files made whole and a message for each out.

use std::io::Write;

use super::escape;
use super::terminal::Terminal;
use crate::corpus::recover;

/// Restores files that a killed run left half-written. Every command begins with this.
pub(super) fn run(terminal: &mut Terminal<'_>) {
    let recovery = recover();
    let restored = recovery.restored.iter().map(|path| {
        format!("{}: restored, a run that was killed had left it half-written", path.display())
    });
    let problems = recovery.problems.iter().map(|error| format!("warning: {error}"));
    for message in restored.chain(problems) {
        let shown = match terminal.err.escapes() {
            true => escape::controls(&message),
            false => message.as_str().into(),
        };
        // Nobody can be told that standard error is gone.
        drop(writeln!(terminal.stderr, "deltafold: {shown}"));
    }
}
