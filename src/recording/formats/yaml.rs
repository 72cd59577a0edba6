//! Converts YAML text to JSON text.
//!
//! Scalars are interpreted by YAML 1.2's core schema, which for cassettes agrees with PyYAML.
//! Binary scalars become objects with the single key [`BINARY`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::yaml_indent::Indented;
use crate::error::{Grow, OutOfMemory, ParseError, Result, ensure, joined};
use crate::json::{Builder, Document};

/// The key for the base64 text of a binary scalar.
pub(super) const BINARY: &str = "!!binary";

/// The maximum nesting depth of containers, which leaves room for a few more around them in the
/// JSON.
const MAX_DEPTH: usize = 900;

/// The maximum number of bytes that aliases may expand to in total (64 MiB).
const MAX_ALIASED: usize = 64 << 20;

/// The memory that the parser may need per byte of text: it joins the lines of a scalar in a buffer
/// that doubles.
const PARSER: usize = 4;

/// Why YAML cannot be converted to JSON.
enum Fault {
    Wrong(String),
    OutOfMemory,
}

impl From<OutOfMemory> for Fault {
    fn from(_: OutOfMemory) -> Self {
        Fault::OutOfMemory
    }
}

fn wrong(what: impl Into<String>) -> Result<(), Fault> {
    Err(Fault::Wrong(what.into()))
}

/// The first document of `text` as JSON text. With `only_one`, the list of interactions ends after
/// the second.
///
/// # Errors
///
/// [`ParseError`] with the location of invalid YAML or of a key that is not a scalar; if there is
/// not enough memory.
pub(in crate::recording) fn to_json(text: &[u8], only_one: bool) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(text)
        .map_err(|error| ParseError::at(text, error.valid_up_to(), "invalid UTF-8"))?;
    let text = &*with_line_feeds(text)?;
    let (byte, what) = match converted(text, only_one)? {
        Ok(json) => return Ok(json),
        Err(wrong) => wrong,
    };
    // The parser is stricter than others with lines that continue a scalar.
    let wrong = match Indented::of(text)? {
        Some(indented) => {
            let text = std::str::from_utf8(&indented.text).unwrap_or_default();
            match converted(text, only_one)? {
                Ok(json) => return Ok(json),
                Err((byte, what)) => (indented.original(byte), what),
            }
        }
        None => (byte, what),
    };
    Err(ParseError::at(text.as_bytes(), wrong.0, wrong.1).into())
}

/// The text with a line feed for each carriage return that is a line end of its own, which every
/// byte leaves in its place.
fn with_line_feeds(text: &str) -> Result<Cow<'_, str>, OutOfMemory> {
    let bytes = text.as_bytes();
    let is_alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let mut places = memchr::memchr_iter(b'\r', bytes).filter(is_alone).peekable();
    if places.peek().is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut text = joined(&[bytes])?;
    places.for_each(|at| text[at] = b'\n');
    Ok(Cow::Owned(String::from_utf8(text).unwrap_or_default()))
}

/// The JSON text, or the byte at which something is wrong, and what.
fn converted(text: &str, only_one: bool) -> Result<Result<Vec<u8>, (usize, String)>, OutOfMemory> {
    ensure(text.len().saturating_mul(PARSER))?;
    let mut writer = Writer::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return Ok(Err(no_yaml(text, &error))),
        };
        let taken = match event {
            Event::DocumentEnd | Event::StreamEnd => break,
            event => writer.take(event),
        };
        match taken {
            Ok(()) => {}
            Err(Fault::Wrong(what)) => return Ok(Err((byte_of(text, span), what))),
            Err(Fault::OutOfMemory) => return Err(OutOfMemory),
        }
        if only_one && writer.interactions == 2 {
            writer.close_all()?;
            break;
        }
    }
    if writer.out.is_empty() {
        writer.out.extend_from_slice(b"null");
    }
    Ok(Ok(writer.out))
}

fn no_yaml(text: &str, error: &ScanError) -> (usize, String) {
    (byte_at(text, error.marker().index()), format!("invalid YAML: {}", error.info()))
}

fn byte_of(text: &str, span: Span) -> usize {
    byte_at(text, span.start.index())
}

fn byte_at(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
}

/// JSON text that is built value by value.
#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    open: Vec<Open>,
    anchors: HashMap<usize, Range<usize>>,
    aliased: usize,
    /// Whether the current value of the outermost mapping is the list of interactions.
    in_interactions: bool,
    /// The number of interactions that were read completely.
    interactions: usize,
}

/// A container that has not ended yet.
struct Open {
    is_mapping: bool,
    is_empty: bool,
    /// Whether a key was read, and its value comes next.
    after_key: bool,
    start: usize,
    anchor: usize,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref())
            }
            Event::SequenceStart(anchor, _) => self.open(false, anchor),
            Event::MappingStart(anchor, _) => self.open(true, anchor),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    /// Writes what comes before a value; returns whether the value is a key.
    fn before(&mut self) -> Result<bool, OutOfMemory> {
        let Some(open) = self.open.last_mut() else { return Ok(false) };
        if open.after_key {
            open.after_key = false;
            self.out.try_push(b':')?;
            return Ok(false);
        }
        if !std::mem::take(&mut open.is_empty) {
            self.out.try_push(b',')?;
        }
        open.after_key = open.is_mapping;
        Ok(open.is_mapping)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Fault> {
        let is_key = self.before()?;
        if is_key && self.open.len() == 1 {
            self.in_interactions = ["interactions", "http_interactions"].contains(&text);
        }
        let start = self.out.len();
        let mut json = Builder::new();
        match tag {
            _ if is_key => json.str(text),
            Some(tag) if tag.suffix == "binary" => {
                json.begin_object();
                json.key(BINARY);
                json.str(&text.split_ascii_whitespace().collect::<String>());
                json.end_object();
            }
            None if style == ScalarStyle::Plain => write_plain(text, &mut json),
            Some(tag) if ["int", "float", "bool", "null"].contains(&tag.suffix.as_str()) => {
                write_plain(text, &mut json);
            }
            _ => json.str(text),
        }
        self.out.try_extend(&json.try_finish()?)?;
        Ok(self.note(anchor, start)?)
    }

    fn open(&mut self, is_mapping: bool, anchor: usize) -> Result<(), Fault> {
        if self.before()? {
            return wrong("expected a scalar as key");
        }
        if self.open.len() == MAX_DEPTH {
            return wrong(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        let start = self.out.len();
        self.open.push(Open { is_mapping, is_empty: true, after_key: false, start, anchor });
        Ok(self.out.try_push(if is_mapping { b'{' } else { b'[' })?)
    }

    fn close(&mut self) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.out.try_push(if open.is_mapping { b'}' } else { b']' })?;
        if let [_, list] = self.open.as_slice()
            && !list.is_mapping
            && self.in_interactions
        {
            self.interactions += 1;
        }
        Ok(self.note(open.anchor, open.start)?)
    }

    /// Closes all open containers.
    fn close_all(&mut self) -> Result<(), OutOfMemory> {
        while let Some(open) = self.open.pop() {
            self.out.try_push(if open.is_mapping { b'}' } else { b']' })?;
        }
        Ok(())
    }

    fn note(&mut self, anchor: usize, start: usize) -> Result<(), OutOfMemory> {
        if anchor > 0 {
            self.anchors.try_reserve(1)?;
            self.anchors.insert(anchor, start..self.out.len());
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize) -> Result<(), Fault> {
        let is_key = self.before()?;
        // A container that has not ended yet cannot contain itself.
        let Some(value) = self.anchors.get(&anchor).cloned() else {
            return wrong("expected an alias of an earlier value");
        };
        if is_key && self.out.get(value.start) != Some(&b'"') {
            return wrong("expected a scalar as key");
        }
        self.aliased += value.len();
        if self.aliased > MAX_ALIASED {
            return wrong(format!("aliases that expand to more than {MAX_ALIASED} bytes"));
        }
        self.out.try_room(value.len())?;
        self.out.extend_from_within(value);
        Ok(())
    }
}

/// Writes an unquoted scalar.
fn write_plain(text: &str, json: &mut Builder) {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => json.null(),
        "true" | "True" | "TRUE" => json.bool(true),
        "false" | "False" | "FALSE" => json.bool(false),
        _ => {
            let digits = text.strip_prefix('+').unwrap_or(text);
            match is_number(digits) {
                true => json.raw(digits.as_bytes()),
                false => json.str(text),
            }
        }
    }
}

/// Whether a number is written the same way in JSON.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && Document::parse_lent(text.as_bytes()).is_ok()
}
