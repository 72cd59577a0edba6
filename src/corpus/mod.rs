//! Finds many files, reads them in parallel, and writes each whole or not at all.

mod distribution;
mod normalize;
mod nothing_found;
mod parallel;
mod path_text;
mod recorded;
mod rule_book;
mod safe_write;
mod scan;
mod stats;
mod trouble;
mod walk;

pub use distribution::Distribution;
pub use normalize::{Batch, Normalizing, Notable, Task, What, normalize};
pub use nothing_found::why_nothing_found;
pub use parallel::{FORKED, Parallel, Waited, caught};
pub use path_text::path_text;
pub(crate) use recorded::each_recorded;
pub use rule_book::{FoundRules, RuleBook};
pub use safe_write::{FileWriter, PATIENCE_TO_STOP, rename_new, write_file};
pub use scan::{Loaded, Scan, scan, scan_with};
pub use stats::{Counts, Stats, stats};
pub use trouble::{MOST_TROUBLES, Trouble};
pub use walk::{Filter, WalkedFile, walk};
