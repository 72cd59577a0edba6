//! Whole recordings, or items pushed in any form, in; completions out.

mod accumulator;
mod item;
mod payload;
mod recording;

pub use accumulator::Accumulator;
pub use recording::merge_recording;
