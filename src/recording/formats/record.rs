//! One JSON value of a file in, the recordings in it out. The table of formats is here.

use super::item::{Told, told};
use super::streams::{By, Streams};
use super::{Format, aiperf, batch, cassette, envelope::Envelope, exchange};
use crate::error::{Error, Result};
use crate::json::{Cursor, Document, FoldedDocument};

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
    /// The envelopes of its recordings.
    read: fn(Cursor<'_>) -> Result<Vec<FoldedDocument>>,
}

/// All of them; the first one that an object is of counts.
const FORMATS: [RecordFormat; 5] = [
    RecordFormat { format: Format::AiPerf, is: aiperf::is, read: aiperf::read },
    RecordFormat { format: Format::Vcr, is: cassette::is, read: cassette::read },
    RecordFormat { format: Format::Batch, is: batch::is, read: batch::read },
    RecordFormat { format: Format::Exchange, is: exchange::is, read: exchange::read },
    RecordFormat { format: Format::Body, is: is_body, read: read_body },
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
        match (told(root), exchange::is_envelope(root)) {
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
pub(in crate::recording) fn of_view(view: FoldedDocument) -> Result<Option<Vec<One>>> {
    let root = view.head().root();
    match Shape::of(root) {
        Shape::Envelope => Ok(Some(vec![One::new(view, Format::Ogx)])),
        Shape::Unknown => Ok(None),
        Shape::Item => {
            let mut streams = Streams::default();
            streams.push(view.unfolded()?.root().raw())?;
            streams.finish(By::Id, Format::Chunks).map(Some)
        }
        Shape::Record(format) => {
            let document = if view.len() == 0 { view.head().clone() } else { view.unfolded()? };
            format.ones(document.root()).map(Some)
        }
    }
}

impl RecordFormat {
    pub(super) fn ones(&self, root: Cursor<'_>) -> Result<Vec<One>> {
        let format = self.format;
        let envelopes = (self.read)(root)?;
        Ok(envelopes.into_iter().map(|envelope| One::new(envelope, format)).collect())
    }
}

fn is_body(root: Cursor<'_>) -> bool {
    told(root) == Some(Told::Whole)
}

fn read_body(root: Cursor<'_>) -> Result<Vec<FoldedDocument>> {
    let body = super::body::Body::of_value(root);
    Ok(vec![Envelope::default().with_body(body)?])
}

/// The error for a value that is neither a recording nor a part of one.
pub(super) fn unknown(root: Cursor<'_>) -> Error {
    let found = match root.kind() {
        crate::json::Kind::Object => "an object without a 'response'",
        other => other.described(),
    };
    Error::NoRecording { path: None, what: format!("expected a recording, found {found}") }
}
