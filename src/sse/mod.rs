//! Bytes in any split in, server-sent events out, as the WHATWG event stream format has them.

mod event;
mod line;
mod open;
mod place;
mod reader;

pub use event::Event;
pub use reader::{DEFAULT_LIMIT, Reader};
