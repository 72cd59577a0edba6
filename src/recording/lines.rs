//! Reads a long file of JSON lines, each a recording, in batches of lines, for threads that create
//! the recordings.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::file::named;
use super::formats::{Line, Lines};
use super::model::Recording;
use super::open::{LONG, long_lines};
use crate::error::{Error, Grow, Result, ensure_some};

/// The number of bytes, or lines, that are read at once.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_LINES: usize = 256;

/// The lines of a file, in batches; see [`LineBatches::open`].
pub struct LineBatches {
    path: PathBuf,
    /// `None` after the end or an error.
    lines: Option<Lines>,
    /// The error that ended reading, until it is reported.
    error: Option<Error>,
    /// The number of lines read.
    count: usize,
}

/// Some lines of a file.
pub struct LineBatch {
    path: PathBuf,
    lines: Vec<Line>,
    /// The number of the first line.
    first: usize,
}

impl LineBatches {
    /// Whether batches may pay off for a file of this size: short ones are read at once.
    pub fn are_worth_it(size: u64) -> bool {
        size >= LONG
    }

    /// The lines of a file, if it has recordings as JSON lines. `None` otherwise, or if there is an
    /// error, which [`super::file::Recordings::open`] reports in detail.
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
            let room = batch.lines.try_room(1).and_then(|()| ensure_some());
            match room.map_err(Error::from).and_then(|()| lines.next()) {
                Ok(Some(line)) => {
                    bytes += line.size();
                    batch.lines.push(line);
                }
                Ok(None) => self.lines = None,
                // The lines read before the error are returned first.
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
    /// The recordings of the lines, or their errors.
    pub fn recordings(self) -> impl Iterator<Item = Result<Recording>> {
        let LineBatch { path, lines, first } = self;
        lines.into_iter().zip(first..).map(move |(line, number)| {
            let one = ensure_some().map_err(Error::from).and_then(|()| line.one());
            let recording =
                one.and_then(|one| Recording::of(one, Some(path.clone()), Some(number)));
            recording.map_err(|error| named(error, Some(&path)))
        })
    }
}
