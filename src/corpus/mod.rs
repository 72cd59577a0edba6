//! Many files: found, read in parallel, and written whole or not at all.

mod durations;
mod find;
mod left_out;
mod normalize;
mod parallel;
mod recorded;
mod rule_book;
mod scan;
mod stats;
mod tree;
mod verify;
mod walk;
mod write;

pub use durations::Durations;
pub use find::{Asked, By, Difference, Match, Near, Search, find_hash, find_request};
pub use left_out::why_nothing;
pub use normalize::{Batch, Normalizing, Notable, Task, What, normalize};
pub use parallel::{FORKED, Waited, caught};
pub use rule_book::{Looked, RuleBook};
pub use scan::{Loaded, Scan, scan, scan_with};
pub use stats::{Counts, Stats, stats};
pub use tree::{Filter, Meant, tree};
pub use verify::{
    CHECKS, Check, Criteria, Finding, Selection, TestIds, Verified, rename_new, test_ids, verify,
};
pub use walk::{Found, walk};
pub use write::{PATIENCE_TO_STOP, Writer, write_file};
