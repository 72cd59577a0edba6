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
mod compressed;
mod envelope;
mod exchange;
mod http;
mod lines;
mod read_warnings;
mod record;
mod signs;
mod sniff;
mod sse;
mod streams;
mod yaml;

pub(super) use array::{Array, Elements};
pub(super) use cassette::Cassette;
pub(super) use compressed::{Decoded, reason};
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
            Format::Body => "body",
        }
    }

    /// The format with this name.
    pub fn of_name(name: &str) -> Option<Self> {
        use Format::*;
        [Ogx, Sse, Chunks, Exchange, Batch, AiPerf, Vcr, Body]
            .into_iter()
            .find(|format| format.as_str() == name)
    }
}
