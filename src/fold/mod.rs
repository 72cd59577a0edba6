//! Whole recordings, or items pushed in any form, in; completions out.

mod accumulator;
mod item;
mod recording;
mod stream;
mod timing;

pub use accumulator::Accumulator;
pub use recording::merge_recording;
pub use timing::{ChoiceTiming, timing};
