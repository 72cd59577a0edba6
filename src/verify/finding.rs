//! What was found.

use std::path::PathBuf;

use crate::request_hash::RequestHash;

/// Something wrong with a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that found it.
    pub check: &'static str,
    /// What it is: a phrase that begins with a lower-case letter.
    pub message: String,
    /// The file name that would be right, where it is proved that the file is meant to have it.
    pub new_name: Option<String>,
    /// Another file that has to do with it.
    pub other: Option<PathBuf>,
}

impl Finding {
    pub(crate) fn new(check: &'static str, message: impl Into<String>) -> Self {
        Finding { check, message: message.into(), new_name: None, other: None }
    }
}

/// A recording that was verified.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, in the order of the checks.
    pub findings: Vec<Finding>,
    pub(crate) identity: Option<Identity>,
}

/// What no other recording should have: the hash, and for model lists the digest of their ids.
pub(crate) type Identity = (RequestHash, Option<String>);
