//! The merge contract, a test per rule, and what must hold for any stream.

mod any_shape;
mod choice;
mod interleaving;
mod message;
mod reasoning;
mod stream;
mod support;
mod tool_calls;
mod top_level;
