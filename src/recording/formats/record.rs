//! One JSON value of a file in, the recordings in it out. The table of formats is here.

use std::io::{Read, Seek};

use super::cassette::{self, Cassette};
use super::envelope::Envelope;
use super::sniff::{Guess, sniff};
use super::streams::{By, Streams};
use super::{Format, aiperf, batch, exchange};
use crate::error::{Error, Result, ensure};
use crate::json::{Cursor, Document, FoldedDocument, first_elements};
use crate::merge::{Form, form_alone};

/// What one recording is made of.
#[derive(Debug)]
pub(in crate::recording) struct One {
    pub(in crate::recording) envelope: FoldedDocument,
    pub(in crate::recording) format: Format,
    /// The file as it is, where that is an object with a `response`, but no envelope.
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
    /// The envelope of its recording; none for the format that has several of them.
    read: Option<fn(Cursor<'_>) -> Result<FoldedDocument>>,
}

/// The recordings in one JSON value.
pub(in crate::recording) enum Ones {
    Read(Vec<One>),
    /// Made one by one: each may be large when its body is uncompressed.
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

/// All of them; the first one that an object is of counts.
const FORMATS: [RecordFormat; 5] = [
    RecordFormat { format: Format::AiPerf, is: aiperf::is, read: Some(aiperf::read) },
    RecordFormat { format: Format::Vcr, is: cassette::is, read: None },
    RecordFormat { format: Format::Batch, is: batch::is, read: Some(batch::read) },
    RecordFormat { format: Format::Exchange, is: exchange::is, read: Some(exchange::read) },
    RecordFormat { format: Format::Body, is: is_body, read: Some(read_body) },
];

/// What a JSON value of a file is.
pub(super) enum Shape {
    /// An envelope already.
    Envelope,
    /// To be made into envelopes.
    Record(&'static RecordFormat),
    /// An item of a stream.
    Item,
    /// None of these.
    Unknown,
}

impl Shape {
    pub(super) fn of(root: Cursor<'_>) -> Self {
        if !root.is_object() {
            return Shape::Unknown;
        }
        // Envelopes have a response, and so have three formats and the items of two streams.
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
            (None, false) => Shape::Unknown,
        }
    }
}

/// Events of the Responses API carry the response so far.
fn is_item_with_response(root: Cursor<'_>) -> bool {
    root.get("request").is_none()
        && root.get("response").is_some()
        && root.get("type").and_then(Cursor::as_text).is_some_and(|kind| {
            let kind = kind.to_str();
            kind.starts_with("response.")
        })
}

/// The recordings in the only value of a file, or none if it is no recording.
///
/// # Errors
///
/// Those of the format.
pub(in crate::recording) fn of_view(view: FoldedDocument) -> Result<Option<Ones>> {
    let root = view.head().root();
    match Shape::of(root) {
        Shape::Envelope => Ok(Some(Ones::Read(vec![One::new(view, Format::Ogx)]))),
        Shape::Unknown => Ok(None),
        Shape::Item => {
            let mut streams = Streams::default();
            streams.push(view.unfolded()?.root().raw())?;
            streams.finish(By::Id, Format::Chunks).map(Ones::Read).map(Some)
        }
        Shape::Record(format) => {
            let document = if view.len() == 0 { view.head().clone() } else { view.unfolded()? };
            Ok(Some(match format.read {
                // What is made of it is not much longer, and is copied a few times.
                Some(read) => {
                    ensure(COPIES * document.bytes().len())?;
                    Ones::Read(vec![One::new(read(document.root())?, format.format)])
                }
                None => Ones::Cassette(Cassette::of(document)?),
            }))
        }
    }
}

/// How many copies of a body there may be, half-made ones included, while its envelope is made.
const COPIES: usize = 4;

/// Whether the start of a JSON text shows that it has more than one recording. `room` has a part
/// of it, and is memory to read more into.
///
/// # Errors
///
/// Those of the source, and if there is no memory.
pub(in crate::recording) fn are_several(
    source: &mut (impl Read + Seek),
    room: &mut Vec<u8>,
) -> Result<bool> {
    let paths: &[&[&str]] = match sniff(room) {
        Guess::List => &[&[]],
        // Few texts have the word, and looking for the list takes a while.
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

/// The error for a value that is neither a recording nor a part of one.
pub(super) fn unknown(root: Cursor<'_>) -> Error {
    let found = match root.kind() {
        crate::json::ValueKind::Object => "an object without a 'response'",
        other => other.described(),
    };
    Error::NoRecording { path: None, what: format!("expected a recording, found {found}") }
}
