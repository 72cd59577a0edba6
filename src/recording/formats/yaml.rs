//! YAML text in, the same as JSON text out.
//!
//! Scalars are what YAML 1.2's core schema says, which for cassettes is what PyYAML says, too.
//! Binary ones become objects with the one key [`BINARY`].

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use crate::error::{ParseError, Result};
use crate::json::{Builder, Document};

/// The key under which the base64 text of a binary scalar stands.
pub(super) const BINARY: &str = "!!binary";

/// How deep containers may be nested: in JSON there may be a few more around them.
const MAX_DEPTH: usize = 900;

/// How many bytes aliases may stand for, in all (64 MiB).
const MAX_ALIASED: usize = 64 << 20;

/// The first document of `text` as JSON text.
///
/// # Errors
///
/// [`ParseError`] with the place of what is no YAML, and for keys that are no scalars.
pub(in crate::recording) fn to_json(text: &[u8]) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(text)
        .map_err(|error| ParseError::at(text, error.valid_up_to(), "invalid UTF-8"))?;
    let mut writer = Writer::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| no_yaml(text, &error))?;
        let what = match event {
            Event::DocumentEnd | Event::StreamEnd => break,
            event => writer.take(event),
        };
        what.map_err(|what| ParseError::at(text.as_bytes(), byte_of(text, span), what))?;
    }
    if writer.out.is_empty() {
        writer.out.extend_from_slice(b"null");
    }
    Ok(writer.out)
}

fn no_yaml(text: &str, error: &ScanError) -> ParseError {
    let start = byte_at(text, error.marker().index());
    ParseError::at(text.as_bytes(), start, format!("no YAML: {}", error.info()))
}

fn byte_of(text: &str, span: Span) -> usize {
    byte_at(text, span.start.index())
}

fn byte_at(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
}

/// JSON text that grows value by value.
#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    open: Vec<Open>,
    anchors: HashMap<usize, Range<usize>>,
    aliased: usize,
}

/// A container that has not ended.
struct Open {
    is_mapping: bool,
    is_empty: bool,
    /// Whether a key was read, and its value comes next.
    after_key: bool,
    start: usize,
    anchor: usize,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref())
            }
            Event::SequenceStart(anchor, _) => self.open(false, anchor),
            Event::MappingStart(anchor, _) => self.open(true, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                self.close();
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    /// Writes what comes before a value; whether the value is a key.
    fn before(&mut self) -> bool {
        let Some(open) = self.open.last_mut() else { return false };
        if open.after_key {
            open.after_key = false;
            self.out.push(b':');
            return false;
        }
        if !std::mem::take(&mut open.is_empty) {
            self.out.push(b',');
        }
        open.after_key = open.is_mapping;
        open.is_mapping
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), String> {
        let is_key = self.before();
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
        self.out.extend(json.finish());
        self.note(anchor, start);
        Ok(())
    }

    fn open(&mut self, is_mapping: bool, anchor: usize) -> Result<(), String> {
        if self.before() {
            return Err("expected a scalar as key".to_owned());
        }
        if self.open.len() == MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        let start = self.out.len();
        self.open.push(Open { is_mapping, is_empty: true, after_key: false, start, anchor });
        self.out.push(if is_mapping { b'{' } else { b'[' });
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.out.push(if open.is_mapping { b'}' } else { b']' });
        self.note(open.anchor, open.start);
    }

    fn note(&mut self, anchor: usize, start: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, start..self.out.len());
        }
    }

    fn alias(&mut self, anchor: usize) -> Result<(), String> {
        let is_key = self.before();
        // What has not ended yet cannot be a part of itself.
        let Some(value) = self.anchors.get(&anchor).cloned() else {
            return Err("expected an alias of a value that was there before".to_owned());
        };
        if is_key && self.out.get(value.start) != Some(&b'"') {
            return Err("expected a scalar as key".to_owned());
        }
        self.aliased += value.len();
        if self.aliased > MAX_ALIASED {
            return Err(format!("aliases that stand for more than {MAX_ALIASED} bytes"));
        }
        self.out.extend_from_within(value);
        Ok(())
    }
}

/// Writes a scalar that stands without quotes.
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

/// Whether JSON has the same number in the same letters.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && Document::parse(text.into()).is_ok()
}
