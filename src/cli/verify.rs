//! `verify`: reports problems of the recordings in files and folders.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::args::Threads;
use super::normalize_args::Report;
use super::paint::counted;
use super::progress::Progress;
use super::session::Session;
use super::verify_report::{Fixed, line};
use super::{escape, input};
use crate::corpus::{Filter, rename_new, why_nothing_found};
use crate::verify::{Criteria, Finding, Selection, TestIds, Verified, test_ids, verify};

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
  deltafold verify --ignore error --fix tests/
  pytest --collect-only -q | deltafold verify --orphans - tests/

--fix gives a file its right name only where it is proved that the old one was of the same request \
(the first 12 digits of its hash, or its hash by an older rule of the recorder) and where no other \
file has that name. Nothing else is changed.

Exit codes: 0 nothing found, 1 something found, 2 a file that could not be read. With --format json \
there is one object on each line: path, check, message, new_name, other, fixed.")]
pub(super) struct Verify {
    /// Recordings, and folders to search for them
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<OsString>,
    /// Run only these checks
    #[arg(long, value_name = "CHECKS", value_delimiter = ',')]
    select: Vec<String>,
    /// Skip these checks
    #[arg(long, value_name = "CHECKS", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Rename files whose correct name is proved
    #[arg(long)]
    fix: bool,
    /// Also report recordings of tests that are not in this list of test ids; `-` is standard input
    #[arg(long, value_name = "TEST_IDS_FILE", value_hint = ValueHint::FilePath)]
    orphans: Option<OsString>,
    /// The recorder's base folder; by default any that ends in tests/integration/common
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    base_dir: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Report::Text)]
    format: Report,
    /// Do not print the summary
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    threads: Threads,
}

pub(super) fn run(args: &Verify, session: &mut Session<'_, '_>) -> io::Result<()> {
    let Some(criteria) = criteria(args, session) else { return Ok(()) };
    let paths: Vec<_> = args.paths.iter().map(PathBuf::from).collect();
    let mut counts = Counts::default();
    let progress = Progress::new(session.err_look().terminal && !args.quiet);
    let mut reported = HashSet::new();
    for verified in verify(paths.clone(), criteria, args.threads.count()) {
        if session.is_interrupted() {
            break;
        }
        match verified {
            // An invalid configuration affects many files.
            Err(error) if !reported.insert(error.to_string()) => {}
            Err(error) => progress.aside(|| session.fail_with(&error)),
            Ok(verified) => {
                counts.recordings += 1;
                if !verified.findings.is_empty() {
                    progress.aside(|| report(verified, args, &mut counts, session))?;
                }
            }
        }
        progress.set(counts.recordings, || counted(counts.found, "finding"));
    }
    drop(progress);
    if counts.found > 0 {
        session.found();
    }
    if !args.quiet {
        session.note(&counts.summary());
        if counts.recordings == 0 && reported.is_empty() {
            session.note_nothing_found(why_nothing_found(&paths, &Filter::default()));
        }
    }
    Ok(())
}

/// What to check; `None` if the arguments are invalid, which has then been reported.
fn criteria(args: &Verify, session: &mut Session<'_, '_>) -> Option<Criteria> {
    let selection = match Selection::of(&args.select, &args.ignore) {
        Ok(selection) => selection,
        Err(what) => {
            session.fail("--select, --ignore", &what);
            return None;
        }
    };
    let test_ids = match args.orphans.as_deref().map(|list| known_tests(list, session)) {
        None => None,
        Some(known) => Some(known?),
    };
    // A folder that cannot be made absolute is compared as it is.
    let absolute = |base: &PathBuf| std::path::absolute(base).unwrap_or_else(|_| base.clone());
    let base = args.base_dir.as_ref().map(absolute);
    Some(Criteria::new(selection, base, test_ids))
}

fn known_tests(list: &OsStr, session: &mut Session<'_, '_>) -> Option<TestIds> {
    let read = input::read_all(list, session).map(|bytes| test_ids(&bytes));
    match read {
        Ok(known) if known.is_empty() => {
            session.fail(&list.to_string_lossy(), "no test ids in it");
        }
        Ok(known) => return Some(known),
        Err(what) => session.fail(&list.to_string_lossy(), &what),
    }
    None
}

/// Prints the findings in one file, and applies the requested fixes.
fn report(
    verified: Verified,
    args: &Verify,
    counts: &mut Counts,
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    let Verified { mut path, findings, .. } = verified;
    for finding in findings {
        let fixed = match &finding.new_name {
            Some(name) if args.fix => rename(&path, name, &finding, session),
            _ => Fixed::No,
        };
        match &fixed {
            Fixed::Renamed(_) => counts.fixed += 1,
            Fixed::No | Fixed::NameIsTaken => counts.found += 1,
        }
        let text = line(&path, &finding, &fixed, args.format, session.look());
        session.write_recorded(&text)?;
        if let Fixed::Renamed(new) = fixed {
            path = new;
        }
    }
    Ok(())
}

fn rename(path: &Path, name: &str, finding: &Finding, session: &mut Session<'_, '_>) -> Fixed {
    match rename_new(path, name.as_ref()) {
        Ok(new) => Fixed::Renamed(new),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Fixed::NameIsTaken,
        Err(error) => {
            let what = format!("{}: cannot be renamed: {}", finding.check, escape::system(&error));
            session.fail(&path.display().to_string(), &what);
            Fixed::No
        }
    }
}

#[derive(Default)]
struct Counts {
    recordings: usize,
    found: usize,
    fixed: usize,
}

impl Counts {
    fn summary(&self) -> String {
        let mut text = match self.found {
            0 => "nothing found".to_owned(),
            found => counted(found, "finding"),
        };
        if self.fixed > 0 {
            text.push_str(&format!(", {} renamed", self.fixed));
        }
        format!("{text} in {}", counted(self.recordings, "recording"))
    }
}
