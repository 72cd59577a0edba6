//! Computes the hash under which the OGX recorder files a request.
//!
//! A hash is the SHA-256 of the request as `json.dumps(…, sort_keys=True)` writes it, without what
//! changes from run to run: scores, document ids, digits of floats, project ids.

mod by_test;
mod digits;
mod file_name;
mod former;
mod former_hashes;
mod hash;
mod numbers;
mod patterns;
mod place;
mod renaming;
mod request;
mod rules;
mod sha;
mod stored;
mod value;
mod writer;

pub(crate) use file_name::{FileName, unnumbered_stem};
pub use former_hashes::{Former, FormerHashes, FormerTest, older_hashes};
pub use hash::RequestHash;
pub use place::HashPlace;
pub use renaming::Renaming;
pub use request::{Http, Inference, Tool, http, inference, tool};
pub use rules::{RULES, RuleSet, Rules};
pub use sha::model_list_digest;
pub use stored::{ReleaseHashes, StoredRequest, of_recording};
pub use value::write_value;
pub use writer::HashWriter;
