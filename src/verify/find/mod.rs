//! A hash or a request in; its recordings out, or the nearest ones with what differs.

mod asked;
mod difference;
mod nearest;
mod search;

pub use asked::Asked;
pub use difference::Difference;
pub use nearest::Near;
pub use search::{By, Match, Search, find_hash, find_request};
