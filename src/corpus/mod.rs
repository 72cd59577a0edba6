//! Many files: found, read in parallel, and written whole or not at all.

mod durations;
mod find;
mod ordered;
mod scan;
mod stats;
mod verify;
mod walk;
mod write;

pub use durations::Durations;
pub use find::{Asked, By, Difference, Match, Near, Search, find_hash, find_request};
pub use ordered::{Ordered, Waited};
pub use scan::{Loaded, Scan, scan, scan_with};
pub use stats::{Counts, Stats, stats};
pub use verify::{
    CHECKS, Check, Finding, Rules, Selection, TestIds, Verified, Verify, rename_new, test_ids,
    verify,
};
pub use walk::{Found, walk};
pub use write::write_file;
