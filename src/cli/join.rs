//! `join`: writes recordings as JSON lines.

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::args::Threads;
use super::input;
use super::progress::Progress;
use super::session::Session;
use crate::corpus::{Filter, scan_with, why_nothing_found};
use crate::error::{Error, Result};
use crate::json::Layout;
use crate::recording::{MAX_LINE, Recording};

/// Write recordings as JSON lines, one on each line
///
/// Recordings of every format are written as the OGX recorder would have stored them, in the order
/// of the paths. In Python, `scan` reads such a file, as do commands such as show, merge and stats.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold join recordings/ > all.jsonl
  deltafold join recordings/ | zstd > all.jsonl.zst   is read as it is
  deltafold split all.jsonl -o recordings/            the reverse

A recording that cannot be read is reported, and makes the exit code 2; the others are written.")]
pub(super) struct Join {
    /// Recordings, and folders to search for them; `-` is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) threads: Threads,
}

pub(super) fn run(args: &Join, session: &mut Session<'_, '_>) -> io::Result<()> {
    let paths = input::paths(&args.paths);
    let (mut written, mut failed) = (0, 0);
    // On one terminal, the line of progress would be between the results.
    let is_shown = session.err_look().terminal && !session.look().terminal;
    let progress = Progress::counting("recordings", is_shown);
    for line in scan_with(paths.clone(), args.threads.count(), line) {
        match line {
            Ok(line) => {
                session.write_recorded(&line)?;
                written += 1;
            }
            Err(error) => {
                failed += 1;
                progress.aside(|| session.fail_with(&error));
            }
        }
        progress.set(written + failed, || format!("{written} written"));
    }
    drop(progress);
    if written + failed == 0 {
        session.note_nothing_found(why_nothing_found(&paths, &Filter::any_format()));
    }
    Ok(())
}

/// A recording on one line.
fn line(recording: Recording) -> Result<Vec<u8>> {
    let line = recording.written(Layout::OneLine)?;
    if line.len() > MAX_LINE {
        let what = format!("too long for a line: {} bytes, where {MAX_LINE} are read", line.len());
        return Err(Error::recording(what));
    }
    Ok(line)
}
