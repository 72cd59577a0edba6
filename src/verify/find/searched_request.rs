//! The request to search for.

use crate::error::{Error, Result};
use crate::json::Document;
use crate::request_hash::{RULES, ReleaseHashes, RequestHash, RuleSet, Rules, StoredRequest};

/// A request whose recording is searched for, in the form in which it is compared.
#[derive(Clone, Debug)]
pub struct SearchedRequest {
    hashes: ReleaseHashes,
    accepted: RuleSet,
    /// The hashed text, parsed again: without irrelevant members, and with sorted keys.
    hashed: Document,
}

impl SearchedRequest {
    /// Reads a request: `{"method", "url", "body"}` or `{"url", "method", "payload"}`, each with
    /// or without `"test_id"`, `{"provider", "tool_name", "kwargs"}`, or an object with one of these
    /// as `"request"`, such as a recording. Its hashes are those by the `accepted` rules.
    ///
    /// ```
    /// use deltafold::internals::request_hash::RuleSet;
    /// use deltafold::internals::verify::SearchedRequest;
    /// let request = br#"{"method": "POST", "url": "http://a/v1/chat", "body": {"model": "m"}}"#;
    /// let searched = SearchedRequest::parse(request.to_vec(), RuleSet::ALL)?;
    /// assert_eq!(searched.hash().to_string().len(), 64);
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for text that is not JSON, [`Error::Recording`] for JSON that is not a
    /// request.
    pub fn parse(bytes: Vec<u8>, accepted: RuleSet) -> Result<Self> {
        let document = Document::parse(bytes)?;
        let root = document.root();
        let request = root.get("request").filter(|request| request.is_object()).unwrap_or(root);
        let Some(request) = StoredRequest::of(request, root.get("test_id")) else {
            return Err(Error::recording(
                "expected a request: an object with method, url and body (or payload), or with \
                 provider, tool_name and kwargs",
            ));
        };
        Ok(SearchedRequest {
            hashes: request.hashes()?,
            accepted,
            hashed: Document::parse(request.hashed_text(first_of(accepted))?)?,
        })
    }

    /// Its hash by the oldest of the accepted rules.
    pub fn hash(&self) -> RequestHash {
        self.hashes.by(self.rules())
    }

    /// Its hashes, each with the accepted rules that compute it, the oldest first.
    pub fn hashes(&self) -> Vec<(RuleSet, RequestHash)> {
        let mut hashes: Vec<(RuleSet, RequestHash)> = Vec::new();
        for (rules, hash) in self.hashes.each().filter(|(rules, _)| self.accepted.contains(rules)) {
            match hashes.iter_mut().find(|(_, known)| *known == hash) {
                Some((set, _)) => *set = set.rules().chain([rules]).collect(),
                None => hashes.push((RuleSet::only(rules), hash)),
            }
        }
        hashes
    }

    /// The accepted rules by which its hash `fits`.
    pub(crate) fn fitting(&self, fits: impl Fn(&RequestHash) -> bool) -> RuleSet {
        self.hashes.fitting(fits).common(self.accepted)
    }

    /// The accepted rules by which another request has the same hash.
    pub(crate) fn common(&self, other: &ReleaseHashes) -> RuleSet {
        let equal = self.hashes.each().filter(|(rules, hash)| other.by(rules) == *hash);
        equal.map(|(rules, _)| rules).collect::<RuleSet>().common(self.accepted)
    }

    /// The rules by which requests are compared.
    pub(crate) fn rules(&self) -> &'static Rules {
        first_of(self.accepted)
    }

    /// The hashed document.
    pub(crate) fn hashed(&self) -> &Document {
        &self.hashed
    }
}

fn first_of(accepted: RuleSet) -> &'static Rules {
    accepted.rules().next().unwrap_or(&RULES[0])
}
