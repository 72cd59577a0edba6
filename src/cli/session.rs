//! One run: where output and messages go, and what the exit code will be.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::interrupt::Interrupt;
use super::terminal::{Look, Terminal};
use super::{DONE, FAILED, FOUND, escape};
use crate::corpus::Writer;
use crate::error::Error;

/// The streams of a run, and whether something went wrong so far.
pub(super) struct Session<'s, 'a> {
    terminal: &'s mut Terminal<'a>,
    exit_code: i32,
    stdin_is_read: bool,
}

impl<'s, 'a> Session<'s, 'a> {
    pub(super) fn new(terminal: &'s mut Terminal<'a>) -> Self {
        Session { terminal, exit_code: DONE, stdin_is_read: false }
    }

    pub(super) fn exit_code(&self) -> i32 {
        self.exit_code
    }

    pub(super) fn width(&self) -> Option<usize> {
        self.terminal.width
    }

    /// What standard output looks like.
    pub(super) fn look(&self) -> Look {
        self.terminal.out
    }

    /// An interrupt stops `writer`, so that no file is left half-written.
    pub(super) fn interrupt_stops(&self, writer: &Arc<Writer>) {
        if let Some(interrupt) = self.terminal.interrupt {
            interrupt.stops(writer);
        }
    }

    /// Whether somebody wants the run to end.
    pub(super) fn is_interrupted(&self) -> bool {
        self.terminal.interrupt.is_some_and(Interrupt::is_asked)
    }

    /// Writes a result. On a terminal it is seen at once.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_interrupted() {
            // As if the reader had closed its end.
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.terminal.stdout.write_all(bytes)?;
        if self.terminal.out.terminal { self.flush() } else { Ok(()) }
    }

    /// Writes a result that has recorded text in it.
    pub(super) fn write_recorded(&mut self, text: &[u8]) -> io::Result<()> {
        if !self.terminal.out.escapes() {
            return self.write(text);
        }
        let shown = escape::controls(&String::from_utf8_lossy(text)).into_owned();
        self.write(shown.as_bytes())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.terminal.stdout.flush()
    }

    /// All of standard input; it is there only once.
    pub(super) fn read_stdin(&mut self) -> io::Result<Vec<u8>> {
        if std::mem::replace(&mut self.stdin_is_read, true) {
            return Err(io::Error::other(
                "standard input can be read only once: `-` is given twice",
            ));
        }
        let mut bytes = Vec::new();
        self.terminal.stdin.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reports what went wrong with `name`, so that the exit code will tell.
    pub(super) fn fail(&mut self, name: &str, what: &str) {
        self.exit_code = FAILED;
        self.say(&format!("deltafold: {name}: {what}"));
    }

    /// Reports an error that names its file itself.
    pub(super) fn fail_with(&mut self, error: &Error) {
        self.exit_code = FAILED;
        self.say(&format!("deltafold: {error}"));
    }

    /// Notes that something was found, so that the exit code will tell.
    pub(super) fn found(&mut self) {
        self.exit_code = self.exit_code.max(FOUND);
    }

    /// What standard error looks like.
    pub(super) fn err_look(&self) -> Look {
        self.terminal.err
    }

    /// Reports something that is neither an error nor odd.
    pub(super) fn note(&mut self, what: &str) {
        self.say(&format!("deltafold: {what}"));
    }

    /// Reports why there are no recordings, if that can be said.
    pub(super) fn note_nothing_found(&mut self, why: Option<String>) {
        if let Some(why) = why {
            self.note(&format!("no recordings found: {why}"));
        }
    }

    /// Reports something odd about `name`, which was done nevertheless.
    pub(super) fn warn(&mut self, name: &str, what: &str) {
        self.say(&format!("deltafold: {name}: warning: {what}"));
    }

    /// Prints what clap has to say: help and version are results, everything else is an error.
    pub(super) fn usage(&mut self, said: &clap::Error) -> io::Result<()> {
        let text = |look: Look| match look.colours {
            true => said.render().ansi().to_string(),
            false => said.render().to_string(),
        };
        if said.use_stderr() {
            self.exit_code = FAILED;
            let text = text(self.terminal.err);
            drop(self.terminal.stderr.write_all(text.as_bytes()));
            return Ok(());
        }
        let text = text(self.terminal.out);
        self.write(text.as_bytes())
    }

    /// Nobody can be told that standard error is gone.
    fn say(&mut self, message: &str) {
        if self.is_interrupted() {
            return;
        }
        // What came before a message is seen before it. That it cannot be written is found out
        // when the next result is.
        drop(self.terminal.stdout.flush());
        let look = self.terminal.err;
        let shown = if look.escapes() { escape::controls(message) } else { message.into() };
        drop(writeln!(self.terminal.stderr, "{shown}"));
    }
}
