//! Finds the recordings of a hash or a request, or the nearest ones with their differences.

mod difference;
mod nearest;
mod search;
mod searched_request;

pub use difference::Difference;
pub(crate) use difference::differences;
pub use nearest::{Near, nearest_texts};
pub use search::{By, Match, Search, find_hash, find_request};
pub use searched_request::SearchedRequest;
