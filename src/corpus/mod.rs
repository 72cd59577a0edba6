//! Many files: found, read in parallel, and written whole or not at all.

mod durations;
mod normalize;
mod ordered;
mod rule_book;
mod scan;
mod stats;
mod tree;
mod walk;
mod write;

pub use durations::Durations;
pub use normalize::{Batch, Notable, PATIENCE, Task, What, normalize};
pub use ordered::{Ordered, Waited};
pub use rule_book::{Looked, RuleBook};
pub use scan::{Loaded, Scan, scan, scan_with};
pub use stats::{Counts, Stats, stats};
pub use tree::{Filter, Meant, tree};
pub use walk::{Found, walk};
pub use write::write_file;
