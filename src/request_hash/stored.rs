//! Reads a recorded request, in any of the recorded formats, and computes its hash.

use std::borrow::Cow;
use std::convert::Infallible;

use super::by_test::{AroundTest, TestPart};
use super::former::{FormerForm, Seen};
use super::hash::RequestHash;
use super::request::{Http, Inference, Tool, write_or_null};
use super::rules::{RULES, RuleSet, Rules};
use super::sha::sha256;
use super::writer::HashWriter;
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

    /// The hash under the rules of the first release, the default of `request_hash`.
    ///
    /// # Errors
    ///
    /// Those of [`Url::parse`].
    pub fn hash(&self) -> Result<RequestHash> {
        Ok(sha256(&self.hashed_text(&RULES[0])?))
    }

    /// The hashes under the rules of every release. What they have in common is written and hashed
    /// once.
    ///
    /// # Errors
    ///
    /// As [`StoredRequest::hash`].
    pub fn hashes(&self) -> Result<ReleaseHashes> {
        if self.is_tool() {
            return Ok(ReleaseHashes([self.hash()?; RULES.len()]));
        }
        let test_id = self.test_id.map(Text::to_wtf8);
        let parts = self.test_parts(test_id.as_deref())?;
        let around = self.around(None)?;
        if parts.iter().all(|part| *part == parts[0]) {
            return Ok(ReleaseHashes([sha256(&around.with(parts[0])); RULES.len()]));
        }
        let hashes = around.hashes();
        Ok(ReleaseHashes(parts.map(|part| hashes.hash(part))))
    }

    /// The text that is hashed: everything relevant in the request, with sorted keys.
    ///
    /// # Errors
    ///
    /// As [`StoredRequest::hash`].
    pub fn hashed_text(&self, rules: &'static Rules) -> Result<Vec<u8>> {
        if self.is_tool() {
            return Ok(self.tool_text());
        }
        let test_id = self.test_id.map(Text::to_wtf8);
        let [part] = self.test_parts_by([rules], test_id.as_deref())?;
        Ok(self.around(None)?.with(part))
    }

    /// The test that made the request.
    pub fn test_id(&self) -> Option<Text<'a>> {
        self.test_id
    }

    /// The rules by which its recordings are named `models-…`: there may be several, and all of them
    /// count.
    pub fn model_list_rules(&self) -> RuleSet {
        let text = |key| self.request.get(key).and_then(Cursor::as_text);
        let listed = |path: &[u8]| RULES.iter().filter(|rules| rules.is_model_list(path)).collect();
        match (self.shape, text("endpoint"), text("url")) {
            (RequestShape::Inference, Some(endpoint), _) => endpoint.with_wtf8(listed),
            (RequestShape::Inference, None, Some(url)) => url
                .with_wtf8(|url| Url::parse(url).map(|url| listed(&url.path)).unwrap_or_default()),
            _ => RuleSet::default(),
        }
    }

    pub(super) fn is_tool(&self) -> bool {
        self.shape == RequestShape::Tool
    }

    /// The text apart from the test id in a former form, and what is different in other forms.
    pub(super) fn around_test(&self, form: &FormerForm) -> Result<(AroundTest, Seen)> {
        let mut seen = Seen::default();
        let around = self.around_noting(Some(form.clone()), &mut seen)?;
        Ok((around, seen))
    }

    fn wtf8(&self, key: &str) -> Cow<'a, [u8]> {
        let text = self.request.get(key).and_then(Cursor::as_text);
        text.map(Text::to_wtf8).unwrap_or_default()
    }

    /// What each release has as the test id.
    fn test_parts<'t>(&self, test_id: Option<&'t [u8]>) -> Result<[TestPart<'t>; RULES.len()]> {
        self.test_parts_by(RULES.each_ref(), test_id)
    }

    fn test_parts_by<'t, const N: usize>(
        &self,
        rules: [&'static Rules; N],
        test_id: Option<&'t [u8]>,
    ) -> Result<[TestPart<'t>; N]> {
        let RequestShape::Inference = self.shape else { return Ok([test_id.into(); N]) };
        let url = self.wtf8("url");
        let url = Url::parse(&url)?;
        Ok(rules.map(|rules| rules.test_part(&url, test_id)))
    }

    fn around(&self, former: Option<FormerForm>) -> Result<AroundTest> {
        self.around_noting(former, &mut Seen::default())
    }

    fn around_noting(&self, former: Option<FormerForm>, seen: &mut Seen) -> Result<AroundTest> {
        let (method, url) = (&*self.wtf8("method"), &*self.wtf8("url"));
        let mut write = |key: &str, json: &mut HashWriter, place| {
            write_or_null(self.request.get(key), place, json);
            *seen = json.seen();
            Ok::<(), Error>(())
        };
        match self.shape {
            RequestShape::Inference => {
                let rules = &RULES[0];
                let inference = Inference { method, url, test_id: None, rules };
                let body = |json: &mut _, place| write("body", json, place);
                inference.around_test(&Url::parse(url)?, former, body)
            }
            _ => {
                let payload = |json: &mut _, place| write("payload", json, place);
                Http { url, method, test_id: None }.around_test(former, payload)
            }
        }
    }

    fn tool_text(&self) -> Vec<u8> {
        let (provider, tool_name) = (&*self.wtf8("provider"), &*self.wtf8("tool_name"));
        let text = Tool { provider, tool_name }.text(|json, place| {
            write_or_null(self.request.get("kwargs"), place, json);
            Ok::<(), Infallible>(())
        });
        match text {
            Ok(text) => text,
            Err(never) => match never {},
        }
    }
}

/// The hashes of a request under the rules of every release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseHashes([RequestHash; RULES.len()]);

impl ReleaseHashes {
    /// The hash under these rules.
    pub fn by(&self, rules: &Rules) -> RequestHash {
        self.each().find(|(known, _)| known.name == rules.name).map_or(self.0[0], |(_, hash)| hash)
    }

    /// Each with its rules, the oldest first.
    pub fn each(&self) -> impl DoubleEndedIterator<Item = (&'static Rules, RequestHash)> {
        RULES.iter().zip(self.0)
    }

    /// The rules whose hash `fits`.
    pub fn fitting(&self, fits: impl Fn(&RequestHash) -> bool) -> RuleSet {
        self.each().filter(|(_, hash)| fits(hash)).map(|(rules, _)| rules).collect()
    }
}
