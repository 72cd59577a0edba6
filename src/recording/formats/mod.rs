//! Converts files of other formats to envelopes as the OGX recorder would have written them. Each
//! format has its own module and is detected from the content.
//!
//! Everything that follows (views, merging, writing) handles only envelopes, so the knowledge about
//! a format is confined to its module.

mod aiperf;
mod array;
mod batch;
mod body;
mod cassette;
mod claude;
mod compressed;
mod envelope;
mod eventstream;
mod exchange;
mod har;
mod http;
mod lines;
mod mlflow;
mod read_warnings;
mod record;
mod request;
mod signs;
mod sniff;
mod sse;
mod streams;
mod yaml;
mod yaml_indent;
mod zstd;

pub(super) use array::{Array, Elements};
pub(super) use cassette::Cassette;
pub(super) use compressed::{Decoded, reason};
pub use lines::MAX_LINE;
pub(super) use lines::{Line, Lines, Records};
pub(super) use record::{One, Ones, are_several, of_view};
pub(super) use sniff::{Guess, goes_on_in_events, goes_on_in_lines, sniff};
pub(super) use sse::read_events;
pub(super) use yaml::to_json;

/// The file formats from which recordings are read.
///
/// ```
/// use deltafold::{Format, Recording};
/// let recording = Recording::parse(b"data: {\"choices\": []}\n\ndata: [DONE]\n".to_vec(), None)?;
/// assert_eq!(recording.format(), Format::Sse);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// An envelope of the OGX recorder, alone in its file or one of several
    Ogx,
    /// The text of a server-sent event stream
    Sse,
    /// The chunks of one or several streams, as JSON lines or a list
    Chunks,
    /// A request and a response, in any form
    Exchange,
    /// A line of a batch API's output
    Batch,
    /// A raw record of AIPerf
    AiPerf,
    /// An interaction of a VCR cassette
    Vcr,
    /// A message of a log of Claude Code or its Agent SDK
    Claude,
    /// An entry of an HTTP archive
    Har,
    /// A span of an MLflow trace
    MlFlow,
    /// The body of a response, without a request
    Body,
}

impl Format {
    /// The format's name, such as `sse`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Ogx => "ogx",
            Format::Sse => "sse",
            Format::Chunks => "chunks",
            Format::Exchange => "exchange",
            Format::Batch => "batch",
            Format::AiPerf => "aiperf",
            Format::Vcr => "vcr",
            Format::Claude => "claude",
            Format::Har => "har",
            Format::MlFlow => "mlflow",
            Format::Body => "body",
        }
    }

    /// Whether one value of a file in this format may hold several recordings, and other things.
    pub(super) fn may_hold_several(self) -> bool {
        matches!(self, Format::Har | Format::MlFlow)
    }

    /// The format with this name.
    pub fn of_name(name: &str) -> Option<Self> {
        use Format::*;
        [Ogx, Sse, Chunks, Exchange, Batch, AiPerf, Vcr, Claude, Har, MlFlow, Body]
            .into_iter()
            .find(|format| format.as_str() == name)
    }
}
