//! Reads a recorded request, in any of the recorded formats, and computes its hash.

use super::hash::RequestHash;
use super::older::OlderRule;
use super::request::{Http, Inference, Tool, is_model_list, write_or_null};
use super::rules::RULES;
use super::sha::sha256;
use crate::error::{Error, Result};
use crate::json::{Cursor, Text};
use crate::recording::{Recording, Url};

/// A recorded request, in a format that has a hash.
#[derive(Clone, Debug)]
pub struct StoredRequest<'a> {
    shape: RequestShape,
    request: Cursor<'a>,
    /// The test id beside the request.
    test_id: Option<Text<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestShape {
    Inference,
    Http,
    Tool,
}

/// The hash of a recording's request; `None` for formats without a hash.
///
/// ```
/// use deltafold::Recording;
/// use deltafold::internals::request_hash::of_recording;
/// let file = br#"{"request": {"provider": "p", "tool_name": "t", "kwargs": {}},
///     "response": {"body": null}}"#;
/// let recording = Recording::parse(file.to_vec(), None)?;
/// assert!(of_recording(&recording).is_some_and(|hash| hash.is_ok()));
/// # Ok::<(), deltafold::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Recording`], with the recording's path, for a URL that cannot be split.
pub fn of_recording(recording: &Recording) -> Option<Result<RequestHash>> {
    let hash = StoredRequest::of_recording(recording)?.hash();
    Some(hash.map_err(|error| match recording.path() {
        Some(path) => error.in_file(path),
        None => error,
    }))
}

impl<'a> StoredRequest<'a> {
    /// The request of a recording, if it has a hash.
    pub fn of_recording(recording: &'a Recording) -> Option<Self> {
        let test_id = recording.head().root().get("test_id");
        Self::of(recording.request()?, test_id)
    }

    /// A request, if it has a hash: one of an inference API, of another HTTP API, or of a tool.
    /// `test_id` is the test id beside the request; some requests contain one of their own.
    pub fn of(request: Cursor<'a>, test_id: Option<Cursor<'a>>) -> Option<Self> {
        let is_text = |key| request.get(key).is_some_and(|value| value.as_text().is_some());
        let shape = if is_text("tool_name") && is_text("provider") {
            RequestShape::Tool
        } else if !is_text("url") || !is_text("method") {
            return None;
        } else if request.get("payload").is_some() {
            RequestShape::Http
        } else {
            RequestShape::Inference
        };
        let own = request.get("test_id");
        let test_id = match shape {
            RequestShape::Http => own.or(test_id),
            _ => test_id.or(own),
        };
        // A test id is a string or null.
        let test_id = match test_id.and_then(Cursor::non_null) {
            Some(test_id) => Some(test_id.as_text()?),
            None => None,
        };
        Some(StoredRequest { shape, request, test_id })
    }

    /// The hash under the current rules.
    ///
    /// # Errors
    ///
    /// Those of [`Url::parse`].
    pub fn hash(&self) -> Result<RequestHash> {
        self.hash_by(None)
    }

    pub(super) fn hash_by(&self, older: Option<OlderRule>) -> Result<RequestHash> {
        Ok(sha256(&self.text(older)?))
    }

    /// The text that is hashed: everything relevant in the request, with sorted keys.
    ///
    /// # Errors
    ///
    /// As [`StoredRequest::hash`].
    pub fn hashed_text(&self) -> Result<Vec<u8>> {
        self.text(None)
    }

    /// The test that made the request.
    pub fn test_id(&self) -> Option<Text<'a>> {
        self.test_id
    }

    /// Whether its recordings are named `models-…`: there may be several, and all of them count.
    pub fn is_model_list(&self) -> bool {
        let text = |key| self.request.get(key).and_then(Cursor::as_text);
        match (self.shape, text("endpoint"), text("url")) {
            (RequestShape::Inference, Some(endpoint), _) => endpoint.with_wtf8(is_model_list),
            (RequestShape::Inference, None, Some(url)) => {
                url.with_wtf8(|url| Url::parse(url).is_ok_and(|url| is_model_list(&url.path)))
            }
            _ => false,
        }
    }

    pub(super) fn is_tool(&self) -> bool {
        self.shape == RequestShape::Tool
    }

    fn text(&self, older: Option<OlderRule>) -> Result<Vec<u8>> {
        let wtf8 = |key| {
            let text = self.request.get(key).and_then(Cursor::as_text);
            text.map(Text::to_wtf8).unwrap_or_default()
        };
        let test_id = self.test_id.map(Text::to_wtf8);
        let test_id = test_id.as_deref();
        match self.shape {
            RequestShape::Inference => {
                let (method, url) = (&*wtf8("method"), &*wtf8("url"));
                let rules = &RULES[0];
                Inference { method, url, test_id, rules }.text(older, |json, place| {
                    write_or_null(self.request.get("body"), place, json);
                    Ok::<(), Error>(())
                })
            }
            RequestShape::Http => {
                let (method, url) = (&*wtf8("method"), &*wtf8("url"));
                Http { url, method, test_id }.text(older, |json, place| {
                    write_or_null(self.request.get("payload"), place, json);
                    Ok(())
                })
            }
            RequestShape::Tool => {
                let (provider, tool_name) = (&*wtf8("provider"), &*wtf8("tool_name"));
                Tool { provider, tool_name }.text(|json, place| {
                    write_or_null(self.request.get("kwargs"), place, json);
                    Ok(())
                })
            }
        }
    }
}
