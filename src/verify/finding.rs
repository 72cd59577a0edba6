//! The results of verifying.

use std::path::PathBuf;

use super::naming::Naming;
use crate::request_hash::{ReleaseHashes, RequestHash};

/// Something wrong with a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that found it.
    pub check: &'static str,
    /// The problem: a phrase that begins with a lower-case letter.
    pub message: String,
    /// The correct file name, if it is proved that the file should have it.
    pub new_name: Option<String>,
    /// Another file that is involved.
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
    /// The findings, in the order of the checks.
    pub findings: Vec<Finding>,
    /// How the file's name fits its request, if that was checked.
    pub naming: Option<Naming>,
    pub(crate) identity: Option<Identity>,
    /// The hashes of its request and the id of its test.
    pub(crate) request: Option<(ReleaseHashes, Option<Vec<u8>>)>,
}

/// What should be unique to a recording: the hash, and for model lists the digest of their ids.
pub(crate) type Identity = (RequestHash, Option<String>);
