//! Opens a file, or the bytes of one, and detects its format.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};

use super::formats::{
    Array, Cassette, Decoded, Elements, Format, Guess, Lines, One, Ones, Records, are_several,
    goes_on_in_events, goes_on_in_lines, of_view, read_events, reason, sniff, to_json,
};
use super::model::{BODY, not_an_envelope};
use crate::error::{
    BEYOND, Error, Grow, OutOfMemory, ParseError, Result, ensure_little, joined, read_all,
};
use crate::json::{Cursor as Json, Document, FoldedDocument, MAX_BYTES};

/// The size from which on files are not read whole if that can be avoided.
pub(super) const LONG: u64 = 1 << 20;

/// How much of a long file is inspected to detect its format.
const HEAD: u64 = 64 << 10;

/// Where the remaining recordings of a file come from.
pub(super) enum Source {
    /// All recordings were read; `alone` if such a file can hold only one.
    Read {
        alone: bool,
    },
    Lines(Lines),
    Array(Array),
    Cassette(Cassette),
}

/// The result of opening a file.
pub(super) struct Opened {
    pub(super) source: Source,
    pub(super) ready: Vec<One>,
}

impl Opened {
    fn many(ready: Vec<One>) -> Self {
        Opened { source: Source::Read { alone: false }, ready }
    }
}

/// The bytes of a file, as far as they were read.
pub(super) enum Bytes<'r> {
    /// In memory to read into, from which they may be taken.
    Room(&'r mut Vec<u8>),
    /// Borrowed, and copied if they must be kept.
    Lent(&'r [u8]),
}

impl Bytes<'_> {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Room(room) => room,
            Bytes::Lent(bytes) => bytes,
        }
    }

    fn take(&mut self) -> Result<Vec<u8>, OutOfMemory> {
        match self {
            Bytes::Room(room) => Ok(std::mem::take(room)),
            Bytes::Lent(bytes) => joined(&[bytes]),
        }
    }

    /// Parses the bytes as a document.
    fn document(&mut self) -> Result<FoldedDocument> {
        match self {
            Bytes::Room(room) => FoldedDocument::parse_in(room, &BODY),
            Bytes::Lent(bytes) => FoldedDocument::parse_lent(bytes, &BODY),
        }
    }
}

/// The purpose for which a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Read all recordings of a file given explicitly, which should contain some.
    Named,
    /// Read all recordings of a file found in a directory, which may be anything.
    Found,
    /// Read the only recording of a file given explicitly. Reading stops once more are detected.
    Only,
}

/// A file while it is being opened.
pub(super) struct Opening {
    wanted: Wanted,
    /// Whether it looks like a recording and nothing else, so that errors in it are worth
    /// reporting.
    pub(super) is_recognized: bool,
}

impl Opening {
    pub(super) fn new(wanted: Wanted) -> Self {
        Opening { wanted, is_recognized: false }
    }

    fn guess(&mut self, start: &[u8]) -> Guess {
        let guess = sniff(start);
        self.is_recognized =
            matches!(guess, Guess::Lines | Guess::Yaml | Guess::Events { sure: true });
        guess
    }

    /// Opens a file, reading into `room`.
    pub(super) fn file(&mut self, mut file: File, room: &mut Vec<u8>) -> Result<Opened> {
        ensure_little()?;
        // Pipes have no size, so they are read whole.
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        room.clear();
        if size >= LONG {
            read_all(&mut file, HEAD, room).map_err(Error::io)?;
            file.rewind().map_err(Error::io)?;
            match self.guess(room) {
                Guess::Object => return self.long_object(file, room),
                Guess::Compressed(compression) => {
                    return self.compressed(Decoded::new(compression, BufReader::new(file)), room);
                }
                Guess::Lines => return of_lines(Lines::new(Box::new(BufReader::new(file)))),
                Guess::Events { sure } => return self.events(BufReader::new(file), sure),
                Guess::Unknown if self.wanted == Wanted::Found => return Err(not_a_recording()),
                Guess::List => self.refuse_several(&mut file, room)?,
                Guess::Yaml | Guess::Unknown => {}
            }
            room.clear();
        }
        // One byte more than the maximum size of a document is enough to reject it.
        let most = MAX_BYTES as u64 + 1;
        room.try_room(size.min(most) as usize + BEYOND)?;
        if !read_at_once(&file, room) || room.len() as u64 != size {
            read_all(&mut file, most.saturating_sub(room.len() as u64), room).map_err(Error::io)?;
        }
        if room.is_empty() {
            return Err(ParseError::at(b"", 0, "the file is empty").into());
        }
        self.bytes(Bytes::Room(room))
    }

    /// Opens `bytes`, which are the whole file.
    pub(super) fn bytes(&mut self, mut bytes: Bytes<'_>) -> Result<Opened> {
        ensure_little()?;
        if bytes.get().is_empty() {
            return Err(ParseError::at(b"", 0, "the input is empty").into());
        }
        match self.guess(bytes.get()) {
            Guess::Compressed(compression) => {
                let source = Cursor::new(bytes.take()?);
                self.compressed(Decoded::new(compression, source), &mut Vec::new())
            }
            guess => self.plain(guess, bytes),
        }
    }

    /// The same for bytes that are not compressed, or have been decompressed.
    fn plain(&mut self, guess: Guess, mut bytes: Bytes<'_>) -> Result<Opened> {
        let lines = |bytes: &mut Bytes<'_>| {
            let text = Cursor::new(bytes.take()?);
            of_lines(Lines::new(Box::new(text)))
        };
        match guess {
            Guess::Lines => lines(&mut bytes),
            Guess::Events { sure } => self.events(bytes.get(), sure),
            Guess::Yaml => {
                let json = to_json(bytes.get(), self.wanted == Wanted::Only)?;
                of_only(FoldedDocument::parse(json, &BODY)?)
            }
            Guess::List => of_list(Document::parse(bytes.take()?)?),
            Guess::Object | Guess::Unknown | Guess::Compressed(_) => match bytes.document() {
                Ok(view) => of_only(view),
                Err(Error::Parse(error)) if goes_on_in_events(bytes.get()) => {
                    events_or(error, bytes.get())
                }
                Err(Error::Parse(_)) if goes_on_in_lines(bytes.get()) => lines(&mut bytes),
                Err(Error::Parse(error)) if guess == Guess::Unknown => Err(no_format(error).into()),
                Err(error) => Err(error),
            },
        }
    }

    fn events(&self, source: impl BufRead, sure: bool) -> Result<Opened> {
        if !sure && self.wanted == Wanted::Found {
            return Err(not_a_recording());
        }
        Ok(Opened::many(read_events(source, sure)?))
    }

    fn long_object(&mut self, mut file: File, room: &mut Vec<u8>) -> Result<Opened> {
        self.refuse_several(&mut file, room)?;
        match FoldedDocument::read(&mut file, &BODY, room) {
            Ok(view) => of_only(view),
            Err(Error::Parse(error)) if goes_on_in_events(room) => {
                file.rewind().map_err(Error::io)?;
                events_or(error, BufReader::new(file))
            }
            Err(Error::Parse(_)) if goes_on_in_lines(room) => {
                file.rewind().map_err(Error::io)?;
                of_lines(Lines::new(Box::new(BufReader::new(file))))
            }
            Err(error) => Err(error),
        }
    }

    /// Checks that the start of a long file, from which only one recording is wanted, does not show
    /// several.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if it shows several.
    fn refuse_several(&self, file: &mut File, room: &mut Vec<u8>) -> Result<()> {
        if self.wanted == Wanted::Only && are_several(file, room)? {
            return Err(several());
        }
        file.rewind().map_err(Error::io)
    }

    fn compressed<R>(&mut self, mut data: Decoded<R>, room: &mut Vec<u8>) -> Result<Opened>
    where
        R: BufRead + Send + 'static,
    {
        room.clear();
        let read = read_all(&mut data, HEAD, room);
        read.map_err(|error| reason(error, room))?;
        if room.is_empty() {
            return Err(ParseError::at(b"", 0, "the file is empty").into());
        }
        let whole = |room: &mut Vec<u8>, data| {
            BufReader::new(Cursor::new(std::mem::take(room)).chain(data))
        };
        match self.guess(room) {
            Guess::Lines => of_lines(Lines::new(Box::new(whole(room, data)))),
            Guess::Events { sure } => self.events(whole(room, data), sure),
            // The start is enough to report the error.
            Guess::Compressed(_) | Guess::Unknown => self.plain(Guess::Unknown, Bytes::Room(room)),
            Guess::Object | Guess::List | Guess::Yaml => {
                let read = data.read_whole(room);
                read.map_err(|error| reason(error, room))?;
                // The whole text may turn out to be JSON lines.
                let guess = self.guess(room);
                self.plain(guess, Bytes::Room(room))
            }
        }
    }
}

/// Reads what there is room for by one call of the system, where that is possible. A file that fits
/// has then been read to its end.
#[cfg(target_os = "linux")]
fn read_at_once(file: &File, room: &mut Vec<u8>) -> bool {
    rustix::io::read(file, rustix::buffer::spare_capacity(room)).is_ok_and(|read| read > 0)
}

#[cfg(not(target_os = "linux"))]
fn read_at_once(_file: &File, _room: &mut Vec<u8>) -> bool {
    false
}

/// The error for a file from which only one recording is wanted, but which contains more.
pub(super) fn several() -> Error {
    Error::recording("contains more than one recording: use scan to read them one by one")
}

/// The lines of a long file, if they are recordings.
pub(super) fn long_lines(mut file: File) -> Option<Lines> {
    let mut head = Vec::new();
    read_all(&mut file, HEAD, &mut head).ok()?;
    file.rewind().ok()?;
    let source: Box<dyn BufRead + Send> = match sniff(&head) {
        Guess::Lines => Box::new(BufReader::new(file)),
        Guess::Compressed(compression) => {
            let mut data = Decoded::new(compression, BufReader::new(file));
            head.clear();
            read_all(&mut data, HEAD, &mut head).ok()?;
            if sniff(&head) != Guess::Lines {
                return None;
            }
            Box::new(BufReader::new(Cursor::new(head).chain(data)))
        }
        _ => return None,
    };
    match Lines::new(source).records().ok()? {
        // Their recordings are not numbered by line.
        Records::Lines(lines) => (!lines.may_hold_several).then_some(lines),
        Records::Items(_) => None,
    }
}

/// The error for a file found in a directory that does not look like a recording.
fn not_a_recording() -> Error {
    let what = "not a recording in any supported format".to_owned();
    Error::NotARecording { path: None, what }
}

/// The error for a text that does not begin as any format does.
fn no_format(error: ParseError) -> ParseError {
    match error.what.strip_prefix("expected a value") {
        Some(found) => {
            let what = "expected a recording: JSON, JSON lines, an event stream or a YAML cassette";
            ParseError { what: format!("{what}{found}"), ..error }
        }
        None => error,
    }
}

/// The streams of a text that begins as an object does, but is none for the reason `error`.
///
/// # Errors
///
/// `error` if there is no item in the text, which then is a broken object and not a stream.
fn events_or(error: ParseError, source: impl BufRead) -> Result<Opened> {
    match read_events(source, false) {
        Err(Error::Parse(_)) => Err(error.into()),
        streams => Ok(Opened::many(streams?)),
    }
}

/// The recordings of a file that consists of one JSON value.
fn of_only(view: FoldedDocument) -> Result<Opened> {
    let whole = view.clone();
    let mut ready = match of_view(view)? {
        Some(Ones::Read(ready)) => ready,
        Some(Ones::Cassette(cassette)) => {
            return Ok(Opened { source: Source::Cassette(cassette), ready: Vec::new() });
        }
        None => return Err(not_an_envelope(whole.head().root())),
    };
    let alone = matches!(&*ready, [one] if !one.format.may_hold_several());
    let has_response = whole.head().root().get("response").is_some_and(Json::is_object);
    if let [one] = &mut *ready
        && has_response
        && one.format != Format::Ogx
    {
        one.original = Some(whole.unfolded()?);
    }
    Ok(Opened { source: Source::Read { alone }, ready })
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
