//! Loads recordings of LLM API calls and merges their streaming deltas per choice.
//!
//! [`Recording::load`] reads a file of any supported format, and [`Recording::merge`] merges its
//! stream; [`Accumulator`] merges items as they come. [`scan`] does the same with many files in
//! parallel, and [`run`] is the command line.
//!
//! ```
//! use deltafold::{Options, Recording};
//! let bytes = br#"{"response": {"body": [
//!     {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hel"}}]},
//!     {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "lo"}}]}
//! ]}}"#;
//! let recording = Recording::parse(bytes.to_vec(), None)?;
//! assert_eq!(recording.kind().as_str(), "chat.stream");
//! let completion = recording.merge(Options::default())?;
//! assert!(String::from_utf8_lossy(&completion.to_json()).contains("Hello"));
//! # Ok::<(), deltafold::Error>(())
//! ```
//!
//! DESIGN.md has the rooms of the source, each a module here, and what they may use of each other.

#![deny(unsafe_code)]
// Some of what the extension needs is not used by the command line.
#![cfg_attr(not(all(feature = "internals", feature = "python")), allow(dead_code, unused_imports))]

/// The examples of README.md in Rust.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod cli;
mod corpus;
mod error;
mod json;
mod merge;
mod normalize;
mod recording;
mod request_hash;
mod sse;
mod summary;
mod table;
mod verify;

#[cfg(feature = "python")]
mod python;
#[cfg(feature = "python")]
mod python_values;
#[cfg(feature = "python")]
mod sdk_objects;

pub use cli::{Interrupt, run};
pub use corpus::{Loaded, Scan, scan};
pub use error::{Error, OutOfMemory, ParseError, Result};
pub use json::{Cursor, Document, Number, Text, ValueKind};
pub use merge::{
    Accumulator, Completion, Family, Kind, MergeInfo, Options, PartEvent, PartKind, ReasoningTags,
    SoFar, StreamEvent, Warning,
};
pub use recording::{ChoiceTiming, Format, RecordedException, Recording, Recordings, Times};
pub use request_hash::RequestHash;

/// All rooms, for tests, benchmarks and fuzzers. What is here changes without notice.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub mod cli {
        pub use crate::cli::*;
    }
    pub mod corpus {
        pub use crate::corpus::*;
    }
    pub mod error {
        pub use crate::error::*;
    }
    pub mod json {
        pub use crate::json::*;
    }
    pub mod merge {
        pub use crate::merge::*;
    }
    pub mod normalize {
        pub use crate::normalize::*;
    }
    pub mod recording {
        pub use crate::recording::*;
    }
    pub mod request_hash {
        pub use crate::request_hash::*;
    }
    pub mod sse {
        pub use crate::sse::*;
    }
    pub mod summary {
        pub use crate::summary::*;
    }
    pub mod table {
        pub use crate::table::*;
    }
    pub mod verify {
        pub use crate::verify::*;
    }
}
