//! A long file of JSON lines, each a recording, in; lines by the batch out, for threads to make
//! recordings of.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::file::named;
use super::formats::{Line, Lines};
use super::model::Recording;
use super::open::{LONG, long_lines};
use crate::error::{Error, Result};

/// How many bytes, or lines, are read at once.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_LINES: usize = 256;

/// The lines of a file, in batches; see [`LineBatches::open`].
pub struct LineBatches {
    path: PathBuf,
    /// None after the end, or an error.
    lines: Option<Lines>,
    /// What ended it, until it is told.
    error: Option<Error>,
    /// How many were read.
    count: usize,
}

/// Some lines of a file.
pub struct LineBatch {
    path: PathBuf,
    lines: Vec<Line>,
    /// The number of the first one.
    first: usize,
}

impl LineBatches {
    /// Whether a file of so many bytes may be worth it: short ones are read in one go.
    pub fn are_worth_it(size: u64) -> bool {
        size >= LONG
    }

    /// The lines of a file, if it has recordings as JSON lines. If not, or if there is something
    /// wrong with it, there is more to be found out by [`super::file::Recordings::open`].
    pub fn open(path: &Path) -> Option<Self> {
        let lines = long_lines(File::open(path).ok()?)?;
        Some(LineBatches { path: path.to_owned(), lines: Some(lines), error: None, count: 0 })
    }
}

impl Iterator for LineBatches {
    type Item = Result<LineBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = LineBatch { path: self.path.clone(), lines: Vec::new(), first: self.count };
        let mut bytes = 0;
        while let Some(lines) = &mut self.lines
            && bytes < BATCH_BYTES
            && batch.lines.len() < BATCH_LINES
        {
            match lines.next() {
                Ok(Some(line)) => {
                    bytes += line.size();
                    batch.lines.push(line);
                }
                Ok(None) => self.lines = None,
                // What was read comes before it.
                Err(error) => {
                    self.error = Some(named(error, Some(&self.path)));
                    self.lines = None;
                }
            }
        }
        self.count += batch.lines.len();
        match batch.lines.is_empty() {
            false => Some(Ok(batch)),
            true => self.error.take().map(Err),
        }
    }
}

impl LineBatch {
    /// The recordings of the lines, or what is wrong with them.
    pub fn recordings(self) -> impl Iterator<Item = Result<Recording>> {
        let LineBatch { path, lines, first } = self;
        lines.into_iter().zip(first..).map(move |(line, number)| {
            let recording =
                line.one().and_then(|one| Recording::of(one, Some(path.clone()), Some(number)));
            recording.map_err(|error| named(error, Some(&path)))
        })
    }
}
