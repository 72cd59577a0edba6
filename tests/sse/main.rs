//! Server-sent events: bytes in, events out.

mod reader;
mod splits;
