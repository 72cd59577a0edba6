//! Parses the bytes of a file into a recording's header, request, response and body items.
//!
//! A recording is an envelope as the OGX (formerly Llama Stack) API recorder writes it: one JSON
//! object per recorded request, with `request`, `response`, `test_id` and
//! `id_normalization_mapping`. Files of other formats are converted to such envelopes first.

mod chunks;
mod events;
mod exception;
mod file;
mod formats;
mod id_mapping;
mod item;
mod kept;
mod kind;
mod lines;
mod merge;
mod model;
mod open;
mod provider;
mod read_warnings;
mod record;
mod times;
mod timing;
mod url;

pub use chunks::{ChunkHolders, ChunkOf};
pub use exception::RecordedException;
pub use file::Recordings;
pub use formats::{Format, MAX_LINE};
pub use lines::{LineBatch, LineBatches};
pub use model::Recording;
pub use record::Record;
pub use times::Times;
pub use timing::ChoiceTiming;
pub use url::Url;
