//! The command line: results go to standard output, messages to standard error.
//!
//! One file per verb. Exit codes: 0 is success, 1 means that something was found, 2 is wrong usage
//! or a file that could not be processed.

mod args;
mod completions;
mod diff;
mod escape;
mod export;
mod find;
mod find_report;
mod in_python;
mod input;
mod interrupt;
mod join;
mod merge;
mod normalize;
mod normalize_args;
mod normalize_stdin;
mod outcome;
mod paint;
mod progress;
mod release_rules;
mod serve;
mod session;
mod show;
mod split;
mod stats;
mod terminal;
mod verify;
mod verify_args;
mod verify_counts;
mod verify_fix;
mod verify_report;

use std::ffi::OsString;
use std::io;

use clap::{CommandFactory, FromArgMatches};

use self::args::{Arguments, Verb};
use self::session::Session;
pub use find_report::nearest_report;
pub use in_python::{InPython, word};
pub use interrupt::Interrupt;
pub use show::{answer_html, framed};
pub use terminal::{Look, Terminal, hold_standard_streams};

/// Success.
const DONE: i32 = 0;
/// Something was found: a search result, or a problem.
const FOUND: i32 = 1;
/// The arguments are wrong, or something failed.
const FAILED: i32 = 2;

/// The commands with their arguments and help, from which the pages of the manual are made.
///
/// ```
/// use deltafold::internals::cli::command;
/// assert!(command().get_subcommands().any(|verb| verb.get_name() == "show"));
/// ```
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command line with the process's own streams; returns the exit code.
///
/// The first of `args` is the program's name. Another thread can end it early with `interrupt`.
///
/// ```
/// let code = deltafold::run(["deltafold", "show", "missing.json"].map(Into::into), &Default::default());
/// assert_eq!(code, 2);
/// ```
pub fn run(args: impl IntoIterator<Item = OsString>, interrupt: &Interrupt) -> i32 {
    terminal::with_own_streams(interrupt, |terminal| run_in(args, terminal))
}

/// Runs the command line with the streams of `terminal`; returns the exit code.
///
/// The first of `args` is the program's name. A closed standard output is not an error: the rest is
/// not processed, without a message.
///
/// ```
/// use deltafold::internals::cli::{self, Terminal};
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let recording = br#"{"response": {"body": null}}"#;
/// let mut terminal = Terminal::plain(&recording[..], &mut out, &mut err);
/// let args = ["deltafold", "show", "-"].map(Into::into);
/// assert_eq!(cli::run_in(args, &mut terminal), 0);
/// drop(terminal);
/// assert!(String::from_utf8_lossy(&out).contains("empty"));
/// ```
pub fn run_in(args: impl IntoIterator<Item = OsString>, terminal: &mut Terminal<'_>) -> i32 {
    let mut session = Session::new(terminal);
    let written = dispatch(args, &mut session).and_then(|()| session.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            session.fail("standard output", &escape::system(&error));
        }
        _ => {}
    }
    session.exit_code()
}

/// Errors are those of writing to standard output; others are reported where they happen.
fn dispatch(
    args: impl IntoIterator<Item = OsString>,
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    let mut command = Arguments::command();
    if let Some(width) = session.width() {
        command = command.term_width(width);
    }
    let parsed = command.clone().try_get_matches_from(args);
    match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(Arguments { verb: Verb::Show(args) }) => show::run(&args, session),
        Ok(Arguments { verb: Verb::Merge(args) }) => merge::run(&args, session),
        Ok(Arguments { verb: Verb::Diff(args) }) => diff::run(&args, session),
        Ok(Arguments { verb: Verb::Normalize(args) }) => normalize::run(&args, session),
        Ok(Arguments { verb: Verb::Stats(args) }) => stats::run(&args, session),
        Ok(Arguments { verb: Verb::Find(args) }) => find::run(&args, session),
        Ok(Arguments { verb: Verb::Verify(args) }) => verify::run(&args, session),
        Ok(Arguments { verb: Verb::Split(args) }) => split::run(&args, session),
        Ok(Arguments { verb: Verb::Join(args) }) => join::run(&args, session),
        Ok(Arguments { verb: Verb::Serve(_) }) => in_python::missing("serve", session),
        Ok(Arguments { verb: Verb::Export(_) }) => in_python::missing("export", session),
        Ok(Arguments { verb: Verb::Completions(args) }) => completions::run(&args, session),
        Err(error) => session.usage(&error),
    }
}
