//! Paths in; recordings normalized, by several threads, and what was done to each file out.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::ordered::Ordered;
use super::rule_book::RuleBook;
use super::tree::{Filter, Meant, tree};
use super::write::write_file;
use crate::error::{Error, Result};
use crate::json::MAX_BYTES;
use crate::normalize::{Options, Outcome, Wanted, normalize_bytes};

/// Files are handed over in batches: from thread to thread that costs as much as a small file.
const BATCH: usize = 16;

/// What is wanted beside the files and rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Write the files; otherwise only say what would change.
    pub write: bool,
    /// Show what changes, line by line.
    pub diff: bool,
    /// Tell the line of the first change.
    pub line: bool,
    /// Write files in the canonical form even if no rule changes them.
    pub reformat: bool,
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

/// Normalizes all recordings that `paths` mean with `jobs` threads; the results come in the order
/// of the paths.
///
/// In directories, files that are no recordings are passed over; a file that is named must be
/// one. Dropping what it gives stops the threads, each when it has finished its file.
pub fn normalize(
    paths: Vec<PathBuf>,
    filter: Filter,
    rules: Arc<RuleBook>,
    task: Task,
    jobs: usize,
) -> Ordered<Batch> {
    let worker = || {
        // Each file is read into the same memory.
        let (rules, mut room) = (rules.clone(), Vec::new());
        move |files: Vec<Result<Meant>>| {
            let mut batch = Batch::default();
            for meant in files {
                batch.add(meant, &rules, task, &mut room);
            }
            batch
        }
    };
    Ordered::new(in_batches(tree(paths, filter)), jobs, worker)
}

/// How often who waits for a batch may look whether somebody wants it to stop.
pub const PATIENCE: Duration = Duration::from_millis(50);

pub(super) fn in_batches<T: Send>(
    mut things: impl Iterator<Item = T> + Send,
) -> impl Iterator<Item = Vec<T>> + Send {
    std::iter::from_fn(move || {
        let batch: Vec<T> = things.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    })
}

impl Batch {
    fn add(&mut self, meant: Result<Meant>, rules: &RuleBook, task: Task, room: &mut Vec<u8>) {
        let Meant { path, is_named } = match meant {
            Ok(meant) => meant,
            Err(error) => {
                let path = path_of(&error).unwrap_or_default();
                return self.notable.push(Notable { path, what: What::Failed(error) });
            }
        };
        let rules = match rules.rules_for(&path) {
            Ok(rules) => rules,
            Err(error) => return self.notable.push(Notable { path, what: What::NoRules(error) }),
        };
        let what = match one_file(&path, &rules, task, room) {
            Ok(None) => return self.unchanged += 1,
            Ok(Some(changed)) => changed,
            Err(Error::NoRecording { .. }) if !is_named => return self.passed_over += 1,
            Err(error) => What::Failed(error.in_file(&path)),
        };
        self.notable.push(Notable { path, what });
    }
}

fn path_of(error: &Error) -> Option<PathBuf> {
    match error {
        Error::Io { path, .. } => path.clone(),
        _ => None,
    }
}

/// What changes in one file; none if nothing does.
fn one_file(
    path: &Path,
    rules: &crate::normalize::Rules,
    task: Task,
    room: &mut Vec<u8>,
) -> Result<Option<What>> {
    read(path, room)?;
    let needs_bytes = task.write || task.diff || task.line;
    let wanted = if needs_bytes { Wanted::Bytes } else { Wanted::Count };
    let options = Options { reformat: task.reformat, wanted };
    let Outcome::Changed(changed) = normalize_bytes(room, path, rules, options)? else {
        return Ok(None);
    };
    let diff = match task.diff {
        true => changed.diff(&path.display().to_string(), room),
        false => Vec::new(),
    };
    let line = if task.line { changed.first_line(room) } else { None };
    if task.write {
        write_file(path, &changed.bytes)?;
    }
    Ok(Some(What::Changed { values: changed.values, line, diff }))
}

/// All of a file, up to a byte more than a document may have.
fn read(path: &Path, room: &mut Vec<u8>) -> Result<()> {
    let io = |source| Error::Io { path: Some(path.to_owned()), source };
    room.clear();
    let file = File::open(path).map_err(io)?;
    file.take(MAX_BYTES as u64 + 1).read_to_end(room).map_err(io)?;
    Ok(())
}
