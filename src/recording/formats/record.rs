//! Reads the recordings in one JSON value of a file. Contains the table of formats.

use std::io::{Read, Seek};

use super::cassette::{self, Cassette};
use super::envelope::Envelope;
use super::sniff::{Guess, sniff};
use super::streams::{By, Streams};
use super::{Format, aiperf, batch, exchange, har, mlflow};
use crate::error::{Error, Result, ensure};
use crate::json::{Cursor, Document, FoldedDocument, Text, first_elements};
use crate::merge::{Form, code_assist, form_alone};

/// The parts of one recording.
#[derive(Debug)]
pub(in crate::recording) struct One {
    pub(in crate::recording) envelope: FoldedDocument,
    pub(in crate::recording) format: Format,
    /// The unchanged file, if that is an object with a `response` but not an envelope.
    pub(in crate::recording) original: Option<Document>,
}

impl One {
    pub(in crate::recording) fn new(envelope: FoldedDocument, format: Format) -> Self {
        One { envelope, format, original: None }
    }
}

/// A format in which one JSON object holds one or more recordings.
pub(super) struct RecordFormat {
    format: Format,
    /// Whether an object is of this format.
    is: fn(Cursor<'_>) -> bool,
    read: Reads,
}

/// How the envelopes of a format are created.
#[derive(Clone, Copy)]
enum Reads {
    One(fn(Cursor<'_>) -> Result<FoldedDocument>),
    Several(fn(Cursor<'_>) -> Result<Vec<FoldedDocument>>),
    /// One by one.
    Cassette,
}

/// The recordings in one JSON value.
pub(in crate::recording) enum Ones {
    Read(Vec<One>),
    /// Created one by one, since each may be large once decompressed.
    Cassette(Cassette),
}

impl Iterator for Ones {
    type Item = Result<One>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Ones::Read(ones) => (!ones.is_empty()).then(|| Ok(ones.remove(0))),
            Ones::Cassette(cassette) => cassette.next(),
        }
    }
}

/// All record formats; the first one that matches an object is used.
const FORMATS: [RecordFormat; 7] = [
    RecordFormat { format: Format::AiPerf, is: aiperf::is, read: Reads::One(aiperf::read) },
    RecordFormat { format: Format::Vcr, is: cassette::is, read: Reads::Cassette },
    RecordFormat { format: Format::Har, is: har::is, read: Reads::Several(har::read) },
    RecordFormat { format: Format::MlFlow, is: mlflow::is, read: Reads::Several(mlflow::read) },
    RecordFormat { format: Format::Batch, is: batch::is, read: Reads::One(batch::read) },
    RecordFormat { format: Format::Exchange, is: exchange::is, read: Reads::One(exchange::read) },
    RecordFormat { format: Format::Body, is: is_body, read: Reads::One(read_body) },
];

/// The type of a JSON value in a file.
pub(super) enum Shape {
    /// It already is an envelope.
    Envelope,
    /// It must be converted to envelopes.
    Record(&'static RecordFormat),
    /// It is an item of a stream.
    Item,
    /// It is nothing but an error, which may be the body of a response or an item of a stream.
    Failure,
    /// None of these.
    Unknown,
}

impl Shape {
    /// Whether such a value may hold several recordings.
    pub(super) fn may_hold_several(&self) -> bool {
        matches!(self, Shape::Record(record) if record.format.may_hold_several())
    }

    pub(super) fn of(root: Cursor<'_>) -> Self {
        if !root.is_object() {
            return Shape::Unknown;
        }
        // Envelopes have a response, and so do three other formats and the items of two streams.
        if is_item_with_response(root) {
            return Shape::Item;
        }
        if root.get("custom_id").is_none() && exchange::is_envelope(root) {
            return Shape::Envelope;
        }
        if let Some(format) = FORMATS.iter().find(|format| (format.is)(root)) {
            return Shape::Record(format);
        }
        match (form_alone(root), exchange::is_envelope(root)) {
            (Some(_), _) => Shape::Item,
            (None, true) => Shape::Envelope,
            (None, false) if is_only_failure(root) => Shape::Failure,
            (None, false) => Shape::Unknown,
        }
    }
}

/// Events of the Responses API contain the response so far, and items of Code Assist a chunk.
fn is_item_with_response(root: Cursor<'_>) -> bool {
    let kind = || root.get("type").and_then(Cursor::as_text);
    root.get("request").is_none()
        && root.get("response").is_some()
        && (kind().is_some_and(|kind| kind.to_str().starts_with("response."))
            || code_assist(root).is_some())
}

/// Whether an object is an error as services send it, and nothing else. Logs of programs have errors,
/// too.
fn is_only_failure(root: Cursor<'_>) -> bool {
    let is_own = |(key, _): (Text<'_>, _)| OF_FAILURES.iter().any(|name| key == **name);
    let message = root.get("error").and_then(|error| error.get("message")?.as_text());
    message.is_some() && root.members().all(is_own)
}

const OF_FAILURES: [&str; 4] = ["error", "type", "request_id", "user_id"];

/// The recordings in the only value of a file; `None` if it is not a recording.
///
/// # Errors
///
/// Those of the format.
pub(in crate::recording) fn of_view(view: FoldedDocument) -> Result<Option<Ones>> {
    let root = view.head().root();
    match Shape::of(root) {
        Shape::Envelope => Ok(Some(Ones::Read(vec![One::new(view, Format::Ogx)]))),
        Shape::Unknown => Ok(None),
        Shape::Item | Shape::Failure => {
            let mut streams = Streams::default();
            streams.push(view.unfolded()?.root().raw())?;
            streams.finish(By::Id, Format::Chunks).map(Ones::Read).map(Some)
        }
        Shape::Record(format) => {
            let document = if view.len() == 0 { view.head().clone() } else { view.unfolded()? };
            // The result is not much longer, and is copied a few times.
            ensure(COPIES * document.bytes().len())?;
            let one = |envelope| One::new(envelope, format.format);
            Ok(Some(match format.read {
                Reads::One(read) => Ones::Read(vec![one(read(document.root())?)]),
                Reads::Several(read) => {
                    Ones::Read(read(document.root())?.into_iter().map(one).collect())
                }
                Reads::Cassette => Ones::Cassette(Cassette::of(document)?),
            }))
        }
    }
}

/// The number of copies of a body, including partial ones, that may exist while its envelope is
/// built.
const COPIES: usize = 4;

/// Whether the start of a JSON text shows that it contains more than one recording. `room` has a
/// part of it, and is memory to read more into.
///
/// # Errors
///
/// Those of the source, and if there is not enough memory.
pub(in crate::recording) fn are_several(
    source: &mut (impl Read + Seek),
    room: &mut Vec<u8>,
) -> Result<bool> {
    let paths: &[&[&str]] = match sniff(room) {
        Guess::List => &[&[]],
        // Few texts contain the word, and searching for the list takes a while.
        _ if memchr::memmem::find(room, b"interactions\"").is_some() => {
            &[&["interactions"], &["http_interactions"]]
        }
        _ => &[],
    };
    for path in paths {
        let is_one = |element: &Document| match path.is_empty() {
            true => matches!(Shape::of(element.root()), Shape::Envelope | Shape::Record(_)),
            false => cassette::is_interaction(element),
        };
        source.rewind().map_err(Error::io)?;
        if let Some(elements) = first_elements(source, path, 2, room)? {
            return Ok(elements.iter().all(is_one));
        }
    }
    Ok(false)
}

fn is_body(root: Cursor<'_>) -> bool {
    form_alone(root) == Some(Form::Whole)
}

fn read_body(root: Cursor<'_>) -> Result<FoldedDocument> {
    let body = super::body::Body::of_value(root)?;
    Envelope::default().with_body(body)
}

/// The error for a value that is neither a recording nor part of one.
pub(super) fn unknown(root: Cursor<'_>) -> Error {
    let found = match root.kind() {
        crate::json::ValueKind::Object => "an object without a 'response'",
        other => other.described(),
    };
    Error::NotARecording { path: None, what: format!("expected a recording, found {found}") }
}
