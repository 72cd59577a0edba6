//! Normalizes the recordings in paths with several threads, and reports the result for each file.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::parallel::{Parallel, Waited, caught};
use super::recorded::other_format;
use super::rule_book::{FoundRules, RuleBook};
use super::safe_write::FileWriter;
use super::walk::{Filter, WalkedFile, in_batches, walk};
use crate::error::{Error, Grow, Result, shown};
use crate::json::MAX_BYTES;
use crate::normalize::{NormalizeOptions, Outcome, Rules, Wanted, normalize_bytes};

/// Options besides the files and rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Show the changes, line by line.
    pub diff: bool,
    /// Report the line of the first change.
    pub line: bool,
    /// Write files in the canonical form even if no rule changes them.
    pub reformat: bool,
    /// Skip files that are given explicitly and are not recordings.
    pub skip_others: bool,
}

/// The results for some files that are adjacent in the order of paths.
#[derive(Debug, Default)]
pub struct Batch {
    /// How many already obey every rule.
    pub unchanged: usize,
    /// How many are not recordings.
    pub passed_over: usize,
    /// The others, in order.
    pub notable: Vec<Notable>,
}

/// A file that changed or failed.
#[derive(Debug)]
pub struct Notable {
    /// Where it is.
    pub path: PathBuf,
    /// What happened to it.
    pub what: What,
}

/// What happened to a file.
#[derive(Debug)]
pub enum What {
    /// It changed, or would change
    Changed {
        /// The number of changed values; 0 if only the layout changed
        values: usize,
        /// The line of the first change, if it was requested and is known
        line: Option<usize>,
        /// A unified diff, if it was requested
        diff: Vec<u8>,
    },
    /// It could not be read, parsed or written
    Failed(Error),
    /// Its rules are invalid; the same error for each file with these rules
    InvalidRules(Arc<Error>),
}

/// Files that are being normalized; see [`normalize`].
#[derive(Debug)]
pub struct Normalizing {
    batches: Parallel<Batch>,
    writer: Option<Arc<FileWriter>>,
}

/// Normalizes all recordings in `paths` with `jobs` threads; the results are in the order of the
/// paths.
///
/// Non-recordings in a directory are skipped; a file given explicitly must be a recording. Without
/// a `writer` nothing is written, and the results are the changes that would be made. Files are
/// written in groups: call [`Normalizing::finish`] at the end. Dropping the returned value stops
/// the threads, each when it has finished its file.
pub fn normalize(
    paths: Vec<PathBuf>,
    filter: Filter,
    rules: Arc<RuleBook>,
    task: Task,
    writer: Option<Arc<FileWriter>>,
    jobs: usize,
) -> Normalizing {
    let shared = writer.clone();
    let worker = move || {
        let (rules, writer) = (rules.clone(), shared.clone());
        let mut worker = Worker { rules, writer, task, room: Vec::new(), last: None };
        move |files: Vec<Result<WalkedFile>>| {
            let mut batch = Batch::default();
            files.into_iter().for_each(|file| worker.add(file, &mut batch));
            batch
        }
    };
    let batches = Parallel::new(in_batches(walk(paths, filter)), jobs, worker);
    Normalizing { batches, writer }
}

impl Normalizing {
    /// Waits for the next batch, but not much longer than `patience`.
    pub fn next_within(&mut self, patience: Duration) -> Waited<Batch> {
        match self.batches.next_within(patience) {
            Waited::Ready(batch) => Waited::Ready(batch.unwrap_or_else(lost)),
            Waited::NotYet => Waited::NotYet,
            Waited::Ended => Waited::Ended,
        }
    }

    /// Writes the rest of the last groups, and waits until all files would survive a power cut.
    ///
    /// Returns the errors by path; these files are unchanged.
    pub fn finish(self) -> Vec<Error> {
        drop(self.batches);
        self.writer.map_or_else(Vec::new, |writer| writer.finish())
    }
}

impl Iterator for Normalizing {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        self.batches.next().map(|batch| batch.unwrap_or_else(lost))
    }
}

/// A batch about which only the error is known.
fn lost(error: Error) -> Batch {
    let failed = Notable { path: PathBuf::new(), what: What::Failed(error) };
    Batch { notable: vec![failed], ..Batch::default() }
}

/// The state of one thread.
struct Worker {
    rules: Arc<RuleBook>,
    writer: Option<Arc<FileWriter>>,
    task: Task,
    /// Each file is read into the same memory.
    room: Vec<u8>,
    /// The folder of the previous file, and its rules.
    last: Option<(PathBuf, FoundRules)>,
}

impl Worker {
    fn add(&mut self, file: Result<WalkedFile>, batch: &mut Batch) {
        let WalkedFile { path, is_named, .. } = match file {
            Ok(file) => file,
            Err(error) => {
                let path = path_of(&error).unwrap_or_default();
                return batch.notable.push(Notable { path, what: What::Failed(error) });
            }
        };
        let rules = match self.rules_for(&path) {
            Ok(rules) => rules,
            Err(error) => {
                return batch.notable.push(Notable { path, what: What::InvalidRules(error) });
            }
        };
        let what = match caught(|| self.one_file(&path, &rules)) {
            Ok(None) => return batch.unchanged += 1,
            Ok(Some(changed)) => changed,
            Err(Error::NotARecording { .. }) if !is_named || self.task.skip_others => {
                return batch.passed_over += 1;
            }
            Err(error @ (Error::Parse(_) | Error::NotARecording { .. })) => {
                What::Failed(other_format(&path).unwrap_or_else(|| error.in_file(&path)))
            }
            Err(error) => What::Failed(error.in_file(&path)),
        };
        batch.notable.push(Notable { path, what });
    }

    /// Most files have the same rules as the previous file.
    fn rules_for(&mut self, path: &Path) -> FoundRules {
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some((_, rules)) = self.last.as_ref().filter(|(last, _)| {
            // As bytes: comparing paths part by part is slow.
            last.as_os_str() == folder.as_os_str()
        }) {
            return rules.clone();
        }
        let rules = self.rules.rules_for(path);
        self.last = Some((folder.to_owned(), rules.clone()));
        rules
    }

    /// The changes in one file; `None` if there are none.
    fn one_file(&mut self, path: &Path, rules: &Rules) -> Result<Option<What>> {
        let length = read(path, &mut self.room).map_err(Error::io)?;
        let (task, data) = (self.task, self.room.get(..length).unwrap_or_default());
        let needs_bytes = self.writer.is_some() || task.diff || task.line;
        let wanted = if needs_bytes { Wanted::Bytes } else { Wanted::Count };
        let options = NormalizeOptions { reformat: task.reformat, wanted };
        let mut outcome = normalize_bytes(data, path, rules, options)?;
        if let (Outcome::Changed(_), Some(file)) = (&outcome, linked(path)) {
            // By the name of each link, the file would have another id, and change in each run.
            outcome = normalize_bytes(data, &file, rules, options)?;
        }
        let Outcome::Changed(changed) = outcome else { return Ok(None) };
        let diff = match task.diff {
            true => changed.diff(&shown(path), data),
            false => Vec::new(),
        };
        let line = if task.line { changed.first_line(data) } else { None };
        let values = changed.values;
        if let Some(writer) = &self.writer {
            writer.replace(path, data, changed.bytes)?;
        }
        Ok(Some(What::Changed { values, line, diff }))
    }
}

/// The file that a symbolic link leads to.
fn linked(path: &Path) -> Option<PathBuf> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    is_link.then(|| fs::canonicalize(path).ok()).flatten()
}

fn path_of(error: &Error) -> Option<PathBuf> {
    match error {
        Error::Io { path, .. } => path.clone(),
        _ => None,
    }
}

/// The initial buffer size, before it is known how much is needed.
const ROOM: usize = 256 << 10;

/// Reads a whole file, up to a byte more than a document may have, to the start of `room`, and
/// returns the number of bytes. The file's metadata is not queried first: that takes as long as
/// reading a small file.
fn read(path: &Path, room: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut file = File::open(path)?;
    let mut length = 0;
    loop {
        if length == room.len() {
            let wanted = (2 * length).clamp(ROOM, MAX_BYTES + 1);
            room.try_room(wanted - length).map_err(|_| ErrorKind::OutOfMemory)?;
            room.resize(wanted, 0);
        }
        match file.read(&mut room[length..]) {
            Ok(0) => return Ok(length),
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
