//! A recording: one request and what came back.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::events::Events;
use super::exception::RecordedException;
use super::file::Recordings;
use super::formats::{Format, One, of_view};
use super::id_mapping::{has_id_mapping, mapped};
use super::record::Record;
use super::times::Times;
use crate::error::{Error, Result};
use crate::json::{Cursor, Document, FoldedDocument, Text};
use crate::merge::{Kind, unwrapped};

/// Where the items of a stream stand.
pub(super) const BODY: [&str; 2] = ["response", "body"];

/// One recorded request with its response.
///
/// Nothing but the JSON is decoded when it is loaded; cloning shares the bytes.
///
/// ```
/// use deltafold::Recording;
/// let bytes = br#"{"request": {"model": "m"}, "response": {"body": null, "is_streaming": false}}"#;
/// let recording = Recording::parse(bytes.to_vec(), None)?;
/// assert!(recording.body().is_none());
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Recording {
    path: Option<PathBuf>,
    format: Format,
    /// Its number in its file, if such a file can hold several.
    number: Option<usize>,
    /// The file as it is, or with its id mapping applied where it has one.
    pub(super) view: FoldedDocument,
    /// The file as it is, where that is not the view.
    pub(super) original: Option<Document>,
    /// The events of the body, if it is one of event stream lines.
    pub(super) events: Option<Events>,
    /// When the chunks came, in the formats that note it, once that was asked for.
    times: OnceLock<Option<Times>>,
    /// What kind of response it has, once that was asked for.
    pub(super) kind: OnceLock<Kind>,
}

impl Recording {
    /// Reads and parses a file that holds one recording, in whatever format.
    ///
    /// # Errors
    ///
    /// As [`Recording::parse`], and [`Error::Io`]; each names the path.
    pub fn load(path: &Path) -> Result<Self> {
        Recordings::open_only(path, &mut Vec::new())
    }

    /// Parses the bytes of one file; `path` is for messages and [`Recording::path`].
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] if the bytes are not valid JSON, nor of another format;
    /// [`Error::NoRecording`] if they are no recording; [`Error::Recording`] if they are several,
    /// which [`Recordings`] gives.
    pub fn parse(bytes: Vec<u8>, path: Option<PathBuf>) -> Result<Self> {
        Recordings::parse(bytes, path)?.only()
    }

    /// The same for bytes that are read where they are.
    ///
    /// # Errors
    ///
    /// As [`Recording::parse`].
    pub fn parse_lent(bytes: &[u8], path: Option<PathBuf>) -> Result<Self> {
        Recordings::parse_only(bytes, path)
    }

    /// The recording that a file holds, as the number-th of several.
    pub(super) fn of(one: One, path: Option<PathBuf>, number: Option<usize>) -> Result<Self> {
        let One { envelope, format, original: as_it_is } = one;
        let (view, original) = Self::with_ids(envelope)?;
        let original = as_it_is.or(original);
        let events = Events::of(&view)?;
        let (times, kind) = Default::default();
        Ok(Recording { path, format, number, view, original, events, times, kind })
    }

    /// The recording that a record is.
    ///
    /// # Errors
    ///
    /// [`Error::NoRecording`] if it has no response.
    pub fn of_record(record: &Record) -> Result<Self> {
        check_envelope(record.view().head().root())?;
        let view = record.view().clone();
        Ok(Recording {
            path: None,
            format: Format::Ogx,
            number: None,
            events: Events::of(&view)?,
            view,
            original: None,
            times: OnceLock::new(),
            kind: OnceLock::new(),
        })
    }

    /// Puts a recording together again from its [`Recording::document`] and what belongs to it.
    ///
    /// # Errors
    ///
    /// As [`Recording::parse`].
    pub fn restore(
        bytes: Vec<u8>,
        path: Option<PathBuf>,
        format: Format,
        number: Option<usize>,
    ) -> Result<Self> {
        let document = FoldedDocument::parse(bytes, &BODY)?;
        let made = match format {
            Format::Ogx => None,
            _ => of_view(document.clone())?.and_then(|mut ones| ones.next()).transpose()?,
        };
        // What is an envelope was made into one before.
        let one = match made.filter(|one| one.format != Format::Ogx) {
            Some(one) => One { original: Some(document.unfolded()?), ..one },
            None => One::new(document, format),
        };
        Self::of(one, path, number)
    }

    /// What views show and, where that differs from it, the file as it is.
    fn with_ids(view: FoldedDocument) -> Result<(FoldedDocument, Option<Document>)> {
        check_envelope(view.head().root())?;
        if !has_id_mapping(view.head()) {
            return Ok((view, None));
        }
        let original = view.unfolded()?;
        let view = mapped(&original)?;
        check_envelope(view.head().root())?;
        Ok((view, Some(original)))
    }

    /// The file it was read from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What kind of file it was read from.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its number in its file, from 0, if such a file can hold several.
    pub fn number(&self) -> Option<usize> {
        self.number
    }

    /// What the caller of a batch API called the request.
    pub fn custom_id(&self) -> Option<Text<'_>> {
        self.head().root().get("custom_id")?.as_text()
    }

    /// When the chunks came, if the format tells.
    pub fn times(&self) -> Option<&Times> {
        self.times.get_or_init(|| Times::of(self.head().root())).as_ref()
    }

    /// The file as it is, or of another format the envelope that was made of it, all of it: parsed again unless it was kept.
    ///
    /// # Errors
    ///
    /// None in practice: the bytes were parsed before.
    pub fn document(&self) -> Result<Document> {
        match &self.original {
            Some(original) => Ok(original.clone()),
            None => self.view.unfolded(),
        }
    }

    /// Everything around the items of a list body: that list shows empty here, see
    /// [`Recording::item`].
    pub fn head(&self) -> &Document {
        self.view.head()
    }

    /// The test that made the request; old files have none.
    pub fn test_id(&self) -> Option<Text<'_>> {
        let root = self.head().root();
        let own = root.get("test_id").and_then(Cursor::as_text);
        own.or_else(|| self.request()?.get("test_id")?.as_text())
    }

    /// The request, if it is there and an object.
    pub fn request(&self) -> Option<Cursor<'_>> {
        self.head().root().get("request").filter(|request| request.is_object())
    }

    /// The response. If its body is a list, that shows empty.
    pub fn response(&self) -> Cursor<'_> {
        response_of(&self.view)
    }

    /// The response's body, unless it is absent or null. A list shows empty.
    pub fn body(&self) -> Option<Cursor<'_>> {
        self.response().get("body")?.non_null()
    }

    /// The body without the recorder's `__type__`/`__data__` wrapping, unless it is a list.
    pub fn data(&self) -> Option<Cursor<'_>> {
        self.body().filter(|body| !body.is_array()).map(unwrapped)
    }

    /// How many items a list body has; no other body has any.
    pub fn item_count(&self) -> usize {
        self.view.len()
    }

    /// One item of a list body, as it is in the file.
    pub fn item(&self, number: usize) -> Option<Document> {
        self.view.element(number)
    }

    /// The same recording with the times of its chunks.
    #[must_use]
    pub fn with_times(mut self, times: Times) -> Self {
        self.times = OnceLock::from(Some(times));
        self
    }

    /// Whether the response was streamed.
    pub fn is_streaming(&self) -> bool {
        self.response().get("is_streaming").and_then(Cursor::as_bool).unwrap_or(false)
    }

    /// Whether the file ends within an event of the stream, which is left out.
    pub fn is_cut(&self) -> bool {
        self.response().get("is_cut").and_then(Cursor::as_bool).unwrap_or(false)
    }

    /// The HTTP status, where one was recorded.
    pub fn status(&self) -> Option<i64> {
        self.response().get("status")?.as_i64()
    }

    /// Whether an exception was recorded.
    pub fn is_exception(&self) -> bool {
        self.response().get("is_exception").and_then(Cursor::as_bool) == Some(true)
    }

    /// The exception that was recorded instead of, or after a part of, the response.
    pub fn exception(&self) -> Option<RecordedException<'_>> {
        RecordedException::of(self.response())
    }

    /// An [`Error::Recording`] that names this recording's file.
    pub fn error(&self, what: impl Into<String>) -> Error {
        Error::Recording { path: self.path.clone(), what: what.into() }
    }
}

fn response_of(view: &FoldedDocument) -> Cursor<'_> {
    let root = view.head().root();
    root.get("response").unwrap_or(root)
}

fn check_envelope(root: Cursor<'_>) -> Result<()> {
    match root.get("response") {
        Some(response) if response.is_object() => Ok(()),
        _ => Err(no_envelope(root)),
    }
}

/// What `root` lacks to be an envelope.
pub(super) fn no_envelope(root: Cursor<'_>) -> Error {
    let found = root.kind().described();
    if !root.is_object() {
        return no_recording(format!("expected a recording, an object, found {found}"));
    }
    match root.get("response") {
        Some(response) => no_recording(format!(
            "expected an object as 'response', found {}",
            response.kind().described()
        )),
        None => no_recording("expected a recording, an object with a 'response'"),
    }
}

fn no_recording(what: impl Into<String>) -> Error {
    Error::NoRecording { path: None, what: what.into() }
}
