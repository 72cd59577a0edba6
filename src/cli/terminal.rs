//! The streams that a command works with: the process's own, or a caller's.

use std::fmt;
#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Write};

use anstream::{AutoStream, ColorChoice};

use super::FAILED;
use super::interrupt::Interrupt;
use crate::error::ensure;

/// The properties of an output stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether a person sees it: output is laid out for reading, and control characters in
    /// recorded text are shown as escapes.
    pub terminal: bool,
    /// Whether colours are wanted.
    pub colours: bool,
}

impl Look {
    /// Whether control characters would reach a terminal, now or through a pager.
    pub(super) fn escapes(self) -> bool {
        self.terminal || self.colours
    }
}

/// Standard input, output and error of one run of the command line.
pub struct Terminal<'a> {
    /// Where `-` reads from.
    pub stdin: Box<dyn Read + 'a>,
    /// Where results go.
    pub stdout: Box<dyn Write + 'a>,
    /// Where messages go.
    pub stderr: Box<dyn Write + 'a>,
    /// The properties of standard output.
    pub out: Look,
    /// The properties of standard error.
    pub err: Look,
    /// The maximum width of help texts; `None` uses the terminal's.
    pub width: Option<usize>,
    /// Ends the run early.
    pub(super) interrupt: Option<&'a Interrupt>,
}

/// Opens the standard streams that are closed, on nothing. Else the next file that is opened gets the number
/// of one of them, and what is printed is written into it. The runtime of a Rust program does the same.
pub fn hold_standard_streams() {
    #[cfg(unix)]
    {
        use std::os::fd::{AsRawFd, IntoRawFd};
        let nothing = || File::options().read(true).write(true).open("/dev/null");
        while let Ok(held) = nothing()
            && held.as_raw_fd() <= 2
        {
            let _ = held.into_raw_fd();
        }
    }
}

impl<'a> Terminal<'a> {
    /// Streams that are not terminals: files, pipes, or buffers of a test.
    pub fn plain(
        stdin: impl Read + 'a,
        stdout: impl Write + 'a,
        stderr: impl Write + 'a,
    ) -> Terminal<'a> {
        Terminal {
            stdin: Box::new(stdin),
            stdout: Box::new(stdout),
            stderr: Box::new(stderr),
            out: Look::default(),
            err: Look::default(),
            width: Some(100),
            interrupt: None,
        }
    }
}

impl fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut described = f.debug_struct("Terminal");
        described.field("out", &self.out).field("err", &self.err).finish_non_exhaustive()
    }
}

/// What reading arguments and buffers for output take, in many allocations that cannot fail.
const TO_START: usize = 4 << 20;

/// Calls `run` with the process's own streams, until `interrupt` ends it.
pub(super) fn with_own_streams(
    interrupt: &Interrupt,
    run: impl FnOnce(&mut Terminal<'_>) -> i32,
) -> i32 {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    if let Err(error) = ensure(TO_START) {
        drop(writeln!(io::stderr(), "deltafold: {error}"));
        return FAILED;
    }
    let (out_choice, err_choice) = (AutoStream::choice(&stdout), AutoStream::choice(&stderr));
    let look = |terminal, choice| Look { terminal, colours: choice != ColorChoice::Never };
    let (out, err) =
        (look(stdout.is_terminal(), out_choice), look(stderr.is_terminal(), err_choice));
    // Only a stream with colours goes through the adapter: for any other, it would strip recorded
    // text.
    let stdout: Box<dyn Write> = match out.colours {
        true => Box::new(BufWriter::new(AutoStream::new(stdout.lock(), out_choice))),
        false => Box::new(BufWriter::with_capacity(1 << 16, stdout.lock())),
    };
    let stderr: Box<dyn Write> = match err.colours {
        true => Box::new(AutoStream::new(stderr.lock(), err_choice)),
        false => Box::new(stderr.lock()),
    };
    run(&mut Terminal {
        stdin: Box::new(io::stdin().lock()),
        stdout,
        stderr,
        out,
        err,
        width: None,
        interrupt: Some(interrupt),
    })
}
