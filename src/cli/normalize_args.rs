//! The arguments of `normalize`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::args::Threads;
use crate::normalize::Profile;

/// Remove values that change with each recording: ids, times, durations
///
/// The rules are those of the OGX recorder; a deltafold.toml, or [tool.deltafold] in a
/// pyproject.toml, in a file's directory or above can add more. Only values that match a rule
/// change, and a second run changes nothing. Files are written whole or not at all.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold normalize recordings/                  write, and list the files that changed
  deltafold normalize --check tests/               only list them; exit code 1 if there are any
  deltafold normalize --diff recordings/1a2b.json  show the lines that would change
  deltafold normalize - --stdin-filename 1a2b.json < in > out

Directories are searched for recordings, which are detected by their content. Hidden files and \
files that git ignores are skipped, unless they are given as paths.

Exit codes: 0 success; 1 with --check or --diff if a file would change; 2 wrong usage, or a file \
that could not be processed (all others are). With --format json, there is a line with an object \
for each file that changes or fails: path, status (changed, would_change, \
error), values, error.")]
pub(super) struct Normalize {
    /// Recordings, and folders to search for them; `-` is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<OsString>,
    /// Write nothing: list the files that would change
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing: show the changes, line by line
    #[arg(long)]
    pub(super) diff: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Report::Text)]
    pub(super) format: Report,
    /// In folders, include files with matching names [default: *.json]
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// In folders, leave out files and folders with matching names
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Skip files that are not recordings, even if given explicitly
    #[arg(long)]
    pub(super) skip_others: bool,
    /// The file name for standard input; ids are generated from it
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Reformat files as Python's json.dump(indent=2) does, even if no rule changes them
    #[arg(long)]
    pub(super) reformat: bool,
    /// Use only the rules in this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "profile")]
    pub(super) config: Option<PathBuf>,
    /// Use only these built-in rules
    #[arg(long, value_enum)]
    pub(super) profile: Option<ProfileName>,
    /// Print only errors and the output of --diff and --format
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) threads: Threads,
}

/// Built-in rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileName {
    /// The rules of the OGX recorder
    Ogx,
    /// The same, and `created` of models becomes 0, as in the recorder of OGX 1.5
    #[value(name = "ogx-1.5")]
    Ogx1_5,
    /// No rules
    None,
}

impl ProfileName {
    /// The profile with this name.
    pub(super) fn profile(self) -> Profile {
        match self {
            ProfileName::Ogx => Profile::Ogx,
            ProfileName::Ogx1_5 => Profile::Ogx1_5,
            ProfileName::None => Profile::None,
        }
    }
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Report {
    /// For people
    Text,
    /// For programs
    Json,
    /// For GitHub: annotations of the files
    Github,
}

impl Normalize {
    /// Whether files may be written.
    pub(super) fn writes(&self) -> bool {
        !(self.check || self.diff)
    }
}
