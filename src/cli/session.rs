//! One run: the destinations of output and messages, and the future exit code.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::interrupt::Interrupt;
use super::terminal::{Look, Terminal};
use super::{DONE, FAILED, FOUND, escape};
use crate::corpus::FileWriter;
use crate::error::{Error, one_line};

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

    /// The properties of standard output.
    pub(super) fn look(&self) -> Look {
        self.terminal.out
    }

    /// An interrupt stops `writer`, so that no file is left half-written.
    pub(super) fn interrupt_stops(&self, writer: &Arc<FileWriter>) {
        if let Some(interrupt) = self.terminal.interrupt {
            interrupt.stops(writer);
        }
    }

    /// Whether the run should end early.
    pub(super) fn is_interrupted(&self) -> bool {
        self.terminal.interrupt.is_some_and(Interrupt::is_requested)
    }

    /// Writes a result. On a terminal it is shown at once.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_interrupted() {
            // As if the reader had closed its end.
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.terminal.stdout.write_all(bytes)?;
        if self.terminal.out.terminal { self.flush() } else { Ok(()) }
    }

    /// Writes a result that contains recorded text.
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

    /// Reads all of standard input, which is possible only once.
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

    /// Reports an error with `name`, and sets the exit code.
    pub(super) fn fail(&mut self, name: &str, what: &str) {
        self.exit_code = FAILED;
        self.say(&format!("deltafold: {}: {what}", one_line(name)));
    }

    /// Reports an error that already names its file.
    pub(super) fn fail_with(&mut self, error: &Error) {
        self.exit_code = FAILED;
        // Only the number of a system error is in brackets at the end.
        match error {
            Error::Io { path: Some(path), source } => {
                self.fail(&path.display().to_string(), &escape::system(source));
            }
            _ => self.say(&format!("deltafold: {error}")),
        }
    }

    /// Notes in the exit code that something was found.
    pub(super) fn found(&mut self) {
        self.exit_code = self.exit_code.max(FOUND);
    }

    /// The properties of standard error.
    pub(super) fn err_look(&self) -> Look {
        self.terminal.err
    }

    /// Reports something that is neither an error nor a warning.
    pub(super) fn note(&mut self, what: &str) {
        self.say(&format!("deltafold: {what}"));
    }

    /// Reports why there are no recordings, if that is known.
    pub(super) fn note_nothing_found(&mut self, why: Option<String>) {
        if let Some(why) = why {
            self.note(&format!("no recordings found: {why}"));
        }
    }

    /// Reports a warning about `name`, which was processed nevertheless.
    pub(super) fn warn(&mut self, name: &str, what: &str) {
        self.say(&format!("deltafold: {}: warning: {what}", one_line(name)));
    }

    /// Prints a message of clap: help and version are results, everything else is an error.
    pub(super) fn usage(&mut self, message: &clap::Error) -> io::Result<()> {
        let text = |look: Look| match look.colours {
            true => message.render().ansi().to_string(),
            false => message.render().to_string(),
        };
        if message.use_stderr() {
            self.exit_code = FAILED;
            let text = text(self.terminal.err);
            drop(self.terminal.stderr.write_all(text.as_bytes()));
            return Ok(());
        }
        let text = text(self.terminal.out);
        self.write(text.as_bytes())
    }

    /// If standard error is closed, that cannot be reported.
    fn say(&mut self, message: &str) {
        if self.is_interrupted() {
            return;
        }
        // Earlier output must appear before the message. If it cannot be written, the next result
        // will fail.
        drop(self.terminal.stdout.flush());
        let look = self.terminal.err;
        let shown = if look.escapes() { escape::controls(message) } else { message.into() };
        drop(writeln!(self.terminal.stderr, "{shown}"));
    }
}
