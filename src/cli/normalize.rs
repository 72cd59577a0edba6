//! `normalize`: normalizes recordings and reports the changes.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::input::write_path;
use super::normalize_args::{Normalize, Report};
use super::normalize_stdin::from_stdin;
use super::progress::Progress;
use super::session::Session;
use crate::corpus::{
    Batch, FileWriter, Filter, Normalizing, Notable, RuleBook, Task, What, normalize,
    why_nothing_found,
};
use crate::error::{Error, Result, shown};
use crate::json::Builder;
use crate::normalize::Rules;

pub(super) fn run(args: &Normalize, session: &mut Session<'_, '_>) -> io::Result<()> {
    if let Some((name, what)) = wrong_usage(args) {
        session.fail(name, what);
        return Ok(());
    }
    match (rules_of(args), &args.stdin_filename) {
        (Ok(rules), None) => tree(args, Arc::new(rules), session),
        (Ok(rules), Some(name)) => from_stdin(args, name, &rules, session),
        (Err(error), _) => {
            session.fail_with(&error);
            Ok(())
        }
    }
}

/// Arguments that cannot be combined.
fn wrong_usage(args: &Normalize) -> Option<(&'static str, &'static str)> {
    let has_stdin = args.paths.iter().any(|path| path == "-");
    match (has_stdin, args.stdin_filename.is_some()) {
        (true, false) => Some(("-", "needs --stdin-filename: ids are made of the name")),
        (true, true) if args.paths.len() > 1 => {
            Some(("-", "cannot be done together with other paths"))
        }
        (false, true) => Some(("--stdin-filename", "is for the path -")),
        _ => None,
    }
}

fn rules_of(args: &Normalize) -> Result<RuleBook> {
    let given = match (&args.config, args.profile) {
        (Some(path), _) => RuleBook::read(path)?,
        (None, Some(profile)) => Rules::of(profile.profile()),
        (None, None) => return Ok(RuleBook::found()),
    };
    Ok(RuleBook::given(Arc::new(given)))
}

fn tree(args: &Normalize, rules: Arc<RuleBook>, session: &mut Session<'_, '_>) -> io::Result<()> {
    let paths: Vec<_> = args.paths.iter().map(PathBuf::from).collect();
    let writer = args.writes().then(|| Arc::new(FileWriter::new(&paths)));
    if let Some(writer) = &writer {
        session.interrupt_stops(writer);
    }
    let mut files = match start(args, paths.clone(), rules.clone(), writer) {
        Ok(files) => files,
        Err(error) => {
            session.fail_with(&error);
            return Ok(());
        }
    };
    let mut reporter = Reporter { args, totals: Totals::default(), reported: HashSet::new() };
    let reported = reporter.report_all(&mut files, session);
    // Changes that were reported are written, even if the output is closed.
    for error in files.finish() {
        reporter.totals.take_back();
        reporter.failed(&error, session)?;
    }
    reported?;
    if !args.quiet {
        warn_unmatched(&rules, session);
        session.note(&reporter.summary());
        if reporter.totals.has_none() {
            session.note_nothing_found(why_nothing_found(&paths, &filter_of(args)));
        }
    }
    Ok(())
}

fn filter_of(args: &Normalize) -> Filter {
    let mut filter = Filter { exclude: args.exclude.clone(), ..Filter::default() };
    if !args.include.is_empty() {
        filter.include.clone_from(&args.include);
    }
    filter
}

fn start(
    args: &Normalize,
    paths: Vec<PathBuf>,
    rules: Arc<RuleBook>,
    writer: Option<Arc<FileWriter>>,
) -> Result<Normalizing> {
    let filter = filter_of(args);
    filter.check()?;
    let task = Task {
        diff: args.diff,
        line: args.format == Report::Github,
        reformat: args.reformat,
        skip_others: args.skip_others,
    };
    Ok(normalize(paths, filter, rules, task, writer, args.threads.count()))
}

/// Rules that matched nothing may be mistakes.
pub(super) fn warn_unmatched(rules: &RuleBook, session: &mut Session<'_, '_>) {
    for place in rules.used().iter().flat_map(|rules| rules.unmatched()) {
        let path = place.path.map_or_else(String::new, |path| path.display().to_string());
        let what = format!("no recording has a value at the path of this rule: {}", place.rule);
        session.warn(&format!("{path}:{}", place.line), &what);
    }
}

#[derive(Default)]
struct Totals {
    changed: usize,
    unchanged: usize,
    passed_over: usize,
    failed: usize,
}

impl Totals {
    fn add(&mut self, batch: Batch) -> Vec<Notable> {
        self.unchanged += batch.unchanged;
        self.passed_over += batch.passed_over;
        let changed = |file: &&Notable| matches!(file.what, What::Changed { .. });
        let changed = batch.notable.iter().filter(changed).count();
        self.changed += changed;
        self.failed += batch.notable.len() - changed;
        batch.notable
    }

    /// Counts a changed file as failed: it could not be written.
    fn take_back(&mut self) {
        self.changed = self.changed.saturating_sub(1);
        self.failed += 1;
    }

    /// Whether there were no files.
    fn has_none(&self) -> bool {
        self.changed + self.unchanged + self.failed == 0
    }

    fn files(&self) -> usize {
        self.changed + self.unchanged + self.passed_over + self.failed
    }
}

/// Reports one file after the other.
struct Reporter<'a> {
    args: &'a Normalize,
    totals: Totals,
    /// The addresses of errors shared by many files, which are reported once.
    reported: HashSet<*const Error>,
}

impl Reporter<'_> {
    fn verb(&self) -> &'static str {
        verb(self.args)
    }

    fn report_all(
        &mut self,
        files: &mut Normalizing,
        session: &mut Session<'_, '_>,
    ) -> io::Result<()> {
        let progress = Progress::new(session.err_look().terminal && !self.args.quiet);
        for batch in files {
            if session.is_interrupted() {
                break;
            }
            let notable = self.totals.add(batch);
            if !notable.is_empty() {
                progress.aside(|| notable.iter().try_for_each(|file| self.tell(file, session)))?;
            }
            let totals = &self.totals;
            progress.set(totals.files(), || format!("{} {}", totals.changed, self.verb()));
        }
        Ok(())
    }

    fn tell(&mut self, file: &Notable, session: &mut Session<'_, '_>) -> io::Result<()> {
        match &file.what {
            What::Changed { values, line, diff } => {
                if !self.args.writes() {
                    session.found();
                }
                changed(self.args, &file.path, *values, *line, diff, session)
            }
            What::Failed(error) => self.failed(error, session),
            What::InvalidRules(error) => {
                if self.reported.insert(Arc::as_ptr(error)) {
                    session.fail_with(error);
                }
                self.report_failed(&file.path, error, session)
            }
        }
    }

    fn failed(&self, error: &Error, session: &mut Session<'_, '_>) -> io::Result<()> {
        self.report_failed(error.path().unwrap_or(Path::new("")), error, session)?;
        session.fail_with(error);
        Ok(())
    }

    /// For people, errors go to standard error.
    fn report_failed(
        &self,
        path: &Path,
        error: &Error,
        session: &mut Session<'_, '_>,
    ) -> io::Result<()> {
        let error = error.to_string();
        match self.args.format {
            Report::Json => session.write(&json(path, "error", None, Some(&error))),
            Report::Github => session.write(&annotation("error", path, None, &error)),
            Report::Text => Ok(()),
        }
    }

    /// "2 of 31 recordings would change, 1 file failed, 4 skipped as not recordings"
    fn summary(&self) -> String {
        let Totals { changed, unchanged, passed_over, failed } = self.totals;
        let recordings = changed + unchanged;
        let mut text = match recordings {
            1 => format!("{changed} of 1 recording {}", self.verb()),
            _ => format!("{changed} of {recordings} recordings {}", self.verb()),
        };
        for (count, what) in [(failed, "failed"), (passed_over, "skipped as not recordings")] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        text
    }
}

fn verb(args: &Normalize) -> &'static str {
    if args.writes() { "changed" } else { "would change" }
}

/// Reports a file that changed.
pub(super) fn changed(
    args: &Normalize,
    path: &Path,
    values: usize,
    line: Option<usize>,
    diff: &[u8],
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    let what = match values {
        0 => "its form".to_owned(),
        1 => "1 value".to_owned(),
        many => format!("{many} values"),
    };
    let verb = verb(args);
    match args.format {
        Report::Text if args.diff => session.write_recorded(diff),
        Report::Text if args.quiet => Ok(()),
        Report::Text => {
            let line = format!("{verb} {} ({what})\n", shown(path));
            session.write_recorded(line.as_bytes())
        }
        Report::Json => session.write(&json(path, &verb.replace(' ', "_"), Some(values), None)),
        Report::Github => {
            let level = if args.writes() { "notice" } else { "error" };
            session.write(&annotation(level, path, line, &format!("normalizing {verb} {what}")))
        }
    }
}

fn json(path: &Path, status: &str, values: Option<usize>, error: Option<&str>) -> Vec<u8> {
    let mut json = Builder::new();
    json.begin_object();
    json.key("path");
    write_path(path.as_os_str(), &mut json);
    json.key("status");
    json.str(status);
    json.key("values");
    match values {
        Some(values) => json.int(values as i64),
        None => json.null(),
    }
    json.key("error");
    match error {
        Some(error) => json.str(error),
        None => json.null(),
    }
    json.end_object();
    let mut line = json.finish();
    line.push(b'\n');
    line
}

/// A workflow command, which GitHub shows at the file.
fn annotation(level: &str, path: &Path, line: Option<usize>, what: &str) -> Vec<u8> {
    let message = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| message(text).replace(':', "%3A").replace(',', "%2C");
    let place = line.map_or_else(String::new, |line| format!(",line={line}"));
    let file = property(&path.display().to_string());
    format!("::{level} file={file}{place},title=deltafold::{}\n", message(what)).into_bytes()
}
