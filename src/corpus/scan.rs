//! Loads the recordings in paths and merges their streams, with several threads.

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::parallel::{Parallel, Waited, caught};
use super::walk::{Filter, WalkedFile, in_batches, walk};
use crate::error::{Error, Result, ensure_little};
use crate::merge::{Completion, Kind, Options};
use crate::recording::{LineBatch, LineBatches, Recording, Recordings};

/// A recording with its merged stream.
#[derive(Debug)]
pub struct Loaded {
    /// The recording.
    pub recording: Recording,
    /// The merged completion, for streams that can be merged.
    pub merged: Option<Completion>,
}

/// Recordings, or a result for each, in the order of their paths; see [`scan`].
pub struct Scan<T = Loaded> {
    batches: Parallel<Vec<Piece<T>>>,
    /// The rest of the batch that is being handed out.
    batch: VecDeque<Piece<T>>,
}

impl<T> fmt::Debug for Scan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").finish_non_exhaustive()
    }
}

/// Computes the result for each recording.
type Each<T> = Arc<dyn Fn(Recording) -> Result<T> + Send + Sync>;

/// A part of a batch.
enum Piece<T> {
    One(Result<T>),
    /// The rest of a file with many recordings: they are loaded when they are needed, so that no
    /// more of them are in memory than of other files.
    Rest(Box<Recordings>, Each<T>),
}

/// At most this many recordings of one file are loaded ahead.
const MOST_OF_FILE: usize = 256;

/// Loads all recordings in `paths` with `jobs` threads, and merges their streams.
///
/// Directories are searched for recordings; non-recordings in them are skipped, but a file given
/// explicitly must be a recording. The order is that of `paths`, by name within each, and of the
/// recordings in each file. Only a few recordings are loaded ahead, so memory does not grow with
/// their number.
pub fn scan(paths: Vec<PathBuf>, jobs: usize) -> Scan {
    scan_with(paths, jobs, merged)
}

/// The same, with the result of `each` for a recording, computed in the thread that loaded it.
pub fn scan_with<T: Send + 'static>(
    paths: Vec<PathBuf>,
    jobs: usize,
    each: impl Fn(Recording) -> Result<T> + Send + Sync + 'static,
) -> Scan<T> {
    let each: Each<T> = Arc::new(each);
    let worker = move || {
        // Each file is read into the same memory.
        let (mut room, each) = (Vec::new(), each.clone());
        move |work| {
            let mut pieces = Vec::new();
            match work {
                Work::Files(batch) => {
                    batch.into_iter().for_each(|file| load(file, &mut room, &each, &mut pieces));
                }
                Work::Lines(Ok(lines)) => {
                    let recordings = lines.recordings();
                    pieces.extend(recordings.map(|it| Piece::One(made_of(it, &each))));
                }
                Work::Lines(Err(error)) => pieces.push(Piece::One(Err(error))),
            }
            pieces
        }
    };
    let batches = Parallel::new(works(walk(paths, Filter::any_format())), jobs, worker);
    Scan { batches, batch: VecDeque::new() }
}

/// One thread's unit of work.
enum Work {
    Files(Vec<Result<WalkedFile>>),
    /// Lines of a long file, each a recording.
    Lines(Result<LineBatch>),
}

fn works(
    files: impl Iterator<Item = Result<WalkedFile>> + Send,
) -> impl Iterator<Item = Work> + Send {
    in_batches(files).flat_map(|batch| -> Box<dyn Iterator<Item = Work> + Send> {
        // A long file ends its batch.
        let lines = batch.last().and_then(|last| match last {
            Ok(WalkedFile { path, size, .. }) if LineBatches::are_worth_it(*size) => {
                LineBatches::open(path)
            }
            _ => None,
        });
        let Some(lines) = lines else { return Box::new(std::iter::once(Work::Files(batch))) };
        let mut before = batch;
        before.pop();
        Box::new(std::iter::once(Work::Files(before)).chain(lines.map(Work::Lines)))
    })
}

/// Appends the recordings of a file, except skipped ones.
fn load<T>(
    file: Result<WalkedFile>,
    room: &mut Vec<u8>,
    each: &Each<T>,
    pieces: &mut Vec<Piece<T>>,
) {
    let WalkedFile { path, is_named, .. } = match file {
        Ok(file) => file,
        Err(error) => return pieces.push(Piece::One(Err(error))),
    };
    let opened = caught(|| {
        ensure_little()?;
        match is_named {
            true => Recordings::open(&path, room),
            false => Recordings::open_found(&path, room),
        }
    });
    let mut recordings = match opened {
        Ok(recordings) => recordings,
        Err(Error::NotARecording { .. }) if !is_named => return,
        Err(error) => return pieces.push(Piece::One(Err(error.in_file(&path)))),
    };
    for _ in 0..MOST_OF_FILE {
        match next_of(&mut recordings, each) {
            Next::Made(made) => pieces.push(Piece::One(made.map_err(|it| it.in_file(&path)))),
            Next::Last(lost) => return pieces.extend(lost.map(|lost| Piece::One(Err(lost)))),
        }
    }
    pieces.push(Piece::Rest(Box::new(recordings), each.clone()));
}

/// The next part of a file.
enum Next<T> {
    Made(Result<T>),
    /// The end, possibly with a last error.
    Last(Option<Error>),
}

fn next_of<T>(recordings: &mut Recordings, each: &Each<T>) -> Next<T> {
    match caught(|| Ok(recordings.next())) {
        Ok(Some(recording)) => Next::Made(made_of(recording, each)),
        Ok(None) => Next::Last(None),
        // Code that panicked once may do so forever.
        Err(panicked) => Next::Last(Some(panicked)),
    }
}

fn made_of<T>(recording: Result<Recording>, each: &Each<T>) -> Result<T> {
    let recording = recording?;
    caught(|| each(recording))
}

fn merged(recording: Recording) -> Result<Loaded> {
    // A stream that cannot be merged reports its error when its completion is requested.
    let merged = match recording.kind() {
        Kind::Stream(_) => recording.merge(Options::default()).ok(),
        _ => None,
    };
    Ok(Loaded { recording, merged })
}

impl<T> Scan<T> {
    /// Whether it was started before this process was forked: it cannot continue here.
    pub fn is_of_other_process(&self) -> bool {
        self.batches.is_of_other_process()
    }
}

impl<T: Send + 'static> Scan<T> {
    /// Waits for the next recording, but not much longer than `patience`.
    pub fn next_within(&mut self, patience: Duration) -> Waited<Result<T>> {
        loop {
            match self.batch.pop_front() {
                Some(Piece::One(loaded)) => return Waited::Ready(loaded),
                Some(Piece::Rest(mut recordings, each)) => match next_of(&mut recordings, &each) {
                    Next::Made(made) => {
                        self.batch.push_front(Piece::Rest(recordings, each));
                        return Waited::Ready(made);
                    }
                    Next::Last(Some(lost)) => return Waited::Ready(Err(lost)),
                    Next::Last(None) => continue,
                },
                None => {}
            }
            match self.batches.next_within(patience) {
                Waited::Ready(Ok(pieces)) => self.batch.extend(pieces),
                Waited::Ready(Err(lost)) => return Waited::Ready(Err(lost)),
                Waited::NotYet => return Waited::NotYet,
                Waited::Ended => return Waited::Ended,
            }
        }
    }
}

impl<T: Send + 'static> Iterator for Scan<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_within(Duration::from_secs(60)) {
                Waited::Ready(loaded) => return Some(loaded),
                Waited::Ended => return None,
                Waited::NotYet => {}
            }
        }
    }
}
