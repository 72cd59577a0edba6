//! Whole recordings, or items pushed in any form, in; completions out.

mod accumulator;
mod brought;
mod depth;
mod item;
mod recording;
mod room;
mod stream;
mod timing;

pub use accumulator::Accumulator;
pub use recording::merge_recording;
pub use timing::{ChoiceTiming, timing};
