//! Chunks in, accumulators, completions out. `docs/merge-contract.md` has the rules.

mod audio;
mod call_places;
mod chat;
mod choice;
mod choices;
mod content;
mod extras;
mod identity;
mod index;
mod json_progress;
mod likeness;
mod lists;
mod logprobs;
mod message;
mod name;
mod notes;
mod reasoning;
mod repeats;
mod tool_call;
mod tool_calls;
mod value;

pub use chat::{ChatAccumulator, MAX_CHOICE_INDEX, Options};
pub use likeness::Likeness;
pub use repeats::RepeatedChunks;

/// What the mergers of other families are built of, too.
pub(crate) use extras::{Members, Rule};
pub(crate) use identity::Identity;
pub(crate) use index::Index;
pub(crate) use lists::{Appended, Last};
pub(crate) use notes::{Notes, Path};
