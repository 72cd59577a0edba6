//! A file, or the bytes of one, in; which format it is, and what was read to tell that, out.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use super::formats::{
    Array, Decoded, Elements, Format, Guess, Lines, One, Records, goes_on_in_lines, of_view,
    read_events, reason, sniff, to_json,
};
use super::model::{BODY, no_envelope};
use crate::error::{Error, Result};
use crate::json::{Document, FoldedDocument, MAX_BYTES};

/// Files of so many bytes are not read whole if there is another way.
const LONG: u64 = 1 << 20;

/// How much of a long file is looked at to tell what it is.
const HEAD: u64 = 64 << 10;

/// Where more recordings of a file come from.
pub(super) enum Source {
    /// All were read; `alone` if such a file can hold one only.
    Read {
        alone: bool,
    },
    Lines(Lines),
    Array(Array),
}

/// What a file turned out to be.
pub(super) struct Opened {
    pub(super) source: Source,
    pub(super) ready: Vec<One>,
    /// Whether it looks like nothing else.
    pub(super) sure: bool,
}

impl Opened {
    fn many(ready: Vec<One>) -> Self {
        Opened { source: Source::Read { alone: false }, ready, sure: true }
    }

    /// An event stream.
    fn events(source: impl BufRead, sure: bool) -> Result<Self> {
        let ready = read_events(source)?;
        if !sure && ready.iter().all(|one| one.envelope.len() == 0) {
            // Any text may happen to start as an event stream does.
            let what = "expected a recording, found an event stream without any chunk".to_owned();
            return Err(Error::NoRecording { path: None, what });
        }
        Ok(Opened { sure, ..Opened::many(ready) })
    }
}

/// Opens a file; a short one is read into `room`.
pub(super) fn of_file(mut file: File, room: &mut Vec<u8>) -> Result<Opened> {
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
            Guess::Events { sure } => return Opened::events(BufReader::new(file), sure),
            Guess::List | Guess::Yaml | Guess::Unknown => room.clear(),
        }
    }
    // One byte more than a document may have is enough to refuse it.
    let most = MAX_BYTES as u64 + 1;
    room.reserve(size.unwrap_or(0).min(most) as usize);
    file.take(most).read_to_end(room).map_err(io)?;
    of_bytes(room)
}

/// Opens the bytes of a file, which may be taken.
pub(super) fn of_bytes(room: &mut Vec<u8>) -> Result<Opened> {
    match sniff(room) {
        Guess::Compressed(compression) => {
            let source = Cursor::new(std::mem::take(room));
            of_compressed(Decoded::new(compression, source), &mut Vec::new())
        }
        Guess::Lines => of_lines(Lines::new(Box::new(Cursor::new(std::mem::take(room))))),
        Guess::Events { sure } => Opened::events(room.as_slice(), sure),
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
    R: BufRead + Send + 'static,
{
    room.clear();
    let read = data.by_ref().take(HEAD).read_to_end(room);
    read.map_err(|error| reason(error, room))?;
    let guess = sniff(room);
    let again =
        |room: &mut Vec<u8>, data| BufReader::new(Cursor::new(std::mem::take(room)).chain(data));
    match guess {
        Guess::Lines => of_lines(Lines::new(Box::new(again(room, data)))),
        Guess::Events { sure } => Opened::events(again(room, data), sure),
        // The start of it is enough to say what is wrong.
        Guess::Compressed(_) | Guess::Unknown => of_bytes_known(room),
        Guess::Object | Guess::List | Guess::Yaml => {
            let read = data.read_whole(room);
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
            Ok(Opened { source: Source::Read { alone }, ready, sure: true })
        }
        None => Err(no_envelope(head.root())),
    }
}

fn of_list(list: Document) -> Result<Opened> {
    Ok(match Array::of(list)? {
        Elements::Records(array) => {
            Opened { source: Source::Array(array), ready: Vec::new(), sure: true }
        }
        Elements::Streams(ready) => Opened::many(ready),
    })
}

fn of_lines(lines: Lines) -> Result<Opened> {
    Ok(match lines.records()? {
        Records::Lines(lines) => {
            Opened { source: Source::Lines(lines), ready: Vec::new(), sure: true }
        }
        Records::Items(lines) => Opened::many(lines.streams()?),
    })
}
