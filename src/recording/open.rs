//! A file, or the bytes of one, in; which format it is, and what was read to tell that, out.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use super::formats::{
    Array, Decoded, Elements, Format, Guess, Lines, One, Records, goes_on_in_lines, of_view,
    read_events, reason, sniff, to_json,
};
use super::model::{BODY, no_envelope};
use crate::error::{Error, ParseError, Result};
use crate::json::{Cursor as Json, Document, FoldedDocument, MAX_BYTES};

/// Files of so many bytes are not read whole if there is another way.
pub(super) const LONG: u64 = 1 << 20;

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
}

impl Opened {
    fn many(ready: Vec<One>) -> Self {
        Opened { source: Source::Read { alone: false }, ready }
    }
}

/// A file while it is being opened.
pub(super) struct Opening<'r> {
    /// What was read of it. A short file is read whole; its bytes may be taken.
    room: &'r mut Vec<u8>,
    /// Whether it was named, and not found: then it should be a recording.
    is_named: bool,
    /// Whether it looks like a recording and nothing else, so that what is wrong in it is worth
    /// telling.
    pub(super) is_recognized: bool,
}

impl<'r> Opening<'r> {
    pub(super) fn new(room: &'r mut Vec<u8>, is_named: bool) -> Self {
        Opening { room, is_named, is_recognized: false }
    }

    fn guess(&mut self) -> Guess {
        let guess = sniff(self.room);
        self.is_recognized =
            matches!(guess, Guess::Lines | Guess::Yaml | Guess::Events { sure: true });
        guess
    }

    pub(super) fn file(&mut self, mut file: File) -> Result<Opened> {
        // Pipes have no size: they are read whole.
        let size = file.seek(SeekFrom::End(0)).and_then(|size| file.rewind().map(|()| size));
        self.room.clear();
        if size.as_ref().is_ok_and(|size| *size >= LONG) {
            file.by_ref().take(HEAD).read_to_end(self.room).map_err(io)?;
            file.rewind().map_err(io)?;
            match self.guess() {
                Guess::Object => return self.long_object(file),
                Guess::Compressed(compression) => {
                    return self.compressed(Decoded::new(compression, BufReader::new(file)));
                }
                Guess::Lines => return of_lines(Lines::new(Box::new(BufReader::new(file)))),
                Guess::Events { sure } => return self.events(BufReader::new(file), sure),
                Guess::Unknown if !self.is_named => return Err(unlike()),
                Guess::List | Guess::Yaml | Guess::Unknown => self.room.clear(),
            }
        }
        // One byte more than a document may have is enough to refuse it.
        let most = MAX_BYTES as u64 + 1;
        self.room.reserve(size.unwrap_or(0).min(most) as usize);
        file.take(most).read_to_end(self.room).map_err(io)?;
        self.bytes()
    }

    /// Opens what is in the room, all of a file.
    pub(super) fn bytes(&mut self) -> Result<Opened> {
        match self.guess() {
            Guess::Compressed(compression) => {
                let source = Cursor::new(std::mem::take(self.room));
                self.compressed(Decoded::new(compression, source))
            }
            guess => self.plain(guess),
        }
    }

    /// The same for what is not compressed, or was.
    fn plain(&mut self, guess: Guess) -> Result<Opened> {
        match guess {
            Guess::Lines => of_lines(self.lines()),
            Guess::Events { sure } => {
                let text = std::mem::take(self.room);
                let opened = self.events(text.as_slice(), sure);
                *self.room = text;
                opened
            }
            Guess::Yaml => of_only(FoldedDocument::parse(to_json(self.room)?, &BODY)?),
            Guess::List => of_list(Document::parse(std::mem::take(self.room))?),
            Guess::Object | Guess::Unknown | Guess::Compressed(_) => {
                match FoldedDocument::parse_in(self.room, &BODY) {
                    Ok(view) => of_only(view),
                    Err(Error::Parse(_)) if goes_on_in_lines(self.room) => of_lines(self.lines()),
                    Err(error) => Err(error),
                }
            }
        }
    }

    fn lines(&mut self) -> Lines {
        Lines::new(Box::new(Cursor::new(std::mem::take(self.room))))
    }

    fn events(&self, source: impl BufRead, sure: bool) -> Result<Opened> {
        if !sure && !self.is_named {
            return Err(unlike());
        }
        let ready = read_events(source)?;
        if !sure && ready.iter().all(|one| one.envelope.len() == 0) {
            // Any text may happen to start as an event stream does. What it starts with is no JSON.
            let what = "expected a recording, found an event stream without any chunk";
            return Err(ParseError::at(b"", 0, what).into());
        }
        Ok(Opened::many(ready))
    }

    fn long_object(&mut self, mut file: File) -> Result<Opened> {
        match FoldedDocument::read(&mut file, &BODY, self.room) {
            Ok(view) => of_only(view),
            Err(Error::Parse(_)) if goes_on_in_lines(self.room) => {
                file.rewind().map_err(io)?;
                of_lines(Lines::new(Box::new(BufReader::new(file))))
            }
            Err(error) => Err(error),
        }
    }

    fn compressed<R>(&mut self, mut data: Decoded<R>) -> Result<Opened>
    where
        R: BufRead + Send + 'static,
    {
        self.room.clear();
        let read = data.by_ref().take(HEAD).read_to_end(self.room);
        read.map_err(|error| reason(error, self.room))?;
        let guess = self.guess();
        let whole = |room: &mut Vec<u8>, data| {
            BufReader::new(Cursor::new(std::mem::take(room)).chain(data))
        };
        match guess {
            Guess::Lines => of_lines(Lines::new(Box::new(whole(self.room, data)))),
            Guess::Events { sure } => {
                let source = whole(self.room, data);
                self.events(source, sure)
            }
            // The start of it is enough to say what is wrong.
            Guess::Compressed(_) | Guess::Unknown => self.plain(Guess::Unknown),
            Guess::Object | Guess::List | Guess::Yaml => {
                let read = data.read_whole(self.room);
                read.map_err(|error| reason(error, self.room))?;
                // All of it may show that it is JSON lines.
                let guess = self.guess();
                self.plain(guess)
            }
        }
    }
}

/// The lines of a long file, if they are recordings.
pub(super) fn long_lines(mut file: File) -> Option<Lines> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).ok()?;
    file.rewind().ok()?;
    let source: Box<dyn BufRead + Send> = match sniff(&head) {
        Guess::Lines => Box::new(BufReader::new(file)),
        Guess::Compressed(compression) => {
            let mut data = Decoded::new(compression, BufReader::new(file));
            head.clear();
            data.by_ref().take(HEAD).read_to_end(&mut head).ok()?;
            if sniff(&head) != Guess::Lines {
                return None;
            }
            Box::new(BufReader::new(Cursor::new(head).chain(data)))
        }
        _ => return None,
    };
    match Lines::new(source).records().ok()? {
        Records::Lines(lines) => Some(lines),
        Records::Items(_) => None,
    }
}

fn io(source: std::io::Error) -> Error {
    Error::Io { path: None, source }
}

/// For a file that was found: it does not look like a recording.
fn unlike() -> Error {
    let what = "expected a recording, found what may be anything".to_owned();
    Error::NoRecording { path: None, what }
}

/// The recordings of a file that is one JSON value.
fn of_only(view: FoldedDocument) -> Result<Opened> {
    let whole = view.clone();
    match of_view(view)? {
        Some(mut ready) => {
            let alone = ready.len() == 1 && ready.iter().all(|one| one.format != Format::Vcr);
            let has_response = whole.head().root().get("response").is_some_and(Json::is_object);
            if let [one] = &mut *ready
                && has_response
                && one.format != Format::Ogx
            {
                one.original = Some(whole.unfolded()?);
            }
            Ok(Opened { source: Source::Read { alone }, ready })
        }
        None => Err(no_envelope(whole.head().root())),
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
