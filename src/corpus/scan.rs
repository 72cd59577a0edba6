//! Loads the recordings in paths and merges their streams, with several threads.

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::vec;

use super::parallel::{Parallel, Waited, caught};
use super::walk::{Filter, WalkedFile, in_batches, walk};
use crate::error::{Error, Grow, Result, ensure_little, ensure_some};
use crate::merge::{Completion, Kind, Options};
use crate::recording::{LineBatch, LineBatches, Recording, Recordings};

/// A recording with its merged stream.
///
/// ```
/// use deltafold::{Loaded, scan};
/// for Loaded { recording, merged } in scan(vec!["examples".into()], 2).flatten() {
///     assert_eq!(merged.is_some(), recording.kind().is_stream());
/// }
/// ```
#[derive(Debug)]
pub struct Loaded {
    /// The recording.
    pub recording: Recording,
    /// The merged completion, for streams that can be merged.
    pub merged: Option<Completion>,
}

/// Recordings, or a result for each, in the order of their paths; see [`scan`].
///
/// ```
/// // The threads end when it is dropped.
/// let mut scan: deltafold::Scan = deltafold::scan(vec!["examples".into()], 2);
/// assert!(scan.next().is_some());
/// ```
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
    /// Files of the batch for which there is no room yet; loaded one by one when they are needed.
    Later(vec::IntoIter<Result<WalkedFile>>, Each<T>),
}

/// At most this many recordings of one file are loaded ahead.
const MOST_OF_FILE: usize = 256;

/// From so many bytes on, a batch is not loaded further ahead. It is chosen by the size of its
/// files, and compressed ones may become a thousand times as large.
const MOST_OF_BATCH: usize = 32 << 20;

/// Loads all recordings in `paths` with `jobs` threads, and merges their streams.
///
/// Directories are searched for recordings; non-recordings in them are skipped, but a file given
/// explicitly must be a recording. The order is that of `paths`, by name within each, and of the
/// recordings in each file. Only a few recordings are loaded ahead, so memory does not grow with
/// their number.
///
/// ```
/// let mut complete = 0;
/// for loaded in deltafold::scan(vec!["examples".into()], 2) {
///     complete += usize::from(loaded?.merged.is_some_and(|merged| merged.merge_info.complete));
/// }
/// assert!(complete > 0);
/// # Ok::<(), deltafold::Error>(())
/// ```
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
                    let (mut files, mut held) = (batch.into_iter(), 0);
                    while held < MOST_OF_BATCH
                        && let Some(file) = files.next()
                    {
                        held += load(file, &mut room, &each, &mut pieces);
                    }
                    if files.len() > 0 {
                        pieces.push(Piece::Later(files, each.clone()));
                    }
                }
                Work::Lines(Ok(lines)) => {
                    let made = lines.recordings().map(|it| Piece::One(made_of(it, &each)));
                    // A batch has few enough.
                    match pieces.try_room(made.size_hint().0) {
                        Ok(()) => pieces.extend(made),
                        Err(error) => pieces.push(Piece::One(Err(error.into()))),
                    }
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

/// Appends the recordings of a file, except skipped ones; how many bytes they have.
fn load<T>(
    file: Result<WalkedFile>,
    room: &mut Vec<u8>,
    each: &Each<T>,
    pieces: &mut Vec<Piece<T>>,
) -> usize {
    let file = file.and_then(|file| opened(&file, room).map(|opened| (file, opened)));
    let (file, mut recordings) = match file {
        Ok((file, Some(recordings))) => (file, recordings),
        Ok((_, None)) => return 0,
        Err(error) => {
            pieces.push(Piece::One(Err(error)));
            return 0;
        }
    };
    let mut held = 0;
    for _ in 0..MOST_OF_FILE {
        match next_of(&mut recordings, each) {
            Next::Made(made, bytes) => {
                held += bytes;
                pieces.push(Piece::One(made.map_err(|error| error.in_file(&file.path))));
            }
            Next::Last(lost) => {
                pieces.extend(lost.map(|lost| Piece::One(Err(lost))));
                return held;
            }
        }
    }
    pieces.push(Piece::Rest(Box::new(recordings), each.clone()));
    held
}

/// The recordings of a file, unless it is to be skipped.
fn opened(file: &WalkedFile, room: &mut Vec<u8>) -> Result<Option<Recordings>> {
    let opened = caught(|| {
        ensure_little()?;
        match file.is_named {
            true => Recordings::open(&file.path, room),
            false => Recordings::open_found(&file.path, room),
        }
    });
    match opened {
        Ok(recordings) => Ok(Some(recordings)),
        Err(Error::NotARecording { .. }) if !file.is_named => Ok(None),
        Err(error) => Err(error.in_file(&file.path)),
    }
}

/// The next part of a file.
enum Next<T> {
    /// With the bytes of the recording.
    Made(Result<T>, usize),
    /// The end, possibly with a last error.
    Last(Option<Error>),
}

fn next_of<T>(recordings: &mut Recordings, each: &Each<T>) -> Next<T> {
    match caught(|| Ok(recordings.next())) {
        Ok(Some(recording)) => {
            let bytes = recording.as_ref().map_or(0, Recording::length);
            Next::Made(made_of(recording, each), bytes)
        }
        Ok(None) => Next::Last(None),
        // Code that panicked once may do so forever.
        Err(panicked) => Next::Last(Some(panicked)),
    }
}

fn made_of<T>(recording: Result<Recording>, each: &Each<T>) -> Result<T> {
    let recording = recording?;
    ensure_some()?;
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
                    Next::Made(made, _) => {
                        self.batch.push_front(Piece::Rest(recordings, each));
                        return Waited::Ready(made);
                    }
                    Next::Last(Some(lost)) => return Waited::Ready(Err(lost)),
                    Next::Last(None) => continue,
                },
                Some(Piece::Later(mut files, each)) => {
                    let mut pieces = Vec::new();
                    if let Some(file) = files.next() {
                        load(file, &mut Vec::new(), &each, &mut pieces);
                        pieces.push(Piece::Later(files, each));
                    }
                    pieces.into_iter().rev().for_each(|piece| self.batch.push_front(piece));
                    continue;
                }
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
