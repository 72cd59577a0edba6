//! Many files: found, read in parallel, and written whole or not at all.

mod durations;
mod ordered;
mod scan;
mod stats;
mod walk;
mod write;

pub use durations::Durations;
pub use ordered::{Ordered, Waited};
pub use scan::{Loaded, Scan, scan, scan_with};
pub use stats::{Counts, Stats, stats};
pub use walk::{Found, walk};
pub use write::{Mode, Recovery, Writer, recover, recover_in, write_file};
