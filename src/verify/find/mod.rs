//! Finds the recordings of a hash or a request, or the nearest ones with their differences.

mod asked;
mod difference;
mod nearest;
mod search;

pub use asked::Asked;
pub use difference::Difference;
pub use nearest::Near;
pub use search::{By, Match, Search, find_hash, find_request};
