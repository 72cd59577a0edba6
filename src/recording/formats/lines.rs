//! JSON lines in; recordings out, one a line, or the streams of all lines.

use std::collections::VecDeque;
use std::io::BufRead;

use super::Format;
use super::compressed::reason;
use super::record::{One, Shape, of_view, unknown};
use super::streams::{By, Streams};
use crate::error::{Error, Grow, ParseError, Result, joined};
use crate::json::{Document, FoldedDocument};
use crate::recording::model::BODY;

/// How many bytes a line may have (256 MiB).
const MAX_LINE: usize = 256 << 20;

/// So many lines may go by before one tells what they are.
const MOST_HELD: usize = 32;

/// The lines of a text that are not blank.
pub(in crate::recording) struct Lines {
    source: Box<dyn BufRead + Send>,
    /// What was looked at and is to come again.
    held: VecDeque<Line>,
    /// Of the next line: its number from 0, and where it starts.
    number: usize,
    byte: usize,
}

/// One line, without its end.
pub(in crate::recording) struct Line {
    text: Vec<u8>,
    number: usize,
    byte: usize,
}

impl Line {
    /// An error in the line, with the place that it has in the file.
    fn error(&self, error: Error) -> Error {
        match error {
            Error::Parse(error) => {
                ParseError { byte: self.byte + error.byte, line: self.number + error.line, ..error }
                    .into()
            }
            Error::Recording { path, what } => {
                Error::Recording { path, what: format!("line {}: {what}", self.number + 1) }
            }
            Error::NoRecording { path, what } => {
                Error::NoRecording { path, what: format!("line {}: {what}", self.number + 1) }
            }
            other => other,
        }
    }

    /// How many bytes it has.
    pub(in crate::recording) fn size(&self) -> usize {
        self.text.len()
    }

    /// The recording in it.
    ///
    /// # Errors
    ///
    /// With the place in the file.
    pub(in crate::recording) fn one(mut self) -> Result<One> {
        let parsed = FoldedDocument::parse_in(&mut self.text, &BODY);
        let one = parsed.and_then(|view| {
            let head = view.head().clone();
            let mut ones = of_view(view)?.ok_or_else(|| match unknown(head.root()) {
                // Other lines of the file are recordings.
                Error::NoRecording { path, what } => Error::Recording { path, what },
                other => other,
            })?;
            match (ones.next().transpose()?, ones.next()) {
                (Some(one), None) => Ok(one),
                (one, _) => {
                    let found = if one.is_some() { "several" } else { "none" };
                    let what = format!("expected one recording in a line, found {found}");
                    Err(Error::recording(what))
                }
            }
        });
        one.map_err(|error| self.error(error))
    }

    fn is_done(&self) -> bool {
        self.text.trim_ascii() == b"[DONE]"
    }

    fn starts_an_object(&self) -> bool {
        let text = self.text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.text);
        text.trim_ascii_start().starts_with(b"{")
    }
}

impl Lines {
    pub(in crate::recording) fn new(source: Box<dyn BufRead + Send>) -> Self {
        Lines { source, held: VecDeque::new(), number: 0, byte: 0 }
    }

    /// The next line.
    ///
    /// # Errors
    ///
    /// Those of the source, and for a line that is too long. There is no way on then.
    pub(in crate::recording) fn next(&mut self) -> Result<Option<Line>> {
        match self.held.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    fn read(&mut self) -> Result<Option<Line>> {
        loop {
            let mut text = Vec::new();
            let read = read_line(&mut self.source, MAX_LINE + 1, &mut text);
            let mut line = Line { text, number: self.number, byte: self.byte };
            read.map_err(|error| line.error(reason(error, &line.text)))?;
            if line.text.len() > MAX_LINE {
                let what = format!("lines may have at most {MAX_LINE} bytes");
                return Err(line.error(ParseError::at(&[], 0, what).into()));
            }
            if line.text.is_empty() {
                return Ok(None);
            }
            self.number += 1;
            self.byte += line.text.len();
            // What is missing at the end of a line is missed there, and not in the next one.
            while line.text.pop_if(|last| matches!(last, b'\n' | b'\r')).is_some() {}
            if !line.text.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    /// What the lines are, told by the first one that tells it, and not read for that.
    ///
    /// # Errors
    ///
    /// [`Error::NoRecording`] if none does.
    pub(in crate::recording) fn records(mut self) -> Result<Records> {
        let mut first = None;
        while self.held.len() < MOST_HELD {
            let Some(line) = self.read()? else { break };
            let parsed = match line.is_done() {
                true => None,
                false => {
                    let parsed =
                        joined(&[&line.text]).map_err(Error::from).and_then(Document::parse);
                    Some(parsed.map_err(|error| line.error(error))?)
                }
            };
            let shape = parsed.as_ref().map_or(Shape::Unknown, |line| Shape::of(line.root()));
            if let (Some(parsed), None) = (&parsed, &first) {
                first = Some(line.error(unknown(parsed.root())));
            }
            let is_first = self.held.is_empty();
            self.held.push_back(line);
            match shape {
                Shape::Item => return Ok(Records::Items(self)),
                Shape::Unknown => {}
                Shape::Envelope | Shape::Record(_) if is_first => return Ok(Records::Lines(self)),
                Shape::Envelope | Shape::Record(_) => break,
            }
        }
        Err(first.unwrap_or_else(|| Error::NoRecording {
            path: None,
            what: "expected a recording, found only blank lines".to_owned(),
        }))
    }

    /// The streams of all lines.
    ///
    /// # Errors
    ///
    /// With the place in the file.
    pub(in crate::recording) fn streams(mut self) -> Result<Vec<One>> {
        let mut streams = Streams::default();
        while let Some(line) = self.next()? {
            if line.is_done() {
                streams.end();
                continue;
            }
            streams.push(&line.text).map_err(|error| line.error(error))?;
            if !line.starts_an_object() {
                let error = ParseError::at(&line.text, 0, "expected an object");
                return Err(line.error(error.into()));
            }
        }
        streams.finish(By::Id, Format::Chunks)
    }
}

/// Appends the next line to `line`, its end included, but no more than so many bytes of it.
fn read_line(source: &mut dyn BufRead, most: usize, line: &mut Vec<u8>) -> std::io::Result<()> {
    while line.len() < most {
        let bytes = match source.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            bytes => bytes?,
        };
        let end = memchr::memchr(b'\n', bytes).map(|newline| newline + 1);
        let count = end.unwrap_or(bytes.len()).min(most - line.len());
        line.try_extend(&bytes[..count]).map_err(|_| std::io::ErrorKind::OutOfMemory)?;
        source.consume(count);
        if count == 0 || line.ends_with(b"\n") {
            break;
        }
    }
    Ok(())
}

/// What the lines of a text are.
pub(in crate::recording) enum Records {
    /// Each is a recording, or several.
    Lines(Lines),
    /// They are items of streams.
    Items(Lines),
}
