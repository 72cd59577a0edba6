//! Whole recordings, or items pushed in any form, in; completions out.

mod accumulator;
mod item;
mod recording;
mod stream;

pub use accumulator::Accumulator;
pub use recording::merge_recording;
