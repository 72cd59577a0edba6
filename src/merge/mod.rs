//! Chunks in, accumulators, completions out. `docs/merge-contract.md` has the rules.

mod audio;
mod chat;
mod choice;
mod content;
mod extras;
mod json_progress;
mod lists;
mod logprobs;
mod message;
mod name;
mod notes;
mod reasoning;
mod repeats;
mod tool_call;
mod tool_calls;

pub use chat::{ChatAccumulator, MAX_CHOICE_INDEX, Options};
pub use repeats::RepeatedChunks;
