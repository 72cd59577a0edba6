//! The arguments of `verify`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::args::Threads;
use super::normalize_args::Report;
use super::release_rules::ReleaseRules;

/// Check recordings: names, folders, duplicates, layout, truncated streams
///
/// Each file's name is compared with the hash of its request, as a lookup computes it; a recording
/// with another name, or in a folder that its test does not search, is never found.
#[derive(Args, Debug)]
#[command(after_help = "\
Checks:
  name         the file is not named by the hash of its request
  unreachable  the file is in a folder where lookups for its test do not look
  duplicate    another file has the same request
  layout       the file is not in the recorder's layout
  normalized   normalizing would change the file
  truncated    the stream ends without a finish reason
  error        an error was recorded
  orphan       the test is gone (with --orphans)

Examples:
  deltafold verify tests/
  deltafold verify --select name,duplicate --format github tests/
  deltafold verify --select name --fix --dry-run tests/
  deltafold verify --rules ogx-1.5 --fix tests/
  deltafold verify --baseline verify.txt --write-baseline tests/
  deltafold verify --baseline verify.txt tests/
  pytest --collect-only -q | deltafold verify --orphans - tests/

--fix gives a file its right name only where it is proved that the old one was of the same request \
(the hash by another release, its first 12 digits, its hash by an older rule of the recorder, or \
for a former id of the test), where the new name does not depend on the release (or --rules says \
which), and where no other file has that name. Nothing else is changed.

Exit codes: 0 nothing found, or only what the baseline accepts; 1 something found; 2 a file that \
could not be read. With --format json there is one object on each line: path, check, message, \
new_name, other, fixed, rules, other_test.")]
pub(super) struct Verify {
    /// Recordings, and folders to search for them
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<OsString>,
    /// Run only these checks
    #[arg(long, value_name = "CHECKS", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Skip these checks
    #[arg(long, value_name = "CHECKS", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    #[command(flatten)]
    pub(super) rules: ReleaseRules,
    /// In recordings, NEW replaced OLD after they were made: explains names by OLD
    #[arg(long, value_name = "OLD=NEW", value_parser = renamed)]
    pub(super) renamed: Vec<(String, String)>,
    /// Also print the rules by which each recording is named, and with --format json the summary
    #[arg(long)]
    pub(super) names: bool,
    /// Rename files whose correct name is proved
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix, only show what would be renamed
    #[arg(long, requires = "fix")]
    pub(super) dry_run: bool,
    /// Accept the findings in this file, and report those that are not in it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) baseline: Option<PathBuf>,
    /// Write the findings to the baseline instead of reporting them
    #[arg(long, requires = "baseline", conflicts_with = "fix")]
    pub(super) write_baseline: bool,
    /// Also report recordings of tests that are not in this list of test ids; `-` is standard input
    #[arg(long, value_name = "TEST_IDS_FILE", value_hint = ValueHint::FilePath)]
    pub(super) orphans: Option<OsString>,
    /// The recorder's base folder; by default any that ends in tests/integration/common
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) base_dir: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Report::Text)]
    pub(super) format: Report,
    /// Do not print the summary
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) threads: Threads,
}

/// The two texts of `OLD=NEW`.
fn renamed(argument: &str) -> Result<(String, String), String> {
    match argument.split_once('=') {
        Some((old, new)) if !new.is_empty() => Ok((old.to_owned(), new.to_owned())),
        _ => Err("expected OLD=NEW, where NEW is not empty".to_owned()),
    }
}
