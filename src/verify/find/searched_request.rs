//! The request to search for.

use crate::error::{Error, Result};
use crate::json::Document;
use crate::request_hash::{RequestHash, StoredRequest};

/// A request whose recording is searched for, in the form in which it is compared.
#[derive(Clone, Debug)]
pub struct SearchedRequest {
    hash: RequestHash,
    /// The hashed text, parsed again: without irrelevant members, and with sorted keys.
    hashed: Document,
    is_model_list: bool,
}

impl SearchedRequest {
    /// Reads a request: `{"method", "url", "body"}` or `{"url", "method", "payload"}`, each with
    /// or without `"test_id"`, `{"provider", "tool_name", "kwargs"}`, or an object with one of these
    /// as `"request"`, such as a recording.
    ///
    /// ```
    /// use deltafold::internals::verify::SearchedRequest;
    /// let request = br#"{"method": "POST", "url": "http://a/v1/chat", "body": {"model": "m"}}"#;
    /// assert_eq!(SearchedRequest::parse(request.to_vec())?.hash().to_string().len(), 64);
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for text that is not JSON, [`Error::Recording`] for JSON that is not a
    /// request.
    pub fn parse(bytes: Vec<u8>) -> Result<Self> {
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
            hash: request.hash()?,
            hashed: Document::parse(request.hashed_text()?)?,
            is_model_list: request.is_model_list(),
        })
    }

    /// Its hash.
    pub fn hash(&self) -> RequestHash {
        self.hash
    }

    /// Whether its recordings are named `models-…`.
    pub fn is_model_list(&self) -> bool {
        self.is_model_list
    }

    /// The hashed document.
    pub(crate) fn hashed(&self) -> &Document {
        &self.hashed
    }
}
