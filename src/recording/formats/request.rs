//! A request as the OGX recorder would store it.

use std::borrow::Cow;

use crate::error::Result;
use crate::json::{Builder, Document, Text};
use crate::recording::url::Url;

/// The parts of a request; those that are missing are left out.
#[derive(Default)]
pub(super) struct Request<'a> {
    pub(super) method: Option<Cow<'a, str>>,
    pub(super) url: Option<Text<'a>>,
    /// The headers as JSON.
    pub(super) headers: Option<Vec<u8>>,
    /// The body as JSON.
    pub(super) body: Option<Vec<u8>>,
}

impl Request<'_> {
    /// The request as JSON text, with the path of its URL as `endpoint`, and its model.
    ///
    /// # Errors
    ///
    /// If the body cannot be parsed, or there is not enough memory.
    pub(super) fn json(self) -> Result<Vec<u8>> {
        let body = self.body.map(Document::parse).transpose()?;
        let mut json = Builder::new();
        json.begin_object();
        if let Some(method) = &self.method {
            json.key("method");
            json.str(method);
        }
        if let Some(url) = self.url {
            json.key("url");
            json.text(url);
        }
        if let Some(headers) = &self.headers {
            json.key("headers");
            json.raw(headers);
        }
        if let Some(body) = &body {
            json.key("body");
            json.value(body.root());
        }
        if let Some(url) = self.url {
            json.key("endpoint");
            // A URL that Python cannot split has no path.
            let url = url.to_wtf8();
            json.wtf8(&Url::parse(&url).map_or_else(|_| Cow::default(), |url| url.path));
        }
        if let Some(model) = body.as_ref().and_then(|body| body.root().get("model")) {
            json.key("model");
            json.value(model);
        }
        json.end_object();
        Ok(json.try_finish()?)
    }
}
