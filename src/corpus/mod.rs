//! Finds many files, reads them in parallel, and writes each whole or not at all.

mod durations;
mod left_out;
mod normalize;
mod parallel;
mod recorded;
mod rule_book;
mod safe_write;
mod scan;
mod stats;
mod walk;

pub use durations::Durations;
pub use left_out::why_nothing;
pub use normalize::{Batch, Normalizing, Notable, Task, What, normalize};
pub use parallel::{FORKED, Waited, caught};
pub(crate) use recorded::each_recorded;
pub use rule_book::{Looked, RuleBook};
pub use safe_write::{PATIENCE_TO_STOP, Writer, rename_new, write_file};
pub use scan::{Loaded, Scan, scan, scan_with};
pub use stats::{Counts, Stats, stats};
pub use walk::{Filter, WalkedFile, walk};
