//! Reads the recordings in a file, or in the bytes of one, one after another.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::formats::One;
use super::model::Recording;
use super::open::{Bytes, Opened, Opening, Source, Wanted, several};
use crate::error::{Error, Result};

/// The recordings in one file, in order.
///
/// JSON lines are read only as far as requested, so a file of any length takes little memory;
/// streams that are interleaved in one file must be separated first. An invalid line yields an
/// error in its turn, and the remaining lines are still read.
///
/// ```
/// use deltafold::Recordings;
/// let lines = br#"{"custom_id": "a", "response": {"status_code": 200, "body": {}}}
/// {"custom_id": "b", "response": null, "error": {"message": "expired"}}"#;
/// let ids = Recordings::parse(lines.to_vec(), None)?
///     .map(|recording| Ok(recording?.custom_id().map(|id| id.to_str().into_owned())))
///     .collect::<Result<Vec<_>, deltafold::Error>>()?;
/// assert_eq!(ids, [Some("a".to_owned()), Some("b".to_owned())]);
/// # Ok::<(), deltafold::Error>(())
/// ```
pub struct Recordings {
    path: Option<PathBuf>,
    source: Source,
    /// Recordings that were read but not returned yet.
    ready: VecDeque<One>,
    /// The number of recordings and errors returned.
    given: usize,
}

impl std::fmt::Debug for Recordings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recordings").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Recordings {
    /// Opens a file; a short one is read into existing memory.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] if it is neither JSON nor in another supported format;
    /// [`Error::NotARecording`] if it is not a recording; [`Error::Io`]. Each names the path. Later
    /// errors are reported when they are reached.
    pub fn open(path: &Path, room: &mut Vec<u8>) -> Result<Self> {
        Self::open_as(path, &mut Opening::new(Wanted::Named), room)
    }

    /// The only recording of a file. A long file with several is read only until that is detected.
    ///
    /// # Errors
    ///
    /// As [`Recordings::open`] and [`Recordings::only`].
    pub fn open_only(path: &Path, room: &mut Vec<u8>) -> Result<Recording> {
        Self::open_as(path, &mut Opening::new(Wanted::Only), room)?.only()
    }

    /// The same for a file that was found in a directory: a file that does not look like a
    /// recording is reported as not being one, whatever is wrong with it.
    ///
    /// # Errors
    ///
    /// As [`Recordings::open`].
    pub fn open_found(path: &Path, room: &mut Vec<u8>) -> Result<Self> {
        let mut opening = Opening::new(Wanted::Found);
        match Self::open_as(path, &mut opening, room) {
            Err(Error::Parse(error)) if !opening.is_recognized && !is_json(path) => {
                Err(Error::NotARecording { path: error.path, what: error.what })
            }
            opened => opened,
        }
    }

    fn open_as(path: &Path, opening: &mut Opening, room: &mut Vec<u8>) -> Result<Self> {
        let opened = File::open(path).map_err(Error::io).and_then(|file| opening.file(file, room));
        Self::of(opened, Some(path.to_owned()))
    }

    /// The recordings in the bytes of a file; `path` is for messages and [`Recording::path`].
    ///
    /// # Errors
    ///
    /// As [`Recordings::open`].
    pub fn parse(mut bytes: Vec<u8>, path: Option<PathBuf>) -> Result<Self> {
        Self::of(Opening::new(Wanted::Named).bytes(Bytes::Room(&mut bytes)), path)
    }

    /// The only recording in the bytes of a file, which are borrowed.
    ///
    /// # Errors
    ///
    /// As [`Recordings::parse`] and [`Recordings::only`].
    pub fn parse_only(bytes: &[u8], path: Option<PathBuf>) -> Result<Recording> {
        Self::of(Opening::new(Wanted::Only).bytes(Bytes::Lent(bytes)), path)?.only()
    }

    fn of(opened: Result<Opened>, path: Option<PathBuf>) -> Result<Self> {
        match opened {
            Ok(Opened { source, ready }) => {
                Ok(Recordings { path, source, ready: ready.into(), given: 0 })
            }
            Err(error) => Err(named(error, path.as_deref())),
        }
    }

    /// The same, without the file's path.
    #[must_use]
    pub fn without_path(self) -> Self {
        Recordings { path: None, ..self }
    }

    /// The only recording.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if there is none, or more than one; errors of reading. Nothing after
    /// the second recording is read.
    pub fn only(mut self) -> Result<Recording> {
        let error = match (self.next(), self.next()) {
            (Some(recording), None) => return recording,
            (Some(Err(error)), _) | (_, Some(Err(error))) => error,
            (Some(Ok(_)), Some(Ok(_))) => several(),
            (None, _) => Error::recording("contains no recordings"),
        };
        Err(named(error, self.path.as_deref()))
    }

    /// The next recordings that are read together; `None` at the end.
    fn read(&mut self) -> Option<Result<Vec<One>>> {
        match &mut self.source {
            Source::Read { .. } => None,
            Source::Lines(lines) => match lines.next().transpose()? {
                Ok(line) => Some(line.ones()),
                Err(error) => {
                    self.source = Source::Read { alone: false };
                    Some(Err(error))
                }
            },
            Source::Array(array) => array.next(),
            Source::Cassette(cassette) => Some(cassette.next()?.map(|one| vec![one])),
        }
    }
}

impl Iterator for Recordings {
    type Item = Result<Recording>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            match self.read()? {
                Ok(more) => self.ready.extend(more),
                Err(error) => {
                    // An error also counts as a number.
                    self.given += 1;
                    return Some(Err(named(error, self.path.as_deref())));
                }
            }
        }
        let one = self.ready.pop_front()?;
        let number = match self.source {
            Source::Read { alone: true } => None,
            _ => Some(self.given),
        };
        self.given += 1;
        let recording = Recording::of(one, self.path.clone(), number);
        Some(recording.map_err(|error| named(error, self.path.as_deref())))
    }
}

pub(super) fn named(error: Error, path: Option<&Path>) -> Error {
    match path {
        Some(path) => error.in_file(path),
        None => error,
    }
}

/// Whether the file name has a JSON extension, so that content other than JSON is an error.
fn is_json(path: &Path) -> bool {
    let ends_in = |path: &Path, endings: &[&str]| {
        path.extension().is_some_and(|extension| {
            endings.iter().any(|ending| extension.eq_ignore_ascii_case(ending))
        })
    };
    let stem = path.file_stem().filter(|_| ends_in(path, &["gz", "zst"])).map(Path::new);
    ends_in(stem.unwrap_or(path), &["json", "jsonl", "ndjson"])
}
