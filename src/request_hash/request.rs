//! The parts of a request, the text that is hashed for it, and its hash.

use std::convert::Infallible;

use memchr::memchr_iter;

use super::by_test::AroundTest;
use super::former::FormerForm;
use super::hash::RequestHash;
use super::place::HashPlace;
use super::rules::{RULES, Rules};
use super::sha::sha256;
use super::value::write_value;
use super::writer::HashWriter;
use crate::error::{Error, Result};
use crate::json::Cursor;
use crate::recording::Url;

/// A call of an inference API, without its body. Strings are in WTF-8.
#[derive(Clone, Copy, Debug)]
pub struct Inference<'a> {
    /// The HTTP method, in any case.
    pub method: &'a [u8],
    /// The URL, of which only the path is hashed.
    pub url: &'a [u8],
    /// The test that made the call.
    pub test_id: Option<&'a [u8]>,
    /// The rules for the test in the hash.
    pub rules: &'static Rules,
}

/// A call of another HTTP API, without its payload. Strings are in WTF-8.
#[derive(Clone, Copy, Debug)]
pub struct Http<'a> {
    /// The URL, hashed as it is.
    pub url: &'a [u8],
    /// The HTTP method, in any case.
    pub method: &'a [u8],
    /// The test that made the call.
    pub test_id: Option<&'a [u8]>,
}

/// A call of a tool, without its arguments. Strings are in WTF-8.
#[derive(Clone, Copy, Debug)]
pub struct Tool<'a> {
    /// The provider of the tool.
    pub provider: &'a [u8],
    /// The name of the tool.
    pub tool_name: &'a [u8],
}

/// The hash of a call of an inference API. An absent body counts as null.
///
/// ```
/// use deltafold::internals::request_hash::inference;
/// let url = "https://api.example/v1/chat/completions";
/// let hash = inference("post", url, None, Some("tests/test_chat.py::test_hello"))?;
/// assert_ne!(hash, inference("POST", url, None, None)?);
/// # Ok::<(), deltafold::Error>(())
/// ```
///
/// # Errors
///
/// Those of [`Url::parse`].
pub fn inference(
    method: &str,
    url: &str,
    body: Option<Cursor<'_>>,
    test_id: Option<&str>,
) -> Result<RequestHash> {
    let (method, url, test_id) = (method.as_bytes(), url.as_bytes(), test_id.map(str::as_bytes));
    Inference { method, url, test_id, rules: &RULES[0] }.hash(|json, place| {
        write_or_null(body, place, json);
        Ok(())
    })
}

/// The hash of a call of another HTTP API. An absent payload counts as null.
pub fn http(
    url: &str,
    method: &str,
    payload: Option<Cursor<'_>>,
    test_id: Option<&str>,
) -> RequestHash {
    let (url, method, test_id) = (url.as_bytes(), method.as_bytes(), test_id.map(str::as_bytes));
    infallible(Http { url, method, test_id }.hash(|json, place| {
        write_or_null(payload, place, json);
        Ok(())
    }))
}

/// The hash of a tool call. Absent arguments count as null.
pub fn tool(provider: &str, tool_name: &str, arguments: Option<Cursor<'_>>) -> RequestHash {
    let (provider, tool_name) = (provider.as_bytes(), tool_name.as_bytes());
    infallible(Tool { provider, tool_name }.hash(|json, place| {
        write_or_null(arguments, place, json);
        Ok(())
    }))
}

impl Inference<'_> {
    /// The hash; `body` writes the body.
    ///
    /// # Errors
    ///
    /// Those of [`Url::parse`] and of `body`.
    pub fn hash<E: From<Error>>(
        &self,
        body: impl FnOnce(&mut HashWriter, HashPlace) -> Result<(), E>,
    ) -> Result<RequestHash, E> {
        let url = Url::parse(self.url)?;
        let around = self.around_test(&url, None, body)?;
        Ok(sha256(&around.with(self.rules.test_part(&url, self.test_id))))
    }

    /// The text that is hashed, apart from the test id.
    pub(super) fn around_test<E>(
        &self,
        url: &Url<'_>,
        former: Option<FormerForm>,
        body: impl FnOnce(&mut HashWriter, HashPlace) -> Result<(), E>,
    ) -> Result<AroundTest, E> {
        let is_bedrock =
            memchr_iter(b'b', &url.host).any(|at| url.host[at..].starts_with(b"bedrock"));
        let place = match is_bedrock {
            true => HashPlace::root_without_stream_options(),
            false => HashPlace::root(),
        };
        let mut json = HashWriter::by(former);
        json.begin_object();
        json.key(b"body");
        body(&mut json, place)?;
        write_text(b"endpoint", &url.path, &mut json);
        write_text(b"method", &in_capitals(self.method), &mut json);
        Ok(AroundTest { before: json.finish(), after: b"}".to_vec() })
    }
}

impl Http<'_> {
    /// The hash; `payload` writes the payload.
    ///
    /// # Errors
    ///
    /// Those of `payload`.
    pub fn hash<E>(
        &self,
        payload: impl FnOnce(&mut HashWriter, HashPlace) -> Result<(), E>,
    ) -> Result<RequestHash, E> {
        Ok(sha256(&self.around_test(None, payload)?.with(self.test_id.into())))
    }

    /// The text that is hashed, apart from the test id.
    pub(super) fn around_test<E>(
        &self,
        former: Option<FormerForm>,
        payload: impl FnOnce(&mut HashWriter, HashPlace) -> Result<(), E>,
    ) -> Result<AroundTest, E> {
        let mut json = HashWriter::by(former);
        json.begin_object();
        write_text(b"method", &in_capitals(self.method), &mut json);
        json.key(b"payload");
        payload(&mut json, HashPlace::root())?;
        let before = json.len();
        write_text(b"url", self.url, &mut json);
        json.end_object();
        let mut before_test = json.finish();
        let after = before_test.split_off(before);
        Ok(AroundTest { before: before_test, after })
    }
}

impl Tool<'_> {
    /// The hash; `arguments` writes the arguments.
    ///
    /// # Errors
    ///
    /// Those of `arguments`.
    pub fn hash<E>(
        &self,
        arguments: impl FnOnce(&mut HashWriter, HashPlace) -> Result<(), E>,
    ) -> Result<RequestHash, E> {
        Ok(sha256(&self.text(arguments)?))
    }

    /// The text that is hashed.
    pub(super) fn text<E>(
        &self,
        arguments: impl FnOnce(&mut HashWriter, HashPlace) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        let mut json = HashWriter::new();
        json.begin_object();
        json.key(b"kwargs");
        arguments(&mut json, HashPlace::verbatim())?;
        write_text(b"provider", self.provider, &mut json);
        write_text(b"tool_name", self.tool_name, &mut json);
        json.end_object();
        Ok(json.finish())
    }
}

/// Writes a value of a document, or null if it is absent.
pub(super) fn write_or_null(value: Option<Cursor<'_>>, place: HashPlace, json: &mut HashWriter) {
    match value {
        Some(value) => write_value(value, place, json),
        None => json.null(),
    }
}

fn write_text(key: &[u8], text: &[u8], json: &mut HashWriter) {
    json.key(key);
    json.text(text, HashPlace::verbatim());
}

/// Python's `str.upper`.
fn in_capitals(method: &[u8]) -> Vec<u8> {
    let mut capitals = Vec::with_capacity(method.len());
    for chunk in method.utf8_chunks() {
        capitals.extend_from_slice(chunk.valid().to_uppercase().as_bytes());
        capitals.extend_from_slice(chunk.invalid());
    }
    capitals
}

fn infallible(hash: Result<RequestHash, Infallible>) -> RequestHash {
    match hash {
        Ok(hash) => hash,
        Err(never) => match never {},
    }
}
