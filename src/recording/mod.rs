//! File bytes in; header, request, response and body items out.
//!
//! The format is the one that the OGX (formerly Llama Stack) API recorder writes: one JSON object
//! per recorded request, with `request`, `response`, `test_id` and `id_normalization_mapping`.

mod events;
mod exception;
mod id_mapping;
mod item;
mod model;
mod provider;
mod times;

pub use events::Payload;
pub use exception::RecordedException;
pub use item::unwrapped;
pub use model::{ChunkOf, Recording};
pub use times::Times;
