//! Merged results, owned, and their JSON.

#[allow(clippy::module_inception)] // the room is named for what it holds
mod completion;
mod info;

pub use completion::Completion;
pub use info::{MergeInfo, Warning};
