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
mod events;
mod family;
mod genai;
mod interactions;
mod item_depth;
mod kind;
mod memory;
mod merge_info;
mod objects;
mod ollama;
mod options;
mod other_kinds;
mod parts;
mod payload;
mod pushed;
mod reasoning_tags;
mod received;
mod responses;
mod stream;

pub use accumulator::Accumulator;
pub use chat::accumulator::ChatAccumulator;
pub use chat::likeness::Likeness;
pub(crate) use chat::may_be_chunk as is_chat_chunk;
pub use chat::repeats::RepeatedChunks;
pub(crate) use complete::is_complete;
pub use completion::Completion;
pub use detect::{Form, Found, unwrapped};
pub(crate) use detect::{code_assist, holds_google, stream_event};
pub use events::{PartEvent, PartKind, SoFar, StreamEvent, Watcher};
#[cfg(feature = "internals")]
pub use family::test_family;
pub use family::{CHAT, Classes, Family, Merger, Take, check_item, families, family_named};
pub use kind::Kind;
pub(crate) use kind::{Undecided, form_alone, whole_family};
pub use merge_info::{MergeInfo, Warning};
pub(crate) use objects::objects_in;
pub use options::{MAX_CHOICE_INDEX, Options};
pub(crate) use other_kinds::is_empty_listing;
pub use parts::depth::{SAFE_DEPTH, depth};
pub(crate) use parts::failure::{is_failure, is_failure_alone};
pub(crate) use payload::{EventItems, INVALID, MOST_WARNINGS, Payloads, ReadWarning};
pub(crate) use payload::{after_done, mended, push_item, read_event, unreadable};
pub use reasoning_tags::ReasoningTags;
