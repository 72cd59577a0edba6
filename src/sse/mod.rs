//! Reads server-sent events, as defined by the WHATWG event stream format, from bytes split
//! anywhere.

mod event;
mod line;
mod open;
mod place;
mod reader;

pub use event::Event;
pub use reader::{DEFAULT_LIMIT, Reader};
