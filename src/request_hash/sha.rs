//! SHA-256 of the texts that this module writes.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::hash::RequestHash;

/// The hash of a text that represents a request.
pub(super) fn sha256(text: &[u8]) -> RequestHash {
    RequestHash(Sha256::digest(text).into())
}

/// The digest in the file name of a model list: eight digits computed from its model ids.
///
/// ```
/// let ids = ["b", "a", "b"].map(|id| id.as_bytes().to_vec());
/// assert_eq!(deltafold::internals::request_hash::model_list_digest(ids), "0eab8a0a");
/// ```
pub fn model_list_digest(ids: impl IntoIterator<Item = Vec<u8>>) -> String {
    let ids: BTreeSet<Vec<u8>> = ids.into_iter().collect();
    let mut joined = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        if number > 0 {
            joined.push(b'|');
        }
        joined.extend_from_slice(id);
    }
    format!("{:.8}", sha256(&joined))
}
