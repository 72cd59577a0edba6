//! Merges the items of a stream into a completion. `docs/merge-contract.md` has the rules.
//!
//! [`family`] defines what every family of responses must provide, and lists all of them; each is a
//! folder or a file here.

mod accumulator;
mod anthropic;
mod chat;
mod cohere;
mod complete;
mod completion;
mod completions;
mod converse;
mod detect;
mod family;
mod genai;
mod interactions;
mod item_depth;
mod kind;
mod memory;
mod merge_info;
mod ollama;
mod options;
mod other_kinds;
mod parts;
mod payload;
mod pushed;
mod received;
mod responses;
mod stream;

pub use accumulator::Accumulator;
pub use chat::accumulator::ChatAccumulator;
pub use chat::likeness::Likeness;
pub use chat::repeats::RepeatedChunks;
pub(crate) use complete::is_complete;
pub use completion::Completion;
pub(crate) use detect::stream_event;
pub use detect::{Form, Found, unwrapped};
#[cfg(feature = "internals")]
pub use family::test_family;
pub use family::{CHAT, Classes, Family, Merger, Take, check_item, families, family_named};
pub use kind::Kind;
pub(crate) use kind::form_alone;
pub use merge_info::{MergeInfo, Warning};
pub use options::{MAX_CHOICE_INDEX, Options};
pub(crate) use other_kinds::is_empty_listing;
pub use parts::depth::{SAFE_DEPTH, depth};
pub use payload::Payload;
pub(crate) use payload::{EventItems, push_item};
