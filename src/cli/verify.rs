//! `verify`: reports problems of the recordings in files and folders.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;

use super::input;
use super::normalize_args::Report;
use super::paint::counted;
use super::progress::Progress;
use super::session::Session;
use super::verify_args::Verify;
use super::verify_counts::Counts;
use super::verify_fix::Renamer;
use super::verify_report::{Fixed, line, named_line};
use crate::corpus::{Filter, why_nothing_found};
use crate::error::Error;
use crate::request_hash::Renaming;
use crate::verify::{Baseline, Criteria, Selection, Step, TestIds, Verified, test_ids, verify};

/// The largest number of accepted findings that are named when they are gone.
const MOST_GONE: usize = 20;

pub(super) fn run(args: &Verify, session: &mut Session<'_, '_>) -> io::Result<()> {
    let Some((criteria, selection)) = criteria(args, session) else { return Ok(()) };
    let Some(mut baseline) = baseline(args, session) else { return Ok(()) };
    let paths: Vec<_> = args.paths.iter().map(PathBuf::from).collect();
    let mut counts = Counts::default();
    let mut renamer = Renamer::new(args.dry_run);
    let progress = Progress::new(session.err_look().terminal && !args.quiet);
    let (mut reported, mut failed) = (HashSet::new(), BTreeSet::new());
    let mut read = 0;
    for step in verify(paths.clone(), criteria, args.threads.count()) {
        if session.is_interrupted() {
            return Ok(());
        }
        match step {
            Ok(Step::Read) => read += 1,
            Ok(Step::Verified(verified)) => {
                counts.add(&verified);
                if !verified.findings.is_empty() || args.names {
                    let baseline = baseline.as_mut();
                    progress.aside(|| {
                        report(&verified, args, baseline, &mut renamer, &mut counts, session)
                    })?;
                }
            }
            Err(error) => {
                failed.extend(error.path().map(ToOwned::to_owned));
                // An invalid configuration affects many files.
                if reported.insert(error.to_string()) {
                    progress.aside(|| session.fail_with(&error));
                }
            }
        }
        progress.set(read.max(counts.recordings), || counted(counts.found, "finding"));
    }
    drop(progress);
    if let Some(baseline) = &baseline {
        // Without a list of tests, none is an orphan.
        let is_run =
            |check: &str| selection.has(check) && (check != "orphan" || args.orphans.is_some());
        if args.write_baseline {
            write(baseline, args, &paths, reported.is_empty(), is_run, session);
        } else if !args.quiet {
            note_gone(baseline, args, &paths, &failed, is_run, session);
        }
    }
    if counts.found > 0 && !args.write_baseline {
        session.found();
    }
    if args.names && args.format == Report::Json {
        session.write(&counts.json())?;
    }
    if !args.quiet {
        counts.notes().iter().for_each(|note| session.note(note));
        if counts.recordings == 0 && reported.is_empty() {
            session.note_nothing_found(why_nothing_found(&paths, &Filter::default()));
        }
    }
    Ok(())
}

/// What to check; `None` if the arguments are invalid, which has then been reported.
fn criteria(args: &Verify, session: &mut Session<'_, '_>) -> Option<(Criteria, Selection)> {
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
    let criteria = Criteria::new(selection, base, test_ids).accepting(args.rules.accepted());
    let pairs = args.renamed.iter().map(|(old, new)| (old.as_str(), new.as_str()));
    // Each by itself, since a recording may have been made between two of them.
    let each = pairs.clone().map(|pair| Renaming::new([pair]));
    let criteria = each.fold(criteria, Criteria::after);
    Some((criteria.after(Renaming::new(pairs)), selection))
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

/// The baseline, if there should be one; `None` if it cannot be read, which has then been reported.
fn baseline(args: &Verify, session: &mut Session<'_, '_>) -> Option<Option<Baseline>> {
    let Some(file) = &args.baseline else { return Some(None) };
    match Baseline::read(file) {
        Ok(baseline) => return Some(Some(baseline)),
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            if args.write_baseline {
                return Some(Some(Baseline::new(file)));
            }
            let what = "there is no such file: --write-baseline creates it";
            session.fail(&file.display().to_string(), what);
        }
        Err(error) => session.fail_with(&error),
    }
    None
}

/// Prints the findings in one file, and applies the requested fixes.
fn report(
    verified: &Verified,
    args: &Verify,
    mut baseline: Option<&mut Baseline>,
    renamer: &mut Renamer,
    counts: &mut Counts,
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    let mut path = verified.path.clone();
    let mut is_printed = false;
    for finding in &verified.findings {
        let fixed = match &finding.new_name {
            Some(name) if args.fix => renamer.rename(&path, name, finding, session),
            _ => Fixed::No,
        };
        if let Fixed::Renamed(_) = &fixed {
            counts.fixed += 1;
        } else if let Some(baseline) = &mut baseline
            && (baseline.accepts(&verified.path, finding.check) || args.write_baseline)
        {
            counts.accepted += 1;
            continue;
        } else {
            counts.found += 1;
            counts.fixable += usize::from(finding.new_name.is_some() && !args.fix);
        }
        let text = line(&path, finding, verified, &fixed, args.format, session.look());
        session.write_recorded(&text)?;
        is_printed |= finding.check == "name";
        if let Fixed::Renamed(new) = fixed {
            path = new;
        }
    }
    if args.names && !is_printed && !args.write_baseline {
        session.write_recorded(&named_line(&path, verified, args.format, session.look()))?;
    }
    Ok(())
}

fn write(
    baseline: &Baseline,
    args: &Verify,
    paths: &[PathBuf],
    all_were_read: bool,
    is_run: impl Fn(&str) -> bool,
    session: &mut Session<'_, '_>,
) {
    let file = args.baseline.as_deref().map(|file| file.display().to_string()).unwrap_or_default();
    if !all_were_read {
        session.fail(&file, "not written, because not all files could be read");
        return;
    }
    match baseline.write(paths, is_run) {
        Ok(count) if !args.quiet => {
            session.note(&format!("{file}: {} accepted", counted(count, "finding")));
        }
        Ok(_) => {}
        Err(error) => session.fail_with(&error),
    }
}

/// Reports accepted findings that no longer occur.
fn note_gone(
    baseline: &Baseline,
    args: &Verify,
    paths: &[PathBuf],
    failed: &BTreeSet<PathBuf>,
    is_run: impl Fn(&str) -> bool,
    session: &mut Session<'_, '_>,
) {
    let gone = baseline.gone(paths, failed, is_run);
    let file = args.baseline.as_deref().map(|file| file.display().to_string()).unwrap_or_default();
    for one in gone.iter().take(MOST_GONE) {
        session.note(&format!("{file}: no longer found: {} {}", one.check, one.path));
    }
    let more = gone.len().saturating_sub(MOST_GONE);
    if more > 0 {
        session.note(&format!("{file}: and {more} more no longer found"));
    }
    if !gone.is_empty() {
        let these = counted(gone.len(), "finding");
        session.note(&format!("{file}: {these} can be removed, with --write-baseline"));
    }
}
