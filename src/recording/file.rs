//! A file, or the bytes of one, in; the recordings in it out, one after the other.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::formats::{
    Array, Decoded, Elements, Format, Guess, Lines, One, Records, goes_on_in_lines, limit_of,
    of_view, read_events, reason, sniff, to_json,
};
use super::model::{BODY, Recording};
use crate::error::{Error, Result};
use crate::json::{Document, FoldedDocument, MAX_BYTES};

/// Files of so many bytes are not read whole if there is another way.
const LONG: u64 = 1 << 20;

/// How much of a long file is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

/// The recordings in one file, in their order.
///
/// Of JSON lines only what is asked for is read, so a file of any length takes little memory;
/// streams that are mixed in one file have to be sorted out first.
///
/// ```
/// use deltafold::recording::Recordings;
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
    /// What was read and not given yet.
    ready: VecDeque<One>,
    /// How many were given.
    given: usize,
}

enum Source {
    /// All is ready; whether it is all that such a file can hold.
    Read {
        alone: bool,
    },
    Lines(Lines),
    Array(Array),
}

impl std::fmt::Debug for Recordings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recordings").field("path", &self.path).finish_non_exhaustive()
    }
}

/// What a file turned out to be.
struct Opened {
    source: Source,
    ready: Vec<One>,
}

impl Opened {
    fn many(ready: Vec<One>) -> Self {
        Opened { source: Source::Read { alone: false }, ready }
    }
}

impl Recordings {
    /// Opens a file, reading it into memory that is already there if it is a short one.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] if it is none of the formats, and no JSON; [`Error::NoRecording`] if it is
    /// no recording; [`Error::Io`]. Each names the path. What is wrong further on is found out
    /// when it is read.
    pub fn open(path: &Path, room: &mut Vec<u8>) -> Result<Self> {
        let io = |source| Error::Io { path: None, source };
        let opened = File::open(path).map_err(io).and_then(|file| of_file(file, room));
        Self::of(opened, Some(path.to_owned()))
    }

    /// The same for a file that was found and not named: what only may be something else, by its
    /// look, is passed over instead of refused.
    ///
    /// # Errors
    ///
    /// As [`Recordings::open`]; mostly [`Error::NoRecording`].
    pub fn open_found(path: &Path, room: &mut Vec<u8>) -> Result<Self> {
        let opened = Self::open(path, room);
        match opened {
            Err(Error::Parse(error)) if !is_json(path) => {
                Err(Error::NoRecording { path: error.path, what: error.what })
            }
            opened => opened,
        }
    }

    /// The recordings in the bytes of a file; `path` is for messages and [`Recording::path`].
    ///
    /// # Errors
    ///
    /// As [`Recordings::open`].
    pub fn parse(mut bytes: Vec<u8>, path: Option<PathBuf>) -> Result<Self> {
        Self::of(of_bytes(&mut bytes), path)
    }

    fn of(opened: Result<Opened>, path: Option<PathBuf>) -> Result<Self> {
        match opened {
            Ok(Opened { source, ready }) => {
                Ok(Recordings { path, source, ready: ready.into(), given: 0 })
            }
            Err(error) => Err(named(error, path.as_deref())),
        }
    }

    /// The same, as if the file had no name.
    #[must_use]
    pub fn without_path(self) -> Self {
        Recordings { path: None, ..self }
    }

    /// The only recording there is.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if there is none, or more than one; those of reading.
    pub fn only(mut self) -> Result<Recording> {
        let recording = self.next();
        let mut count = usize::from(recording.is_some());
        for another in self.by_ref() {
            another?;
            count += 1;
        }
        match recording {
            Some(recording) if count == 1 => recording,
            Some(Err(error)) => Err(error),
            _ => {
                let what = match count {
                    0 => "holds no recordings".to_owned(),
                    _ => format!("holds {count} recordings: scan gives them one after the other"),
                };
                Err(Error::Recording { path: self.path, what })
            }
        }
    }

    /// The next ones that are read together, none at the end.
    fn read(&mut self) -> Result<Option<Vec<One>>> {
        match &mut self.source {
            Source::Read { .. } => Ok(None),
            Source::Lines(lines) => lines.next_record(),
            Source::Array(array) => array.next_record(),
        }
    }
}

impl Iterator for Recordings {
    type Item = Result<Recording>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            match self.read() {
                Ok(Some(more)) => self.ready.extend(more),
                Ok(None) => return None,
                Err(error) => {
                    // After an error there is no way on.
                    self.source = Source::Read { alone: false };
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

fn named(error: Error, path: Option<&Path>) -> Error {
    match path {
        Some(path) => error.in_file(path),
        None => error,
    }
}

/// Whether a file says by its name that it is JSON, so that what is no JSON in it is a mistake.
fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["json", "jsonl", "ndjson"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}

fn of_file(mut file: File, room: &mut Vec<u8>) -> Result<Opened> {
    let io = |source| Error::Io { path: None, source };
    // Pipes have no size: they are read whole.
    let size = file.seek(SeekFrom::End(0)).and_then(|size| file.rewind().map(|()| size));
    room.clear();
    if size.as_ref().is_ok_and(|size| *size >= LONG) {
        file.by_ref().take(HEAD).read_to_end(room).map_err(io)?;
        file.rewind().map_err(io)?;
        match sniff(room) {
            Guess::Object => return of_long_object(file, room),
            Guess::Compressed(compression) => {
                return of_compressed(Decoded::new(compression, BufReader::new(file)), room);
            }
            Guess::Lines => return of_lines(Lines::new(Box::new(BufReader::new(file)))),
            Guess::Events { .. } => return read_events(BufReader::new(file)).map(Opened::many),
            Guess::List | Guess::Yaml | Guess::Unknown => room.clear(),
        }
    }
    // One byte more than a document may have is enough to refuse it.
    let most = MAX_BYTES as u64 + 1;
    room.reserve(size.unwrap_or(0).min(most) as usize);
    file.take(most).read_to_end(room).map_err(io)?;
    of_bytes(room)
}

fn of_bytes(room: &mut Vec<u8>) -> Result<Opened> {
    match sniff(room) {
        Guess::Compressed(compression) => {
            let source = Cursor::new(std::mem::take(room));
            of_compressed(Decoded::new(compression, source), &mut Vec::new())
        }
        Guess::Lines => of_lines(Lines::new(Box::new(Cursor::new(std::mem::take(room))))),
        Guess::Events { .. } => read_events(room.as_slice()).map(Opened::many),
        Guess::Yaml => {
            let cassette = to_json(room)?;
            of_only(FoldedDocument::parse(cassette.bytes().to_vec(), &BODY)?)
        }
        Guess::List => of_list(Document::parse(std::mem::take(room))?),
        Guess::Object | Guess::Unknown => match FoldedDocument::parse_in(room, &BODY) {
            Ok(view) => of_only(view),
            Err(Error::Parse(_)) if goes_on_in_lines(room) => {
                of_lines(Lines::new(Box::new(Cursor::new(std::mem::take(room)))))
            }
            Err(error) => Err(error),
        },
    }
}

fn of_long_object(mut file: File, room: &mut Vec<u8>) -> Result<Opened> {
    let io = |source| Error::Io { path: None, source };
    match FoldedDocument::read(&mut file, &BODY, room) {
        Ok(view) => of_only(view),
        Err(Error::Parse(_)) if goes_on_in_lines(room) => {
            file.rewind().map_err(io)?;
            of_lines(Lines::new(Box::new(BufReader::new(file))))
        }
        Err(error) => Err(error),
    }
}

fn of_compressed<R>(mut data: Decoded<R>, room: &mut Vec<u8>) -> Result<Opened>
where
    R: std::io::BufRead + Send + 'static,
{
    room.clear();
    let read = data.by_ref().take(HEAD).read_to_end(room);
    read.map_err(|error| reason(error, room))?;
    let guess = sniff(room);
    let again =
        |room: &mut Vec<u8>, data| BufReader::new(Cursor::new(std::mem::take(room)).chain(data));
    match guess {
        Guess::Lines => of_lines(Lines::new(Box::new(again(room, data)))),
        Guess::Events { .. } => read_events(again(room, data)).map(Opened::many),
        // The start of it is enough to say what is wrong.
        Guess::Compressed(_) | Guess::Unknown => of_bytes_known(room),
        Guess::Object | Guess::List | Guess::Yaml => {
            let read = data.read_whole(room, limit_of(room));
            read.map_err(|error| reason(error, room))?;
            of_bytes_known(room)
        }
    }
}

/// Bytes that were compressed once are not uncompressed again.
fn of_bytes_known(room: &mut Vec<u8>) -> Result<Opened> {
    match sniff(room) {
        Guess::Compressed(_) => FoldedDocument::parse_in(room, &BODY).and_then(of_only),
        _ => of_bytes(room),
    }
}

/// The recordings of a file that is one JSON value.
fn of_only(view: FoldedDocument) -> Result<Opened> {
    let head = view.head().clone();
    match of_view(view)? {
        Some(ready) => {
            let alone = ready.len() == 1 && ready.iter().all(|one| one.format != Format::Vcr);
            Ok(Opened { source: Source::Read { alone }, ready })
        }
        None => Err(super::model::no_envelope(head.root())),
    }
}

fn of_list(list: Document) -> Result<Opened> {
    Ok(match Array::of(list)? {
        Elements::Records(array) => Opened { source: Source::Array(array), ready: Vec::new() },
        Elements::Streams(ready) => Opened::many(ready),
    })
}

fn of_lines(lines: Lines) -> Result<Opened> {
    Ok(match lines.records()? {
        Records::Lines(lines) => Opened { source: Source::Lines(lines), ready: Vec::new() },
        Records::Items(lines) => Opened::many(lines.streams()?),
    })
}
