//! `name`: compares the file's name with the hash of its request.

use super::examined::Examined;
use super::file_name::{FileName, OLD_DIGITS};
use super::finding::Finding;
use super::run::Criteria;
use crate::error::Result;
use crate::request_hash::{RequestHash, StoredRequest, older_hashes};

const CHECK: &str = "name";

pub(crate) fn check(examined: &Examined<'_>, _: &Criteria) -> Result<Option<Finding>> {
    let (request, hash) = match &examined.request {
        None => return Ok(None),
        Some((_, Err(error))) => {
            return Ok(Some(Finding::new(CHECK, format!("the request has no hash: {error}"))));
        }
        Some((request, Ok(hash))) => (request, hash),
    };
    let digest = examined.digest();
    let expected = match &digest {
        Some(digest) => format!("models-{hash}-{digest}"),
        None => hash.to_string(),
    };
    if examined.path.file_stem().is_some_and(|stem| *stem == *expected) {
        return Ok(None);
    }
    let (what, is_proved) = fault(FileName::of(examined.path), digest.as_deref(), request, hash)?;
    let new_name = format!("{expected}.json");
    let message = format!("{what}: expected {new_name}");
    Ok(Some(Finding { new_name: is_proved.then_some(new_name), ..Finding::new(CHECK, message) }))
}

/// What is wrong with a name, and whether it is proved to belong to this request.
fn fault(
    name: Option<FileName<'_>>,
    digest: Option<&str>,
    request: &StoredRequest<'_>,
    hash: &RequestHash,
) -> Result<(&'static str, bool)> {
    let Some(name) = name else { return Ok(("the name is not a request hash", false)) };
    let today = hash.to_string();
    if name.hash == today {
        return Ok(match (name.digest, digest) {
            (Some(_), Some(_)) => ("the name has the digest of other models", true),
            (None, Some(_)) => ("the name is not that of a model list", true),
            _ => ("the name is that of a model list, but the request is none", true),
        });
    }
    if is_prefix(name.hash, &today) {
        return Ok(("the name has only 12 digits of the request hash", true));
    }
    for older in older_hashes(request) {
        if is_prefix(name.hash, &older?.to_string()) {
            return Ok(("the name is a hash of the same request by an older rule", true));
        }
    }
    Ok(("the name is the hash of another request", false))
}

/// Whether a name that may be an old one has the beginning of the hash.
fn is_prefix(name: &str, hash: &str) -> bool {
    name == hash || name.len() == OLD_DIGITS && hash.starts_with(name)
}
