//! The events of a stream.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

/// One step of a stream, as seen by those who watch it.
///
/// The deltas of a part, joined, are its text. The text of its last event is what the completion
/// has: it only differs from the deltas if the merge took something back, such as arguments that
/// came twice.
///
/// ```
/// use deltafold::{Accumulator, Options, StreamEvent};
/// let mut merged = Accumulator::new(Options::default());
/// merged.watch();
/// merged.push(br#"{"choices": [{"delta": {"content": "Sal"}}]}"#)?;
/// merged.push(br#"{"choices": [{"delta": {"content": "ve"}, "finish_reason": "stop"}]}"#)?;
/// merged.finish()?;
/// let text = |event| match event {
///     StreamEvent::Delta { delta, .. } => String::from_utf8_lossy(&delta).into_owned(),
///     StreamEvent::Done { text, .. } => String::from_utf8_lossy(&text).into_owned(),
///     other => format!("{other:?}"),
/// };
/// let events: Vec<_> = merged.take_events().into_iter().map(text).collect();
/// assert_eq!(events[..3], ["Sal", "ve", "Salve"]);
/// assert!(events[3].starts_with("ChoiceDone"));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug)]
pub enum StreamEvent {
    /// A part has grown. The first delta of a tool call may be empty.
    Delta {
        /// The part.
        part: PartEvent,
        /// What was added, in WTF-8.
        delta: Vec<u8>,
    },
    /// A part is complete.
    Done {
        /// The part.
        part: PartEvent,
        /// All of it, in WTF-8.
        text: Vec<u8>,
    },
    /// Log probabilities arrived, or are complete.
    Logprobs {
        /// The index of the choice.
        choice: i64,
        /// What they are about: `content` or `refusal`.
        of: &'static str,
        /// The new entries, or all of them, as a JSON list.
        entries: Vec<u8>,
        /// Whether these are all.
        is_done: bool,
    },
    /// A choice is complete. Nothing about it follows.
    ChoiceDone {
        /// The index of the choice.
        choice: i64,
        /// Its finish reason, in WTF-8, if there is one.
        finish_reason: Option<Vec<u8>>,
    },
    /// The stream reported an error.
    Error {
        /// The choice that it is about, if it is about one.
        choice: Option<i64>,
        /// The error as JSON.
        error: Vec<u8>,
    },
}

/// The part of a choice that an event is about, at the time of the event.
#[derive(Clone, Debug)]
pub struct PartEvent {
    /// The number of the part in its stream: no other part has it.
    pub number: usize,
    /// The index of the choice.
    pub choice: i64,
    /// What it is.
    pub kind: PartKind,
    /// Its index: no other part of this kind in this choice has it.
    pub index: i64,
    /// The id of a tool call, in WTF-8, if it has arrived.
    pub id: Option<Arc<[u8]>>,
    /// The name of what a tool call calls, in WTF-8, if it has arrived.
    pub name: Option<Arc<[u8]>>,
    /// Whether the text is JSON, as the arguments of a function are.
    pub is_json: bool,
    /// The text up to and including this event.
    pub so_far: SoFar,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartKind {
    /// Reasoning, as far as the provider shows it.
    Reasoning,
    /// Text of the answer.
    Content,
    /// A refusal.
    Refusal,
    /// What is said in audio.
    Transcript,
    /// The arguments of a tool call.
    ToolCall,
}

/// The beginning of a text that may grow: the events of a part share one text.
#[derive(Clone, Debug, Default)]
pub struct SoFar {
    text: Arc<Mutex<Vec<u8>>>,
    length: usize,
}

impl SoFar {
    /// Appends a piece; copies made before keep their length.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        text.extend_from_slice(piece);
        self.length = text.len();
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Passes the bytes from `start` on, in WTF-8, to `look`.
    pub fn with<T>(&self, start: usize, look: impl FnOnce(&[u8]) -> T) -> T {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        look(text.get(start..self.length).unwrap_or_default())
    }

    /// The text, with U+FFFD for each lone surrogate.
    pub fn to_text(&self) -> String {
        self.with(0, |text| match String::from_utf8_lossy(text) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        })
    }
}
