//! What the data of server-sent events contains.

use std::borrow::Cow;

use super::kind::type_from_name;
use super::objects::{is_object, is_whole, objects_after, without_framing};
use crate::error::{Error, ParseError, Result, joined};
use crate::json::{Builder, Cursor, Document, ListBuilder, Text, ValueKind};
use crate::sse::{Event, is_done};

/// What a piece of data contains for the reader of the stream.
#[derive(Debug)]
pub enum Payload<T> {
    /// An item of the stream.
    Item(T),
    /// The `[DONE]` that ends a stream.
    Done,
    /// Data that is not a JSON object.
    Unreadable(ParseError),
    /// The data that follows has bytes that are not text.
    Mended(ParseError),
}

/// Receives the payloads of events.
pub(crate) trait Payloads {
    /// Takes the text of an item.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] if it is not JSON, and [`Error::Merge`] if it is not an object; nothing has
    /// changed then.
    fn item(&mut self, text: &str) -> Result<()>;

    /// Takes the end of the stream.
    fn done(&mut self) -> Result<()>;

    /// Takes a notice of data that was left out, with its place in the stream.
    fn unreadable(&mut self, error: ParseError) -> Result<()>;

    /// Takes a notice that the data that follows has bytes that are not text, with the first place.
    fn mended(&mut self, error: &ParseError) -> Result<()>;
}

/// Hands the payloads of an event to `to`: usually one, and none for empty data and comments.
///
/// The data of an event named `error` becomes the value of a key `error`, unless it is an object
/// that has this key or a `type` of `error`; data that is not JSON becomes the message itself. The
/// name of any other event fills in a missing `type`, if a family has events with this name.
///
/// # Errors
///
/// Those of `to`.
pub(crate) fn read_event(event: &Event<'_>, to: &mut impl Payloads) -> Result<()> {
    let data = without_framing(event.data);
    if is_silent(data) {
        return Ok(());
    }
    if is_done(data) {
        return to.done();
    }
    if let Some(error) = event.invalid {
        to.mended(error)?;
    }
    match to.item(&named(event, data)) {
        Ok(()) => Ok(()),
        Err(error) => read_unlike(event, data, error, to),
    }
}

/// Reads data that is not one object.
#[cold]
fn read_unlike(event: &Event<'_>, data: &str, error: Error, to: &mut impl Payloads) -> Result<()> {
    let error = match (error, is_list_of_objects(data)) {
        (Error::Parse(error), _) => error,
        // Google sends some errors as a list.
        (Error::Merge { .. }, Some(list)) => {
            return list.root().items().try_for_each(|item| to.item(&to_text(item)));
        }
        (Error::Merge { what }, None) => ParseError::at(data.as_bytes(), 0, what),
        (other, _) => return Err(other),
    };
    match Document::parse(joined(&[data.as_bytes()])?) {
        // An object that cannot be taken is not the fault of the data.
        Ok(value) if value.root().is_object() => return Err(event.in_stream(error).into()),
        // Some gateways write the JSON of the JSON.
        Ok(value) => {
            if let Some(text) = value.root().as_text().map(Text::to_str)
                && is_object(&text)
            {
                return to.item(&named(event, &text));
            }
        }
        Err(_) => {
            let errors = ["error:", "Error:"].iter().find_map(|field| data.strip_prefix(field));
            if let Some(message) = errors {
                return to.item(&error_item(message.trim_ascii()));
            }
            if let Some((cut, values)) = objects_after(data) {
                if !cut.is_empty() {
                    let error = noted(error, cut);
                    to.unreadable(event.in_stream(in_data(error, event.data, data)))?;
                }
                return values.into_iter().try_for_each(|text| match is_done(text) {
                    true => to.done(),
                    false => to.item(&named(event, text)),
                });
            }
        }
    }
    if !data.lines().map(without_framing).any(is_whole) {
        let error = noted(error, data);
        return to.unreadable(event.in_stream(in_data(error, event.data, data)));
    }
    // Lines between which a blank line is missing, one of them broken.
    for line in data.lines() {
        let text = without_framing(line);
        if is_silent(text) {
            continue;
        }
        if is_done(text) {
            to.done()?;
        } else if is_whole(text) {
            to.item(&named(event, text))?;
        } else {
            let what = "expected a JSON object in each line";
            let error = noted(ParseError::at(text.as_bytes(), 0, what), text);
            to.unreadable(event.in_stream(in_data(error, event.data, text)))?;
        }
    }
    Ok(())
}

fn to_text(item: Cursor<'_>) -> Cow<'_, str> {
    String::from_utf8_lossy(item.raw())
}

fn is_list_of_objects(data: &str) -> Option<Document> {
    let list = data.starts_with('[').then(|| Document::parse(data.into()).ok()).flatten()?;
    let mut items = list.root().items().peekable();
    (items.peek().is_some() && items.all(Cursor::is_object)).then_some(list)
}

/// Only the beginning of longer data is quoted.
const LONGEST_QUOTE: usize = 80;

/// The error with the data in which it is.
fn noted(error: ParseError, data: &str) -> ParseError {
    let quoted: String = data.chars().take(LONGEST_QUOTE).collect();
    ParseError { what: format!("{} in {quoted:?}", error.what), ..error }
}

/// Whether data only keeps the connection open: blank, a comment, `null`, or a field other than
/// data, which a gateway has framed once more.
fn is_silent(data: &str) -> bool {
    let fields = ["event:", "id:", "retry:"];
    data.is_empty()
        || data.starts_with(':')
        || data == "null"
        || fields.iter().any(|field| data.starts_with(field))
}

/// An error in `part`, as an error in `data`, of which it is a part.
fn in_data(error: ParseError, data: &str, part: &str) -> ParseError {
    let start = (part.as_ptr() as usize).saturating_sub(data.as_ptr() as usize);
    let at = ParseError::at(data.as_bytes(), start + error.byte, error.what);
    ParseError { path: error.path, ..at }
}

/// The text of an item with what the name of its event adds.
fn named<'d>(event: &Event<'_>, data: &'d str) -> Cow<'d, str> {
    match event.event {
        None => Cow::Borrowed(data),
        Some("error") => error_item(data),
        // Most data has its type first.
        Some(_) if data.starts_with("{\"type\"") || data.starts_with("{\"event_type\"") => {
            Cow::Borrowed(data)
        }
        Some(name) => with_type(name, data),
    }
}

fn error_item(data: &str) -> Cow<'_, str> {
    let parsed = Document::parse(data.into()).ok();
    let names_itself = |object: Cursor<'_>| {
        let says = |key| object.get(key).and_then(Cursor::as_text).is_some_and(|it| it == *"error");
        says("type") || object.get("error").is_some_and(|error| !error.is_null())
    };
    if parsed.as_ref().is_some_and(|object| names_itself(object.root())) {
        return Cow::Borrowed(data);
    }
    let mut item = Builder::new();
    item.begin_object();
    item.key("error");
    match &parsed {
        Some(value) => item.value(value.root()),
        None => item.str(data),
    }
    item.end_object();
    Cow::Owned(String::from_utf8_lossy(&item.finish()).into_owned())
}

/// The item with the name of its event as its type, if it lacks one and the name is a type of some
/// family.
fn with_type<'d>(name: &str, data: &'d str) -> Cow<'d, str> {
    let Ok(parsed) = Document::parse(data.into()) else { return Cow::Borrowed(data) };
    let root = parsed.root();
    let has_type = ["type", "event_type"].iter().any(|key| root.get(key).is_some());
    if !root.is_object() || has_type || !type_from_name(root, name) {
        return Cow::Borrowed(data);
    }
    let mut item = Builder::new();
    item.begin_object();
    item.key("type");
    item.str(name);
    for (key, value) in root.members() {
        item.key_text(key);
        item.value(value);
    }
    item.end_object();
    Cow::Owned(String::from_utf8_lossy(&item.finish()).into_owned())
}

/// Payloads as documents, in their order.
#[derive(Default)]
pub(crate) struct Parsed(pub(crate) Vec<Payload<Document>>);

impl Payloads for Parsed {
    fn item(&mut self, text: &str) -> Result<()> {
        let item = Document::parse(joined(&[text.as_bytes()])?)?;
        check_object(item.root().kind())?;
        self.0.push(Payload::Item(item));
        Ok(())
    }

    fn done(&mut self) -> Result<()> {
        self.0.push(Payload::Done);
        Ok(())
    }

    fn unreadable(&mut self, error: ParseError) -> Result<()> {
        self.0.push(Payload::Unreadable(error));
        Ok(())
    }

    fn mended(&mut self, error: &ParseError) -> Result<()> {
        self.0.push(Payload::Mended(error.clone()));
        Ok(())
    }
}

fn check_object(kind: ValueKind) -> Result<()> {
    match kind {
        ValueKind::Object => Ok(()),
        kind => Err(Error::merge(format!("expected a JSON object, found {}", kind.described()))),
    }
}

/// A warning about the reading of a stream, and how many items had been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadWarning {
    pub(crate) items: usize,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

/// At most this many are kept.
pub(crate) const MOST_WARNINGS: usize = 64;

/// The items of one stream.
#[derive(Default)]
pub(crate) struct EventItems {
    pub(crate) list: ListBuilder,
    pub(crate) warnings: Vec<ReadWarning>,
    is_done: bool,
    is_after_done: bool,
}

impl EventItems {
    /// Adds the items of an event.
    ///
    /// # Errors
    ///
    /// If the list would become too long, or there is not enough memory.
    pub(crate) fn take(&mut self, event: &Event<'_>) -> Result<()> {
        read_event(event, self)
    }

    fn warn(&mut self, code: &'static str, detail: String) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(ReadWarning { items: self.list.len(), code, detail });
        }
    }
}

impl Payloads for EventItems {
    fn item(&mut self, text: &str) -> Result<()> {
        push_item(text, &mut self.list)?;
        if self.is_done && !std::mem::replace(&mut self.is_after_done, true) {
            self.warn("after_done", after_done(self.list.len()));
        }
        Ok(())
    }

    fn done(&mut self) -> Result<()> {
        self.is_done = true;
        Ok(())
    }

    fn unreadable(&mut self, error: ParseError) -> Result<()> {
        self.warn("unreadable_event", unreadable(&error));
        Ok(())
    }

    fn mended(&mut self, error: &ParseError) -> Result<()> {
        self.warn(INVALID, mended(error));
        Ok(())
    }
}

/// Adds an object to a list.
///
/// # Errors
///
/// As [`Payloads::item`].
pub(crate) fn push_item(text: &str, list: &mut ListBuilder) -> Result<()> {
    if !text.trim_ascii_start().starts_with('{') {
        let value = Document::parse(joined(&[text.as_bytes()])?)?;
        check_object(value.root().kind())?;
    }
    list.push(text.as_bytes())
}

/// The detail of a warning about an item after the end of its stream, by the item's number from 1.
pub(crate) fn after_done(number: usize) -> String {
    format!("item {number} comes after [DONE]: it is merged, too")
}

/// The code of a warning about bytes that are not text.
pub(crate) const INVALID: &str = "invalid_utf8";

/// The detail of that warning.
pub(crate) fn mended(error: &ParseError) -> String {
    format!("bytes that are not text are read as U+FFFD: {error}")
}

/// The detail of a warning about data that is left out.
pub(crate) fn unreadable(error: &ParseError) -> String {
    format!("data that is not a JSON object is left out: {error}")
}
