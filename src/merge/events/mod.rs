//! What a stream brings, as events for those who watch it: each merger reports the parts that its
//! last item made grow, the [`watcher`](self::watcher) turns their growth into deltas, and the
//! finished completion settles what is left.

mod event;
mod final_parts;
mod finish;
mod live;
mod part;
mod tagged;
mod watcher;

pub use event::{PartEvent, PartKind, SoFar, StreamEvent};
pub(crate) use final_parts::{REASONING, THOUGHTS, has_lists, is_call, reasoning_at};
pub(crate) use part::{At, Part};
pub use watcher::Watcher;
