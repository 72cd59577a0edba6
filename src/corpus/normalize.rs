//! Paths in; recordings normalized, by several threads, and what was done to each file out.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::parallel::{Parallel, Waited, caught};
use super::rule_book::{Looked, RuleBook};
use super::safe_write::Writer;
use super::walk::{Filter, WalkedFile, in_batches, walk};
use crate::error::{Error, Result};
use crate::json::MAX_BYTES;
use crate::normalize::{Options, Outcome, Rules, Wanted, normalize_bytes};

/// What is wanted beside the files and rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Show what changes, line by line.
    pub diff: bool,
    /// Tell the line of the first change.
    pub line: bool,
    /// Write files in the canonical form even if no rule changes them.
    pub reformat: bool,
    /// Pass over files that are named and no recordings.
    pub skip_others: bool,
}

/// What was done with some files, next to each other in the order of paths.
#[derive(Debug, Default)]
pub struct Batch {
    /// How many obey every rule already.
    pub unchanged: usize,
    /// How many are no recordings.
    pub passed_over: usize,
    /// The others, in order.
    pub notable: Vec<Notable>,
}

/// A file that changed, or that could not be done.
#[derive(Debug)]
pub struct Notable {
    /// Where it is.
    pub path: PathBuf,
    /// What became of it.
    pub what: What,
}

/// What became of a file.
#[derive(Debug)]
pub enum What {
    /// It is another now, or would be
    Changed {
        /// How many values; 0 if only the form changed
        values: usize,
        /// The line of the first change, if it was asked for and is known
        line: Option<usize>,
        /// A unified diff, if it was asked for
        diff: Vec<u8>,
    },
    /// It could not be read, understood or written
    Failed(Error),
    /// Its rules are wrong; the same error for each file that has them
    NoRules(Arc<Error>),
}

/// Files that are being normalized; see [`normalize`].
#[derive(Debug)]
pub struct Normalizing {
    batches: Parallel<Batch>,
    writer: Option<Arc<Writer>>,
}

/// Normalizes all recordings that `paths` mean with `jobs` threads; the results come in the order
/// of the paths.
///
/// In directories, files that are no recordings are passed over; a file that is named must be
/// one. Without a `writer` nothing is written, and what would change is told. Files are written in
/// groups: call [`Normalizing::finish`] in the end. Dropping what this gives stops the threads,
/// each when it has finished its file.
pub fn normalize(
    paths: Vec<PathBuf>,
    filter: Filter,
    rules: Arc<RuleBook>,
    task: Task,
    writer: Option<Arc<Writer>>,
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

    /// Writes what is left of the last groups, and waits until all files survive a power cut.
    ///
    /// Gives what went wrong, by path; these files are as they were.
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

/// A batch of which nothing is known but why.
fn lost(error: Error) -> Batch {
    let failed = Notable { path: PathBuf::new(), what: What::Failed(error) };
    Batch { notable: vec![failed], ..Batch::default() }
}

/// What one thread works with.
struct Worker {
    rules: Arc<RuleBook>,
    writer: Option<Arc<Writer>>,
    task: Task,
    /// Each file is read into the same memory.
    room: Vec<u8>,
    /// The folder of the file before, and its rules.
    last: Option<(PathBuf, Looked)>,
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
            Err(error) => return batch.notable.push(Notable { path, what: What::NoRules(error) }),
        };
        let what = match caught(|| self.one_file(&path, &rules)) {
            Ok(None) => return batch.unchanged += 1,
            Ok(Some(changed)) => changed,
            Err(Error::NoRecording { .. }) if !is_named || self.task.skip_others => {
                return batch.passed_over += 1;
            }
            Err(error) => What::Failed(error.in_file(&path)),
        };
        batch.notable.push(Notable { path, what });
    }

    /// Most files have the same ones as the file before.
    fn rules_for(&mut self, path: &Path) -> Looked {
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some((_, rules)) = self.last.as_ref().filter(|(last, _)| {
            // As bytes: comparing paths part by part takes long.
            last.as_os_str() == folder.as_os_str()
        }) {
            return rules.clone();
        }
        let rules = self.rules.rules_for(path);
        self.last = Some((folder.to_owned(), rules.clone()));
        rules
    }

    /// What changes in one file; none if nothing does.
    fn one_file(&mut self, path: &Path, rules: &Rules) -> Result<Option<What>> {
        let length =
            read(path, &mut self.room).map_err(|source| Error::Io { path: None, source })?;
        let (task, data) = (self.task, self.room.get(..length).unwrap_or_default());
        let needs_bytes = self.writer.is_some() || task.diff || task.line;
        let wanted = if needs_bytes { Wanted::Bytes } else { Wanted::Count };
        let options = Options { reformat: task.reformat, wanted };
        let Outcome::Changed(changed) = normalize_bytes(data, path, rules, options)? else {
            return Ok(None);
        };
        let diff = match task.diff {
            true => changed.diff(&path.display().to_string(), data),
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

fn path_of(error: &Error) -> Option<PathBuf> {
    match error {
        Error::Io { path, .. } => path.clone(),
        _ => None,
    }
}

/// So much room is there before it is known how much is needed.
const ROOM: usize = 256 << 10;

/// All of a file, up to a byte more than a document may have, at the start of `room`; tells how
/// many bytes. Nothing is asked about the file before: that takes as long as reading a small one.
fn read(path: &Path, room: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut file = File::open(path)?;
    let mut length = 0;
    loop {
        if length == room.len() {
            room.resize((2 * length).clamp(ROOM, MAX_BYTES + 1), 0);
        }
        match file.read(&mut room[length..]) {
            Ok(0) => return Ok(length),
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
