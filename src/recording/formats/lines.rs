//! Reads JSON lines: one recording per line, or the streams that the lines form.

use std::collections::VecDeque;
use std::io::BufRead;

use super::Format;
use super::compressed::reason;
use super::record::{One, Shape, of_view, unknown};
use super::sse::end_events;
use super::streams::{By, Streams};
use crate::error::{Error, Grow, ParseError, Result, joined};
use crate::json::{Document, FoldedDocument};
use crate::merge::objects_in;
use crate::recording::model::BODY;
use crate::sse::{Reader, is_done};

/// The maximum number of bytes of a line (256 MiB).
pub const MAX_LINE: usize = 256 << 20;

/// The number of lines after which the type of the lines must be detected.
const MOST_HELD: usize = 32;

/// The non-blank lines of a text.
pub(in crate::recording) struct Lines {
    source: Box<dyn BufRead + Send>,
    /// Lines that were inspected and will be returned again.
    held: VecDeque<Line>,
    /// Whether a line may hold several recordings.
    pub(in crate::recording) may_hold_several: bool,
    /// The number of the next line, from 0, and where it starts.
    number: usize,
    byte: usize,
    /// Whether the line read last has an end.
    is_ended: bool,
}

/// One line, without its end.
pub(in crate::recording) struct Line {
    text: Vec<u8>,
    number: usize,
    byte: usize,
}

impl Line {
    /// An error in the line, with its location in the file.
    fn error(&self, error: Error) -> Error {
        match error {
            Error::Parse(error) => {
                ParseError { byte: self.byte + error.byte, line: self.number + error.line, ..error }
                    .into()
            }
            Error::Recording { path, what } => {
                Error::Recording { path, what: format!("line {}: {what}", self.number + 1) }
            }
            Error::NotARecording { path, what } => {
                Error::NotARecording { path, what: format!("line {}: {what}", self.number + 1) }
            }
            other => other,
        }
    }

    /// The number of bytes of the line.
    pub(in crate::recording) fn size(&self) -> usize {
        self.text.len()
    }

    /// The recordings in it: one, except for formats in which a value may have several.
    ///
    /// # Errors
    ///
    /// With the location in the file.
    pub(in crate::recording) fn ones(mut self) -> Result<Vec<One>> {
        let parsed = FoldedDocument::parse_in(&mut self.text, &BODY);
        let ones = parsed.and_then(|view| {
            let head = view.head().clone();
            let ones = of_view(view)?.ok_or_else(|| match unknown(head.root()) {
                // The file is known to contain recordings, so the line is invalid.
                Error::NotARecording { path, what } => Error::Recording { path, what },
                other => other,
            })?;
            let ones = ones.collect::<Result<Vec<_>>>()?;
            let may_be_several = ones.first().is_some_and(|one| one.format.may_hold_several());
            match ones.len() {
                1 => Ok(ones),
                2.. if may_be_several => Ok(ones),
                count => {
                    let found = if count > 0 { "several" } else { "none" };
                    let what = format!("expected one recording in a line, found {found}");
                    Err(Error::recording(what))
                }
            }
        });
        ones.map_err(|error| self.error(error))
    }

    /// The recording in it, for formats in which it has one.
    ///
    /// # Errors
    ///
    /// As [`Line::ones`], and if it has several.
    pub(in crate::recording) fn one(self) -> Result<One> {
        let number = self.number;
        let mut ones = self.ones()?;
        match (ones.pop(), ones.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => {
                let what = "expected one recording in a line, found several";
                Err(Error::recording(format!("line {}: {what}", number + 1)))
            }
        }
    }
}

impl Lines {
    pub(in crate::recording) fn new(source: Box<dyn BufRead + Send>) -> Self {
        let (may_hold_several, number, byte, is_ended) = (false, 0, 0, true);
        Lines { source, held: VecDeque::new(), may_hold_several, number, byte, is_ended }
    }

    /// The next line.
    ///
    /// # Errors
    ///
    /// Those of the source, and for a line that is too long. Reading cannot continue then.
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
            self.is_ended = line.text.ends_with(b"\n");
            // Without the line end, an incomplete line has its error on that line, not on the next
            // one.
            while line.text.pop_if(|last| matches!(last, b'\n' | b'\r')).is_some() {}
            if !line.text.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    /// What the lines are, as detected from the first line that shows it. No line is consumed. A
    /// line that is not JSON may be one of a stream.
    ///
    /// # Errors
    ///
    /// [`Error::NotARecording`] if it is detected from none of them; [`Error::Parse`] with the first
    /// line that is not JSON, unless they are items of a stream.
    pub(in crate::recording) fn records(mut self) -> Result<Records> {
        let (mut first, mut broken, mut are_failures) = (None, None, true);
        while self.held.len() < MOST_HELD {
            let Some(line) = self.read()? else { break };
            let is_end = std::str::from_utf8(&line.text).is_ok_and(is_done);
            let parsed = match is_end {
                true => None,
                false => match joined(&[&line.text]).map_err(Error::from).and_then(Document::parse)
                {
                    Ok(parsed) => Some(parsed),
                    Err(error @ Error::Parse(_)) => {
                        broken.get_or_insert(line.error(error));
                        let text = String::from_utf8_lossy(&line.text);
                        let objects = objects_in(&text).unwrap_or_else(|| vec![&text]);
                        let first =
                            objects.first().and_then(|it| Document::parse_lent(it.as_bytes()).ok());
                        // Several recordings in a line are not read.
                        first.filter(|first| matches!(Shape::of(first.root()), Shape::Item))
                    }
                    Err(error) => return Err(error),
                },
            };
            let shape = match &parsed {
                Some(parsed) => Shape::of(parsed.root()),
                // Only streams end in this way.
                None if is_end && are_failures && !self.held.is_empty() => Shape::Item,
                None => Shape::Unknown,
            };
            if let (Some(parsed), None) = (&parsed, &first) {
                first = Some(line.error(unknown(parsed.root())));
            }
            let is_first = are_failures;
            are_failures &= matches!(shape, Shape::Failure);
            self.held.push_back(line);
            match shape {
                Shape::Item => return Ok(Records::Items(self)),
                // What follows tells whether it is an item.
                Shape::Unknown | Shape::Failure => {}
                Shape::Envelope | Shape::Record(_) if is_first => {
                    self.may_hold_several = shape.may_hold_several();
                    return Ok(Records::Lines(self));
                }
                Shape::Envelope | Shape::Record(_) => break,
            }
        }
        if are_failures && !self.held.is_empty() {
            return Ok(Records::Lines(self));
        }
        Err(broken.or(first).unwrap_or_else(|| Error::NotARecording {
            path: None,
            what: "expected a recording, found only blank lines".to_owned(),
        }))
    }

    /// The streams of all lines. They are read as event streams are, in which JSON may be without
    /// `data:`.
    ///
    /// # Errors
    ///
    /// As [`read_events`](super::sse::read_events), with the location in the file.
    pub(in crate::recording) fn streams(mut self) -> Result<Vec<One>> {
        let (mut streams, mut reader) = (Streams::default(), Reader::new());
        let mut next = 0;
        while let Some(line) = self.next()? {
            if reader.is_within_event() {
                let ends: &[u8] = if line.number > next { b"\n\n" } else { b"\n" };
                reader.feed(ends, |event| streams.take(&event))?;
            }
            next = line.number + 1;
            // Nearly all lines are objects.
            if !reader.is_within_event()
                && line.text.starts_with(b"{")
                && streams.push_line(&line.text)?
            {
                continue;
            }
            reader.at(line.byte, line.number);
            reader.feed(&line.text, |event| streams.take(&event))?;
        }
        if self.is_ended {
            reader.feed(b"\n", |event| streams.take(&event))?;
        }
        end_events(reader, &mut streams)?;
        streams.finish(By::Id, Format::Chunks)
    }
}

/// Appends the next line to `line`, including its end, but at most `most` bytes of it.
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

/// The contents of the lines of a text.
pub(in crate::recording) enum Records {
    /// Each line holds one or more recordings.
    Lines(Lines),
    /// The lines are items of streams.
    Items(Lines),
}
