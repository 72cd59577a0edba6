//! Many recordings in, their record batches out, one after the other.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::batch::{Limits, RowBatch};
use super::columns::Table;
use super::rows::{Made, Named, Wanted};
use crate::corpus::{Parallel, Waited, caught, scan_with};
use crate::error::{Error, Result};
use crate::recording::{Recording, Recordings};

/// What becomes of a recording that cannot be read or merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// It is a row with the error
    Column,
    /// It ends the table
    Raise,
}

/// Recordings that are given as bytes.
#[derive(Debug)]
pub struct Given {
    /// Their name, for the first column and for messages.
    pub name: Option<String>,
    /// The bytes of a file of any format; an error if they cannot be had.
    pub bytes: Result<Vec<u8>>,
}

/// Waits for the rows of the next recordings.
pub struct Source(Box<dyn FnMut(Duration) -> Waited<Result<Vec<Made>>> + Send>);

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").finish_non_exhaustive()
    }
}

impl Source {
    /// The recordings in paths, found as by [`crate::corpus::scan()`], read by `jobs` threads.
    pub fn paths(paths: Vec<PathBuf>, jobs: usize, wanted: Wanted) -> Self {
        let mut scan = scan_with(paths, jobs, move |recording| Ok(of_file(&recording, wanted)));
        Source(Box::new(move |patience| match scan.next_within(patience) {
            Waited::Ready(Ok(made)) => Waited::Ready(Ok(vec![made])),
            Waited::Ready(Err(error)) => {
                let name = error.path().map(|path| path.display().to_string());
                Waited::Ready(Ok(vec![Made::failed(wanted.table, name, error)]))
            }
            Waited::NotYet => Waited::NotYet,
            Waited::Ended => Waited::Ended,
        }))
    }

    /// The recordings in values that are given in groups, read by `jobs` threads.
    pub fn given(
        groups: impl Iterator<Item = Result<Vec<Given>>> + Send + 'static,
        jobs: usize,
        wanted: Wanted,
    ) -> Self {
        let mut made = Parallel::new(groups, jobs, move || {
            move |group: Result<Vec<Given>>| -> Result<Vec<Made>> {
                Ok(group?.into_iter().flat_map(|given| of_given(given, wanted)).collect())
            }
        });
        Source(Box::new(move |patience| match made.next_within(patience) {
            Waited::Ready(made) => Waited::Ready(made.and_then(|made| made)),
            Waited::NotYet => Waited::NotYet,
            Waited::Ended => Waited::Ended,
        }))
    }

    /// The same in the thread of the caller.
    pub fn given_here(
        mut groups: impl Iterator<Item = Result<Vec<Given>>> + Send + 'static,
        wanted: Wanted,
    ) -> Self {
        Source(Box::new(move |_| match groups.next() {
            Some(group) => Waited::Ready(group.map(|group| {
                group.into_iter().flat_map(|given| of_given(given, wanted)).collect()
            })),
            None => Waited::Ended,
        }))
    }
}

fn of_file(recording: &Recording, wanted: Wanted) -> Made {
    let path = recording.path();
    let name = path.map(|path| path.display().to_string());
    // A file of many recordings counts once.
    let counts = wanted.table == Table::Recordings && recording.number().unwrap_or(0) == 0;
    let metadata = path.filter(|_| counts).and_then(|path| std::fs::metadata(path).ok());
    let bytes = metadata.and_then(|metadata| i64::try_from(metadata.len()).ok());
    wanted.rows(recording, &Named { name: name.as_deref(), bytes })
}

/// The rows of the recordings in one value.
pub(super) fn of_given(Given { name, bytes }: Given, wanted: Wanted) -> Vec<Made> {
    let failed = |error: Error| Made::failed(wanted.table, name.clone(), error);
    let mut size = bytes.as_ref().ok().and_then(|bytes| i64::try_from(bytes.len()).ok());
    // Messages say where it is from.
    let path = PathBuf::from(name.as_deref().unwrap_or("null"));
    let opened = bytes.and_then(|bytes| caught(|| Recordings::parse(bytes, Some(path))));
    let mut recordings = match opened {
        Ok(recordings) => recordings,
        Err(error) => return vec![failed(error)],
    };
    let mut made = Vec::new();
    loop {
        let next = caught(|| {
            let Some(recording) = recordings.next().transpose()? else { return Ok(None) };
            let named = Named { name: name.as_deref(), bytes: size };
            Ok(Some(wanted.rows(&recording, &named)))
        });
        match next {
            Ok(Some(rows)) => made.push(rows),
            Ok(None) => return made,
            Err(error) => {
                let has_panicked = error.path().is_none();
                made.push(failed(error));
                // Code that panicked once may do so forever.
                if has_panicked {
                    return made;
                }
            }
        }
        size = None;
    }
}

/// The batches of a table.
#[derive(Debug)]
pub struct Batches {
    /// `None` at the end.
    source: Option<Source>,
    batch: RowBatch,
    on_error: OnError,
    ready: VecDeque<RecordBatch>,
}

impl Batches {
    /// The batches of the rows that a source gives.
    pub fn new(source: Source, table: Table, limits: Limits, on_error: OnError) -> Self {
        let batch = RowBatch::new(table, limits);
        Batches { source: Some(source), batch, on_error, ready: VecDeque::new() }
    }

    /// The schema of each batch.
    pub fn schema(&self) -> SchemaRef {
        self.batch.schema()
    }

    /// Waits for the next batch, but not much longer than `patience`.
    ///
    /// # Errors
    ///
    /// Those of the source; with [`OnError::Raise`], those of recordings. It ends with them.
    pub fn next_within(&mut self, patience: Duration) -> Waited<Result<RecordBatch>> {
        let until = Instant::now() + patience;
        loop {
            if let Some(batch) = self.ready.pop_front() {
                return Waited::Ready(Ok(batch));
            }
            let Some(Source(source)) = &mut self.source else { return Waited::Ended };
            let taken = match source(until.saturating_duration_since(Instant::now())) {
                Waited::Ready(made) => made.and_then(|made| self.take(made)),
                Waited::NotYet => return Waited::NotYet,
                Waited::Ended => {
                    self.source = None;
                    self.batch.finish().map(|last| self.ready.extend(last))
                }
            };
            if let Err(error) = taken {
                (self.source, self.ready) = (None, VecDeque::new());
                return Waited::Ready(Err(error));
            }
            if self.ready.is_empty() && self.source.is_some() && Instant::now() >= until {
                return Waited::NotYet;
            }
        }
    }

    fn take(&mut self, made: Vec<Made>) -> Result<()> {
        for Made { rows, error } in made {
            if let (Some(error), OnError::Raise) = (error, self.on_error) {
                return Err(error);
            }
            for row in rows {
                self.ready.extend(self.batch.push(row)?);
            }
        }
        Ok(())
    }
}
