//! Computes the hash under which the OGX recorder files a request.
//!
//! A hash is the SHA-256 of the request as `json.dumps(…, sort_keys=True)` writes it, without what
//! changes from run to run: scores, document ids, digits of floats, project ids.

mod digits;
mod hash;
mod numbers;
mod older;
mod patterns;
mod place;
mod request;
mod rules;
mod sha;
mod stored;
mod value;
mod writer;

pub use hash::RequestHash;
pub use older::{OlderRule, older_hashes};
pub use place::HashPlace;
pub use request::{Http, Inference, Tool, http, inference, is_model_list, tool};
pub use rules::{RULES, Rules};
pub use sha::model_list_digest;
pub use stored::{StoredRequest, of_recording};
pub use value::write_value;
pub use writer::HashWriter;
