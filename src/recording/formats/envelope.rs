//! Builds an envelope as the OGX recorder writes it from the parts of a request and its response.

use super::body::Body;
use crate::error::{OutOfMemory, Result, joined};
use crate::json::{Builder, Cursor, FoldedDocument, Text};
use crate::recording::model::BODY;
use crate::recording::read_warnings::KEY;
use crate::recording::times::{self, Times};

/// The contents of an envelope other than the body. Members are written as they are in the file.
#[derive(Default)]
pub(super) struct Envelope<'a> {
    /// The request as JSON text.
    pub(super) request: Option<Vec<u8>>,
    pub(super) status: Option<i64>,
    /// More members of the response.
    pub(super) response: Vec<(Text<'a>, Cursor<'a>)>,
    /// More members of the envelope.
    pub(super) others: Vec<(Text<'a>, Cursor<'a>)>,
    pub(super) times: Option<Times>,
}

impl<'a> Envelope<'a> {
    /// The members of `object`, except those with one of these keys.
    pub(super) fn others(object: Cursor<'a>, without: &[&str]) -> Vec<(Text<'a>, Cursor<'a>)> {
        object.members().filter(|(key, _)| without.iter().all(|known| *key != **known)).collect()
    }

    /// The envelope with this body.
    ///
    /// # Errors
    ///
    /// For values that are nested too deeply, or are too large, once they are in an envelope.
    pub(super) fn with_body(self, body: Body) -> Result<FoldedDocument> {
        let is_streaming = body.is_streaming();
        let warnings = match &body {
            Body::Items(_, warnings) => warnings.as_deref(),
            Body::Value(_) => None,
        };
        let before = self.before()?;
        let after = self.after(is_streaming, warnings)?;
        match body {
            Body::Items(items, _) => {
                items.finish(&joined(&[&before, b"["])?, &joined(&[b"]", &after])?)
            }
            Body::Value(value) => {
                let text = joined(&[&before, &value, &after])?;
                drop(value);
                FoldedDocument::parse(text, &BODY)
            }
        }
    }

    /// Everything before the body.
    fn before(&self) -> Result<Vec<u8>, OutOfMemory> {
        let mut json = Builder::new();
        json.begin_object();
        if let Some((_, test_id)) = self.others.iter().find(|(key, _)| *key == *"test_id") {
            json.key("test_id");
            json.value(*test_id);
        }
        if let Some(request) = &self.request {
            json.key("request");
            json.raw(request);
        }
        json.key("response");
        json.begin_object();
        if let Some(status) = self.status {
            json.key("status");
            json.int(status);
        }
        json.key("body");
        json.try_finish()
    }

    /// Everything after the body.
    fn after(&self, is_streaming: bool, warnings: Option<&[u8]>) -> Result<Vec<u8>, OutOfMemory> {
        let mut response = Builder::new();
        response.begin_object();
        response.key("is_streaming");
        response.bool(is_streaming);
        if let Some(warnings) = warnings {
            response.key(KEY);
            response.raw(warnings);
        }
        let known: &[&str] = match self.status {
            Some(_) => &["status", "body", "is_streaming", KEY],
            None => &["body", "is_streaming", KEY],
        };
        write_members(&self.response, known, &mut response);
        response.end_object();
        let mut rest = Builder::new();
        rest.begin_object();
        let mut known = vec!["test_id", "response"];
        known.extend(self.request.as_ref().map(|_| "request"));
        known.extend(self.times.as_ref().map(|_| times::KEY));
        write_members(&self.others, &known, &mut rest);
        if let Some(times) = &self.times {
            rest.key(times::KEY);
            times.write(&mut rest);
        }
        rest.end_object();
        joined(&[&continued(response)?, &continued(rest)?])
    }
}

fn write_members(members: &[(Text<'_>, Cursor<'_>)], known: &[&str], json: &mut Builder) {
    for (key, value) in members {
        if known.iter().all(|known| *key != **known) {
            json.key_text(*key);
            json.value(*value);
        }
    }
}

/// The text of an object, as the continuation of an object that already has members.
fn continued(object: Builder) -> Result<Vec<u8>, OutOfMemory> {
    let mut text = object.try_finish()?;
    if text == b"{}" {
        text.remove(0);
    } else if let Some(bracket) = text.first_mut() {
        *bracket = b',';
    }
    Ok(text)
}
