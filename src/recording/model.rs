//! A recording: one request and its response.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::events::Events;
use super::exception::RecordedException;
use super::file::Recordings;
use super::formats::{Format, One, of_view};
use super::id_mapping::{has_id_mapping, mapped};
use super::record::Record;
use super::times::Times;
use crate::error::{Error, Grow, Result};
use crate::json::{Cursor, Document, FoldedDocument, Layout, Text, try_write};
use crate::merge::{Kind, unwrapped};

/// The location of the items of a stream.
pub(super) const BODY: [&str; 2] = ["response", "body"];

/// A file that does not fit into this much memory is read into memory of its own.
const MOST_ROOM: usize = 256 << 10;

thread_local! {
    /// Memory that this thread reads files into. Nothing remains in it.
    static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// One recorded request with its response.
///
/// Loading decodes only the JSON; cloning shares the bytes.
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
    /// The number of the recording in its file, if files of this format can hold several.
    number: Option<usize>,
    /// The unchanged file, or the file with its id mapping applied.
    pub(super) view: FoldedDocument,
    /// The unchanged file, if the view differs from it.
    pub(super) original: Option<Document>,
    /// The events of the body, if it consists of event stream lines.
    pub(super) events: Option<Events>,
    /// The arrival times of the chunks, for formats that record them, once requested.
    times: OnceLock<Option<Times>>,
    /// The kind of the response, once requested.
    pub(super) kind: OnceLock<Kind>,
}

impl Recording {
    /// Reads and parses a file that contains one recording, in any supported format.
    ///
    /// # Errors
    ///
    /// As [`Recording::parse`], and [`Error::Io`]; each names the path.
    pub fn load(path: &Path) -> Result<Self> {
        let mut room = ROOM.take();
        let recording = Recordings::open_only(path, &mut room);
        if room.capacity() <= MOST_ROOM {
            room.clear();
            ROOM.set(room);
        }
        recording
    }

    /// Parses the bytes of one file; `path` is for messages and [`Recording::path`].
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] if the bytes are neither valid JSON nor in another supported format;
    /// [`Error::NotARecording`] if they are not a recording; [`Error::Recording`] if they contain
    /// several, which [`Recordings`] reads.
    pub fn parse(bytes: Vec<u8>, path: Option<PathBuf>) -> Result<Self> {
        Recordings::parse(bytes, path)?.only()
    }

    /// The same for bytes that are borrowed.
    ///
    /// # Errors
    ///
    /// As [`Recording::parse`].
    pub fn parse_lent(bytes: &[u8], path: Option<PathBuf>) -> Result<Self> {
        Recordings::parse_only(bytes, path)
    }

    /// The recording in a file, as number `number` if the file can hold several.
    pub(super) fn of(one: One, path: Option<PathBuf>, number: Option<usize>) -> Result<Self> {
        let One { envelope, format, original: as_it_is } = one;
        let (view, original) = Self::with_ids(envelope)?;
        let original = as_it_is.or(original);
        let events = Events::of(&view)?;
        let (times, kind) = Default::default();
        Ok(Recording { path, format, number, view, original, events, times, kind })
    }

    /// The recording in a record.
    ///
    /// # Errors
    ///
    /// [`Error::NotARecording`] if it has no response.
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

    /// Rebuilds a recording from its [`Recording::document`] and related data.
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
        // A document that already is an envelope was converted before.
        let one = match made.filter(|one| one.format != Format::Ogx) {
            Some(one) => One { original: Some(document.unfolded()?), ..one },
            None => One::new(document, format),
        };
        Self::of(one, path, number)
    }

    /// What views show and, if the file differs from that, the unchanged file.
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

    /// The file from which it was read.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The format of the file from which it was read.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its number in its file, from 0, if files of this format can hold several.
    pub fn number(&self) -> Option<usize> {
        self.number
    }

    /// The name that the caller of a batch API gave the request.
    pub fn custom_id(&self) -> Option<Text<'_>> {
        self.head().root().get("custom_id")?.as_text()
    }

    /// The arrival times of the chunks, if the format records them.
    pub fn times(&self) -> Option<&Times> {
        self.times.get_or_init(|| Times::of(self.head().root())).as_ref()
    }

    /// The whole file, unchanged, or for another format the envelope created from it. Parsed again
    /// unless it was kept.
    ///
    /// # Errors
    ///
    /// None in practice, since the bytes were parsed before.
    pub fn document(&self) -> Result<Document> {
        match &self.original {
            Some(original) => Ok(original.clone()),
            None => self.view.unfolded(),
        }
    }

    /// The bytes of [`Recording::document`] in a layout, and a line end.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(crate) fn written(&self, layout: Layout) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        try_write(self.document()?.root(), layout, &mut bytes)?;
        bytes.try_push(b'\n')?;
        Ok(bytes)
    }

    /// Everything except the items of a list body: that list is empty here, see
    /// [`Recording::item`].
    pub fn head(&self) -> &Document {
        self.view.head()
    }

    /// The test that made the request, which old files do not record.
    pub fn test_id(&self) -> Option<Text<'_>> {
        let root = self.head().root();
        let own = root.get("test_id").and_then(Cursor::as_text);
        own.or_else(|| self.request()?.get("test_id")?.as_text())
    }

    /// The request, if it is present and an object.
    pub fn request(&self) -> Option<Cursor<'_>> {
        self.head().root().get("request").filter(|request| request.is_object())
    }

    /// The response. A list body is empty in it.
    pub fn response(&self) -> Cursor<'_> {
        response_of(&self.view)
    }

    /// The response's body, unless it is absent or null. A list is empty here.
    pub fn body(&self) -> Option<Cursor<'_>> {
        self.response().get("body")?.non_null()
    }

    /// The body without the recorder's `__type__`/`__data__` wrapping, unless it is a list.
    pub fn data(&self) -> Option<Cursor<'_>> {
        self.body().filter(|body| !body.is_array()).map(unwrapped)
    }

    /// The bytes in which it is kept, apart from the places of its values.
    pub fn length(&self) -> usize {
        self.head().bytes().len() + self.view.held()
    }

    /// The number of items of a list body; 0 for other bodies.
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

    /// The HTTP status, if one was recorded.
    pub fn status(&self) -> Option<i64> {
        self.response().get("status")?.as_i64()
    }

    /// Whether an exception was recorded.
    pub fn is_exception(&self) -> bool {
        self.response().get("is_exception").and_then(Cursor::as_bool) == Some(true)
    }

    /// The exception recorded instead of the response, or after a part of it.
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
        _ => Err(not_an_envelope(root)),
    }
}

/// The error for a `root` that is not an envelope: says what it lacks.
pub(super) fn not_an_envelope(root: Cursor<'_>) -> Error {
    let found = root.kind().described();
    if !root.is_object() {
        return not_a_recording(format!("expected a recording, an object, found {found}"));
    }
    match root.get("response") {
        Some(response) => not_a_recording(format!(
            "expected an object as 'response', found {}",
            response.kind().described()
        )),
        None => not_a_recording("expected a recording, an object with a 'response'"),
    }
}

fn not_a_recording(what: impl Into<String>) -> Error {
    Error::NotARecording { path: None, what: what.into() }
}
