//! Logs of Claude Code and its Agent SDK (`--output-format stream-json`): JSON lines, of which those
//! of the type `stream_event` hold an event of Anthropic's Messages; all others are skipped.
//!
//! One log may have several sessions, and those of sub-agents, whose events are interleaved. Each
//! message is a recording.

use std::collections::HashMap;

use super::Format;
use super::body::Body;
use super::envelope::Envelope;
use super::read_warnings::as_list;
use super::record::One;
use crate::error::{Error, Grow, Result, ensure_little};
use crate::json::{Builder, Cursor, Document, FoldedDocument, ListBuilder};
use crate::merge::{ReadWarning, stream_event};
use crate::recording::times::Times;

/// Whether a line has an event.
pub(super) fn is(line: Cursor<'_>) -> bool {
    stream_event(line).is_some()
}

/// The messages in the lines of a log, with these warnings about how it was read.
///
/// # Errors
///
/// If there is not enough memory.
pub(super) fn sessions(lines: &FoldedDocument, warnings: &[ReadWarning]) -> Result<Vec<One>> {
    let mut sessions = Sessions::default();
    let (mut warnings, mut count) = (warnings.iter().peekable(), 0);
    lines.try_each(|line| {
        count += 1;
        sessions.push(line)?;
        while let Some(warning) = warnings.next_if(|it| it.items <= count) {
            sessions.warn(warning);
        }
        Ok::<(), Error>(())
    })?;
    warnings.for_each(|warning| sessions.warn(warning));
    sessions.finish()
}

/// The messages of all sessions, in the order of their first events.
#[derive(Default)]
struct Sessions {
    messages: Vec<Message>,
    /// The last message of each session and sub-agent.
    open: HashMap<Vec<u8>, usize>,
}

struct Message {
    events: ListBuilder,
    /// The members of the line that name the session.
    names: Vec<u8>,
    /// How long the first token took, and which event has it.
    ttft_ns: Option<i64>,
    first_token: Option<usize>,
    has_stopped: bool,
    warnings: Vec<ReadWarning>,
}

const NAMES: [&str; 2] = ["session_id", "parent_tool_use_id"];

impl Sessions {
    /// Adds a warning to the last message.
    fn warn(&mut self, warning: &ReadWarning) {
        self.messages.last_mut().into_iter().for_each(|it| it.warnings.push(warning.clone()));
    }

    /// Adds the event of a line, if it has one.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    fn push(&mut self, line: Cursor<'_>) -> Result<()> {
        let Some(event) = stream_event(line) else { return Ok(()) };
        let kind = event.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        let kind = kind.as_deref();
        let names = names(line)?;
        let has_stopped = |at: &usize| self.messages.get(*at).is_some_and(|it| it.has_stopped);
        let open = self.open.get(&names).copied();
        let place = match open.filter(|at| kind != Some("message_start") || !has_stopped(at)) {
            Some(place) => place,
            None => {
                ensure_little()?;
                self.open.try_reserve(1).map_err(crate::error::OutOfMemory::from)?;
                self.open.insert(names.clone(), self.messages.len());
                let events = ListBuilder::new();
                let (ttft_ns, first_token, has_stopped) = (None, None, false);
                let warnings = Vec::new();
                let new = Message { events, names, ttft_ns, first_token, has_stopped, warnings };
                self.messages.try_push(new)?;
                self.messages.len() - 1
            }
        };
        let Some(message) = self.messages.get_mut(place) else { return Ok(()) };
        if kind == Some("content_block_delta") && message.first_token.is_none() {
            message.first_token = Some(message.events.len());
        }
        message.has_stopped |= kind == Some("message_stop");
        let ttft_ms = line.get("ttft_ms").and_then(Cursor::as_f64).filter(|ms| ms.is_finite());
        message.ttft_ns = message.ttft_ns.or(ttft_ms.map(|ms| (ms * 1e6) as i64));
        message.events.push(event.raw())
    }

    /// The recordings.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    fn finish(self) -> Result<Vec<One>> {
        let one = |message: Message| {
            let names = Document::parse(message.names)?;
            let warnings = as_list(message.warnings.iter());
            // The log has no times but this: how long after the request the first token came.
            let times = message.ttft_ns.map(|ttft| {
                let chunk = |number| (Some(number) == message.first_token).then_some(ttft);
                let chunks = (0..message.events.len()).map(chunk).collect();
                Times { start_ns: Some(0), end_ns: None, chunks }
            });
            let envelope = Envelope {
                others: Envelope::others(names.root(), &[]),
                times,
                ..Envelope::default()
            };
            Ok(One::new(
                envelope.with_body(Body::Items(message.events.into(), warnings))?,
                Format::Claude,
            ))
        };
        self.messages.into_iter().map(one).collect()
    }
}

/// The members of a line that name its session, as an object.
fn names(line: Cursor<'_>) -> Result<Vec<u8>> {
    let mut json = Builder::new();
    json.begin_object();
    for key in NAMES {
        if let Some(value) = line.get(key).and_then(Cursor::non_null) {
            json.key(key);
            json.value(value);
        }
    }
    json.end_object();
    Ok(json.try_finish()?)
}
