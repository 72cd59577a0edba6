//! Reads server-sent events, as defined by the WHATWG event stream format, from bytes split
//! anywhere.

mod brackets;
mod event;
mod line;
mod open;
mod place;
mod reader;

pub(crate) use brackets::Brackets;
pub use event::Event;
pub(crate) use event::{are_apart, is_done};
pub use reader::{DEFAULT_LIMIT, Reader};
