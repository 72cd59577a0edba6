//! Merged results, owned, and their JSON.

mod chat;
mod info;

pub use chat::ChatCompletion;
pub use info::{MergeInfo, Warning};
