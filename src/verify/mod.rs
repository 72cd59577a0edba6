//! Reports problems of recordings: names that no lookup would find, truncated streams, and whatever
//! else [`CHECKS`] lists.

mod baseline;
mod checks;
mod duplicates;
mod examined;
mod explained;
mod find;
mod finding;
mod folder;
mod layout;
mod name;
mod naming;
mod orphans;
mod response;
mod run;
mod tests_seen;

pub use baseline::{Baseline, GoneFinding};
pub use checks::{CHECKS, Check, Selection};
pub use examined::stem_of;
pub(crate) use find::differences;
pub use find::{
    By, Difference, Match, Near, Search, SearchedRequest, find_hash, find_request, nearest_texts,
};
pub use finding::{Finding, Verified};
pub use naming::Naming;
pub use orphans::{TestIds, test_ids};
pub use run::{Criteria, Step, verify};
