//! Many files: found, read in parallel, and written whole or not at all.

mod ordered;
mod scan;
mod walk;
mod write;

pub use ordered::{Ordered, Waited};
pub use scan::{Loaded, Scan, scan};
pub use walk::{Found, walk};
pub use write::write_file;
