//! Files: written whole or not at all.

mod write;

pub use write::write_file;
